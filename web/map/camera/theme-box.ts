import type { Box } from '../../../pipeline/map/index.ts';
import type { MapSketch } from '../../data/map-index.ts';

/** The box around most of a theme's papers, without the outermost ones, which would widen the view. @param share along each axis */
export function middleBox(map: MapSketch, theme: number, share = 0.9): Box {
  const papers = map.index.members[theme]!;
  const side = (axis: 0 | 1): [number, number] => {
    const values = Float32Array.from(papers, (paper) => map.arrays.layout[2 * paper + axis]!).sort();
    const skip = Math.floor((values.length * (1 - share)) / 2);
    return [values[skip] ?? 0, values[values.length - 1 - skip] ?? 0];
  };
  const [x0, x1] = side(0);
  const [y0, y1] = side(1);
  return { x0, y0, x1, y1 };
}
