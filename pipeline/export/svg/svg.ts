/**
 * A picture of the whole map as one SVG document: soft areas of density, papers coloured by theme, the finest themes'
 * names where they fit, and a legend of the coarsest. Plain SVG 1.1, so that it opens in every viewer and editor; text is
 * escaped and no script, style sheet or outside resource is in it.
 */
import { type ContourDensity, type ContourMultiPolygon, contourDensity, geoPath } from 'd3';
import { cssOf, type Palette, paperColour, themePalette, unthemedColour } from '../../map/colour.ts';
import type { ThemeMap } from '../../map/schema.ts';
import { papersByTheme, themePath } from '../../map/theme-path.ts';
import { escapeXml } from '../xml.ts';
import { type Box, placeNames } from './names.ts';

export interface SvgOptions {
  /** Pixels; A4 across at 96 an inch where absent. */
  width?: number;
  height?: number;
}

const MARGIN = 28;
const HEAD = 48;
const FOOT = 40;
const LEGEND = 250;
/** Room for the areas around the outermost papers. */
const RIM = 34;
const INK = '#1b1d22';
const SOFT = '#5c606a';
const PAPER = cssOf(paperColour.light);
const UNTHEMED = cssOf(unthemedColour.light);
const FONT = 'Inter, Helvetica, Arial, sans-serif';
/** Above this many papers, points carry no title: it is what makes the file large. */
const TITLED = 5000;

/** The map as an SVG document. The same map and options give the same text. */
export function toSvg(map: ThemeMap, options: SvgOptions = {}): string {
  const { width = 1123, height = 794 } = options;
  const plot: Box = { x0: MARGIN, y0: HEAD + 16, x1: width - LEGEND - MARGIN, y1: height - FOOT - 8 };
  const inner = { x0: plot.x0 + RIM, y0: plot.y0 + RIM, x1: plot.x1 - RIM, y1: plot.y1 - RIM };
  const project = fitTo(map.arrays.layout, inner);
  const points = Float64Array.from(
    map.papers.flatMap((_, paper) =>
      project(map.arrays.layout[paper * 2]!, map.arrays.layout[paper * 2 + 1]!),
    ),
  );
  const palette = themePalette(map.manifest.themes, 'light');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONT}">`,
    `<title>${escapeXml(map.manifest.name)}</title>`,
    `<rect width="${width}" height="${height}" fill="${PAPER}"/>`,
    areas(map, points, palette.css, width, height),
    circles(map, points, palette.css),
    names(map, points, project, palette, plot),
    text(MARGIN, MARGIN + 16, 22, INK, map.manifest.name, 'font-weight="700"'),
    legend(map, palette.css, width, height),
    text(MARGIN, height - 18, 10, SOFT, caption(map)),
    '</svg>',
    '',
  ].join('\n');
}

type Project = (x: number, y: number) => [x: number, y: number];

/** Layout → pixels within the box: both directions at one scale, in its middle. */
function fitTo(layout: Float32Array, box: Box): Project {
  const bounds = { x0: Infinity, x1: -Infinity, y0: Infinity, y1: -Infinity };
  for (let i = 0; i < layout.length; i += 2) {
    bounds.x0 = Math.min(bounds.x0, layout[i]!);
    bounds.x1 = Math.max(bounds.x1, layout[i]!);
    bounds.y0 = Math.min(bounds.y0, layout[i + 1]!);
    bounds.y1 = Math.max(bounds.y1, layout[i + 1]!);
  }
  const across = Math.max(bounds.x1 - bounds.x0, 1e-9);
  const down = Math.max(bounds.y1 - bounds.y0, 1e-9);
  const scale = Math.min((box.x1 - box.x0) / across, (box.y1 - box.y0) / down);
  return (x, y) => [
    (box.x0 + box.x1) / 2 + (x - (bounds.x0 + bounds.x1) / 2) * scale,
    // Down, as on the dashboard.
    (box.y0 + box.y1) / 2 + (y - (bounds.y0 + bounds.y1) / 2) * scale,
  ];
}

function areas(
  map: ThemeMap,
  points: Float64Array,
  colours: readonly string[],
  width: number,
  height: number,
): string {
  const members = papersByTheme(map);
  const path = geoPath().digits(1);
  const bandwidth = Math.max(10, Math.min(30, 70 * map.papers.length ** (-1 / 6)));
  const density = contourDensity<number>()
    .x((paper) => points[paper * 2]!)
    .y((paper) => points[paper * 2 + 1]!)
    .size([width, height])
    .cellSize(4)
    .bandwidth(bandwidth);
  const paths = map.manifest.themes
    .filter((theme) => theme.level === 0 && members[theme.id]!.length > 1)
    .flatMap(({ id }) => {
      const { contour, max } = contoursOf(density, members[id]!);
      return [0.15, 0.4, 0.7].map(
        (share) =>
          `<path d="${path(contour(max * share)) ?? ''}" fill="${colours[id]}" fill-opacity="0.09"/>`,
      );
    });
  return `<g>${paths.join('\n')}</g>`;
}

/** The types of d3 don't know of `contours`, which gives the areas of any density and the highest there is. */
function contoursOf(
  density: ContourDensity<number>,
  papers: number[],
): { contour: (value: number) => ContourMultiPolygon; max: number } {
  const { contours } = density as unknown as {
    contours: (data: number[]) => ((value: number) => ContourMultiPolygon) & { max: number };
  };
  const contour = contours(papers);
  return { contour, max: contour.max };
}

function circles(map: ThemeMap, points: Float64Array, colours: readonly string[]): string {
  const count = map.papers.length;
  const radius = Math.max(1.4, Math.min(6, 60 / Math.sqrt(count + 60)));
  const drawn = map.papers.map(({ title }, paper) => {
    const theme = map.arrays.theme[paper]!;
    const body = count <= TITLED ? `<title>${escapeXml(title)}</title>` : '';
    return `<circle cx="${points[paper * 2]!.toFixed(1)}" cy="${points[paper * 2 + 1]!.toFixed(1)}" r="${radius.toFixed(1)}" fill="${colours[theme] ?? UNTHEMED}">${body}</circle>`;
  });
  return `<g stroke="${PAPER}" stroke-width="${count <= TITLED ? 0.7 : 0}" fill-opacity="0.9">${drawn.join('\n')}</g>`;
}

function names(map: ThemeMap, points: Float64Array, project: Project, palette: Palette, plot: Box): string {
  const finest = Math.max(0, ...map.manifest.themes.map((theme) => theme.level));
  const wanted = map.manifest.themes
    .filter((theme) => theme.level === finest)
    .map((theme) => {
      const [x, y] = project(theme.x, theme.y);
      const size = Math.max(10.5, Math.min(15.5, 9.5 + Math.sqrt(theme.size) / 1.6));
      return { id: theme.id, name: theme.name, size, x, y, priority: theme.size };
    });
  const drawn = placeNames(wanted, plot, points).map(({ id, lines, size, x, y }) => {
    const spans = lines.map(
      (line, row) =>
        `<tspan x="${x.toFixed(1)}" y="${(y + row * size * 1.15).toFixed(1)}">${escapeXml(line)}</tspan>`,
    );
    return `<text font-size="${size.toFixed(1)}" fill="${palette.ink[id]}">${spans.join('')}</text>`;
  });
  return `<g text-anchor="middle" font-weight="600" stroke="${PAPER}" stroke-width="3" stroke-linejoin="round" paint-order="stroke">${drawn.join('\n')}</g>`;
}

function legend(map: ThemeMap, colours: readonly string[], width: number, height: number): string {
  const coarse = map.manifest.themes
    .filter((theme) => theme.level === 0)
    .sort((a, b) => b.size - a.size || a.id - b.id);
  const x = width - LEGEND;
  const room = Math.max(1, Math.floor((height - HEAD - FOOT - 40) / 20));
  const shown = coarse.length > room ? coarse.slice(0, room - 1) : coarse;
  const rows = shown.map(({ id, name, size }, row) => {
    const y = HEAD + 34 + row * 20;
    const label = name.length > 29 ? `${name.slice(0, 28).trimEnd()}…` : name;
    return `<circle cx="${x + 5}" cy="${y - 4}" r="5" fill="${colours[id]}"/>${text(x + 17, y, 11.5, INK, label)}${text(width - MARGIN, y, 11, SOFT, String(size), 'text-anchor="end"')}`;
  });
  if (shown.length < coarse.length)
    rows.push(
      text(x + 17, HEAD + 34 + shown.length * 20, 11, SOFT, `and ${coarse.length - shown.length} more`),
    );
  return `<g>${rows.join('\n')}</g>`;
}

function caption(map: ThemeMap): string {
  const { settings, source, levels } = map.manifest;
  const unthemed = map.papers.filter((_, paper) => themePath(map, paper).length === 0).length;
  return [
    `${map.papers.length} papers`,
    ...levels.map(({ themes }, depth) => `${themes} ${depth === 0 ? 'areas' : 'themes'}`),
    ...(unthemed > 0 ? [`${unthemed} unthemed`] : []),
    source.file,
    `${settings.model.id.replace(/^.*\//, '')}, seed ${settings.seed}`,
    'Isotheme',
  ].join(' · ');
}

function text(x: number, y: number, size: number, fill: string, content: string, more = ''): string {
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}"${more && ` ${more}`}>${escapeXml(content)}</text>`;
}
