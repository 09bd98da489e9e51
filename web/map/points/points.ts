/** The papers as points: their colours, sizes and drawing order, and the renderer that draws them. */
import { drawOrder, pointOpacity, pointRadius } from '../../../pipeline/draw/index.ts';
import {
  type Palette,
  quietColour,
  type Rgb,
  rampColour,
  type Shade,
  unthemedColour,
} from '../../../pipeline/map/index.ts';
import { isWhole, type LoadedMap, type MapSketch } from '../../data/map-index.ts';
import { isPlaced } from '../../data/placed.ts';
import { yearSpan } from '../../data/year-span.ts';
import { yearOf } from '../../state/selectors.ts';
import type { ColourBy } from '../../state/state.ts';
import { dimmed, selected } from './emphasis.ts';
import { filled, hollow, type PointBatch, type PointRenderer, ringed, styleSize } from './point-batch.ts';
import { createCanvasRenderer } from './points-canvas.ts';
import { createGlRenderer } from './points-gl.ts';

export interface PointCanvas {
  canvas: HTMLCanvasElement;
  renderer: PointRenderer;
}

/**
 * Creates a WebGL renderer if there is a GPU, else one for the 2D canvas. Each has a canvas of its own, because a canvas
 * never changes its kind of context.
 * @param replace called with a 2D canvas if the browser later removes the WebGL context for good
 */
export function createRenderer(
  create: () => HTMLCanvasElement,
  replace: (next: PointCanvas) => void,
): PointCanvas {
  const painted = (): PointCanvas => {
    const canvas = create();
    return { canvas, renderer: createCanvasRenderer(canvas) };
  };
  const canvas = create();
  const renderer = createGlRenderer(canvas, () => replace(painted()));
  return renderer ? { canvas, renderer } : painted();
}

/** Dimmed papers are a little smaller, and no more opaque than this. */
const DIMMED_SIZE = 0.82;
const DIMMED_OPACITY = 0.85;
/** While some papers are dimmed, the others are a little larger, and no less opaque than this. */
const OTHERS_SIZE = 1.12;
const OTHERS_OPACITY = 0.9;
/** Papers of this stability and more are drawn sharp, of this and less as softly as can be. */
const SHARP = 0.95;
const SOFTEST = 0.2;

export interface PointsShown {
  /** Years need the whole map. */
  map: MapSketch;
  /** `[N]` from `emphasisOf`. */
  emphasis: Uint8Array;
  palette: Palette;
  shade: Shade;
  colourBy: ColourBy;
  /** `[N]` how stable each paper's theme is, 0 … 1; lower is drawn softer. Null: all are drawn sharp. */
  stability: Float32Array | null;
  /** Magnification. */
  k: number;
  /** Whether the window is no wider than a phone. */
  narrow: boolean;
}

/** Builds the renderer's input; needed again when anything but the view's position changes. */
export function pointBatch({
  map,
  emphasis,
  palette,
  shade,
  colourBy,
  stability,
  k,
  narrow,
}: PointsShown): PointBatch {
  const count = map.index.count;
  const colours = new Uint8Array(count * 4);
  const styles = new Float32Array(count * styleSize);
  const radius = pointRadius(count, k, narrow);
  const opacity = pointOpacity(count, k);
  const someDimmed = emphasis.includes(dimmed);
  const byYear = colourBy === 'year' && isWhole(map) ? yearColours(map, shade) : null;
  for (let paper = 0; paper < count; paper++) {
    const theme = map.arrays.theme[paper]!;
    const isDimmed = emphasis[paper] === dimmed;
    let rgb: Rgb | null = null;
    if (isDimmed) rgb = quietColour[shade];
    else if (byYear) rgb = byYear(paper);
    else if (theme < 0) rgb = unthemedColour[shade];
    for (let channel = 0; channel < 3; channel++)
      colours[4 * paper + channel] = rgb ? rgb[channel]! : palette.fill[3 * theme + channel]!;
    const shown = isDimmed
      ? Math.min(opacity, DIMMED_OPACITY)
      : Math.max(opacity, someDimmed ? OTHERS_OPACITY : 0);
    colours[4 * paper + 3] = Math.round(255 * shown);
    const at = styleSize * paper;
    styles[at] = radius * (isDimmed ? DIMMED_SIZE : someDimmed ? OTHERS_SIZE : 1);
    styles[at + 1] = emphasis[paper] === selected ? ringed : theme < 0 ? hollow : filled;
    styles[at + 2] = stability && !isDimmed ? softnessOf(stability[paper]!) : 0;
    styles[at + 3] = isPlaced(map, paper) ? 1 : 0;
  }
  return { positions: map.arrays.layout, colours, styles, order: drawOrder(emphasis) };
}

/** 0 for a stable paper up to 1 for one that most builds would put elsewhere. */
function softnessOf(stability: number): number {
  return Math.min(1, Math.max(0, (SHARP - stability) / (SHARP - SOFTEST)));
}

function yearColours(map: LoadedMap, shade: Shade): (paper: number) => Rgb {
  const [first, last] = yearSpan(map.papers) ?? [0, 0];
  return (paper) => {
    const year = yearOf(map.papers[paper]!.date);
    return year === null || year < first || year > last
      ? unthemedColour[shade]
      : rampColour((year - first) / Math.max(last - first, 1), shade);
  };
}
