/** Spherical k-means (Dhillon and Modha 2001) on some of the rows, from groups that are given. */
import { addRow, dotRows, gatherRows, scaleRowsToUnit } from '../represent/rows.ts';
import { BLOCK, products } from '../simd/products.ts';

/**
 * Sums of the rows of each group.
 *
 * @param labels `[items.length]` group of each item; −1 is left out
 * @returns `[count, width]`
 */
export function sumsOf(
  rows: Float32Array,
  width: number,
  items: ArrayLike<number>,
  labels: ArrayLike<number>,
  count: number,
): Float32Array {
  const sums = new Float32Array(count * width);
  for (let i = 0; i < items.length; i++)
    if (labels[i]! >= 0) addRow(sums, labels[i]!, rows, items[i]!, width);
  return sums;
}

/** Unit centroids, `[count, width]`. */
export function centroidsOf(
  rows: Float32Array,
  width: number,
  items: ArrayLike<number>,
  labels: ArrayLike<number>,
  count: number,
): Float32Array {
  return scaleRowsToUnit(sumsOf(rows, width, items, labels, count), count, width);
}

/** The most similar centroid of each item, the lower number first among equals: `[items.length]`. */
export function nearestCentroids(
  rows: Float32Array,
  width: number,
  items: ArrayLike<number>,
  centroids: Float32Array,
  count: number,
): Int32Array {
  const nearest = new Int32Array(items.length);
  forItems(rows, width, items, centroids, count, (values, at, i) => {
    nearest[i] = largest(values, at, count);
  });
  return nearest;
}

/** @param visit is told where in `values` the item's similarities to all centroids begin */
function forItems(
  rows: Float32Array,
  width: number,
  items: ArrayLike<number>,
  centroids: Float32Array,
  count: number,
  visit: (values: Float32Array, at: number, i: number) => void,
): void {
  const block = new Float32Array(Math.min(BLOCK, items.length) * width);
  for (let from = 0; from < items.length; from += BLOCK) {
    const to = Math.min(from + BLOCK, items.length);
    gatherRows(rows, width, items, from, to, block);
    const { values, stride } = products(block, to - from, centroids, count, width);
    for (let i = from; i < to; i++) visit(values, (i - from) * stride, i);
  }
}

function largest(values: Float32Array, at: number, count: number): number {
  let best = 0;
  for (let g = 1; g < count; g++) if (values[at + g]! > values[at + best]!) best = g;
  return best;
}

/**
 * Moves each item to its nearest centroid, at most `turns` times over, and never the last one out of a group, so
 * that the number of groups stays.
 *
 * @param labels `[items.length]`; changed in place
 */
export function refine(
  rows: Float32Array,
  width: number,
  items: ArrayLike<number>,
  labels: Int32Array,
  count: number,
  turns: number,
): void {
  const sizes = new Int32Array(count);
  for (const label of labels) sizes[label]!++;
  let sums = sumsOf(rows, width, items, labels, count);
  const centroids = new Float32Array(count * width);
  /** `[items.length, count]`; of a group that has not changed they stay as they are. */
  const similarities = new Float32Array(items.length * count);
  let changed = Int32Array.from(sizes.keys());
  for (let turn = 0; turn < turns && changed.length > 0; turn++) {
    const moved = scaleRowsToUnit(gatherRows(sums, width, changed), changed.length, width);
    changed.forEach((group, p) => {
      centroids.set(moved.subarray(p * width, (p + 1) * width), group * width);
    });
    const touched = new Uint8Array(count);
    const next = new Float32Array(count * width);
    const last = turn === turns - 1;
    // One way through the rows a turn: they are added up for the next while they are at hand.
    forItems(rows, width, items, moved, changed.length, (values, at, i) => {
      for (let p = 0; p < changed.length; p++) similarities[i * count + changed[p]!] = values[at + p]!;
      const from = labels[i]!;
      const to = sizes[from] === 1 ? from : largest(similarities, i * count, count);
      // A move must pay: equal centroids (copies of one paper) would pass papers to and fro.
      if (to !== from && !similar(rows, items[i]!, centroids, to, from, width)) {
        labels[i] = to;
        sizes[from]!--;
        sizes[to]!++;
        touched[from] = 1;
        touched[to] = 1;
      }
      if (!last) addRow(next, labels[i]!, rows, items[i]!, width);
    });
    sums = next;
    changed = Int32Array.from(sizes.keys()).filter((group) => touched[group] === 1);
  }
}

function similar(
  rows: Float32Array,
  i: number,
  centroids: Float32Array,
  a: number,
  b: number,
  width: number,
) {
  return dotRows(rows, i, centroids, a, width) - dotRows(rows, i, centroids, b, width) < 1e-6;
}
