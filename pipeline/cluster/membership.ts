/** How well each paper sits in its theme, where else it could sit, and whether it sits anywhere at all. */
import { dotRows } from '../represent/rows.ts';
import { forBlocks } from '../simd/products.ts';
import { sumsOf } from './centroids.ts';

export interface Membership {
  /** `[N]` similarity to the mean of the other papers of its theme. */
  own: Float32Array;
  /** `[N]` similarity to the nearest other theme, −1 where there is none. */
  other: Float32Array;
  /** `[N]` that theme, −1 where there is none. */
  second: Int32Array;
}

/**
 * @param rows `[N, width]` unit rows
 * @param assignment `[N]` theme, −1 for none; such papers get `own` 0
 */
export function memberships(
  rows: Float32Array,
  width: number,
  assignment: Int32Array,
  count: number,
): Membership {
  const n = assignment.length;
  const all = Int32Array.from({ length: n }, (_, i) => i);
  const sums = sumsOf(rows, width, all, assignment, count);
  const lengths = Float64Array.from({ length: count }, (_, t) => Math.sqrt(dotRows(sums, t, sums, t, width)));
  const own = new Float32Array(n);
  const other = new Float32Array(n).fill(-1);
  const second = new Int32Array(n).fill(-1);
  forBlocks(rows, n, sums, count, width, ({ values, stride, fromA, toA }) => {
    for (let i = fromA; i < toA; i++) {
      const theme = assignment[i]!;
      let best = -Infinity;
      for (let t = 0; t < count; t++) {
        if (t === theme || lengths[t] === 0) continue;
        const similarity = values[(i - fromA) * stride + t]! / lengths[t]!;
        if (similarity > best) {
          best = similarity;
          second[i] = t;
          other[i] = best;
        }
      }
      if (theme >= 0) own[i] = similarityToOthers(rows, i, sums, theme, lengths[theme]!, width);
    }
  });
  return { own, other, second };
}

/** Of row i to the mean of its theme without it; in double precision, since in a small theme nearly all is taken away. */
function similarityToOthers(
  rows: Float32Array,
  i: number,
  sums: Float32Array,
  theme: number,
  length: number,
  width: number,
): number {
  const product = dotRows(rows, i, sums, theme, width);
  const squared = dotRows(rows, i, rows, i, width);
  const rest = Math.sqrt(Math.max(0, length ** 2 - 2 * product + squared));
  return rest > 1e-6 ? (product - squared) / rest : 0;
}

/**
 * Simplified silhouette (Hruschka and others 2004): (b − a) / max(a, b) with a and b the distances 1 − cos to the paper's own
 * theme and to the next; 0 where the next is nearer.
 */
export function silhouette(own: number, other: number): number {
  const a = Math.max(0, 1 - own);
  const b = Math.max(0, 1 - other);
  const larger = Math.max(a, b);
  return larger < 1e-9 ? 0 : Math.min(1, Math.max(0, (b - a) / larger));
}
