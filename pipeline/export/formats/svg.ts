/**
 * The whole map as one SVG document for print: density contours, papers, labels, a legend of the areas, and the source
 * of the map. Plain SVG 1.1, so that every viewer and editor opens it. All text is escaped; there is no script and no
 * outside resource.
 *
 * The command line and the page use the same writer. The page passes its scheme, its point colours and its font; without
 * them, the picture is light, coloured by theme, and set in the reader's own font.
 */
import {
  approximateWidth,
  densityContours,
  drawOrder,
  type Frame,
  frameOf,
  gridTransform,
  type Label,
  lineHeight,
  type Measure,
  placeLabels,
  pointOpacity,
  pointRadius,
  project,
  type Transform,
  themeLabels,
  themeSpread,
  wrapText,
} from '../../draw/index.ts';
import type { Manifest } from '../../map/schema.ts';
import {
  cssOf,
  type Palette,
  paperColour,
  type Shade,
  themePalette,
  unthemedColour,
} from '../../map/themes/colour.ts';
import { indexThemes, type ThemeIndex } from '../../map/themes/theme-index.ts';
import { isUncertain, stabilityOf } from '../../stability/sentence.ts';
import { escapeXml } from '../xml.ts';

/** Size of the picture in pixels: A4 across at CSS's 96 pixels an inch. */
export const PICTURE = { width: 1123, height: 794 };

/** The parts of a map that a picture shows. */
export interface PicturedMap {
  manifest: Manifest;
  papers: readonly { title: string }[];
  arrays: { layout: Float32Array; theme: Int32Array };
}

/** How each paper is drawn. */
export interface PicturePoints {
  /** `[N, 4]` sRGB and opacity. */
  colours: Uint8Array;
  /** `[N]` pixels. */
  radii: Float32Array;
  /** `[N]` papers from back to front. */
  order: Uint32Array;
}

export interface SvgOptions {
  /** Default: light. */
  shade?: Shade;
  /** Default: all papers in the colours of their themes. */
  points?: PicturePoints;
  /** Default: an approximation of Inter. */
  measure?: Measure;
  /** `@font-face` rules with their data in them. */
  fontFace?: string;
}

const LEGEND = 226;
const EDGE = 28;
const HEAD = 64;
const FOOT = 44;
const FONT = 'Inter Variable, Inter, Helvetica, Arial, sans-serif';
const WHOLE: Transform = { k: 1, x: 0, y: 0 };
/** Above this many papers, points carry no title: titles are most of the file. */
const MOST_TITLED = 5000;
const INKS: Record<Shade, { ink: string; soft: string }> = {
  light: { ink: '#181a20', soft: '#585c66' },
  dark: { ink: '#eceef3', soft: '#a7adba' },
};

/** What the parts of the picture draw. */
interface Picture extends PicturedMap {
  themes: Manifest['themes'];
  index: ThemeIndex;
  frame: Frame;
  palette: Palette;
  ink: string;
  soft: string;
  paper: string;
}

/** The map as an SVG document. The same map and options give the same text. */
export function toSvg({ manifest, papers, arrays }: PicturedMap, options: SvgOptions = {}): string {
  const { width, height } = PICTURE;
  const { shade = 'light', measure = approximateWidth, fontFace } = options;
  const { themes } = manifest;
  const index = indexThemes(themes, arrays);
  const palette = themePalette(themes, shade);
  const insets = { top: HEAD - 20, right: LEGEND, bottom: FOOT - 16, left: EDGE / 2 };
  const frame = frameOf(index.bounds, width, height, insets);
  const { ink, soft } = INKS[shade];
  const paper = cssOf(paperColour[shade]);
  const picture: Picture = { manifest, papers, arrays, themes, index, frame, palette, ink, soft, paper };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONT}">`,
    `<title>${escapeXml(manifest.name)}</title>`,
    fontFace ? `<style>${fontFace}</style>` : '',
    `<rect width="${width}" height="${height}" fill="${paper}"/>`,
    contours(picture),
    circles(picture, options.points ?? plainPoints(picture, shade)),
    labels(picture, measure),
    text({ x: EDGE, y: EDGE + 16, size: 22, weight: 700, fill: ink, content: manifest.name }),
    legend(picture),
    text({ x: EDGE, y: height - 20, size: 10, weight: 400, fill: soft, content: caption(picture) }),
    '</svg>',
    '',
  ].join('\n');
}

function contours(picture: Picture): string {
  const { shiftX, shiftY, scaleX } = gridTransform(picture, picture.frame, WHOLE);
  const paths = densityContours(picture).map(({ theme, step, path }) => {
    const colour = picture.palette.css[theme]!;
    return `<path d="${path}" fill="${colour}" fill-opacity="0.08" stroke="${colour}" stroke-opacity="${step === 0 ? 0.3 : 0.12}" stroke-width="${(0.6 / scaleX).toFixed(3)}"/>`;
  });
  return `<g transform="translate(${shiftX} ${shiftY}) scale(${scaleX})">${paths.join('')}</g>`;
}

function plainPoints({ papers, arrays, palette }: Picture, shade: Shade): PicturePoints {
  const count = papers.length;
  const colours = new Uint8Array(4 * count);
  const opacity = Math.round(255 * pointOpacity(count, 1));
  papers.forEach((_, paper) => {
    const theme = arrays.theme[paper]!;
    const rgb = theme < 0 ? unthemedColour[shade] : palette.fill.subarray(3 * theme, 3 * theme + 3);
    colours.set([...rgb, opacity], 4 * paper);
  });
  return {
    colours,
    radii: new Float32Array(count).fill(pointRadius(count, 1, false)),
    order: drawOrder(new Uint8Array(count)),
  };
}

function circles({ papers, arrays, frame, paper: edge }: Picture, points: PicturePoints): string {
  const titled = papers.length <= MOST_TITLED;
  const drawn = Array.from(points.order, (paper) => {
    const [x, y] = project(frame, WHOLE, arrays.layout[2 * paper]!, arrays.layout[2 * paper + 1]!);
    const [r, g, b, a] = points.colours.subarray(4 * paper, 4 * paper + 4);
    const title = titled ? `<title>${escapeXml(papers[paper]!.title)}</title>` : '';
    return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${points.radii[paper]!.toFixed(1)}" fill="${cssOf([r!, g!, b!])}" fill-opacity="${(a! / 255).toFixed(2)}">${title}</circle>`;
  });
  return `<g stroke="${edge}" stroke-width="${titled ? 0.8 : 0}">${drawn.join('\n')}</g>`;
}

function labels(picture: Picture, measure: Measure): string {
  const { arrays, frame, palette, ink, paper } = picture;
  const uncertain = new Set(
    picture.themes.flatMap((theme) => (isUncertain(stabilityOf(theme)) ? [theme.id] : [])),
  );
  const view = { frame, t: WHOLE, measure, narrow: false, uncertain };
  const wanted = themeLabels(picture, view, themeSpread(picture));
  const byKey = new Map(wanted.map((label) => [label.candidate.key, label]));
  const points = new Float32Array(arrays.layout.length);
  for (let i = 0; i < points.length; i += 2)
    points.set(project(frame, WHOLE, arrays.layout[i]!, arrays.layout[i + 1]!), i);
  const window = { x0: 8, y0: HEAD - 8, x1: PICTURE.width - LEGEND + 8, y1: PICTURE.height - FOOT + 8 };
  const placed = placeLabels(
    wanted.map((label) => label.candidate),
    { window, points },
  );
  const drawn = placed.map(({ key, dx, dy }) => {
    const label = byKey.get(key)!;
    const { x, y } = label.candidate;
    return labelText(label, x + dx, y + dy, palette.ink[label.id] ?? ink);
  });
  return `<g text-anchor="middle" stroke="${paper}" stroke-width="3.4" stroke-linejoin="round" paint-order="stroke">${drawn.join('\n')}</g>`;
}

function labelText({ lines, size, weight }: Label, x: number, y: number, colour: string): string {
  const step = size * lineHeight;
  const first = y - ((lines.length - 1) * step) / 2 + size * 0.34;
  const spans = lines.map(
    (line, i) => `<tspan x="${x.toFixed(1)}" y="${(first + i * step).toFixed(1)}">${escapeXml(line)}</tspan>`,
  );
  return `<text font-size="${size.toFixed(1)}" font-weight="${weight}" fill="${colour}">${spans.join('')}</text>`;
}

/** The areas by size: as many as fit, and how many more there are. */
function legend({ themes, index, palette, ink, soft }: Picture): string {
  const x = PICTURE.width - LEGEND + 24;
  const areas = [...(index.byLevel[0] ?? [])].sort((a, b) => themes[b]!.size - themes[a]!.size || a - b);
  const parts: string[] = [];
  let y = HEAD + 22;
  for (const [i, id] of areas.entries()) {
    const { name, size } = themes[id]!;
    const lines = wrapText(name, 22, 2);
    if (y + lines.length * 15 > PICTURE.height - FOOT - 20) {
      const content = `and ${areas.length - i} more`;
      parts.push(text({ x: x + 18, y, size: 11, weight: 400, fill: soft, content }));
      break;
    }
    parts.push(`<circle cx="${x + 5}" cy="${y - 4}" r="5" fill="${palette.css[id]}"/>`);
    lines.forEach((content, row) => {
      parts.push(text({ x: x + 18, y: y + 15 * row, size: 12, weight: 500, fill: ink, content }));
    });
    const count = { x: PICTURE.width - EDGE, y, size: 11, weight: 400, fill: soft, content: String(size) };
    parts.push(text({ ...count, anchor: 'end' }));
    y += 15 * lines.length + 8;
  }
  return `<g>${parts.join('\n')}</g>`;
}

function caption({ manifest, papers, index }: Picture): string {
  const { settings, source, unthemed } = manifest;
  const levels = index.byLevel;
  const model = settings.embedder === 'lexical' ? 'word counts' : settings.model.id.replace(/^.*\//, '');
  return [
    `${papers.length} papers`,
    `${levels[0]?.length ?? 0} areas`,
    `${levels.at(-1)?.length ?? 0} themes`,
    ...(unthemed.length > 0 ? [`${unthemed.length} unthemed`] : []),
    ...(manifest.themes.some((theme) => isUncertain(stabilityOf(theme))) ? ['? uncertain theme'] : []),
    source.file,
    `${model}, seed ${settings.seed}`,
    'Isotheme',
  ].join(' · ');
}

interface Text {
  x: number;
  y: number;
  size: number;
  weight: number;
  fill: string;
  content: string;
  anchor?: 'start' | 'end';
}

function text({ x, y, size, weight, fill, content, anchor = 'start' }: Text): string {
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${fill}" text-anchor="${anchor}">${escapeXml(content)}</text>`;
}
