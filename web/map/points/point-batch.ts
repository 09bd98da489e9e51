/** What is handed to those who draw the points, WebGL or the 2D canvas. */
import type { Rgb } from '../../../pipeline/map/index.ts';
import { type CanvasSize, type Painter, type Place, RIM } from './pane.ts';

/** Numbers of a paper in {@link PointBatch.styles}. */
export const styleSize = 4;
/** Half the diagonal of a diamond that is as large as a disc of radius 1. */
export const diamondReach = Math.sqrt(Math.PI / 2);
/** How much farther than its radius an utterly soft point reaches, and the share of its colour that it loses. */
export const softReach = 0.7;
export const softFade = 0.35;

export interface PointBatch {
  /** `[N, 2]` in the layout's units. */
  positions: Float32Array;
  /** `[N, 4]` sRGB and opacity. */
  colours: Uint8Array;
  /** `[N, 4]` radius in pixels; 0 plain, 1 with a ring, 2 hollow; softness 0 … 1; 0 disc, 1 diamond. */
  styles: Float32Array;
  /** What is drawn, from the back to the front. */
  order: Uint32Array;
}

export const emptyBatch: PointBatch = {
  positions: new Float32Array(0),
  colours: new Uint8Array(0),
  styles: new Float32Array(0),
  order: new Uint32Array(0),
};

/** Where the points lie and how they look. */
export interface PointLook extends Place {
  /** Colour of the thin rim that keeps touching points apart. */
  edge: Rgb;
  /** Colour of the ring around chosen papers. */
  mark: Rgb;
  /** Opacity of the rim. */
  outline: number;
}

/** What a renderer draws into. */
export type Screen = PointLook & CanvasSize;

export interface PointRenderer extends Painter<PointBatch, PointLook> {
  kind: 'webgl' | 'canvas';
}

/** Papers from which on drawing is dear. */
const MANY = 10_000;

/** Pixels beyond the window that so many points are drawn for. */
export function pointRim(count: number): number {
  return count > MANY ? RIM : 0;
}
