/**
 * Dot products of int8-quantised vectors (map/codes.ts) with one vector, for searches in large maps. That vector is quantised to
 * 16 bits, far finer than the codes, so that all sums are whole numbers: in WebAssembly (kernel.wat) each instruction handles
 * sixteen codes; without WebAssembly, scalar code gives the same bits.
 */
import { instantiateKernel, type Kernel, reserve, roundUp } from './kernel.ts';

interface CodeRows {
  /** `[D]` codes of a row; read-only. */
  row(i: number): Int8Array;
  /** `[N]` products of all rows with a vector `[D]`. */
  products(target: Float32Array): Float32Array;
}

/** The kernel handles this many rows, and this many bytes of each, at a time. */
const ROWS = 4;
const BYTES = 16;

/** @param codes `[N, width]`; they may be copied, so use the rows of the result and drop these */
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

/** The codes stay in the kernel's memory: copying them for each query would take as long as the products. */
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

/** A vector `[D]` in whole steps, large enough that no sum of products with codes overflows 32 bits. */
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
 * Outside the closure, whose variables would be looked up for each number; and four rows at a time, which share the reads of the
 * vector and let their sums overlap.
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
