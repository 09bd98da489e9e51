/** measure: how far the finished map can be trusted. Large corpora are sampled evenly. */
import { keptNeighbours, preservation } from '../evaluate/metrics.ts';
import { dotRows } from '../linalg/rows.ts';
import type { Quality } from '../map/schema.ts';
import type { Clustering, Matrix, Neighbours } from '../types.ts';
import { round } from '../util/round.ts';

/** Neighbourhood size of trustworthiness, continuity and keep15. */
const K = 15;

/**
 * Multiplications that one measure may take; it uses as many rows as that allows, but at least 200. 3,000 papers of 224 numbers
 * take 0.2 s. On those, 400 rows give trustworthiness and continuity to within .002 of all rows, but the share of kept
 * neighbours only to .02, so that it is counted over all rows, from the neighbours already found.
 */
const BUDGET = 3e8;
const FEWEST_ROWS = 200;

/**
 * Quality of a layout and its themes.
 * @param features `[N, R]`
 * @param neighbours of the same papers
 * @param layout `[N, 2]`
 * @returns figures rounded to 4 decimals
 */
export function measure(
  features: Matrix,
  neighbours: Neighbours,
  layout: Float32Array,
  clustering: Clustering,
): Quality {
  const rows = spread(features.rows, features.rows * features.width, BUDGET / 2);
  const { trustworthiness, continuity, kept } = preservation(features, layout, K, rows);
  const keep15 =
    neighbours.k < K
      ? kept
      : keptNeighbours(neighbours, layout, K, spread(features.rows, features.rows, BUDGET / 2));
  const finest = clustering.levels.at(-1);
  const unthemed = finest ? finest.assignment.reduce((sum, theme) => sum + (theme < 0 ? 1 : 0), 0) : 0;
  return {
    trustworthiness: round(trustworthiness),
    continuity: round(continuity),
    keep15: round(keep15),
    unthemed: features.rows === 0 ? 0 : round(unthemed / features.rows),
    separation: finest ? round(separation(features, finest.assignment, finest.count)) : 0,
  };
}

/**
 * Mean margin by which papers are more similar to their own theme's mean than to the next theme's (a silhouette on centroids,
 * Rousseeuw 1987): cosine to the mean of the other papers of its theme, less the best cosine to another theme's mean.
 * @returns −2 … 2; 0 for fewer than two themes
 */
function separation(features: Matrix, assignment: Int32Array, themes: number): number {
  if (themes < 2) return 0;
  const { data, rows: count, width } = features;
  const sums = { data: new Float64Array(themes * width), rows: themes, width };
  for (let i = 0; i < count; i++) {
    const theme = assignment[i]!;
    if (theme < 0) continue;
    for (let d = 0; d < width; d++) sums.data[theme * width + d]! += data[i * width + d]!;
  }
  const norms = Float64Array.from({ length: themes }, (_, t) => Math.sqrt(dotRows(sums, t, sums, t)));
  const sample = spread(count, themes * width, BUDGET / 4);
  let total = 0;
  let papers = 0;
  for (const i of sample) {
    const own = assignment[i]!;
    if (own < 0) continue;
    let next = -1;
    let mine = 0;
    for (let theme = 0; theme < themes; theme++) {
      const product = dotRows(features, i, sums, theme);
      if (theme === own) {
        // |s − v|² = |s|² − 2 s·v + |v|²
        const self = dotRows(features, i, features, i);
        const length = Math.sqrt(Math.max(0, norms[theme]! ** 2 - 2 * product + self));
        mine = length > 1e-9 ? (product - self) / length : 0;
      } else if (norms[theme]! > 0) next = Math.max(next, product / norms[theme]!);
    }
    total += mine - next;
    papers++;
  }
  return papers === 0 ? 0 : total / papers;
}

/** As many rows as the budget allows, spread evenly over the corpus. */
function spread(count: number, costOfRow: number, budget: number): Int32Array {
  const affordable = Math.floor(budget / Math.max(1, costOfRow));
  const rows = Math.min(count, Math.max(FEWEST_ROWS, affordable));
  return Int32Array.from({ length: rows }, (_, r) => Math.floor((r * count) / rows));
}
