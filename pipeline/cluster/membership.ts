/** How well each paper fits its theme, and where else it could be. */
import { dotRows } from '../linalg/rows.ts';
import { forBlocks } from '../simd/products.ts';
import type { Matrix } from '../types.ts';
import { sumsOf } from './centroids.ts';

export interface Membership {
  /** `[N]` similarity to the mean of the other papers of its theme. */
  own: Float32Array;
  /** `[N]` similarity to the nearest other theme, −1 if there is none. */
  other: Float32Array;
  /** `[N]` that theme, −1 if there is none. */
  runnerUp: Int32Array;
}

/**
 * @param x `[N, width]` unit rows
 * @param assignment `[N]` theme, −1 for none; such papers have `own` 0
 * @param count number of themes
 */
export function memberships(x: Matrix, assignment: Int32Array, count: number): Membership {
  const n = assignment.length;
  const sums = sumsOf(x, Int32Array.from(assignment.keys()), assignment, count);
  const lengths = Float64Array.from({ length: count }, (_, t) => Math.sqrt(dotRows(sums, t, sums, t)));
  const own = new Float32Array(n);
  const other = new Float32Array(n).fill(-1);
  const runnerUp = new Int32Array(n).fill(-1);
  forBlocks(x, sums, ({ values, stride, fromA, toA }) => {
    for (let i = fromA; i < toA; i++) {
      const theme = assignment[i]!;
      let best = -Infinity;
      for (let t = 0; t < count; t++) {
        if (t === theme || lengths[t] === 0) continue;
        const similarity = values[(i - fromA) * stride + t]! / lengths[t]!;
        if (similarity > best) {
          best = similarity;
          runnerUp[i] = t;
          other[i] = best;
        }
      }
      if (theme >= 0) own[i] = similarityToOthers(x, i, sums, theme, lengths[theme]!);
    }
  });
  return { own, other, runnerUp };
}

/**
 * Similarity of row i to the mean of its theme without it. In double precision: in a small theme nearly all of the sum is
 * subtracted.
 * @param length of the theme's sum
 */
function similarityToOthers(x: Matrix, i: number, sums: Matrix, theme: number, length: number): number {
  const product = dotRows(x, i, sums, theme);
  const squared = dotRows(x, i, x, i);
  const rest = Math.sqrt(Math.max(0, length ** 2 - 2 * product + squared));
  return rest > 1e-6 ? (product - squared) / rest : 0;
}

/**
 * Simplified silhouette (Hruschka and others 2004): (b − a) / max(a, b), where a and b are the distances 1 − cos to the paper's
 * own theme and to the next; 0 if the next is nearer.
 */
export function silhouette(own: number, other: number): number {
  const a = Math.max(0, 1 - own);
  const b = Math.max(0, 1 - other);
  const larger = Math.max(a, b);
  return larger < 1e-9 ? 0 : Math.min(1, Math.max(0, (b - a) / larger));
}
