/**
 * The whole map as a picture for print: terrain, papers, names, a legend and what the map was made from, as one SVG
 * text. The size is A4 across, at CSS's 96 pixels an inch. Pure.
 */

import { escapeXml } from '../../pipeline/export/index.ts';
import { type Palette, paperColour, type Shade } from '../../pipeline/map/index.ts';
import type { LoadedMap } from '../data/map-index.ts';
import { type Frame, frameOf, project, type Transform } from '../map/camera/camera.ts';
import {
  type Label,
  labelWishes,
  lineHeight,
  type Measure,
  themeSpread,
} from '../map/labels/label-candidates.ts';
import { placeLabels, wrapText } from '../map/labels/label-place.ts';
import { styleSize } from '../map/points/point-batch.ts';
import { pointBatch, pointRadius } from '../map/points/points.ts';
import { terrain, terrainPlace } from '../map/terrain/contours.ts';
import type { ColourBy } from '../state/state.ts';

export const PICTURE = { width: 1123, height: 794 };

const LEGEND = 226;
const EDGE = 28;
const HEAD = 64;
const FOOT = 44;
const FONT = 'Inter Variable, Inter, Helvetica, Arial, sans-serif';
const WHOLE: Transform = { k: 1, x: 0, y: 0 };

export interface PictureOptions {
  map: LoadedMap;
  palette: Palette;
  shade: Shade;
  colourBy: ColourBy;
  /** `[N]` as of map/points/emphasis.ts: what is kept in grey on the screen is so in the picture. */
  levels: Uint8Array;
  measure: Measure;
  /** `@font-face` rules with their data in them; else the reader's own fonts are used. */
  fontFace?: string;
}

/** @returns an SVG document; all text of papers and themes is escaped */
export function mapPicture(options: PictureOptions): string {
  const { map, shade } = options;
  const { width, height } = PICTURE;
  const frame = frameOf(map.index.bounds, width, height, {
    top: HEAD - 20,
    right: LEGEND,
    bottom: FOOT - 16,
    left: EDGE / 2,
  });
  const { ink, soft, paper } = inks(shade);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONT}">`,
    `<title>${escapeXml(map.manifest.name)}</title>`,
    options.fontFace ? `<style>${options.fontFace}</style>` : '',
    `<rect width="${width}" height="${height}" fill="${paper}"/>`,
    hills(options, frame),
    points(options, frame),
    names(options, frame, paper, ink),
    text(EDGE, EDGE + 16, 22, 700, ink, map.manifest.name),
    legend(options, ink, soft),
    text(EDGE, height - 20, 10, 400, soft, caption(map)),
    '</svg>',
    '',
  ].join('\n');
}

function inks(shade: Shade): { ink: string; soft: string; paper: string } {
  const paper = `rgb(${paperColour[shade].join(',')})`;
  return shade === 'light'
    ? { ink: '#181a20', soft: '#585c66', paper }
    : { ink: '#eceef3', soft: '#a7adba', paper };
}

function hills({ map, palette }: PictureOptions, frame: Frame): string {
  const { shiftX, shiftY, scaleX } = terrainPlace(map, frame, WHOLE);
  const paths = terrain(map).map(({ theme, step, path }) => {
    const colour = palette.css[theme]!;
    return `<path d="${path}" fill="${colour}" fill-opacity="0.08" stroke="${colour}" stroke-opacity="${step === 0 ? 0.3 : 0.12}" stroke-width="1" vector-effect="non-scaling-stroke"/>`;
  });
  return `<g transform="translate(${shiftX} ${shiftY}) scale(${scaleX})">${paths.join('')}</g>`;
}

function points(options: PictureOptions, frame: Frame): string {
  const { map, palette, shade, colourBy, levels } = options;
  const batch = pointBatch({ map, levels, palette, shade, colourBy, stability: null, k: 1, narrow: false });
  const edge = inks(shade).paper;
  const few = map.papers.length <= 5000;
  const circles = Array.from(batch.order, (paper) => {
    const [x, y] = place(map, frame, paper);
    const [r, g, b, a] = batch.colours.subarray(4 * paper, 4 * paper + 4);
    const radius = batch.styles[styleSize * paper]!;
    // A title a point is what makes an SVG worth opening, but not at the price of megabytes.
    const title = few ? `<title>${escapeXml(map.papers[paper]!.title)}</title>` : '';
    return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius.toFixed(1)}" fill="rgb(${r},${g},${b})" fill-opacity="${(a! / 255).toFixed(2)}">${title}</circle>`;
  });
  return `<g stroke="${edge}" stroke-width="${few ? 0.8 : 0}">${circles.join('\n')}</g>`;
}

function names(options: PictureOptions, frame: Frame, paper: string, ink: string): string {
  const { map, palette, measure } = options;
  const labels = labelWishes({
    map,
    frame,
    t: WHOLE,
    measure,
    narrow: false,
    spread: themeSpread(map),
    inView: null,
    standOut: null,
    pointRadius: pointRadius(map.papers.length, 1, false),
  });
  const byKey = new Map(labels.map((label) => [label.wish.key, label]));
  const dots = new Float32Array(2 * map.papers.length);
  for (let i = 0; i < map.papers.length; i++) dots.set(place(map, frame, i), 2 * i);
  const window = { x0: 8, y0: HEAD - 8, x1: PICTURE.width - LEGEND + 8, y1: PICTURE.height - FOOT + 8 };
  const placed = placeLabels(
    labels.map((label) => label.wish),
    { window, points: dots },
  );
  const drawn = placed.map(({ key, dx, dy }) => {
    const label = byKey.get(key)!;
    const [x, y] = project(frame, WHOLE, label.x, label.y);
    return name(label, x + dx, y + dy, palette.ink[label.id] ?? ink);
  });
  return `<g text-anchor="middle" stroke="${paper}" stroke-width="3.4" stroke-linejoin="round" paint-order="stroke">${drawn.join('\n')}</g>`;
}

function name(label: Label, x: number, y: number, colour: string): string {
  const step = label.size * lineHeight;
  const first = -((label.lines.length - 1) * step) / 2 + label.size * 0.34;
  const lines = label.lines.map(
    (line, i) =>
      `<tspan x="${x.toFixed(1)}" y="${(y + first + i * step).toFixed(1)}">${escapeXml(line)}</tspan>`,
  );
  return `<text font-size="${label.size.toFixed(1)}" font-weight="${label.weight}" fill="${colour}">${lines.join('')}</text>`;
}

/** The areas by size; as many as fit, and how many more there are. */
function legend({ map, palette }: PictureOptions, ink: string, soft: string): string {
  const x = PICTURE.width - LEGEND + 24;
  const areas = [...(map.index.byLevel[0] ?? [])].sort(
    (a, b) => map.themes[b]!.size - map.themes[a]!.size || a - b,
  );
  const parts: string[] = [];
  let y = HEAD + 22;
  for (const [i, id] of areas.entries()) {
    const lines = wrapText(map.themes[id]!.name, 22, 2);
    if (y + lines.length * 15 > PICTURE.height - FOOT - 20) {
      parts.push(text(x + 18, y, 11, 400, soft, `and ${areas.length - i} more`));
      break;
    }
    parts.push(`<circle cx="${x + 5}" cy="${y - 4}" r="5" fill="${palette.css[id]}"/>`);
    lines.forEach((line, row) => {
      parts.push(text(x + 18, y + 15 * row, 12, 500, ink, line));
    });
    parts.push(text(PICTURE.width - EDGE, y, 11, 400, soft, String(map.themes[id]!.size), 'end'));
    y += 15 * lines.length + 8;
  }
  return `<g>${parts.join('\n')}</g>`;
}

function caption(map: LoadedMap): string {
  const { settings, source } = map.manifest;
  const levels = map.index.byLevel;
  const model = settings.embedder === 'lexical' ? 'word counts' : settings.model.id.replace(/^.*\//, '');
  return [
    `${map.papers.length} papers`,
    `${levels[0]?.length ?? 0} areas`,
    `${levels.at(-1)?.length ?? 0} themes`,
    source.file,
    `${model}, seed ${settings.seed}`,
    'Isotheme',
  ].join(' · ');
}

function text(
  x: number,
  y: number,
  size: number,
  weight: number,
  fill: string,
  content: string,
  anchor = 'start',
): string {
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${fill}" text-anchor="${anchor}">${escapeXml(content)}</text>`;
}

function place(map: LoadedMap, frame: Frame, paper: number): [number, number] {
  return project(frame, WHOLE, map.arrays.layout[2 * paper]!, map.arrays.layout[2 * paper + 1]!);
}
