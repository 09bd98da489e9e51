/** Finds papers by position: under the pointer, in a direction, inside a drawn line. Pure; positions in layout units. */
import { type Quadtree, quadtree } from 'd3';

export interface Picker {
  /** The paper nearest to a position, or null if none is within `radius`. */
  nearest(x: number, y: number, radius: number): number | null;
  /** Papers inside a closed line `[x, y][]` (even–odd rule), ascending. */
  inside(line: readonly (readonly [number, number])[]): number[];
  /** The next paper in a direction; see {@link inDirection}. */
  towards(from: number, direction: Direction): number | null;
}

export type Direction = 'left' | 'right' | 'up' | 'down';

/** @param layout `[N, 2]` */
export function createPicker(layout: Float32Array): Picker {
  const tree: Quadtree<number> = quadtree<number>()
    .x((paper) => layout[2 * paper]!)
    .y((paper) => layout[2 * paper + 1]!)
    .addAll(Array.from({ length: layout.length / 2 }, (_, paper) => paper));
  return {
    nearest: (x, y, radius) => tree.find(x, y, radius) ?? null,
    inside: (line) => papersInside(layout, line),
    towards: (from, direction) => inDirection(layout, from, direction),
  };
}

function papersInside(layout: Float32Array, line: readonly (readonly [number, number])[]): number[] {
  const xs = line.map((point) => point[0]);
  const ys = line.map((point) => point[1]);
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const papers: number[] = [];
  for (let paper = 0; paper < layout.length / 2; paper++) {
    const x = layout[2 * paper]!;
    const y = layout[2 * paper + 1]!;
    if (x < x0 || x > x1 || y < y0 || y > y1) continue;
    let within = false;
    for (let i = 0, j = line.length - 1; i < line.length; j = i++) {
      const [ax, ay] = line[i]!;
      const [bx, by] = line[j]!;
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) within = !within;
    }
    if (within) papers.push(paper);
  }
  return papers;
}

/** Weight of the distance across the direction, against the distance along it. */
const ACROSS = 1.5;

/**
 * The paper to which an arrow key leads: the nearest within 45° of the direction, where distance across the direction
 * counts {@link ACROSS} times. Null if there is none. As on the screen, "down" is larger y.
 */
function inDirection(layout: Float32Array, from: number, direction: Direction): number | null {
  const fx = layout[2 * from]!;
  const fy = layout[2 * from + 1]!;
  let best: number | null = null;
  let least = Infinity;
  for (let paper = 0; paper < layout.length / 2; paper++) {
    if (paper === from) continue;
    const dx = layout[2 * paper]! - fx;
    const dy = layout[2 * paper + 1]! - fy;
    const along = direction === 'left' ? -dx : direction === 'right' ? dx : direction === 'up' ? -dy : dy;
    const across = Math.abs(direction === 'left' || direction === 'right' ? dy : dx);
    if (along <= 0 || across > along) continue;
    const cost = along + ACROSS * across;
    if (cost < least) {
      least = cost;
      best = paper;
    }
  }
  return best;
}
