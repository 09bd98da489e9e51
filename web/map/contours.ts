/**
 * A soft terrain under the papers: per coarse theme, areas of equal density (kernel density estimate with a Gaussian,
 * Silverman 1986; marching squares by d3-contour). Reckoned once a map in units of its own and moved with the view.
 */
import { contourDensity, type GeoPermissibleObjects, geoPath, select } from 'd3';
import type { Palette } from '../colour.ts';
import type { LoadedMap } from '../map-index.ts';
import { baseX, baseY, type Frame, type Transform } from './camera.ts';

/** Longer side of the layout in the terrain's own units. */
const side = 600;
const room = 90;
const cell = 4;
/** Shares of a theme's highest density at which an area begins, outermost first. */
const steps = [0.05, 0.17, 0.36, 0.6, 0.82];
/** More papers than this add nothing to a smooth density. */
const enough = 4000;

export interface TerrainArea {
  theme: number;
  /** Position in the steps, 0 outermost. */
  step: number;
  /** SVG path in the terrain's units. */
  path: string;
}

/** Bandwidth in the terrain's units: Scott's exponent for two dimensions, within what looks smooth. */
export function bandwidth(count: number): number {
  return Math.max(9, Math.min(34, 66 * Math.max(count, 1) ** (-1 / 6)));
}

/** The areas of all coarse themes, outermost step of every theme first, so that no theme's rim hides another's top. */
export function terrain(map: LoadedMap): TerrainArea[] {
  const { bounds, byLevel, members } = map.index;
  const unit = unitOf(map);
  const path = geoPath();
  const areas: TerrainArea[] = [];
  for (const theme of byLevel[0] ?? []) {
    const papers = members[theme]!;
    if (papers.length === 0) continue;
    const every = Math.max(1, Math.floor(papers.length / enough));
    const places: [number, number][] = [];
    for (let i = 0; i < papers.length; i += every) {
      const paper = papers[i]!;
      places.push([
        (map.arrays.layout[2 * paper]! - bounds.x0) * unit + room,
        (map.arrays.layout[2 * paper + 1]! - bounds.y0) * unit + room,
      ]);
    }
    // d3-contour 4 has `contours`, its types (3) do not yet.
    const estimate = contourDensity<[number, number]>()
      .size([(bounds.x1 - bounds.x0) * unit + 2 * room, (bounds.y1 - bounds.y0) * unit + 2 * room])
      .cellSize(cell)
      .bandwidth(bandwidth(map.papers.length)) as unknown as {
      contours(places: [number, number][]): ((value: number) => GeoPermissibleObjects) & { max: number };
    };
    const density = estimate.contours(places);
    for (const [step, share] of steps.entries()) {
      const shape = path(density(density.max * share));
      if (shape) areas.push({ theme, step, path: shape });
    }
  }
  return areas.sort((a, b) => a.step - b.step || a.theme - b.theme);
}

function unitOf(map: LoadedMap): number {
  const { x0, x1, y0, y1 } = map.index.bounds;
  return side / Math.max(x1 - x0, y1 - y0, 1e-6);
}

export interface TerrainLayer {
  load(map: LoadedMap): void;
  paint(palette: Palette): void;
  /** Keeps the areas of some coarse themes and fades the rest; null: all. */
  stress(themes: ReadonlySet<number> | null): void;
  place(map: LoadedMap, frame: Frame, t: Transform): void;
}

export function createTerrain(parent: SVGGElement): TerrainLayer {
  const group = select(parent).append('g').attr('class', 'terrain');
  let areas: TerrainArea[] = [];
  return {
    load(map) {
      areas = terrain(map);
      group
        .selectAll<SVGPathElement, TerrainArea>('path')
        .data(areas)
        .join('path')
        .attr('d', (area) => area.path)
        .attr('class', (area) => `area step-${area.step}`);
    },
    paint(palette) {
      group
        .selectAll<SVGPathElement, TerrainArea>('path')
        .attr('fill', (area) => palette.css[area.theme]!)
        .attr('stroke', (area) => palette.css[area.theme]!);
    },
    stress(themes) {
      group
        .selectAll<SVGPathElement, TerrainArea>('path')
        .classed('faded', (area) => themes !== null && !themes.has(area.theme));
    },
    place(map, frame, t) {
      const scale = (frame.scale / unitOf(map)) * t.k;
      const x = baseX(frame, map.index.bounds.x0) * t.k + t.x - room * scale;
      const y = baseY(frame, map.index.bounds.y0) * t.k + t.y - room * scale;
      group.attr('transform', `translate(${x} ${y}) scale(${scale})`);
    },
  };
}
