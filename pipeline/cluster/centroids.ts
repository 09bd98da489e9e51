/** Spherical k-means (Dhillon and Modha 2001) on some of the rows, from groups that are given. */
import { dotRows, scaleRowsToUnit } from '../represent/rows.ts';

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

/**
 * The most similar centroid of row `i`, the lower number first among equals. Four centroids at a time share each value of
 * the row: half the time of four dot products.
 */
export function nearestCentroid(
  rows: Float32Array,
  i: number,
  centroids: Float32Array,
  count: number,
  width: number,
): number {
  let best = -Infinity;
  let nearest = 0;
  const from = i * width;
  const whole = count - (count % 4);
  for (let g = 0; g < whole; g += 4) {
    const c0 = g * width;
    const c1 = c0 + width;
    const c2 = c1 + width;
    const c3 = c2 + width;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let c = 0; c < width; c++) {
      const value = rows[from + c]!;
      s0 += value * centroids[c0 + c]!;
      s1 += value * centroids[c1 + c]!;
      s2 += value * centroids[c2 + c]!;
      s3 += value * centroids[c3 + c]!;
    }
    if (s0 > best) {
      best = s0;
      nearest = g;
    }
    if (s1 > best) {
      best = s1;
      nearest = g + 1;
    }
    if (s2 > best) {
      best = s2;
      nearest = g + 2;
    }
    if (s3 > best) {
      best = s3;
      nearest = g + 3;
    }
  }
  for (let g = whole; g < count; g++) {
    const similarity = dotRows(rows, i, centroids, g, width);
    if (similarity > best) {
      best = similarity;
      nearest = g;
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
    let moved = 0;
    for (let i = 0; i < items.length; i++) {
      const from = labels[i]!;
      if (sizes[from] === 1) continue;
      const to = nearestCentroid(rows, items[i]!, centroids, count, width);
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
