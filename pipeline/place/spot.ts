/** Where a new paper stands: among its nearest papers, and on none of them. */

import type { ThemeMap } from '../map/schema.ts';
import type { PlacedSpace, ThemeScores } from './types.ts';

/** Nearest papers whose places are averaged. */
const NEAREST = 5;
/** Weights grow with this power of the similarity, so that the nearest counts most. */
const POWER = 3;
/** How far papers of one proposed theme are drawn to their middle. */
const TOGETHER = 0.8;
/** Room around a paper, as a share of the median way from a paper to the one nearest to it on the map. */
const ROOM = 0.5;
/** Turn between two tries of the spiral: the golden angle, which covers the plane evenly. */
const TURN = Math.PI * (3 - Math.sqrt(5));
const TRIES = 200;

/**
 * A place for each fresh paper: the mean of its five nearest papers' places, those of its own theme where it has one,
 * weighed by similarity; then, where that is on top of another paper, the nearest free place.
 * @param groups rows that belong together without being in a theme: they are drawn to their common middle
 * @returns `[fresh, 2]`
 */
export function placeBeside(
  map: ThemeMap,
  { toOld }: PlacedSpace,
  { theme }: ThemeScores,
  groups: readonly (readonly number[])[] = [],
): Float32Array {
  const { layout } = map.arrays;
  const old = map.papers.length;
  const fresh = theme.length;
  const spots = new Float32Array(fresh * 2);
  const taken: [number, number][] = Array.from({ length: old }, (_, i) => [
    layout[2 * i]!,
    layout[2 * i + 1]!,
  ]);
  const room = ROOM * typicalGap(taken);
  for (let row = 0; row < fresh; row++) {
    const similarities = toOld.subarray(row * old, (row + 1) * old);
    const near = byNearness(similarities);
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
    if (total > 0) spots.set([x / total, y / total], 2 * row);
  }
  for (const rows of groups) drawTogether(spots, rows);
  for (let row = 0; row < fresh; row++) {
    const spot = freeSpot(spots[2 * row]!, spots[2 * row + 1]!, room, taken);
    spots.set(spot, 2 * row);
    taken.push(spot);
  }
  return spots;
}

function drawTogether(spots: Float32Array, rows: readonly number[]): void {
  for (let axis = 0; axis < 2; axis++) {
    const middle = rows.reduce((sum, row) => sum + spots[2 * row + axis]!, 0) / rows.length;
    for (const row of rows) spots[2 * row + axis]! += TOGETHER * (middle - spots[2 * row + axis]!);
  }
}

/** Positions by descending similarity, ties by lower position. */
export function byNearness(similarities: Float32Array): number[] {
  return [...similarities.keys()].sort((a, b) => similarities[b]! - similarities[a]! || a - b);
}

/** The first place along a spiral from (x, y) that has room around it. */
function freeSpot(x: number, y: number, room: number, taken: readonly [number, number][]): [number, number] {
  for (let step = 0; step < TRIES; step++) {
    const way = room * 0.5 * Math.sqrt(step);
    const px = x + way * Math.cos(step * TURN);
    const py = y + way * Math.sin(step * TURN);
    if (taken.every(([tx, ty]) => Math.hypot(tx - px, ty - py) >= room)) return [px, py];
  }
  return [x, y];
}

function typicalGap(places: readonly [number, number][]): number {
  // A few hundred papers tell it as well as all do.
  const stride = Math.ceil(places.length / 300);
  const gaps: number[] = [];
  for (let i = 0; i < places.length; i += stride) {
    let least = Infinity;
    places.forEach(([x, y], j) => {
      if (j !== i) least = Math.min(least, Math.hypot(x - places[i]![0], y - places[i]![1]));
    });
    if (Number.isFinite(least)) gaps.push(least);
  }
  gaps.sort((a, b) => a - b);
  return gaps[gaps.length >> 1] ?? 1;
}
