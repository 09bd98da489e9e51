import { afterEach, describe, expect, it, vi } from 'vitest';
import { createRandom } from '../../../pipeline/random.ts';
import { products, productsInScalars } from '../../../pipeline/simd/products.ts';
import { PRODUCTS_WASM } from '../../../pipeline/simd/products-wasm.ts';

const random = createRandom(7);
const matrix = (rows: number, width: number) =>
  Float32Array.from({ length: rows * width }, () => 2 * random() - 1);

/** Without what pads the rows. */
function table({ values, stride }: { values: Float32Array; stride: number }, rows: number, columns: number) {
  return Array.from({ length: rows }, (_, i) => [...values.subarray(i * stride, i * stride + columns)]);
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe('products', () => {
  it.each([
    [1, 1, 1],
    [2, 4, 4],
    [3, 5, 7],
    [128, 128, 224],
    [5, 33, 96],
    [1, 300, 10],
    [127, 2, 385],
  ])('of %i and %i rows of %i values are the same to the bit in scalars', (aRows, bRows, width) => {
    const a = matrix(aRows, width);
    const b = matrix(bRows, width);
    const found = table(products(a, aRows, b, bRows, width), aRows, bRows);
    expect(found).toEqual(table(productsInScalars(a, aRows, b, bRows, width), aRows, bRows));
    for (const [i, row] of found.entries())
      for (const [j, value] of row.entries()) {
        let exact = 0;
        for (let c = 0; c < width; c++) exact += a[i * width + c]! * b[j * width + c]!;
        expect(value).toBeCloseTo(exact, 4);
      }
  });

  it('do not hang on the place of a row, or on what was multiplied before', () => {
    const a = matrix(9, 50);
    const alone = Array.from(
      { length: 9 },
      (_, i) => products(a.subarray(i * 50, (i + 1) * 50), 1, a, 1, 50).values[0]!,
    );
    products(matrix(200, 1000), 200, matrix(200, 1000), 200, 1000);
    const together = table(products(a, 9, a, 9, 50), 9, 9);
    expect(together.map((row) => row[0])).toEqual(alone);
    for (let i = 0; i < 9; i++) for (let j = 0; j < 9; j++) expect(together[i]![j]).toBe(together[j]![i]);
  });

  it('read a block out of a longer array', () => {
    expect(table(products(Float32Array.of(1, 2, 9, 9), 1, Float32Array.of(3, 4, 5, 6), 2, 2), 1, 2)).toEqual([
      [11, 17],
    ]);
  });

  it('carry what is no number', () => {
    expect(products(Float32Array.of(Number.NaN, 1), 1, Float32Array.of(1, 1), 1, 2).values[0]).toBeNaN();
    expect(products(Float32Array.of(Infinity, 1), 1, Float32Array.of(1, 1), 1, 2).values[0]).toBe(Infinity);
  });

  it('are there where a policy forbids WebAssembly, and the same', async () => {
    const a = matrix(6, 11);
    const usual = table(products(a, 6, a, 6, 11), 6, 6);
    vi.resetModules();
    vi.stubGlobal('WebAssembly', {
      Module: class {
        constructor() {
          throw new EvalError('blocked by Content-Security-Policy');
        }
      },
    });
    const forbidden = await import('../../../pipeline/simd/products.ts');
    const found = forbidden.products(a, 6, a, 6, 11);
    expect(found.stride).toBe(6);
    expect(table(found, 6, 6)).toEqual(usual);
  });

  it('have a module that WebAssembly takes', () => {
    expect(WebAssembly.validate(Uint8Array.from(atob(PRODUCTS_WASM), (c) => c.charCodeAt(0)))).toBe(true);
  });
});
