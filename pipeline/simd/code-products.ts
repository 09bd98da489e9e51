/**
 * Dot products of vectors in eight bits (../codes.ts) with one vector: what a search in a large map compares by. The vector
 * is taken in sixteen bits, far finer than the codes, so that all sums are of whole numbers: in WebAssembly (kernel.wat)
 * sixteen codes go through each instruction; where there is none, scalars give the same bits.
 */
import { instantiateKernel, type Kernel, reserve, roundUp } from './kernel.ts';

export interface CodeRows {
  /** `[D]` codes of a row, not to be written. */
  row(i: number): Int8Array;
  /** `[N]` products of all rows with a vector `[D]`. */
  products(target: Float32Array): Float32Array;
}

/** Rows that the kernel takes at a time, and bytes of a row. */
const ROWS = 4;
const BYTES = 16;

/** @param codes `[N, width]`; may be copied, so that callers need not keep them */
export function codeRows(codes: Int8Array, width: number): CodeRows {
  const count = width === 0 ? 0 : codes.length / width;
  const kernel = instantiateKernel();
  return kernel ? inKernel(kernel, codes, count, width) : codeRowsInScalars(codes, width);
}

/** {@link codeRows} without WebAssembly, to the bit. */
export function codeRowsInScalars(codes: Int8Array, width: number): CodeRows {
  return {
    row: (i) => codes.subarray(i * width, (i + 1) * width),
    products(target) {
      const { whole, unit } = inSixteenBits(target);
      return productsInScalars(codes, whole, unit);
    },
  };
}

/** The codes stay in the kernel's memory: copying them for each question would take as long as the products. */
function inKernel(kernel: Kernel, codes: Int8Array, count: number, width: number): CodeRows {
  const rows = roundUp(count, ROWS);
  const rowBytes = roundUp(width, BYTES);
  const targetAt = rows * rowBytes;
  const outAt = targetAt + 2 * rowBytes;
  reserve(kernel, outAt + 4 * rows);
  const { buffer } = kernel.memory;
  const held = new Int8Array(buffer, 0, targetAt);
  for (let i = 0; i < count; i++) held.set(codes.subarray(i * width, (i + 1) * width), i * rowBytes);
  const target16 = new Int16Array(buffer, targetAt, rowBytes);
  const sums = new Int32Array(buffer, outAt, count);
  return {
    row: (i) => held.subarray(i * rowBytes, i * rowBytes + width),
    products(target) {
      const { whole, unit } = inSixteenBits(target);
      target16.set(whole);
      kernel.codeProducts(0, rows, rowBytes, targetAt, outAt);
      return scaled(sums, unit);
    },
  };
}

function scaled(sums: Int32Array, unit: number): Float32Array {
  const products = new Float32Array(sums.length);
  for (let i = 0; i < sums.length; i++) products[i] = sums[i]! * unit;
  return products;
}

/** A vector `[D]` in whole steps, so large that no sum of products with codes leaves 32 bits. */
function inSixteenBits(target: Float32Array): { whole: Int16Array; unit: number } {
  const most = target.reduce((sofar, value) => Math.max(sofar, Math.abs(value)), 0);
  if (most === 0) return { whole: new Int16Array(target.length), unit: 0 };
  const steps = Math.min(2 ** 15 - 1, Math.floor((2 ** 31 - 1) / (128 * target.length)));
  return {
    whole: Int16Array.from(target, (value) => Math.round((value / most) * steps)),
    unit: most / steps,
  };
}

/**
 * By itself, since what a function has around it is looked up for each number; and four rows at a time, which share what
 * is read of the vector and wait less for each other's sums.
 */
function productsInScalars(codes: Int8Array, whole: Int16Array, unit: number): Float32Array {
  const width = whole.length;
  const count = width === 0 ? 0 : codes.length / width;
  const products = new Float32Array(count);
  const fours = count - (count % ROWS);
  for (let i = 0; i < fours; i += ROWS) {
    const row0 = i * width;
    const row1 = row0 + width;
    const row2 = row1 + width;
    const row3 = row2 + width;
    let a = 0;
    let b = 0;
    let c = 0;
    let e = 0;
    for (let d = 0; d < width; d++) {
      const value = whole[d]!;
      a += value * codes[row0 + d]!;
      b += value * codes[row1 + d]!;
      c += value * codes[row2 + d]!;
      e += value * codes[row3 + d]!;
    }
    products[i] = a * unit;
    products[i + 1] = b * unit;
    products[i + 2] = c * unit;
    products[i + 3] = e * unit;
  }
  for (let i = fours; i < count; i++) {
    let sum = 0;
    for (let d = 0; d < width; d++) sum += whole[d]! * codes[i * width + d]!;
    products[i] = sum * unit;
  }
  return products;
}
