/**
 * neighbours: the exact k nearest papers of each paper by cosine similarity. The browser uses it; it is the reference of the
 * approximate search (node/neighbours/hnsw.ts), which has the same signature and order.
 */
import { dotRows } from '../linalg/rows.ts';
import { BLOCK, products, rowRange } from '../simd/products.ts';
import type { Matrix, Neighbours } from '../types.ts';

/** Neighbours by default: umap-learn's default, and enough for the 10 that the page lists. */
export const DEFAULT_NEIGHBOURS = 15;

/**
 * Products of unit rows in single and double precision differ by less than this: four sums of a few hundred values, each
 * rounded to 2⁻²⁴.
 */
const ROUNDING = 1e-4;

/**
 * Exact nearest neighbours in O(N² R) time and O(N k) memory.
 *
 * Similarities are summed in double precision in a fixed order, so that they are the same on every machine; ties go to the
 * lower index. Only papers that single precision does not rule out are summed so.
 *
 * @param features `[N, R]` unit rows
 * @param wanted k: larger values smooth layout and themes, smaller ones show finer structure
 * @returns min(k, N − 1) neighbours of each paper
 * @throws RangeError if `wanted` is not a positive integer
 */
export function neighbours(features: Matrix, wanted: number = DEFAULT_NEIGHBOURS): Neighbours {
  const { rows: count } = features;
  const k = neighbourCount(count, wanted);
  const result = emptyNeighbours(count, k);
  if (k === 0) return result;
  const similarities = new Float32Array(BLOCK * count);
  for (let from = 0; from < count; from += BLOCK) {
    const to = Math.min(from + BLOCK, count);
    for (let fromJ = 0; fromJ < count; fromJ += BLOCK) {
      const toJ = Math.min(fromJ + BLOCK, count);
      const { values, stride } = products(rowRange(features, from, to), rowRange(features, fromJ, toJ));
      for (let i = 0; i < to - from; i++)
        similarities.set(values.subarray(i * stride, i * stride + toJ - fromJ), i * count + fromJ);
    }
    for (let i = from; i < to; i++) {
      const row = similarities.subarray((i - from) * count, (i - from + 1) * count);
      rankCandidates(features, i, candidatesOf(row, i, k), result);
    }
  }
  return result;
}

/** All papers but `self` that may be among the k most similar after exact summation. */
function candidatesOf(similarities: Float32Array, self: number, k: number): number[] {
  const best = new Float32Array(k).fill(Number.NEGATIVE_INFINITY);
  for (let j = 0; j < similarities.length; j++) {
    const similarity = similarities[j]!;
    if (j === self || similarity <= best[k - 1]!) continue;
    let slot = k - 1;
    for (; slot > 0 && best[slot - 1]! < similarity; slot--) best[slot] = best[slot - 1]!;
    best[slot] = similarity;
  }
  const least = best[k - 1]! - ROUNDING;
  const candidates: number[] = [];
  // Not `>= least`: NaN must rule nothing out.
  for (let j = 0; j < similarities.length; j++)
    if (j !== self && !(similarities[j]! < least)) candidates.push(j);
  return candidates;
}

/** min(wanted, N − 1), never negative. @throws RangeError if `wanted` is not a positive integer */
export function neighbourCount(count: number, wanted: number): number {
  if (!Number.isInteger(wanted) || wanted < 1)
    throw new RangeError(`neighbours must be a positive whole number, not ${wanted}`);
  return Math.max(0, Math.min(wanted, count - 1));
}

/** Zeros for `[count, k]` neighbours. */
export function emptyNeighbours(count: number, k: number): Neighbours {
  return { count, k, indices: new Int32Array(count * k), similarities: new Float32Array(count * k) };
}

/**
 * Writes the k most similar of `candidates` into row `i` of `out`, most similar first, ties by lower index.
 * @param candidates at least k distinct indices, `i` not among them
 */
export function rankCandidates(
  features: Matrix,
  i: number,
  candidates: ArrayLike<number>,
  out: Neighbours,
): void {
  const { k, indices, similarities } = out;
  const row = i * k;
  let filled = 0;
  for (let c = 0; c < candidates.length; c++) {
    const j = candidates[c]!;
    const similarity = Math.fround(dotRows(features, i, features, j));
    if (filled === k && !before(similarity, j, similarities[row + k - 1]!, indices[row + k - 1]!)) continue;
    let slot = filled < k ? filled++ : k - 1;
    while (slot > 0 && before(similarity, j, similarities[row + slot - 1]!, indices[row + slot - 1]!)) {
      similarities[row + slot] = similarities[row + slot - 1]!;
      indices[row + slot] = indices[row + slot - 1]!;
      slot--;
    }
    similarities[row + slot] = similarity;
    indices[row + slot] = j;
  }
}

function before(similarity: number, index: number, otherSimilarity: number, otherIndex: number): boolean {
  return similarity > otherSimilarity || (similarity === otherSimilarity && index < otherIndex);
}
