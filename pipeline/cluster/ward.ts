/**
 * Ward's agglomerative clustering (Ward 1963) by nearest-neighbour chains (Murtagh 1983) on a matrix of squared distances,
 * updated by the Lance–Williams formula: O(n²) time and memory, without randomness.
 */
import { gatherRows } from '../linalg/rows.ts';
import { forPairsOfBlocks } from '../simd/products.ts';
import type { Matrix } from '../types.ts';

/** The n − 1 merges of a tree, lowest first: merge m joins the groups that hold items `a[m]` and `b[m]`. */
export interface Merges {
  /** n, the number of items. */
  count: number;
  a: Int32Array;
  b: Int32Array;
  /** Ward's distance of the joined groups, ascending. */
  heights: Float64Array;
}

/**
 * Squared distances 2 − 2 cos of some rows.
 *
 * @param x `[N, width]` unit rows
 * @param items row numbers
 * @returns `[items.length, items.length]`
 */
export function squaredDistances(x: Matrix, items: ArrayLike<number>): Matrix {
  const n = items.length;
  const data = new Float32Array(n * n);
  forPairsOfBlocks(gatherRows(x, items), ({ values, stride, fromA, toA, fromB, toB }) => {
    for (let i = fromA; i < toA; i++)
      for (let j = Math.max(fromB, i + 1); j < toB; j++) {
        const distance = Math.max(0, 2 - 2 * values[(i - fromA) * stride + j - fromB]!);
        data[i * n + j] = distance;
        data[j * n + i] = distance;
      }
  });
  return { data, rows: n, width: n };
}

/** @param distances `[n, n]` squared distances; overwritten. Ties go to the lower index. */
export function wardMerges({ data: squared, rows: n }: Matrix): Merges {
  const sizes = new Float64Array(n).fill(1);
  // Active groups in a linked list, so that late scans touch few columns. Item 0's group is never the one removed.
  const next = Int32Array.from({ length: n + 1 }, (_, i) => i + 1);
  const previous = Int32Array.from({ length: n + 1 }, (_, i) => i - 1);
  const chain = new Int32Array(n + 1);
  let length = 0;
  const found: { a: number; b: number; height: number }[] = [];
  while (found.length < n - 1) {
    if (length === 0) chain[length++] = 0;
    for (;;) {
      const tip = chain[length - 1]!;
      // The previous link of the chain wins ties, or the chain could run in circles.
      let near = length > 1 ? chain[length - 2]! : -1;
      let best = near >= 0 ? squared[tip * n + near]! : Infinity;
      for (let j = 0; j < n; j = next[j]!) {
        const distance = squared[tip * n + j]!;
        if (distance < best && j !== tip) {
          best = distance;
          near = j;
        }
      }
      if (length > 1 && near === chain[length - 2]) break;
      chain[length++] = near;
    }
    const p = chain[--length]!;
    const q = chain[--length]!;
    const kept = Math.min(p, q);
    const gone = Math.max(p, q);
    const joint = squared[kept * n + gone]!;
    found.push({ a: kept, b: gone, height: Math.sqrt(Math.max(0, joint)) });
    const sizeKept = sizes[kept]!;
    const sizeGone = sizes[gone]!;
    next[previous[gone]!] = next[gone]!;
    previous[next[gone]!] = previous[gone]!;
    for (let j = 0; j < n; j = next[j]!) {
      if (j === kept) continue;
      const size = sizes[j]!;
      const distance =
        ((sizeKept + size) * squared[kept * n + j]! +
          (sizeGone + size) * squared[gone * n + j]! -
          size * joint) /
        (sizeKept + sizeGone + size);
      squared[kept * n + j] = distance;
      squared[j * n + kept] = distance;
    }
    sizes[kept] = sizeKept + sizeGone;
  }
  const order = found.map((_, m) => m).sort((x, y) => found[x]!.height - found[y]!.height || x - y);
  return {
    count: n,
    a: Int32Array.from(order, (m) => found[m]!.a),
    b: Int32Array.from(order, (m) => found[m]!.b),
    heights: Float64Array.from(order, (m) => found[m]!.height),
  };
}

/** Groups after the lowest merges, `wanted` in number and numbered in the order of their first items: `[n]`. */
export function cutMerges({ count, a, b }: Merges, wanted: number): Int32Array {
  const parent = Int32Array.from({ length: count }, (_, i) => i);
  const root = (i: number): number => {
    let at = i;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  for (let m = 0; m < count - wanted; m++) {
    const x = root(a[m]!);
    const y = root(b[m]!);
    parent[Math.max(x, y)] = Math.min(x, y);
  }
  const number = new Map<number, number>();
  return Int32Array.from({ length: count }, (_, i) => {
    const group = root(i);
    if (!number.has(group)) number.set(group, number.size);
    return number.get(group)!;
  });
}
