/** The papers as points: what colour, size and order each has, and who draws them. */
import { type Palette, quietColour, type Rgb, rampColour, type Shade, unthemedColour } from '../colour.ts';
import type { LoadedMap } from '../map-index.ts';
import { yearOf } from '../selectors.ts';
import type { ColourBy } from '../state.ts';
import { chosen, quiet } from './emphasis.ts';
import { createCanvasRenderer } from './points-canvas.ts';
import { createGlRenderer } from './points-gl.ts';

export interface PointBatch {
  /** `[N, 2]` in the layout's units. */
  positions: Float32Array;
  /** `[N, 4]` sRGB and opacity. */
  colours: Uint8Array;
  /** `[N, 2]` radius in pixels; 0 plain, 1 with a ring, 2 hollow. */
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

/** Pixels are `place * scale + shift`. */
export interface Screen {
  width: number;
  height: number;
  /** Device pixels per pixel. */
  ratio: number;
  scaleX: number;
  scaleY: number;
  shiftX: number;
  shiftY: number;
  /** Colour of the thin rim that keeps touching points apart. */
  edge: Rgb;
  /** Colour of the ring around chosen papers. */
  mark: Rgb;
  /** Opacity of the rim. */
  outline: number;
}

export interface PointRenderer {
  kind: 'webgl' | 'canvas';
  load(batch: PointBatch): void;
  draw(screen: Screen): void;
  destroy(): void;
}

/** WebGL where there is some, else the 2D canvas. A canvas that gave one context gives no other, so each has its own. */
export function createRenderer(create: () => HTMLCanvasElement): {
  canvas: HTMLCanvasElement;
  renderer: PointRenderer;
} {
  const first = create();
  const gl = createGlRenderer(first);
  if (gl) return { canvas: first, renderer: gl };
  const second = create();
  return { canvas: second, renderer: createCanvasRenderer(second) };
}

/** Radius in pixels at a magnification: smaller where there are many, growing slowly as one comes near. */
export function pointRadius(count: number, k: number, narrow: boolean): number {
  const base = Math.min(6.4, Math.max(1.15, 26 / Math.max(count, 1) ** 0.32));
  return Math.min(base * (narrow ? 0.78 : 1) * Math.max(k, 0.5) ** 0.36, 13);
}

/** Opacity by number: many papers show density by lying over each other. */
export function pointOpacity(count: number, k: number): number {
  const sparse = 0.94;
  const dense = Math.min(sparse, 9 / Math.max(count, 1) ** 0.33);
  return Math.min(sparse, dense * Math.max(k, 1) ** 0.3);
}

export interface PointLook {
  map: LoadedMap;
  levels: Uint8Array;
  palette: Palette;
  shade: Shade;
  colourBy: ColourBy;
  k: number;
  narrow: boolean;
}

/** What the renderer is given; made again when anything but the place of the view changes. */
export function pointBatch({ map, levels, palette, shade, colourBy, k, narrow }: PointLook): PointBatch {
  const count = map.papers.length;
  const colours = new Uint8Array(count * 4);
  const styles = new Float32Array(count * 2);
  const radius = pointRadius(count, k, narrow);
  const opacity = pointOpacity(count, k);
  const someQuiet = levels.includes(quiet);
  const byYear = colourBy === 'year' ? yearColours(map, shade) : null;
  for (let paper = 0; paper < count; paper++) {
    const theme = map.arrays.theme[paper]!;
    const level = levels[paper]!;
    let rgb: Rgb;
    if (level === quiet) rgb = quietColour[shade];
    else if (byYear) rgb = byYear(paper);
    else if (theme < 0) rgb = unthemedColour[shade];
    else rgb = [palette.fill[3 * theme]!, palette.fill[3 * theme + 1]!, palette.fill[3 * theme + 2]!];
    colours.set(rgb, 4 * paper);
    const shown = level === quiet ? Math.min(opacity, 0.85) : someQuiet ? Math.max(opacity, 0.9) : opacity;
    colours[4 * paper + 3] = Math.round(255 * shown);
    const size = level === quiet ? 0.82 : someQuiet ? 1.12 : 1;
    styles[2 * paper] = radius * size;
    styles[2 * paper + 1] = level === chosen ? 1 : theme < 0 ? 2 : 0;
  }
  return { positions: map.arrays.layout, colours, styles, order: drawOrder(levels) };
}

/** Quiet papers first, chosen ones last; else by a fixed stride, so that no theme lies over another everywhere. */
function drawOrder(levels: Uint8Array): Uint32Array {
  const order = new Uint32Array(levels.length);
  let next = 0;
  const stride = coprimeStride(levels.length);
  for (const wanted of [quiet, 1, chosen])
    for (let step = 0, paper = 0; step < levels.length; step++, paper = (paper + stride) % levels.length)
      if (levels[paper] === wanted) order[next++] = paper;
  return order;
}

function coprimeStride(count: number): number {
  let stride = Math.max(1, Math.round(count * 0.618));
  while (gcd(stride, count) !== 1) stride++;
  return stride;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

/** First and last year of a map's papers, or null where none has a date. */
export function yearRange(map: LoadedMap): [number, number] | null {
  let range: [number, number] | null = null;
  for (const paper of map.papers) {
    const year = yearOf(paper.date);
    if (year !== null) range = range ? [Math.min(range[0], year), Math.max(range[1], year)] : [year, year];
  }
  return range;
}

function yearColours(map: LoadedMap, shade: Shade): (paper: number) => Rgb {
  const [first, last] = yearRange(map) ?? [0, 0];
  return (paper) => {
    const year = yearOf(map.papers[paper]!.date);
    return year === null
      ? unthemedColour[shade]
      : rampColour((year - first) / Math.max(last - first, 1), shade);
  };
}
