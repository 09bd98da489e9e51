/**
 * Dot products of all pairs of rows of two matrices: what clustering, smoothing and decompositions spend their time on. In
 * WebAssembly (kernel.wat) four singles or two doubles go through each instruction, twenty times as fast at 224 values; where
 * there is none, scalars give the same bits.
 */
import { type Kernel, reserve, roundUp, sharedKernel } from './kernel.ts';

/** Product of row i and row j at `values[i * stride + j]`, until the next call. */
export interface Products<Matrix> {
  values: Matrix;
  stride: number;
}

/** Rows that callers pass at a time: 128 of 224 singles take 112 KiB, and copying them a twentieth of the time. */
export const BLOCK = 128;
/** Rows of `b` that pass by all of `a` together: they stay in the processor's nearest cache. */
const TILE = 32;

/**
 * a · bᵀ in the precision of the two. A product is summed in the same order wherever its rows stand, so a · b and b · a
 * are equal.
 *
 * @param a `[aRows, width]` row-major; read as a block, so a few hundred rows at most
 * @param b `[bRows, width]` row-major
 * @returns `[aRows, stride]` of which the first `bRows` of a row are set
 */
export function products<Matrix extends Float32Array | Float64Array>(
  a: Matrix,
  aRows: number,
  b: Matrix,
  bRows: number,
  width: number,
): Products<Matrix> {
  return sharedKernel
    ? byKernel(sharedKernel, a, aRows, b, bRows, width)
    : productsInScalars(a, aRows, b, bRows, width);
}

/** The same without WebAssembly, to the bit. */
export function productsInScalars<Matrix extends Float32Array | Float64Array>(
  a: Matrix,
  aRows: number,
  b: Matrix,
  bRows: number,
  width: number,
): Products<Matrix> {
  const values = emptyLike(a, aRows * bRows);
  const single = a instanceof Float32Array;
  const round = single ? Math.fround : (value: number) => value;
  // Lanes of doubles are two; the other two stay zero and change no sum.
  const lastLane = single ? 3 : 1;
  const lanes = emptyLike(a, 4);
  for (let i = 0; i < aRows; i++)
    for (let j = 0; j < bRows; j++) {
      lanes.fill(0);
      for (let c = 0; c < width; c++) lanes[c & lastLane]! += round(a[i * width + c]! * b[j * width + c]!);
      values[i * bRows + j] = round(lanes[0]! + lanes[2]!) + round(lanes[1]! + lanes[3]!);
    }
  return { values, stride: bRows };
}

function emptyLike<Matrix extends Float32Array | Float64Array>(matrix: Matrix, length: number): Matrix {
  return (matrix instanceof Float32Array ? new Float32Array(length) : new Float64Array(length)) as Matrix;
}

function byKernel<Matrix extends Float32Array | Float64Array>(
  kernel: Kernel,
  a: Matrix,
  aRows: number,
  b: Matrix,
  bRows: number,
  width: number,
): Products<Matrix> {
  const bytes = a.BYTES_PER_ELEMENT;
  const padded = roundUp(width, 16 / bytes);
  const stride = roundUp(bRows, 4);
  const evenRows = roundUp(aRows, 2);
  const rowBytes = padded * bytes;
  const bAt = evenRows * rowBytes;
  const outAt = bAt + stride * rowBytes;
  const end = outAt + evenRows * stride * bytes;
  reserve(kernel, end);
  const { buffer } = kernel.memory;
  const single = a instanceof Float32Array;
  const values = (single ? new Float32Array(buffer) : new Float64Array(buffer)) as Matrix;
  const multiply = single ? kernel.products : kernel.products64;
  setRows(values, 0, a, aRows, width, padded);
  setRows(values, bAt / bytes, b, bRows, width, padded);
  for (let from = 0; from < stride; from += TILE)
    multiply(
      0,
      evenRows,
      bAt + from * rowBytes,
      Math.min(TILE, stride - from),
      rowBytes,
      outAt + from * bytes,
      stride * bytes,
    );
  return { values: values.subarray(outAt / bytes, end / bytes) as Matrix, stride };
}

function setRows(
  to: Float32Array | Float64Array,
  at: number,
  rows: Float32Array | Float64Array,
  count: number,
  width: number,
  padded: number,
): void {
  if (padded === width) {
    to.set(rows.subarray(0, count * width), at);
    return;
  }
  for (let i = 0; i < count; i++) {
    const from = at + i * padded;
    to.set(rows.subarray(i * width, (i + 1) * width), from);
    to.fill(0, from + width, from + padded);
  }
}
