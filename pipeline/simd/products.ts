/**
 * Dot products of all pairs of rows of two matrices: what clustering, smoothing and exact neighbours spend their time on. In
 * WebAssembly (products.wat) four values go through each instruction; where there is none, or a page's policy forbids it,
 * scalars give the same bits.
 */
import { PRODUCTS_WASM } from './products-wasm.ts';

/** Product of row i and row j at `values[i * stride + j]`, until the next call. */
export interface Products {
  values: Float32Array;
  stride: number;
}

/** Rows that callers pass at a time: 128 of 224 values take 112 KiB, and copying them a twentieth of the time. */
export const BLOCK = 128;
/** Rows of `b` that pass by all of `a` together: they stay in the processor's nearest cache. */
const TILE = 32;
const PAGE = 65_536;

/** The part of the global that is used; the types of Node do not have it, and those of the DOM have no place in a stage. */
interface WithWebAssembly {
  WebAssembly: {
    Module: new (bytes: Uint8Array) => object;
    Instance: new (module: object) => { exports: unknown };
  };
}

interface Kernel {
  memory: { buffer: ArrayBuffer; grow(pages: number): number };
  products(
    a: number,
    aRows: number,
    b: number,
    bRows: number,
    rowBytes: number,
    out: number,
    outBytes: number,
  ): void;
}

const kernel = loadKernel();

/**
 * a · bᵀ in single precision. A product is summed in the same order wherever its rows stand, so a · b and b · a are equal.
 *
 * @param a `[aRows, width]` row-major; read as a block, so a few hundred rows at most
 * @param b `[bRows, width]` row-major
 * @returns `[aRows, stride]` of which the first `bRows` of a row are set
 */
export function products(
  a: Float32Array,
  aRows: number,
  b: Float32Array,
  bRows: number,
  width: number,
): Products {
  return kernel ? byKernel(kernel, a, aRows, b, bRows, width) : productsInScalars(a, aRows, b, bRows, width);
}

/** The same without WebAssembly, to the bit. */
export function productsInScalars(
  a: Float32Array,
  aRows: number,
  b: Float32Array,
  bRows: number,
  width: number,
): Products {
  const { fround } = Math;
  const values = new Float32Array(aRows * bRows);
  const lanes = new Float32Array(4);
  for (let i = 0; i < aRows; i++)
    for (let j = 0; j < bRows; j++) {
      lanes.fill(0);
      for (let c = 0; c < width; c++)
        lanes[c & 3] = lanes[c & 3]! + fround(a[i * width + c]! * b[j * width + c]!);
      values[i * bRows + j] = fround(lanes[0]! + lanes[2]!) + fround(lanes[1]! + lanes[3]!);
    }
  return { values, stride: bRows };
}

function loadKernel(): Kernel | null {
  try {
    const { WebAssembly } = globalThis as unknown as WithWebAssembly;
    const bytes = Uint8Array.from(atob(PRODUCTS_WASM), (character) => character.charCodeAt(0));
    return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as Kernel;
  } catch {
    return null;
  }
}

function byKernel(
  { memory, products: multiply }: Kernel,
  a: Float32Array,
  aRows: number,
  b: Float32Array,
  bRows: number,
  width: number,
): Products {
  const padded = roundUp(width, 4);
  const stride = roundUp(bRows, 4);
  const evenRows = roundUp(aRows, 2);
  const rowBytes = padded * 4;
  const bAt = evenRows * rowBytes;
  const outAt = bAt + stride * rowBytes;
  const end = outAt + evenRows * stride * 4;
  if (end > memory.buffer.byteLength) memory.grow(Math.ceil((end - memory.buffer.byteLength) / PAGE));
  const values = new Float32Array(memory.buffer);
  setRows(values, 0, a, aRows, width, padded);
  setRows(values, bAt / 4, b, bRows, width, padded);
  for (let from = 0; from < stride; from += TILE)
    multiply(
      0,
      evenRows,
      bAt + from * rowBytes,
      Math.min(TILE, stride - from),
      rowBytes,
      outAt + from * 4,
      stride * 4,
    );
  return { values: values.subarray(outAt / 4, end / 4), stride };
}

function setRows(
  to: Float32Array,
  at: number,
  rows: Float32Array,
  count: number,
  width: number,
  padded: number,
): void {
  if (padded === width) {
    to.set(rows.length === count * width ? rows : rows.subarray(0, count * width), at);
    return;
  }
  for (let i = 0; i < count; i++) {
    const from = at + i * padded;
    to.set(rows.subarray(i * width, (i + 1) * width), from);
    to.fill(0, from + width, from + padded);
  }
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
