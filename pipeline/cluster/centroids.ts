/** Spherical k-means (Dhillon and Modha 2001) on some of the rows, from groups that already exist. */
import { addRow, dotRows, gatherRows, scaleRowsToUnit } from '../linalg/rows.ts';
import { BLOCK, products } from '../simd/products.ts';
import type { Matrix } from '../types.ts';

/** A move must bring an item this much nearer: equal centroids (copies of one paper) would pass papers to and fro. */
const LEAST_GAIN = 1e-6;

/**
 * Sums of the rows of each group.
 *
 * @param items row numbers
 * @param labels `[items.length]` group of each item; items with −1 are left out
 * @returns `[count, x.width]`
 */
export function sumsOf(
  x: Matrix,
  items: ArrayLike<number>,
  labels: ArrayLike<number>,
  count: number,
): Matrix {
  const sums = { data: new Float32Array(count * x.width), rows: count, width: x.width };
  for (let i = 0; i < items.length; i++) if (labels[i]! >= 0) addRow(sums, labels[i]!, x, items[i]!);
  return sums;
}

/** Unit centroids, `[count, x.width]`. */
export function centroidsOf(
  x: Matrix,
  items: ArrayLike<number>,
  labels: ArrayLike<number>,
  count: number,
): Matrix {
  return scaleRowsToUnit(sumsOf(x, items, labels, count));
}

/** The most similar centroid of each item, the lower number among equals: `[items.length]`. */
export function nearestCentroids(x: Matrix, items: ArrayLike<number>, centroids: Matrix): Int32Array {
  const nearest = new Int32Array(items.length);
  forItems(x, items, centroids, (values, at, i) => {
    nearest[i] = largest(values, at, centroids.rows);
  });
  return nearest;
}

/** @param visit receives the similarities of item i to all centroids, which begin at `values[at]` */
function forItems(
  x: Matrix,
  items: ArrayLike<number>,
  centroids: Matrix,
  visit: (values: Float32Array, at: number, i: number) => void,
): void {
  const all = Int32Array.from(items);
  const block = new Float32Array(Math.min(BLOCK, all.length) * x.width);
  for (let from = 0; from < all.length; from += BLOCK) {
    const some = all.subarray(from, from + BLOCK);
    const { values, stride } = products(gatherRows(x, some, block), centroids);
    for (let i = 0; i < some.length; i++) visit(values, i * stride, from + i);
  }
}

/** Which of `count` values from `at` on is the largest, the first among equals. */
function largest(values: Float32Array, at: number, count: number): number {
  let best = 0;
  for (let g = 1; g < count; g++) if (values[at + g]! > values[at + best]!) best = g;
  return best;
}

/**
 * Moves each item to its nearest centroid, at most `turns` times over. The last item of a group never leaves it, so that the
 * number of groups stays.
 *
 * @param labels `[items.length]`; changed in place
 */
export function refine(
  x: Matrix,
  items: ArrayLike<number>,
  labels: Int32Array,
  count: number,
  turns: number,
): void {
  const { width } = x;
  const empty = () => ({ data: new Float32Array(count * width), rows: count, width });
  const sizes = new Int32Array(count);
  for (const label of labels) sizes[label]!++;
  let sums = sumsOf(x, items, labels, count);
  const centroids = empty();
  /** `[items.length, count]`; those to a group that hasn't changed are kept from the turn before. */
  const similarities = new Float32Array(items.length * count);
  const gain = (i: number, from: number, to: number) =>
    dotRows(x, items[i]!, centroids, to) - dotRows(x, items[i]!, centroids, from);
  let changed = Int32Array.from(sizes.keys());
  for (let turn = 0; turn < turns && changed.length > 0; turn++) {
    const moved = scaleRowsToUnit(gatherRows(sums, changed));
    changed.forEach((group, p) => {
      centroids.data.set(moved.data.subarray(p * width, (p + 1) * width), group * width);
    });
    const touched = new Uint8Array(count);
    const next = empty();
    const last = turn === turns - 1;
    // One pass over the rows a turn: each is added to the next turn's sums while it is in the cache.
    forItems(x, items, moved, (values, at, i) => {
      for (let p = 0; p < changed.length; p++) similarities[i * count + changed[p]!] = values[at + p]!;
      const from = labels[i]!;
      const to = sizes[from] === 1 ? from : largest(similarities, i * count, count);
      if (to !== from && gain(i, from, to) >= LEAST_GAIN) {
        labels[i] = to;
        sizes[from]!--;
        sizes[to]!++;
        touched[from] = 1;
        touched[to] = 1;
      }
      if (!last) addRow(next, labels[i]!, x, items[i]!);
    });
    sums = next;
    changed = Int32Array.from(sizes.keys()).filter((group) => touched[group] === 1);
  }
}
