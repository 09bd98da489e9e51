/** Spherical k-means (Dhillon and Modha 2001) on some of the rows, from groups that are given. */
import { dotRows, gatherRows, scaleRowsToUnit } from '../represent/rows.ts';
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
  for (let i = 0; i < items.length; i++) {
    const label = labels[i]!;
    if (label < 0) continue;
    const from = items[i]! * width;
    for (let c = 0; c < width; c++) sums[label * width + c]! += rows[from + c]!;
  }
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
  for (let from = 0; from < items.length; from += BLOCK) {
    const block = Array.prototype.slice.call(items, from, from + BLOCK) as number[];
    const { values, stride } = products(
      gatherRows(rows, width, block),
      block.length,
      centroids,
      count,
      width,
    );
    for (let i = 0; i < block.length; i++) {
      const row = i * stride;
      let best = 0;
      for (let g = 1; g < count; g++) if (values[row + g]! > values[row + best]!) best = g;
      nearest[from + i] = best;
    }
  }
  return nearest;
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
  for (let turn = 0; turn < turns; turn++) {
    const centroids = centroidsOf(rows, width, items, labels, count);
    const nearest = nearestCentroids(rows, width, items, centroids, count);
    let moved = 0;
    for (let i = 0; i < items.length; i++) {
      const from = labels[i]!;
      if (sizes[from] === 1) continue;
      const to = nearest[i]!;
      // A move must pay: equal centroids (copies of one paper) would pass papers to and fro.
      if (to === from || similar(rows, items[i]!, centroids, to, from, width)) continue;
      labels[i] = to;
      sizes[from]!--;
      sizes[to]!++;
      moved++;
    }
    if (moved === 0) break;
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
