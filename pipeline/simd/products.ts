/**
 * Dot products of all pairs of rows of two matrices, on which clustering, smoothing and decompositions spend their time.
 * In WebAssembly (kernel.wat) each instruction handles four singles or two doubles: twenty times as fast at 224 values. Without
 * WebAssembly, scalar code gives the same bits.
 */
import type { Matrix } from '../types.ts';
import { type Kernel, reserve, roundUp, sharedKernel } from './kernel.ts';

type Numbers = Float32Array | Float64Array;

/** The product of row i of `a` and row j of `b` is `values[i * stride + j]`, until the next call. */
export interface Products<Data> {
  values: Data;
  stride: number;
}

/** Rows that callers pass at a time: 128 rows of 224 singles take 112 KiB, and copying them is a twentieth of the time. */
export const BLOCK = 128;
/** Rows of `b` multiplied with all of `a` together: they stay in the innermost cache. */
const TILE = 32;

/**
 * a·bᵀ in the precision of the two. The order of summation does not depend on a row's position, so that a·b and b·a are
 * equal.
 *
 * @param a `[aRows, width]`, a few hundred rows at most
 * @param b `[bRows, width]`
 * @returns `[aRows, stride]`, of which the first `bRows` columns are set
 */
export function products<Data extends Numbers>(a: Matrix<Data>, b: Matrix<Data>): Products<Data> {
  const kernel = sharedKernel();
  return kernel ? byKernel(kernel, a, b) : productsInScalars(a, b);
}

/**
 * Products of rows `fromA` … `toA − 1` with rows `fromB` … `toB − 1`; that of rows i and j is
 * `values[(i − fromA) * stride + j − fromB]`.
 */
interface ProductBlock<Data> extends Products<Data> {
  fromA: number;
  toA: number;
  fromB: number;
  toB: number;
}

/** Visits the products of each pair of rows of `x` once, block by block; pairs within one block twice. */
export function forPairsOfBlocks<Data extends Numbers>(
  x: Matrix<Data>,
  visit: (block: ProductBlock<Data>) => void,
): void {
  for (let fromA = 0; fromA < x.rows; fromA += BLOCK)
    for (let fromB = fromA; fromB < x.rows; fromB += BLOCK) {
      const toA = Math.min(fromA + BLOCK, x.rows);
      const toB = Math.min(fromB + BLOCK, x.rows);
      visit({ ...products(rowRange(x, fromA, toA), rowRange(x, fromB, toB)), fromA, toA, fromB, toB });
    }
}

/** Visits the products of all rows of `a` with all rows of `b`, a block of `a` at a time. */
export function forBlocks<Data extends Numbers>(
  a: Matrix<Data>,
  b: Matrix<Data>,
  visit: (block: ProductBlock<Data>) => void,
): void {
  for (let fromA = 0; fromA < a.rows; fromA += BLOCK) {
    const toA = Math.min(fromA + BLOCK, a.rows);
    visit({ ...products(rowRange(a, fromA, toA), b), fromA, toA, fromB: 0, toB: b.rows });
  }
}

/** A view of rows `from` … `to − 1`. */
export function rowRange<Data extends Numbers>(x: Matrix<Data>, from: number, to: number): Matrix<Data> {
  return { data: x.data.subarray(from * x.width, to * x.width) as Data, rows: to - from, width: x.width };
}

/** {@link products} without WebAssembly, to the bit. */
export function productsInScalars<Data extends Numbers>(a: Matrix<Data>, b: Matrix<Data>): Products<Data> {
  const { width } = a;
  const single = a.data instanceof Float32Array;
  const length = a.rows * b.rows;
  const values = (single ? new Float32Array(length) : new Float64Array(length)) as Data;
  const product = single ? productOfSingles : productOfDoubles;
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < b.rows; j++)
      values[i * b.rows + j] = product(a.data, i * width, b.data, j * width, width);
  return { values, stride: b.rows };
}

/** Four lanes, each rounded to single precision, added as (0 + 2) + (1 + 3). */
function productOfSingles(a: Numbers, from: number, b: Numbers, fromB: number, width: number): number {
  const { fround } = Math;
  let s0 = fround(0);
  let s1 = fround(0);
  let s2 = fround(0);
  let s3 = fround(0);
  const padded = roundUp(width, 4);
  for (let c = 0; c < padded; c += 4) {
    const p = from + c;
    const q = fromB + c;
    s0 = fround(s0 + fround(a[p]! * b[q]!));
    if (c + 1 < width) s1 = fround(s1 + fround(a[p + 1]! * b[q + 1]!));
    if (c + 2 < width) s2 = fround(s2 + fround(a[p + 2]! * b[q + 2]!));
    if (c + 3 < width) s3 = fround(s3 + fround(a[p + 3]! * b[q + 3]!));
  }
  return fround(fround(s0 + s2) + fround(s1 + s3));
}

/** Two lanes. */
function productOfDoubles(a: Numbers, from: number, b: Numbers, fromB: number, width: number): number {
  let s0 = 0;
  let s1 = 0;
  for (let c = 0; c < width; c += 2) {
    s0 += a[from + c]! * b[fromB + c]!;
    if (c + 1 < width) s1 += a[from + c + 1]! * b[fromB + c + 1]!;
  }
  return s0 + s1;
}

function byKernel<Data extends Numbers>(kernel: Kernel, a: Matrix<Data>, b: Matrix<Data>): Products<Data> {
  const bytes = a.data.BYTES_PER_ELEMENT;
  const padded = roundUp(a.width, 16 / bytes);
  const stride = roundUp(b.rows, 4);
  const evenRows = roundUp(a.rows, 2);
  const rowBytes = padded * bytes;
  const bAt = evenRows * rowBytes;
  const outAt = bAt + stride * rowBytes;
  const end = outAt + evenRows * stride * bytes;
  reserve(kernel, end);
  const { buffer } = kernel.memory;
  const single = a.data instanceof Float32Array;
  const values = (single ? new Float32Array(buffer) : new Float64Array(buffer)) as Data;
  const multiply = single ? kernel.products : kernel.products64;
  copyPadded(values, 0, a, padded);
  copyPadded(values, bAt / bytes, b, padded);
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
  return { values: values.subarray(outAt / bytes, end / bytes) as Data, stride };
}

/** Copies a matrix to `to[at]` and on, each row filled up with zeros to `padded` values. */
function copyPadded(to: Numbers, at: number, { data, rows, width }: Matrix<Numbers>, padded: number): void {
  if (padded === width) {
    to.set(data.subarray(0, rows * width), at);
    return;
  }
  for (let i = 0; i < rows; i++) {
    const from = at + i * padded;
    to.set(data.subarray(i * width, (i + 1) * width), from);
    to.fill(0, from + width, from + padded);
  }
}
