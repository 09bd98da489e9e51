/**
 * Dot products of all pairs of rows of two matrices: what clustering, smoothing and decompositions spend their time on. In
 * WebAssembly (kernel.wat) four singles or two doubles go through each instruction, twenty times as fast at 224 values; where
 * there is none, scalars give the same bits.
 */
import { type Kernel, reserve, roundUp, sharedKernel } from './kernel.ts';

type Matrix = Float32Array | Float64Array;

/** Product of row i and row j at `values[i * stride + j]`, until the next call. */
export interface Products<M> {
  values: M;
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
export function products<M extends Matrix>(
  a: M,
  aRows: number,
  b: M,
  bRows: number,
  width: number,
): Products<M> {
  const kernel = sharedKernel();
  return kernel ? byKernel(kernel, a, aRows, b, bRows, width) : productsInScalars(a, aRows, b, bRows, width);
}

/** Products of rows `fromA` … `toA` with rows `fromB` … `toB`; that of a and b at `(a − fromA) · stride + b − fromB`. */
export interface ProductBlock<M> extends Products<M> {
  fromA: number;
  toA: number;
  fromB: number;
  toB: number;
}

/** Products of all rows with all rows from the same block on, block by block: each pair once, and those within a block twice. */
export function forPairsOfBlocks<M extends Matrix>(
  rows: M,
  count: number,
  width: number,
  visit: (block: ProductBlock<M>) => void,
): void {
  const block = (from: number, to: number) => rows.subarray(from * width, to * width) as M;
  for (let fromA = 0; fromA < count; fromA += BLOCK)
    for (let fromB = fromA; fromB < count; fromB += BLOCK) {
      const toA = Math.min(fromA + BLOCK, count);
      const toB = Math.min(fromB + BLOCK, count);
      const found = products(block(fromA, toA), toA - fromA, block(fromB, toB), toB - fromB, width);
      visit({ ...found, fromA, toA, fromB, toB });
    }
}

/** Products of all rows of `a`, block by block, with all of `b`. */
export function forBlocks<M extends Matrix>(
  a: M,
  aRows: number,
  b: M,
  bRows: number,
  width: number,
  visit: (block: ProductBlock<M>) => void,
): void {
  for (let fromA = 0; fromA < aRows; fromA += BLOCK) {
    const toA = Math.min(fromA + BLOCK, aRows);
    const found = products(a.subarray(fromA * width, toA * width) as M, toA - fromA, b, bRows, width);
    visit({ ...found, fromA, toA, fromB: 0, toB: bRows });
  }
}

/** {@link products} without WebAssembly, to the bit. */
export function productsInScalars<M extends Matrix>(
  a: M,
  aRows: number,
  b: M,
  bRows: number,
  width: number,
): Products<M> {
  const single = a instanceof Float32Array;
  const values = (single ? new Float32Array(aRows * bRows) : new Float64Array(aRows * bRows)) as M;
  const product = single ? productOfSingles : productOfDoubles;
  for (let i = 0; i < aRows; i++)
    for (let j = 0; j < bRows; j++) values[i * bRows + j] = product(a, i * width, b, j * width, width);
  return { values, stride: bRows };
}

/** Four lanes, each rounded to single precision, added as (0 + 2) + (1 + 3). */
function productOfSingles(a: Matrix, from: number, b: Matrix, fromB: number, width: number): number {
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
function productOfDoubles(a: Matrix, from: number, b: Matrix, fromB: number, width: number): number {
  let s0 = 0;
  let s1 = 0;
  for (let c = 0; c < width; c += 2) {
    s0 += a[from + c]! * b[fromB + c]!;
    if (c + 1 < width) s1 += a[from + c + 1]! * b[fromB + c + 1]!;
  }
  return s0 + s1;
}

function byKernel<M extends Matrix>(
  kernel: Kernel,
  a: M,
  aRows: number,
  b: M,
  bRows: number,
  width: number,
): Products<M> {
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
  const values = (single ? new Float32Array(buffer) : new Float64Array(buffer)) as M;
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
  return { values: values.subarray(outAt / bytes, end / bytes) as M, stride };
}

function setRows(to: Matrix, at: number, rows: Matrix, count: number, width: number, padded: number): void {
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
