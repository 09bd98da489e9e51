/** The input of the point renderers (WebGL or 2D canvas), and the shapes that both draw alike. */
import type { Rgb } from '../../../pipeline/map/index.ts';
import { type CanvasSize, type LayerTransform, type Painter, RIM } from './pane.ts';

/** Numbers per paper in {@link PointBatch.styles}. */
export const styleSize = 4;
/** A themed paper, a selected one, and an unthemed one. */
export const filled = 0;
export const ringed = 1;
export const hollow = 2;

/** Half the diagonal of the diamond that has the area of a disc of radius 1. */
export const diamondReach = Math.sqrt(Math.PI / 2);
/** Pixels beyond the point's radius at which the ring of a selected paper begins and ends. */
export const ringFrom = 0.4;
export const ringTo = 2.4;
/** Pixels of the line of a hollow point, and of the rim that separates touching points. */
export const hollowLine = 1.6;
export const rimLine = 0.9;
/** Of the softest point: the share of its radius that begins to fade, how far beyond its radius it reaches, and its loss of colour. */
export const softCore = 0.9;
export const softReach = 0.7;
export const softFade = 0.35;

export interface PointBatch {
  /** `[N, 2]` in layout units. */
  positions: Float32Array;
  /** `[N, 4]` sRGB and opacity, 0 … 255. */
  colours: Uint8Array;
  /** `[N, 4]`: radius in pixels; {@link filled}, {@link ringed} or {@link hollow}; softness 0 … 1; 0 disc or 1 diamond. */
  styles: Float32Array;
  /** Papers in drawing order, from back to front. */
  order: Uint32Array;
}

export const emptyBatch: PointBatch = {
  positions: new Float32Array(0),
  colours: new Uint8Array(0),
  styles: new Float32Array(0),
  order: new Uint32Array(0),
};

/** The transform of the points, and the colours that all of them share. */
export interface PointLook extends LayerTransform {
  /** Colour of the thin rim that separates touching points. */
  edge: Rgb;
  /** Colour of the ring around selected papers. */
  mark: Rgb;
  /** Opacity of the rim. */
  outline: number;
}

/** The look of the points, and the size of the canvas. */
export type Screen = PointLook & CanvasSize;

export interface PointRenderer extends Painter<PointBatch, PointLook> {
  kind: 'webgl' | 'canvas';
}

/** From this number of papers on, drawing takes a good part of a frame. */
const MANY = 10_000;

/** Pixels beyond the window that the points of this number of papers are drawn for. */
export function pointRim(count: number): number {
  return count > MANY ? RIM : 0;
}
