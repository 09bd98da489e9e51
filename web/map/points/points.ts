/** The papers as points: what colour, size and order each has, and who draws them. */
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
import { chosen, quiet } from './emphasis.ts';
import { type PointBatch, type PointRenderer, styleSize } from './point-batch.ts';
import { createCanvasRenderer } from './points-canvas.ts';
import { createGlRenderer } from './points-gl.ts';

export interface PointCanvas {
  canvas: HTMLCanvasElement;
  renderer: PointRenderer;
}

/**
 * WebGL where there is a GPU, else the 2D canvas. A canvas that gave one context gives no other, so each has its own.
 * @param replace hears what takes the place of WebGL where the browser takes that away for good
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

export interface PointsShown {
  /** Years are known of a whole map alone. */
  map: MapSketch;
  levels: Uint8Array;
  palette: Palette;
  shade: Shade;
  colourBy: ColourBy;
  /** `[N]` how sure each paper is of its theme, 0 … 1; the less, the softer. Null: all are drawn sharp. */
  stability: Float32Array | null;
  k: number;
  narrow: boolean;
}

/** What the renderer is given; made again when anything but the place of the view changes. */
export function pointBatch({
  map,
  levels,
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
  const someQuiet = levels.includes(quiet);
  const byYear = colourBy === 'year' && isWhole(map) ? yearColours(map, shade) : null;
  for (let paper = 0; paper < count; paper++) {
    const theme = map.arrays.theme[paper]!;
    const level = levels[paper]!;
    let rgb: Rgb | null = null;
    if (level === quiet) rgb = quietColour[shade];
    else if (byYear) rgb = byYear(paper);
    else if (theme < 0) rgb = unthemedColour[shade];
    for (let channel = 0; channel < 3; channel++)
      colours[4 * paper + channel] = rgb ? rgb[channel]! : palette.fill[3 * theme + channel]!;
    const shown = level === quiet ? Math.min(opacity, 0.85) : someQuiet ? Math.max(opacity, 0.9) : opacity;
    colours[4 * paper + 3] = Math.round(255 * shown);
    const size = level === quiet ? 0.82 : someQuiet ? 1.12 : 1;
    const ring = level === chosen ? 1 : theme < 0 ? 2 : 0;
    const soft = stability && level !== quiet ? softnessOf(stability[paper]!) : 0;
    const at = styleSize * paper;
    styles[at] = radius * size;
    styles[at + 1] = ring;
    styles[at + 2] = soft;
    styles[at + 3] = isPlaced(map, paper) ? 1 : 0;
  }
  return { positions: map.arrays.layout, colours, styles, order: drawOrder(levels) };
}

/** From sure papers (0) to those that any new start would put elsewhere (1). */
function softnessOf(sure: number): number {
  return Math.min(1, Math.max(0, (0.95 - sure) / 0.75));
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
