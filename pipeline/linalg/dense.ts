/** Products of tall dense matrices in double precision, and orthonormal bases by way of them. */
import { BLOCK, forPairsOfBlocks, products, rowRange } from '../simd/products.ts';
import type { Matrix } from '../types.ts';
import { largestEigen } from './eigen.ts';

/** Rows whose products are summed at a time. */
const STRIP = 512;

/** xᵀ·x: `[width, width]`, symmetric. */
export function gram(x: Matrix<Float32Array | Float64Array>): Matrix<Float64Array> {
  const { rows, width } = x;
  const out = new Float64Array(width * width);
  for (let from = 0; from < rows; from += STRIP) {
    const columns = transposedStrip(x, from, Math.min(STRIP, rows - from));
    forPairsOfBlocks(columns, ({ values, stride, fromA, toA, fromB, toB }) => {
      for (let a = fromA; a < toA; a++)
        for (let b = Math.max(a, fromB); b < toB; b++)
          out[a * width + b]! += values[(a - fromA) * stride + b - fromB]!;
    });
  }
  return mirrored(out, width);
}

/** Columns of the rows `from` … `from + count − 1`: `[width, count]`. */
function transposedStrip(
  { data, width }: Matrix<Float32Array | Float64Array>,
  from: number,
  count: number,
): Matrix<Float64Array> {
  const columns = new Float64Array(width * count);
  for (let row = 0; row < count; row++)
    for (let c = 0, at = (from + row) * width; c < width; c++, at++) columns[c * count + row] = data[at]!;
  return { data: columns, rows: width, width: count };
}

/** x·basisᵀ: `[x.rows, basis.rows]`. */
export function project(
  x: Matrix<Float32Array | Float64Array>,
  basis: Matrix<Float64Array>,
): Matrix<Float64Array> {
  const { rows, width } = x;
  const out = new Float64Array(rows * basis.rows);
  for (let from = 0; from < rows; from += BLOCK) {
    const { data, rows: count } = rowRange(x, from, Math.min(from + BLOCK, rows));
    const { values, stride } = products({ data: new Float64Array(data), rows: count, width }, basis);
    for (let row = 0; row < count; row++) {
      const along = values.subarray(row * stride, row * stride + basis.rows);
      out.set(along, (from + row) * basis.rows);
    }
  }
  return { data: out, rows, width: basis.rows };
}

/**
 * aᵀ·b of two matrices of the same shape whose product is symmetric but for rounding: `[width, width]`; only its upper half
 * is computed.
 */
export function symmetricProduct(a: Matrix<Float64Array>, b: Matrix<Float64Array>): Matrix<Float64Array> {
  const { rows, width } = a;
  const out = new Float64Array(width * width);
  for (let row = 0; row < rows; row++) {
    const from = row * width;
    for (let i = 0; i < width; i++) {
      const value = a.data[from + i]!;
      for (let j = i; j < width; j++) out[i * width + j]! += value * b.data[from + j]!;
    }
  }
  return mirrored(out, width);
}

/** Copies the upper half of a square matrix to its lower half, in place. */
function mirrored(data: Float64Array, width: number): Matrix<Float64Array> {
  for (let a = 0; a < width; a++) for (let b = 0; b < a; b++) data[a * width + b] = data[b * width + a]!;
  return { data, rows: width, width };
}

/**
 * The left singular vectors of a tall matrix, those of the largest singular values first, from the eigenvectors of its small
 * Gram matrix.
 * @returns same shape as `tall`; columns beyond its rank are zero
 */
export function orthonormal(tall: Matrix<Float64Array>): Matrix<Float64Array> {
  const { width } = tall;
  const { values, vectors } = largestEigen(gram(tall), width);
  const scale = values.map((value) =>
    value > Math.max(values[0]!, 1e-300) * 1e-12 ? 1 / Math.sqrt(value) : 0,
  );
  const out = project(tall, vectors);
  for (let at = 0; at < out.data.length; at++) out.data[at]! *= scale[at % width]!;
  return out;
}
