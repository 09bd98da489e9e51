/** Two products of tall dense matrices in double precision. */
import { BLOCK, forPairsOfBlocks, products } from '../simd/products.ts';

type Matrix = Float32Array | Float64Array;

/** Rows whose products are added up at a time. */
const STRIP = 512;

/**
 * xᵀ·x.
 * @param x `[rows, width]` row-major
 * @returns `[width, width]`, symmetric
 */
export function gram(x: Matrix, rows: number, width: number): Float64Array {
  const out = new Float64Array(width * width);
  for (let from = 0; from < rows; from += STRIP) {
    const count = Math.min(STRIP, rows - from);
    const columns = turned(x, from, count, width);
    forPairsOfBlocks(columns, width, count, ({ values, stride, fromA, toA, fromB, toB }) => {
      for (let a = fromA; a < toA; a++)
        for (let b = Math.max(a, fromB); b < toB; b++)
          out[a * width + b]! += values[(a - fromA) * stride + b - fromB]!;
    });
  }
  for (let a = 0; a < width; a++) for (let b = 0; b < a; b++) out[a * width + b] = out[b * width + a]!;
  return out;
}

/** `[width, count]`: the columns of some rows. */
function turned(x: Matrix, from: number, count: number, width: number): Float64Array {
  const columns = new Float64Array(width * count);
  for (let row = 0; row < count; row++)
    for (let c = 0, at = (from + row) * width; c < width; c++, at++) columns[c * count + row] = x[at]!;
  return columns;
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
  for (let from = 0; from < rows; from += BLOCK) {
    const to = Math.min(from + BLOCK, rows);
    const block = new Float64Array(x.subarray(from * width, to * width));
    const { values, stride } = products(block, to - from, basis, count, width);
    for (let row = from; row < to; row++) {
      const at = (row - from) * stride;
      out.set(values.subarray(at, at + count), row * count);
    }
  }
  return out;
}
