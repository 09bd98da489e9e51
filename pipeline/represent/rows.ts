/** Small operations on the rows of `[count, width]` row-major Float32 matrices. */

/** Scales each row to length 1 in place; rows shorter than 1e-12 become zero. */
export function scaleRowsToUnit(x: Float32Array, count: number, width: number): Float32Array {
  for (let i = 0; i < count; i++) {
    let squares = 0;
    for (let c = i * width; c < (i + 1) * width; c++) squares += x[c]! * x[c]!;
    const scale = squares > 1e-24 ? 1 / Math.sqrt(squares) : 0;
    for (let c = i * width; c < (i + 1) * width; c++) x[c]! *= scale;
  }
  return x;
}

/** Dot product of row i of `a` and row j of `b`, both `width` wide; four sums, so that additions need not wait. */
export function dotRows(a: Float32Array, i: number, b: Float32Array, j: number, width: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let p = i * width;
  let q = j * width;
  const end = p + width - (width % 4);
  for (; p < end; p += 4, q += 4) {
    s0 += a[p]! * b[q]!;
    s1 += a[p + 1]! * b[q + 1]!;
    s2 += a[p + 2]! * b[q + 2]!;
    s3 += a[p + 3]! * b[q + 3]!;
  }
  for (const last = (i + 1) * width; p < last; p++, q++) s0 += a[p]! * b[q]!;
  return s0 + s1 + (s2 + s3);
}

/**
 * Adds `share` times row i of `x` to row j of `sums`, both `width` wide. Four values a turn, which engines do not do by
 * themselves: a third of the time of a plain loop.
 */
export function addRow(
  sums: Float32Array,
  j: number,
  x: Float32Array,
  i: number,
  width: number,
  share = 1,
): void {
  let p = j * width;
  let q = i * width;
  const end = q + width - (width % 4);
  for (; q < end; p += 4, q += 4) {
    sums[p]! += share * x[q]!;
    sums[p + 1]! += share * x[q + 1]!;
    sums[p + 2]! += share * x[q + 2]!;
    sums[p + 3]! += share * x[q + 3]!;
  }
  for (const last = (i + 1) * width; q < last; p++, q++) sums[p]! += share * x[q]!;
}

/**
 * The rows `items[from]` … `items[to − 1]` of `x`, one after another.
 * @param out where they go, at least `[to − from, width]`; who gathers block after block gives the same one each time
 */
export function gatherRows(
  x: Float32Array,
  width: number,
  items: ArrayLike<number>,
  from = 0,
  to = items.length,
  out = new Float32Array((to - from) * width),
): Float32Array {
  for (let i = from; i < to; i++)
    out.set(x.subarray(items[i]! * width, (items[i]! + 1) * width), (i - from) * width);
  return out;
}
