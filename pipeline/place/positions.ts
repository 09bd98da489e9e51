/** The positions of new papers: among their nearest papers, and on top of none. */
import type { ThemeMap } from '../map/schema.ts';
import type { PlacedSpace, ThemeScores } from './types.ts';

/** Nearest papers whose positions are averaged. */
const NEAREST = 5;
/** Exponent of the similarity in the weights: larger values count the nearest paper more. */
const POWER = 3;
/** Share of the way to their common middle that papers of a proposed theme are moved. */
const TOGETHER = 0.8;
/** Minimum gap around a placed paper, as a fraction of the median nearest-neighbour distance on the map. */
const ROOM = 0.5;
/** Angle between two tries along the spiral: the golden angle, which covers the plane evenly. */
const TURN = Math.PI * (3 - Math.sqrt(5));
const TRIES = 200;

/**
 * Positions the fresh papers. Each gets the mean position of its five nearest papers (of its own theme, if it has one),
 * weighted by similarity; if that is on top of another paper, the nearest free position.
 * @param groups rows of each proposed theme: they are moved towards their common middle
 * @returns `[fresh, 2]`
 */
export function positionBeside(
  map: ThemeMap,
  { toOld }: PlacedSpace,
  { theme }: ThemeScores,
  groups: readonly (readonly number[])[] = [],
): Float32Array {
  const { layout } = map.arrays;
  const old = map.papers.length;
  const fresh = theme.length;
  const positions = new Float32Array(fresh * 2);
  const taken: [number, number][] = Array.from({ length: old }, (_, i) => [
    layout[2 * i]!,
    layout[2 * i + 1]!,
  ]);
  const room = ROOM * typicalGap(taken);
  for (let row = 0; row < fresh; row++) {
    const similarities = toOld.subarray(row * old, (row + 1) * old);
    const near = bySimilarity(similarities);
    const own = near.filter((i) => theme[row]! >= 0 && map.arrays.theme[i] === theme[row]);
    const candidates = own.length > 0 ? own : near;
    let x = 0;
    let y = 0;
    let total = 0;
    for (const i of candidates.slice(0, NEAREST)) {
      const weight = Math.max(1e-3, similarities[i]!) ** POWER;
      x += weight * layout[2 * i]!;
      y += weight * layout[2 * i + 1]!;
      total += weight;
    }
    if (total > 0) positions.set([x / total, y / total], 2 * row);
  }
  for (const rows of groups) drawTogether(positions, rows);
  for (let row = 0; row < fresh; row++) {
    const position = freePosition(positions[2 * row]!, positions[2 * row + 1]!, room, taken);
    positions.set(position, 2 * row);
    taken.push(position);
  }
  return positions;
}

function drawTogether(positions: Float32Array, rows: readonly number[]): void {
  for (let axis = 0; axis < 2; axis++) {
    const middle = rows.reduce((sum, row) => sum + positions[2 * row + axis]!, 0) / rows.length;
    for (const row of rows) positions[2 * row + axis]! += TOGETHER * (middle - positions[2 * row + axis]!);
  }
}

/** Indices by descending similarity; ties by lower index. */
export function bySimilarity(similarities: Float32Array): number[] {
  return [...similarities.keys()].sort((a, b) => similarities[b]! - similarities[a]! || a - b);
}

/** The first position along a spiral from (x, y) that has room around it; (x, y) if none has. */
function freePosition(
  x: number,
  y: number,
  room: number,
  taken: readonly [number, number][],
): [number, number] {
  for (let step = 0; step < TRIES; step++) {
    const way = room * 0.5 * Math.sqrt(step);
    const px = x + way * Math.cos(step * TURN);
    const py = y + way * Math.sin(step * TURN);
    if (taken.every(([tx, ty]) => Math.hypot(tx - px, ty - py) >= room)) return [px, py];
  }
  return [x, y];
}

function typicalGap(positions: readonly [number, number][]): number {
  // A sample of a few hundred papers is good enough.
  const stride = Math.ceil(positions.length / 300);
  const gaps: number[] = [];
  for (let i = 0; i < positions.length; i += stride) {
    let least = Infinity;
    positions.forEach(([x, y], j) => {
      if (j !== i) least = Math.min(least, Math.hypot(x - positions[i]![0], y - positions[i]![1]));
    });
    if (Number.isFinite(least)) gaps.push(least);
  }
  gaps.sort((a, b) => a - b);
  return gaps[gaps.length >> 1] ?? 1;
}
