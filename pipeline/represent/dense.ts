/**
 * Two products of tall dense matrices, four rows or columns at a time: a sum of one product after another waits for
 * each addition, and one row at a time reads and writes the whole result for each row.
 */

type Matrix = Float32Array | Float64Array;

/**
 * xᵀ·x.
 * @param x `[rows, width]` row-major
 * @returns `[width, width]`, symmetric
 */
export function gram(x: Matrix, rows: number, width: number): Float64Array {
  const out = new Float64Array(width * width);
  const whole = rows - (rows % 4);
  for (let row = 0; row < whole; row += 4) {
    const r0 = row * width;
    const r1 = r0 + width;
    const r2 = r1 + width;
    const r3 = r2 + width;
    for (let a = 0; a < width; a++) {
      const v0 = x[r0 + a]!;
      const v1 = x[r1 + a]!;
      const v2 = x[r2 + a]!;
      const v3 = x[r3 + a]!;
      const to = a * width;
      for (let b = a; b < width; b++)
        out[to + b]! += v0 * x[r0 + b]! + v1 * x[r1 + b]! + (v2 * x[r2 + b]! + v3 * x[r3 + b]!);
    }
  }
  for (let row = whole; row < rows; row++)
    for (let a = 0; a < width; a++) {
      const value = x[row * width + a]!;
      for (let b = a; b < width; b++) out[a * width + b]! += value * x[row * width + b]!;
    }
  for (let a = 0; a < width; a++) for (let b = 0; b < a; b++) out[a * width + b] = out[b * width + a]!;
  return out;
}

/**
 * x·basisᵀ.
 * @param x `[rows, width]` row-major
 * @param basis `[count, width]` row-major
 * @returns `[rows, count]`
 */
export function project(
  x: Matrix,
  rows: number,
  width: number,
  basis: Float64Array,
  count: number,
): Float64Array {
  const out = new Float64Array(rows * count);
  const whole = count - (count % 4);
  for (let row = 0; row < rows; row++) {
    const from = row * width;
    const to = row * count;
    for (let c = 0; c < whole; c += 4) {
      const b0 = c * width;
      const b1 = b0 + width;
      const b2 = b1 + width;
      const b3 = b2 + width;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let d = 0; d < width; d++) {
        const value = x[from + d]!;
        s0 += value * basis[b0 + d]!;
        s1 += value * basis[b1 + d]!;
        s2 += value * basis[b2 + d]!;
        s3 += value * basis[b3 + d]!;
      }
      out[to + c] = s0;
      out[to + c + 1] = s1;
      out[to + c + 2] = s2;
      out[to + c + 3] = s3;
    }
    for (let c = whole; c < count; c++) {
      let sum = 0;
      for (let d = 0; d < width; d++) sum += x[from + d]! * basis[c * width + d]!;
      out[to + c] = sum;
    }
  }
  return out;
}
