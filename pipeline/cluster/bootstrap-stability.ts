/**
 * Bootstrap stability of themes: the clusterwise Jaccard index of Hennig (2007). Samples of the papers are clustered again, and
 * each theme is compared with the most similar group of the sample; the mean over the samples is the theme's stability. Hennig
 * calls clusters above .75 valid and those below .5 dissolved.
 */
import type { Matrix, ThemeGroups } from '../types.ts';
import { permutation, type Random } from '../util/random.ts';
import { refine } from './centroids.ts';
import { cutMerges, squaredDistances, wardMerges } from './ward.ts';

/** Samples, and the share of the pool in each (Hennig's "subsetting"). */
const SAMPLES = 20;
const SHARE = 0.8;
/** Papers from which the samples are drawn. */
const POOL = 1200;
/** Members of each finest theme in the pool, if it has that many. */
const LEAST_MEMBERS = 5;
const REFINE_TURNS = 1;

type Level = Pick<ThemeGroups, 'assignment' | 'count'>;

/**
 * @param x `[N, width]` unit rows
 * @param levels the finest last
 * @returns for each level `[count]`, 0 … 1; 0 for a theme that is in no sample
 */
export function bootstrapStability(x: Matrix, levels: readonly Level[], random: Random): Float32Array[] {
  const pool = drawPool(levels.at(-1)!.assignment, random);
  const n = pool.length;
  const sums = levels.map(({ count }) => new Float64Array(count));
  const seen = levels.map(({ count }) => new Int32Array(count));
  const distances = squaredDistances(x, pool);
  const size = Math.max(1, Math.round(n * SHARE));
  const own = { data: new Float32Array(size * size), rows: size, width: size };
  for (let sample = 0; sample < SAMPLES; sample++) {
    const positions = permutation(n, random).slice(0, size).sort();
    const items = positions.map((position) => pool[position]!);
    copySubmatrix(distances, positions, own);
    const merges = wardMerges(own);
    levels.forEach((level, l) => {
      const groups = Math.min(level.count, size);
      const labels = cutMerges(merges, groups);
      refine(x, items, labels, groups, REFINE_TURNS);
      bestJaccards(level, items, labels, groups).forEach((jaccard, theme) => {
        if (jaccard === null) return;
        sums[l]![theme]! += jaccard;
        seen[l]![theme]!++;
      });
    });
  }
  return sums.map((sum, l) =>
    Float32Array.from(sum, (value, t) => (seen[l]![t]! > 0 ? value / seen[l]![t]! : 0)),
  );
}

/** All themed papers, or a random part in which every finest theme is represented; ascending. */
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

/** Copies the rows and columns `positions` of a square matrix. */
function copySubmatrix(from: Matrix, positions: Int32Array, to: Matrix): void {
  for (let i = 0; i < to.rows; i++) {
    const row = positions[i]! * from.width;
    for (let j = 0; j < to.width; j++) to.data[i * to.width + j] = from.data[row + positions[j]!]!;
  }
}

/** For each theme, the Jaccard index of its sampled papers and the most similar group; null if none was sampled. */
function bestJaccards(
  { assignment, count }: Level,
  items: Int32Array,
  labels: Int32Array,
  groups: number,
): (number | null)[] {
  const shared = new Int32Array(count * groups);
  const ofTheme = new Int32Array(count);
  const ofGroup = new Int32Array(groups);
  items.forEach((item, i) => {
    const theme = assignment[item]!;
    ofTheme[theme]!++;
    ofGroup[labels[i]!]!++;
    shared[theme * groups + labels[i]!]!++;
  });
  return Array.from(ofTheme, (size, theme) => {
    if (size === 0) return null;
    let best = 0;
    for (let g = 0; g < groups; g++) {
      const both = shared[theme * groups + g]!;
      if (both > 0) best = Math.max(best, both / (size + ofGroup[g]! - both));
    }
    return best;
  });
}
