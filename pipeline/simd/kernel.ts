/** The WebAssembly module of kernel.wat, if the runtime has WebAssembly and the page's policy allows it. */
import { KERNEL_WASM } from './kernel-wasm.ts';

/** Rows and row strides as in kernel.wat; addresses in bytes. */
type Multiply = (
  a: number,
  aRows: number,
  b: number,
  bRows: number,
  rowBytes: number,
  out: number,
  outBytes: number,
) => void;

export interface Kernel {
  memory: { buffer: ArrayBuffer; grow(pages: number): number };
  products: Multiply;
  products64: Multiply;
  sparseRows(
    starts: number,
    rows: number,
    columns: number,
    values: number,
    dense: number,
    rowBytes: number,
    out: number,
  ): void;
  codeProducts(codes: number, rows: number, rowBytes: number, target: number, out: number): void;
}

/** The part of the global that is used. Node's types lack it, and the DOM's don't belong in a stage. */
interface WithWebAssembly {
  WebAssembly: {
    Module: new (bytes: Uint8Array) => object;
    Instance: new (module: object) => { exports: unknown };
  };
}

const PAGE = 65_536;

/** Compiled at the first call: merely loading this file must not violate a policy. */
const compiled = once((): object | null => {
  try {
    const { WebAssembly } = globalThis as unknown as WithWebAssembly;
    return new WebAssembly.Module(Uint8Array.from(atob(KERNEL_WASM), (character) => character.charCodeAt(0)));
  } catch {
    return null;
  }
});

/** An instance with a memory of its own, freed with it; null without WebAssembly SIMD. */
export function instantiateKernel(): Kernel | null {
  const module = compiled();
  if (!module) return null;
  const { WebAssembly } = globalThis as unknown as WithWebAssembly;
  return new WebAssembly.Instance(module).exports as Kernel;
}

/** The instance shared by calls that keep nothing in its memory. */
export const sharedKernel = once(instantiateKernel);

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Grows the memory to at least this many bytes; that detaches earlier views of it. */
export function reserve({ memory }: Kernel, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
}

export function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
