/**
 * How surely a theme comes back: the clusterwise Jaccard of Hennig (2007). Papers are drawn again and again, grouped anew,
 * and each theme is held against the most similar new group; the mean over the draws is the theme's stability. Hennig
 * calls groups above .75 valid and those under .5 dissolved.
 */
import { permutation, type Random } from '../util/random.ts';
import { refine } from './centroids.ts';
import { cutMerges, squaredDistances, wardMerges } from './ward.ts';

/** Draws, and the share of the papers in each (Hennig's "subsetting"). */
const DRAWS = 20;
const SHARE = 0.8;
/** Papers that the draws are taken from. */
const POOL = 1200;
/** Members that each finest theme has in the pool, if it has as many. */
const LEAST_MEMBERS = 5;
const REFINE_TURNS = 1;

/**
 * @param rows `[N, width]` unit rows
 * @param levels assignments `[N]` and counts, the finest last; −1 for unthemed
 * @returns for each level `[count]`, 0 … 1
 */
export function stability(
  rows: Float32Array,
  width: number,
  levels: readonly { assignment: Int32Array; count: number }[],
  random: Random,
): Float32Array[] {
  const pool = drawPool(levels.at(-1)!.assignment, random);
  const n = pool.length;
  const sums = levels.map(({ count }) => new Float64Array(count));
  const seen = levels.map(({ count }) => new Int32Array(count));
  const distances = squaredDistances(rows, width, pool);
  const drawn = Math.max(1, Math.round(n * SHARE));
  const own = new Float32Array(drawn * drawn);
  for (let draw = 0; draw < DRAWS; draw++) {
    const places = permutation(n, random).slice(0, drawn).sort();
    const items = places.map((place) => pool[place]!);
    copySubmatrix(distances, n, places, own);
    const merges = wardMerges(own, drawn);
    levels.forEach(({ assignment, count }, level) => {
      const groups = Math.min(count, drawn);
      const labels = cutMerges(merges, groups);
      refine(rows, width, items, labels, groups, REFINE_TURNS);
      addBestJaccards(assignment, items, labels, groups, sums[level]!, seen[level]!);
    });
  }
  // A theme too small to be drawn at all has shown nothing.
  return sums.map((sum, level) =>
    Float32Array.from(sum, (value, t) => (seen[level]![t]! > 0 ? value / seen[level]![t]! : 0)),
  );
}

/** All papers, or some at random of which every finest theme has its share; ascending. */
function drawPool(finest: Int32Array, random: Random): Int32Array {
  const order = permutation(finest.length, random).filter((i) => finest[i]! >= 0);
  if (order.length <= POOL) return order.sort();
  const taken = new Map<number, number>();
  const first: number[] = [];
  const rest: number[] = [];
  for (const i of order) {
    const count = taken.get(finest[i]!) ?? 0;
    taken.set(finest[i]!, count + 1);
    (count < LEAST_MEMBERS ? first : rest).push(i);
  }
  return Int32Array.from([...first, ...rest.slice(0, Math.max(0, POOL - first.length))]).sort();
}

/** The rows and columns `places` of an `[n, n]` matrix. */
function copySubmatrix(matrix: Float32Array, n: number, places: Int32Array, out: Float32Array): void {
  const m = places.length;
  for (let i = 0; i < m; i++) {
    const from = places[i]! * n;
    for (let j = 0; j < m; j++) out[i * m + j] = matrix[from + places[j]!]!;
  }
}

function addBestJaccards(
  assignment: Int32Array,
  items: Int32Array,
  labels: Int32Array,
  groups: number,
  sums: Float64Array,
  seen: Int32Array,
): void {
  const themes = sums.length;
  const shared = new Int32Array(themes * groups);
  const ofTheme = new Int32Array(themes);
  const ofGroup = new Int32Array(groups);
  items.forEach((item, i) => {
    const theme = assignment[item]!;
    ofTheme[theme]!++;
    ofGroup[labels[i]!]!++;
    shared[theme * groups + labels[i]!]!++;
  });
  for (let t = 0; t < themes; t++) {
    if (ofTheme[t] === 0) continue;
    let best = 0;
    for (let g = 0; g < groups; g++) {
      const both = shared[t * groups + g]!;
      if (both > 0) best = Math.max(best, both / (ofTheme[t]! + ofGroup[g]! - both));
    }
    sums[t]! += best;
    seen[t]!++;
  }
}
