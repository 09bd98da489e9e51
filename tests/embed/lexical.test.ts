import { describe, expect, it } from 'vitest';
import { embedText, modelPrefix } from '../../pipeline/embed/embed-texts.ts';
import { rightSingularVectors } from '../../pipeline/embed/lexical/lexical-embedder.ts';
import { largestEigen } from '../../pipeline/linalg/eigen.ts';
import type { SparseMatrix } from '../../pipeline/linalg/sparse.ts';
import { times } from '../../pipeline/linalg/svd.ts';
import { fitVocabulary, weighTerms, words } from '../../pipeline/text/tf-idf.ts';
import { createRandom, gaussian } from '../../pipeline/util/random.ts';

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

/** A matrix with about half of its entries, and the same one dense. */
function sparse(rows: number, width: number, seed: number, entry: (r: number, c: number) => number | null) {
  const starts = [0];
  const columns: number[] = [];
  const values: number[] = [];
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < width; c++) {
      const value = entry(r, c);
      if (value === null) continue;
      columns.push(c);
      values.push(value);
    }
    starts.push(columns.length);
  }
  const matrix: SparseMatrix = {
    starts: Int32Array.from(starts),
    columns: Int32Array.from(columns),
    values: Float64Array.from(values),
    width,
  };
  return { matrix, random: createRandom(seed) };
}

describe('embedText', () => {
  it('joins title and abstract, or takes the one that there is', () => {
    expect(embedText({ title: 'A title', abstract: 'An abstract.' })).toBe('A title. An abstract.');
    expect(embedText({ title: 'A title', abstract: '' })).toBe('A title');
    expect(embedText({ title: '', abstract: 'An abstract.' })).toBe('An abstract.');
  });
});

describe('modelPrefix', () => {
  it('cuts after the 512th run of characters that contains an ASCII letter or digit', () => {
    for (const word of ['aa', 'zz', 'AA', 'ZZ', '00', '99', '(x)', 'é1'])
      for (const space of [' ', '\t', '\r', '\n', '\v', '\f', ' — '])
        expect(
          modelPrefix(
            range(600)
              .map(() => word)
              .join(space),
          ),
        ).toBe(
          range(512)
            .map(() => word)
            .join(space),
        );
  });

  it('leaves other characters, short texts and fewer words unchanged', () => {
    for (const word of ['漢字', 'é', '//', '::', '@@', '[]', '{}', '``', '\u000e', '\u0008', '\u1170'])
      expect(
        modelPrefix(
          range(600)
            .map(() => word)
            .join(' '),
        ),
      ).toBe(
        range(600)
          .map(() => word)
          .join(' '),
      );
    const all = range(512)
      .map(() => 'abc')
      .join(' ');
    expect(modelPrefix(all)).toBe(all);
    expect(modelPrefix(`${all} `)).toBe(all);
    expect(
      modelPrefix(
        `${range(511)
          .map(() => 'abc')
          .join(' ')}  . `,
      ),
    ).toHaveLength(511 * 4 + 3);
    expect(modelPrefix('a '.repeat(511))).toHaveLength(1022);
    expect(modelPrefix('a '.repeat(512))).toHaveLength(1023);
  });
});

describe('words', () => {
  it('have two to forty characters in lower case, joined by hyphens and apostrophes, and are no stop words', () => {
    expect(words("KV-cache's of the ﬁne-tuned x 42 it's rock’n’roll a_b -c-")).toEqual([
      "kv-cache's",
      'fine-tuned',
      '42',
      "it's",
      'rock’n’roll',
    ]);
    expect(words(`${'a'.repeat(40)} ${'b'.repeat(41)} ab`)).toEqual(['a'.repeat(40), 'ab']);
    expect(words('')).toEqual([]);
  });
});

describe('fitVocabulary', () => {
  it('orders terms by how many texts contain them, then alphabetically', () => {
    const { columns, idf } = fitVocabulary(['tree graph', 'graph tree graph', 'graph']);
    expect([...columns]).toEqual([
      ['graph', 0],
      ['tree', 1],
      ['tree graph', 2],
      ['graph tree', 3],
    ]);
    [3, 2, 2, 1].forEach((df, column) => {
      expect(idf[column]).toBeCloseTo(Math.log(4 / (1 + df)) + 1, 12);
    });
  });

  it('drops terms of one text if there are ten texts or more', () => {
    const texts = range(10).map((i) => (i < 2 ? 'graph' : `word${i}`));
    expect([...fitVocabulary(texts).columns.keys()]).toEqual(['graph']);
    expect(fitVocabulary(texts.slice(0, 9)).columns.size).toBe(8);
  });
});

describe('weighTerms', () => {
  it('weighs by (1 + ln tf) · idf in rows of length 1, columns ascending; unknown words weigh nothing', () => {
    const vocabulary = {
      columns: new Map([
        ['tree', 1],
        ['graph', 0],
      ]),
      idf: Float64Array.of(2, 3),
    };
    const { starts, columns, values, width } = weighTerms(['tree graph tree', 'zebra', 'graph'], vocabulary);
    expect([...starts]).toEqual([0, 2, 2, 3]);
    expect([...columns]).toEqual([0, 1, 0]);
    expect(width).toBe(2);
    const row = [2, 3 * (1 + Math.log(2))];
    expect(values[0]).toBeCloseTo(row[0]! / Math.hypot(...row), 12);
    expect(values[1]).toBeCloseTo(row[1]! / Math.hypot(...row), 12);
    expect(values[2]).toBe(1);
  });
});

describe('times', () => {
  it('is the product of a sparse matrix, its mean subtracted from each row, and a dense one', () => {
    const { matrix } = sparse(3, 2, 1, (r, c) => (r === 1 ? null : 10 * r + c + 1));
    const dense = { data: Float64Array.of(1, 2, 3, 4, 5, 6), rows: 2, width: 3 };
    const product = (...mean: number[]) => times({ matrix, mean: Float64Array.from(mean) }, dense);
    expect(product(0, 0)).toEqual({
      data: Float64Array.of(9, 12, 15, 0, 0, 0, 109, 152, 195),
      rows: 3,
      width: 3,
    });
    expect([...product(1, 10).data]).toEqual([-32, -40, -48, -41, -52, -63, 68, 100, 132]);
  });
});

describe('rightSingularVectors', () => {
  /** Singular values 8, 4, 2, … along the columns of a rotation, so that they are known. */
  function known(rows: number, width: number) {
    const random = createRandom(9);
    const basis = (n: number) => {
      const matrix = new Float64Array(n * n);
      for (let i = 0; i < n; i++)
        for (let j = 0; j <= i; j++) matrix[i * n + j] = matrix[j * n + i] = gaussian(random);
      return largestEigen({ data: matrix, rows: n, width: n }, n).vectors.data;
    };
    const [left, right] = [basis(rows), basis(width)];
    const rank = Math.min(rows, width);
    const entry = (r: number, c: number) =>
      range(rank).reduce((sum, s) => sum + left[s * rows + r]! * 8 * 0.5 ** s * right[s * width + c]!, 0);
    return { ...sparse(rows, width, 1, entry), right };
  }

  it.each([
    [6, 4, 3],
    [4, 6, 3],
    [40, 30, 2],
    [30, 40, 2],
  ])(
    'finds, for a %i × %i matrix, those of the %i largest singular values, largest entries positive',
    (rows, width, rank) => {
      const { matrix, random, right } = known(rows, width);
      const { data: found } = rightSingularVectors(matrix, rank, random);
      expect(found.length).toBe(width * rank);
      for (let c = 0; c < rank; c++) {
        const column = range(width).map((r) => found[r * rank + c]!);
        const inner = column.reduce((sum, value, r) => sum + value * right[c * width + r]!, 0);
        expect(Math.abs(inner)).toBeCloseTo(1, 6);
        expect(Math.hypot(...column)).toBeCloseTo(1, 9);
        const largest = column.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
        expect(largest).toBeGreaterThan(0);
      }
    },
  );

  it('gives zeros beyond the rank of the matrix', () => {
    const { matrix, random } = sparse(3, 2, 1, (r, c) => (r + 1) * (c + 1));
    const { data: found } = rightSingularVectors(matrix, 4, random);
    const length = Math.hypot(1, 2);
    expect(found.length).toBe(8);
    expect(found[0]).toBeCloseTo(1 / length, 9);
    expect(found[4]).toBeCloseTo(2 / length, 9);
    for (const at of [1, 2, 3, 5, 6, 7]) expect(found[at]).toBe(0);
    const none = sparse(0, 0, 1, () => null);
    expect(rightSingularVectors(none.matrix, 3, none.random).data.length).toBe(0);
    const empty = sparse(2, 3, 1, () => null);
    expect([...rightSingularVectors(empty.matrix, 2, empty.random).data]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
