/**
 * A soft terrain under the papers: per coarse theme, areas of equal density (kernel density estimate, Silverman 1986;
 * marching squares by d3-contour). Where themes mix, each fades by its share, so that areas meet and don't pile up.
 * Reckoned once a map in units of its own; terrain.ts draws it.
 */
import { blur2, contours, curveBasisClosed, line, polygonArea } from 'd3';
import type { MapSketch } from '../../data/map-index.ts';
import { baseX, baseY, type Frame, type Transform } from '../camera/camera.ts';
import type { Place } from '../points/pane.ts';

/** Longer side of the layout, and the rim around it, in cells of the grid. */
const side = 150;
const rim = 26;
/** Areas smaller than this, in squared bandwidths, are single papers that lie apart: their points say so. */
const smallest = 8;
/** Shares of a theme's highest density at which an area begins, outermost first. */
const steps = [0.09, 0.22, 0.4, 0.62, 0.83];

export interface Hill {
  theme: number;
  /** Position in the steps, 0 outermost. */
  step: number;
  /** SVG path in cells of the grid. */
  path: string;
}

/** Standard deviation of the kernel in cells: Scott's exponent for two dimensions, within what looks smooth. */
export function bandwidth(count: number): number {
  return Math.max(2.2, Math.min(7, 15 * Math.max(count, 1) ** (-1 / 6)));
}

/** The areas of all coarse themes, outermost step of every theme first, so that no theme's rim hides another's top. */
export function terrain(map: MapSketch): Hill[] {
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
  const curve = line().curve(curveBasisClosed);
  const lines = contours().size([width, height]).smooth(true);
  const hills: Hill[] = [];
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
      // The last place of a ring is its first again.
      const shape = area.coordinates
        .flatMap((rings) => rings.map((ring) => curve(ring.slice(0, -1) as [number, number][])))
        .join('');
      if (shape) hills.push({ theme, step, path: shape });
    }
  }
  return hills.sort((a, b) => a.step - b.step || a.theme - b.theme);
}

/** Where the grid of {@link terrain} lies on the screen: its corner, and the size of a cell. */
export function terrainPlace(map: MapSketch, frame: Frame, t: Transform): Place {
  const scale = (frame.scale / cellsPerUnit(map)) * t.k;
  return {
    scaleX: scale,
    scaleY: scale,
    shiftX: baseX(frame, map.index.bounds.x0) * t.k + t.x - rim * scale,
    shiftY: baseY(frame, map.index.bounds.y0) * t.k + t.y - rim * scale,
  };
}

function cellsPerUnit(map: MapSketch): number {
  const { x0, x1, y0, y1 } = map.index.bounds;
  return side / Math.max(x1 - x0, y1 - y0, 1e-6);
}
