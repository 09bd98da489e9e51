import { afterEach, describe, expect, it, vi } from 'vitest';
import { type SparseMatrix, transposed } from '../../pipeline/linalg/sparse.ts';
import { codeRows, codeRowsInScalars } from '../../pipeline/simd/code-products.ts';
import { instantiateKernel, sharedKernel } from '../../pipeline/simd/kernel.ts';
import { type Products, products, productsInScalars, rowRange } from '../../pipeline/simd/products.ts';
import { sparseTimes, sparseTimesInScalars } from '../../pipeline/simd/sparse.ts';
import type { Matrix } from '../../pipeline/types.ts';
import { createRandom } from '../../pipeline/util/random.ts';

const random = createRandom(7);
const matrix = (rows: number, width: number): Matrix => ({
  data: Float32Array.from({ length: rows * width }, () => 2 * random() - 1),
  rows,
  width,
});
const doubled = ({ data, rows, width }: Matrix) => ({ data: Float64Array.from(data), rows, width });
/** A matrix of these rows. */
const rowsOf = (...rows: number[][]): Matrix => ({
  data: Float32Array.from(rows.flat()),
  rows: rows.length,
  width: rows[0]!.length,
});

/** Without what pads the rows. */
function table({ values, stride }: Products<Float32Array | Float64Array>, rows: number, columns: number) {
  return Array.from({ length: rows }, (_, i) => [...values.subarray(i * stride, i * stride + columns)]);
}

/** Forbids WebAssembly as a page's policy does; modules imported from here on are loaded again. */
function forbidWebAssembly() {
  vi.resetModules();
  vi.stubGlobal('WebAssembly', {
    Module: class {
      constructor() {
        throw new EvalError('blocked by Content-Security-Policy');
      }
    },
  });
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
  ])('are the same to the bit in scalar code for %i and %i rows of %i values', (aRows, bRows, width) => {
    const a = matrix(aRows, width);
    const b = matrix(bRows, width);
    const found = table(products(a, b), aRows, bRows);
    expect(found).toEqual(table(productsInScalars(a, b), aRows, bRows));
    const [a64, b64] = [doubled(a), doubled(b)];
    const doubles = table(products(a64, b64), aRows, bRows);
    expect(doubles).toEqual(table(productsInScalars(a64, b64), aRows, bRows));
    for (let i = 0; i < aRows; i++)
      for (let j = 0; j < bRows; j++) {
        let exact = 0;
        for (let c = 0; c < width; c++) exact += a.data[i * width + c]! * b.data[j * width + c]!;
        expect(found[i]![j]).toBeCloseTo(exact, 4);
        expect(doubles[i]![j]).toBeCloseTo(exact, 12);
      }
  });

  it('do not depend on the position of a row, or on earlier products', () => {
    const a = matrix(9, 50);
    const alone = Array.from(
      { length: 9 },
      (_, i) => products(rowRange(a, i, i + 1), rowRange(a, 0, 1)).values[0]!,
    );
    products(matrix(200, 1000), matrix(200, 1000));
    const together = table(products(a, a), 9, 9);
    expect(together.map((row) => row[0])).toEqual(alone);
    for (let i = 0; i < 9; i++) for (let j = 0; j < 9; j++) expect(together[i]![j]).toBe(together[j]![i]);
  });

  it('use the rows of a matrix only, if its array is longer', () => {
    const longer = { data: Float32Array.of(1, 2, 9, 9), rows: 1, width: 2 };
    expect(table(products(longer, rowsOf([3, 4], [5, 6])), 1, 2)).toEqual([[11, 17]]);
  });

  it('propagate NaN and infinity', () => {
    expect(products(rowsOf([Number.NaN, 1]), rowsOf([1, 1])).values[0]).toBeNaN();
    expect(products(rowsOf([Infinity, 1]), rowsOf([1, 1])).values[0]).toBe(Infinity);
  });

  it('are the same if a policy forbids WebAssembly', async () => {
    const a = matrix(6, 11);
    const usual = table(products(a, a), 6, 6);
    forbidWebAssembly();
    const forbidden = await import('../../pipeline/simd/products.ts');
    const found = forbidden.products(a, a);
    expect(found.stride).toBe(6);
    expect(table(found, 6, 6)).toEqual(usual);
  });
});

describe('sparse rows', () => {
  /** Row 0 is empty, row 1 full; the others hold about a third. */
  function sparse(rows: number, width: number): SparseMatrix {
    const starts = new Int32Array(rows + 1);
    const columns: number[] = [];
    for (let row = 0; row < rows; row++) {
      for (let c = 0; c < width; c++) if (row === 1 || (row > 1 && random() < 0.3)) columns.push(c);
      starts[row + 1] = columns.length;
    }
    const values = Float64Array.from(columns, () => 2 * random() - 1);
    return { starts, columns: Int32Array.from(columns), values, width };
  }

  it.each([
    [3, 5, 1],
    [2, 7, 4],
    [600, 20, 10],
    [1030, 3, 13],
  ])('multiplied as %i × %i by %i columns are the same to the bit in scalar code', (rows, width, columns) => {
    const terms = sparse(rows, width);
    const dense = doubled(matrix(width, columns));
    const offset = Float64Array.from({ length: columns }, () => random());
    const found = sparseTimes(terms, dense, offset);
    expect(found).toEqual(sparseTimesInScalars(terms, dense, offset));
    expect([...found.data.subarray(0, columns)]).toEqual([...offset]);
    for (let c = 0; c < columns; c++) {
      let exact = offset[c]!;
      for (let e = terms.starts[1]!; e < terms.starts[2]!; e++)
        exact += terms.values[e]! * dense.data[terms.columns[e]! * columns + c]!;
      expect(found.data[columns + c]).toBeCloseTo(exact, 12);
    }
  });

  it('are transposed, and back', () => {
    const matrix = sparse(40, 9);
    const turned = transposed(matrix);
    expect(turned.width).toBe(40);
    for (let term = 0; term < 9; term++) {
      const papers = [...turned.columns.subarray(turned.starts[term]!, turned.starts[term + 1]!)];
      expect(papers[0]).toBe(1);
      expect(papers).toEqual([...papers].sort((a, b) => a - b));
    }
    expect(transposed(turned)).toEqual(matrix);
  });

  it('of no papers give no product', () => {
    const none = {
      starts: new Int32Array(1),
      columns: new Int32Array(0),
      values: new Float64Array(0),
      width: 2,
    };
    const dense = { data: new Float64Array(2), rows: 2, width: 1 };
    expect(sparseTimes(none, dense, new Float64Array(1)).data).toHaveLength(0);
  });
});

it('this runtime has the kernel', () => {
  expect(sharedKernel()).not.toBeNull();
  expect(sharedKernel()).toBe(sharedKernel());
  expect(instantiateKernel()!.memory).not.toBe(sharedKernel()!.memory);
});

describe('products of codes', () => {
  const codes = (count: number) =>
    Int8Array.from({ length: count }, () => Math.round(127 * (2 * random() - 1)));
  it.each([
    [0, 16],
    [1, 16],
    [4, 384],
    [7, 50],
    [9, 1],
    [33, 1024],
  ])('are the same to the bit in scalar code for %i rows of %i, and near the exact ones', (rows, width) => {
    const given = codes(rows * width);
    const { data: target } = matrix(1, width);
    const [found, scalars] = [codeRows(given, width), codeRowsInScalars(given, width)];
    expect(found.products(target)).toEqual(scalars.products(target));
    // What was asked before leaves nothing behind.
    expect(found.products(target)).toEqual(scalars.products(target));
    expect(found.products(new Float32Array(width))).toEqual(new Float32Array(rows));
    for (let i = 0; i < rows; i++) {
      const row = given.subarray(i * width, (i + 1) * width);
      expect(found.row(i)).toEqual(row);
      expect(scalars.row(i)).toEqual(row);
      const exact = row.reduce((sum, code, d) => sum + code * target[d]!, 0);
      // Half a step of the vector, times the codes.
      expect(Math.abs(scalars.products(target)[i]! - exact)).toBeLessThan((127 * width) / 16_000);
    }
  });

  it.each([384, 768, 4096])('do not overflow at %i numbers of the largest size', (width) => {
    const given = new Int8Array(4 * width).fill(-128);
    const target = new Float32Array(width).fill(0.25);
    const wanted = new Float32Array(4).fill(-128 * width * 0.25);
    expect(codeRows(given, width).products(target)).toEqual(wanted);
    expect(codeRowsInScalars(given, width).products(target)).toEqual(wanted);
  });

  it('are the same if a policy forbids WebAssembly', async () => {
    const given = codes(40 * 30);
    const { data: target } = matrix(1, 30);
    const usual = codeRows(given, 30).products(target);
    forbidWebAssembly();
    const forbidden = await import('../../pipeline/simd/code-products.ts');
    expect(forbidden.codeRows(given, 30).products(target)).toEqual(usual);
  });
});
