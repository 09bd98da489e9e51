/**
 * Density contours of the coarse themes, the terrain under the points (kernel density estimate, Silverman 1986; marching
 * squares by d3-contour). Where themes mix, each is weighted by its share of the density, so that areas meet instead of
 * piling up. Computed once a map, in cells of a grid of their own.
 */
import { blur2 } from 'd3-array';
import { contours } from 'd3-contour';
import { polygonArea } from 'd3-polygon';
import { curveBasisClosed, line } from 'd3-shape';
import { baseX, baseY, type Frame, type Transform } from './frame.ts';
import type { DrawnMap } from './theme-labels.ts';

/** The layout's longer side, and the rim around it, in cells of the grid. */
const side = 150;
const rim = 26;
/** Areas smaller than this, in squared bandwidths, are left out: they are single papers, whose points suffice. */
const smallest = 8;
/** Contour levels as shares of a theme's highest density, outermost first. */
const steps = [0.09, 0.22, 0.4, 0.62, 0.83];

/** One contour of one coarse theme. */
export interface DensityContour {
  theme: number;
  /** 0 outermost … 4. */
  step: number;
  /** SVG path in cells of the grid. */
  path: string;
}

/** Standard deviation of the kernel in cells: Scott's exponent for two dimensions, bounded to what looks smooth. */
export function bandwidth(count: number): number {
  return Math.max(2.2, Math.min(7, 15 * Math.max(count, 1) ** (-1 / 6)));
}

/** The contours of all coarse themes, the outermost of every theme first, so that no theme's rim hides another's peak. */
export function densityContours(map: DrawnMap): DensityContour[] {
  const { bounds, byLevel, members } = map.index;
  const unit = cellsPerUnit(map);
  const width = Math.ceil((bounds.x1 - bounds.x0) * unit + 2 * rim);
  const height = Math.ceil((bounds.y1 - bounds.y0) * unit + 2 * rim);
  const sigma = bandwidth(map.index.count);
  const total = new Float64Array(width * height);
  const densities = (byLevel[0] ?? []).map((theme) => {
    const data = new Float64Array(width * height);
    for (const paper of members[theme]!) {
      const x = (map.arrays.layout[2 * paper]! - bounds.x0) * unit + rim;
      const y = (map.arrays.layout[2 * paper + 1]! - bounds.y0) * unit + rim;
      data[Math.floor(y) * width + Math.floor(x)]!++;
    }
    blur2({ data, width, height }, sigma);
    for (const [cell, value] of data.entries()) total[cell]! += value;
    return { theme, data };
  });
  // A hundredth of a cell is far below a pixel.
  const curve = line().curve(curveBasisClosed).digits(2);
  const lines = contours().size([width, height]).smooth(true);
  const found: DensityContour[] = [];
  for (const { theme, data } of densities) {
    let most = 0;
    for (const [cell, value] of data.entries()) {
      if (value > 0) data[cell] = (value * value) / total[cell]!;
      most = Math.max(most, data[cell]!);
    }
    if (most === 0) continue;
    for (const [step, share] of steps.entries()) {
      const area = lines.contour(data as unknown as number[], most * share);
      if (step < 2)
        area.coordinates = area.coordinates.filter(
          ([outer]) => Math.abs(polygonArea(outer as [number, number][])) > smallest * sigma * sigma,
        );
      // A ring ends with its first point again.
      const shape = area.coordinates
        .flatMap((rings) => rings.map((ring) => curve(ring.slice(0, -1) as [number, number][])))
        .join('');
      if (shape) found.push({ theme, step, path: shape });
    }
  }
  return found.sort((a, b) => a.step - b.step || a.theme - b.theme);
}

/** From cells of the grid to pixels: `cell * scale + shift`. */
export function gridTransform(map: DrawnMap, frame: Frame, t: Transform) {
  const scale = (frame.scale / cellsPerUnit(map)) * t.k;
  return {
    scaleX: scale,
    scaleY: scale,
    shiftX: baseX(frame, map.index.bounds.x0) * t.k + t.x - rim * scale,
    shiftY: baseY(frame, map.index.bounds.y0) * t.k + t.y - rim * scale,
  };
}

function cellsPerUnit(map: DrawnMap): number {
  const { x0, x1, y0, y1 } = map.index.bounds;
  return side / Math.max(x1 - x0, y1 - y0, 1e-6);
}
