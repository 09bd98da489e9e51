/** Rows, dense products and eigenvectors, on matrices small enough to check by hand or by the plain formula. */
import { describe, expect, it } from 'vitest';
import { gram, orthonormal, project, symmetricProduct } from '../../pipeline/linalg/dense.ts';
import { largestEigen } from '../../pipeline/linalg/eigen.ts';
import { addRow, dotRows, gatherRows, scaleRowsToUnit } from '../../pipeline/linalg/rows.ts';
import type { Matrix } from '../../pipeline/types.ts';
import { createRandom, gaussian } from '../../pipeline/util/random.ts';

const range = (n: number) => Array.from({ length: n }, (_, i) => i);
/** A matrix of single precision whose value at each position is this. */
const filled = (rows: number, width: number, value: (at: number) => number) => ({
  data: Float32Array.from({ length: rows * width }, (_, at) => value(at)),
  rows,
  width,
});
const filled64 = (rows: number, width: number, value: (at: number) => number) => ({
  data: Float64Array.from({ length: rows * width }, (_, at) => value(at)),
  rows,
  width,
});
const square = (...data: number[]) => ({
  data: Float64Array.from(data),
  rows: Math.sqrt(data.length),
  width: Math.sqrt(data.length),
});
const rowOf = ({ data, width }: { data: ArrayLike<number>; width: number }, i: number) =>
  Array.from({ length: width }, (_, d) => data[i * width + d]!);
const columnOf = ({ data, rows, width }: Matrix<Float64Array>, c: number) =>
  range(rows).map((r) => data[r * width + c]!);
const product = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, d) => sum + value * b[d]!, 0);

describe('rows', () => {
  it('are scaled to length 1, and short ones to zero', () => {
    const x = { data: Float32Array.of(3, 4, 0, 0, 1e-13, 0, -5, 0), rows: 4, width: 2 };
    expect(scaleRowsToUnit(x)).toBe(x);
    expect([...x.data].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([0.6, 0.8, 0, 0, 0, 0, -1, 0]);
  });

  it.each([1, 2, 3, 4, 5, 7, 8, 9, 11])(
    'of %i columns have dot products with rows of another matrix',
    (width) => {
      const a = filled(2, width, (at) => at + 1);
      const b = filled(3, width, (at) => 2 ** (at % width) + at);
      expect(dotRows(a, 1, b, 2)).toBe(product(rowOf(a, 1), rowOf(b, 2)));
      expect(dotRows(a, 0, b, 1)).toBe(product(rowOf(a, 0), rowOf(b, 1)));
      // Powers of three: every term of the sum can be told from every other.
      const powers = filled(3, width, (at) => (at < width ? 7 : 3 ** (at % width)));
      const sum = range(width).reduce((total, d) => total + 3 ** d, 0);
      expect(dotRows(powers, 0, powers, 2)).toBe(7 * sum);
      expect(dotRows(powers, 2, powers, 0)).toBe(7 * sum);
      expect(dotRows(powers, 1, powers, 2)).toBe(range(width).reduce((total, d) => total + 9 ** d, 0));
    },
  );

  it.each([1, 3, 4, 5, 8, 11])('of %i columns are added to rows of another matrix, in any share', (width) => {
    const sums = filled(3, width, (at) => at);
    const x = filled(4, width, (at) => 2 ** (at % 9) + at);
    const wanted = [...sums.data].map((value, at) =>
      at >= width && at < 2 * width ? value + 0.25 * x.data[at + 2 * width]! : value,
    );
    addRow(sums, 1, x, 3, 0.25);
    expect([...sums.data]).toEqual(wanted);
    addRow(sums, 2, x, 0);
    expect(rowOf(sums, 2)).toEqual(rowOf(x, 0).map((value, d) => value + 2 * width + d));
  });

  it('are copied in the order of a list of row numbers, as often as they occur in it', () => {
    const found = gatherRows(
      filled(3, 2, (at) => at + 1),
      [2, 0, 2],
    );
    expect(found).toEqual({ data: Float32Array.of(5, 6, 1, 2, 5, 6), rows: 3, width: 2 });
  });
});

describe('products of tall matrices', () => {
  it.each([1, 3, 4, 5, 8, 9])('equal those of the plain formula for %i rows', (rows) => {
    for (const width of [1, 2, 5]) {
      const x = filled(rows, width, (at) => (at * 7) % 11);
      const found = gram(x);
      for (let a = 0; a < width; a++)
        for (let b = 0; b < width; b++) {
          let sum = 0;
          for (let r = 0; r < rows; r++) sum += x.data[r * width + a]! * x.data[r * width + b]!;
          expect(found.data[a * width + b]).toBe(sum);
        }
      const doubles = { ...x, data: Float64Array.from(x.data) };
      expect(symmetricProduct(doubles, doubles)).toEqual(found);
      for (const count of [1, 4, 6]) {
        const basis = filled64(count, width, (at) => (at * 5) % 13);
        const along = project(x, basis);
        expect([along.rows, along.width, along.data.length]).toEqual([rows, count, rows * count]);
        for (let r = 0; r < rows; r++)
          for (let c = 0; c < count; c++)
            expect(along.data[r * count + c]).toBe(product(rowOf(x, r), rowOf(basis, c)));
      }
    }
  });
});

describe('orthonormal', () => {
  it('gives an orthonormal basis of the columns, in the order of the singular values', () => {
    const random = createRandom(4);
    const x = filled64(40, 3, () => gaussian(random));
    for (let r = 0; r < 40; r++) x.data[r * 3 + 2]! *= 10;
    const basis = orthonormal(x);
    for (const a of range(3))
      for (const b of range(3))
        expect(product(columnOf(basis, a), columnOf(basis, b))).toBeCloseTo(a === b ? 1 : 0, 12);
    expect(Math.abs(product(columnOf(x, 2), columnOf(basis, 0)))).toBeGreaterThan(
      0.99 * Math.hypot(...columnOf(x, 2)),
    );
    for (const c of range(3)) {
      const shares = range(3).map((b) => product(columnOf(x, c), columnOf(basis, b)));
      expect(Math.hypot(...shares)).toBeCloseTo(Math.hypot(...columnOf(x, c)), 9);
    }
  });

  it('leaves columns beyond the rank zero', () => {
    const basis = orthonormal(filled64(4, 3, (at) => Math.floor(at / 3) + 1));
    expect(Math.hypot(...columnOf(basis, 0))).toBeCloseTo(1, 12);
    for (const c of [1, 2]) expect(Math.hypot(...columnOf(basis, c))).toBe(0);
    expect(Math.hypot(...orthonormal(filled64(2, 2, () => 0)).data)).toBe(0);
  });
});

describe('largestEigen', () => {
  it.each([
    ['definite', 1, 1],
    ['definite', 2, 2],
    ['definite', 3, 3],
    ['definite', 4, 4],
    ['definite', 7, 7],
    ['definite', 12, 12],
    ['indefinite', 1, 1],
    ['indefinite', 2, 2],
    ['indefinite', 3, 3],
    ['indefinite', 6, 6],
    ['indefinite', 30, 10],
  ])('finds the eigenvectors of a %s matrix of %i rows, the %i largest first', (kind, n, rank) => {
    const random = createRandom(n);
    const x = filled64(n, n, () => gaussian(random));
    const matrix =
      kind === 'definite'
        ? gram(x)
        : filled64(n, n, (at) => {
            const [i, j] = [Math.floor(at / n), at % n];
            return x.data[Math.min(i, j) * n + Math.max(i, j)]!;
          });
    const { values, vectors } = largestEigen({ ...matrix, data: matrix.data.slice() }, rank);
    expect([vectors.rows, vectors.width]).toEqual([rank, n]);
    expect([...values]).toEqual([...values].sort((a, b) => b - a));
    for (let r = 0; r < rank; r++) {
      const vector = rowOf(vectors, r);
      const largest = vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
      expect(largest).toBeGreaterThan(0);
      for (let s = 0; s <= r; s++)
        expect(product(vector, rowOf(vectors, s))).toBeCloseTo(r === s ? 1 : 0, 12);
      for (let i = 0; i < n; i++)
        expect(product(rowOf(matrix, i), vector)).toBeCloseTo(values[r]! * vector[i]!, 9);
    }
  });

  it('solves matrices whose eigenvectors are known', () => {
    const { values, vectors } = largestEigen(square(2, 1, 0, 1, 2, 0, 0, 0, 5), 3);
    [5, 3, 1].forEach((value, r) => {
      expect(values[r]).toBeCloseTo(value, 12);
    });
    expect(rowOf(vectors, 0)[2]).toBeCloseTo(1, 12);
    expect(rowOf(vectors, 1)[0]! * rowOf(vectors, 1)[1]!).toBeCloseTo(0.5, 12);
  });

  it('keeps the axes of a diagonal matrix, equal values in the order of their columns', () => {
    const { values, vectors } = largestEigen(square(2, 0, 0, 0, 5, 0, 0, 0, 2), 3);
    expect([...values]).toEqual([5, 2, 2]);
    expect([...vectors.data].map(Math.abs)).toEqual([0, 1, 0, 1, 0, 0, 0, 0, 1]);
  });

  it('solves zeros, one row, low rank, and blocks without a coupling', () => {
    expect([
      ...largestEigen(
        filled64(4, 4, () => 0),
        2,
      ).values,
    ]).toEqual([0, 0]);
    expect([...largestEigen(square(3), 1).values]).toEqual([3]);
    const ones = largestEigen(
      filled64(5, 5, () => 1),
      5,
    );
    expect(ones.values[0]).toBeCloseTo(5, 12);
    expect(ones.values[1]).toBeCloseTo(0, 12);
    expect(ones.vectors.data[0]).toBeCloseTo(Math.sqrt(0.2), 12);
    // Two blocks: (1 2; 2 1) has 3 and −1, (4 1; 1 4) has 5 and 3.
    const { values } = largestEigen(square(1, 2, 0, 0, 2, 1, 0, 0, 0, 0, 4, 1, 0, 0, 1, 4), 4);
    [5, 3, 3, -1].forEach((value, r) => {
      expect(values[r]).toBeCloseTo(value, 12);
    });
  });
});
