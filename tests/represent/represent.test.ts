/** What the parts of the representation do, on matrices small enough to work out by hand or by the plain formula. */
import { describe, expect, it } from 'vitest';
import { gram, project } from '../../pipeline/represent/dense.ts';
import { largestEigen } from '../../pipeline/represent/eigen.ts';
import { latentRows } from '../../pipeline/represent/lsa.ts';
import { powers, principalComponents } from '../../pipeline/represent/principal.ts';
import { represent } from '../../pipeline/represent/represent.ts';
import { addRow, dotRows, gatherRows, scaleRowsToUnit } from '../../pipeline/represent/rows.ts';
import { smooth } from '../../pipeline/represent/smooth.ts';
import { weighPapers } from '../../pipeline/represent/title-terms.ts';
import type { Paper } from '../../pipeline/types.ts';
import { createRandom, gaussian } from '../../pipeline/util/random.ts';

const numbers = (length: number, seed = 1) => {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => gaussian(random));
};
const rowOf = (x: ArrayLike<number>, i: number, width: number) =>
  Array.from({ length: width }, (_, d) => x[i * width + d]!);
const product = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, d) => sum + value * b[d]!, 0);
const cosine = (a: readonly number[], b: readonly number[]) =>
  product(a, b) / Math.sqrt(product(a, a) * product(b, b));

/** Rows about `share` of their mean. */
function centred(x: ArrayLike<number>, count: number, width: number, share = 1): number[][] {
  const rows = Array.from({ length: count }, (_, i) => rowOf(x, i, width));
  const mean = Array.from({ length: width }, (_, d) => rows.reduce((sum, row) => sum + row[d]!, 0) / count);
  return rows.map((row) => row.map((value, d) => value - share * mean[d]!));
}

function expectSimilarities(rows: Float32Array, width: number, wanted: readonly number[][], digits = 5) {
  wanted.forEach((a, i) => {
    wanted.forEach((b, j) => {
      expect(product(rowOf(rows, i, width), rowOf(rows, j, width))).toBeCloseTo(cosine(a, b), digits);
    });
  });
}

describe('rows', () => {
  it('are scaled to length 1, and short ones to nothing', () => {
    const x = Float32Array.of(3, 4, 0, 0, 1e-13, 0, -5, 0);
    expect(scaleRowsToUnit(x, 4, 2)).toBe(x);
    expect([...x].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([0.6, 0.8, 0, 0, 0, 0, -1, 0]);
  });

  it.each([1, 3, 4, 5, 8, 11])('of %i columns are multiplied with those of another matrix', (width) => {
    const a = Float32Array.from({ length: 2 * width }, (_, at) => at + 1);
    const b = Float32Array.from({ length: 3 * width }, (_, at) => 2 ** (at % width) + at);
    expect(dotRows(a, 1, b, 2, width)).toBe(product(rowOf(a, 1, width), rowOf(b, 2, width)));
    expect(dotRows(a, 0, b, 1, width)).toBe(product(rowOf(a, 0, width), rowOf(b, 1, width)));
  });

  it.each([1, 3, 4, 5, 8, 11])(
    'of %i columns are added to those of another matrix, in any share',
    (width) => {
      const sums = Float32Array.from({ length: 3 * width }, (_, at) => at);
      const x = Float32Array.from({ length: 4 * width }, (_, at) => 2 ** (at % 9) + at);
      const wanted = [...sums].map((value, at) =>
        at >= width && at < 2 * width ? value + 0.25 * x[at + 2 * width]! : value,
      );
      addRow(sums, 1, x, 3, width, 0.25);
      expect([...sums]).toEqual(wanted);
      addRow(sums, 2, x, 0, width);
      expect(rowOf(sums, 2, width)).toEqual(rowOf(x, 0, width).map((value, d) => value + 2 * width + d));
    },
  );

  it('are gathered in the order asked for, again where asked again', () => {
    expect([...gatherRows(Float32Array.of(1, 2, 3, 4, 5, 6), 2, [2, 0, 2])]).toEqual([5, 6, 1, 2, 5, 6]);
  });
});

describe('products of tall matrices', () => {
  it.each([1, 3, 4, 5, 8, 9])('are those of the plain formula for %i rows', (rows) => {
    for (const width of [1, 2, 5]) {
      const x = Float32Array.from({ length: rows * width }, (_, at) => (at * 7) % 11);
      const found = gram(x, rows, width);
      for (let a = 0; a < width; a++)
        for (let b = 0; b < width; b++) {
          let sum = 0;
          for (let r = 0; r < rows; r++) sum += x[r * width + a]! * x[r * width + b]!;
          expect(found[a * width + b]).toBe(sum);
        }
      const basis = Float64Array.from({ length: 6 * width }, (_, at) => (at * 5) % 13);
      for (const count of [1, 4, 6]) {
        const along = project(x, rows, width, basis, count);
        expect(along.length).toBe(rows * count);
        for (let r = 0; r < rows; r++)
          for (let c = 0; c < count; c++)
            expect(along[r * count + c]).toBe(product(rowOf(x, r, width), rowOf(basis, c, width)));
      }
    }
  });
});

describe('largestEigen', () => {
  it.each([1, 2, 3, 4, 7, 12])('gives an orthonormal basis of %i eigenvectors, each mostly positive', (n) => {
    const x = numbers(n * n, n);
    const matrix = gram(x, n, n);
    const { values, vectors } = largestEigen(matrix.slice(), n, n);
    for (let r = 0; r < n; r++) {
      const vector = rowOf(vectors, r, n);
      expect(
        vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0),
      ).toBeGreaterThan(0);
      for (let s = 0; s <= r; s++)
        expect(product(vector, rowOf(vectors, s, n))).toBeCloseTo(r === s ? 1 : 0, 12);
      for (let i = 0; i < n; i++)
        expect(product(rowOf(matrix, i, n), vector)).toBeCloseTo(values[r]! * vector[i]!, 9);
    }
    expect([...values]).toEqual([...values].sort((a, b) => b - a));
  });

  it('leaves a diagonal matrix its axes, equal values in the order of their columns', () => {
    const { values, vectors } = largestEigen(Float64Array.of(2, 0, 0, 0, 5, 0, 0, 0, 2), 3, 3);
    expect([...values]).toEqual([5, 2, 2]);
    expect([...vectors].map(Math.abs)).toEqual([0, 1, 0, 1, 0, 0, 0, 0, 1]);
  });

  it('takes zeros, and couplings that a zero divides', () => {
    expect([...largestEigen(new Float64Array(16), 4, 2).values]).toEqual([0, 0]);
    // Two blocks: (1 2; 2 1) has 3 and −1, (4 1; 1 4) has 5 and 3.
    const blocks = Float64Array.of(1, 2, 0, 0, 2, 1, 0, 0, 0, 0, 4, 1, 0, 0, 1, 4);
    const { values } = largestEigen(blocks, 4, 4);
    [5, 3, 3, -1].forEach((value, r) => {
      expect(values[r]).toBeCloseTo(value, 12);
    });
  });
});

describe('principalComponents', () => {
  it('at power 1 and full rank keeps the cosines about the mean, however few the columns', () => {
    const x = numbers(20 * 6);
    const wanted = centred(x, 20, 6);
    const tall = principalComponents(x, 20, 6, 6, 1);
    expect(tall.width).toBe(6);
    expectSimilarities(tall.rows, 6, wanted);
    // The same papers in a wider space, where the products of papers are taken instead.
    const padded = new Float32Array(20 * 30);
    for (let i = 0; i < 20; i++) padded.set(x.subarray(i * 6, i * 6 + 6), i * 30 + 12);
    const wide = principalComponents(padded, 20, 30, 99, 1);
    expect(wide.width).toBe(20);
    expectSimilarities(wide.rows, 20, wanted);
  });

  it('subtracts a fifteenth of the mean for each paper after the first, up to the whole at sixteen', () => {
    for (const count of [1, 2, 6, 16, 17]) {
      const x = numbers(count * 3, count).map((value) => value + 1);
      const { rows, width } = principalComponents(x, count, 3, 3, 1);
      expectSimilarities(rows, width, centred(x, count, 3, Math.min(1, (count - 1) / 15)));
    }
  });

  it('stretches a component by a power of its share of the largest', () => {
    // Components of variance 4 : 1, papers at (±2, ±1): their cosines at power p are those of (±1, ±(1/2)^p).
    const corners = [2, 1, 2, -1, -2, 1, -2, -1];
    const x = Float32Array.from({ length: 8 * 5 }, (_, at) => corners[at % 8]!);
    for (const power of [0, 1, 1.2, 2]) {
      const wanted = Array.from({ length: 20 }, (_, i) => [
        Math.sign(corners[(2 * i) % 8]!),
        Math.sign(corners[(2 * i + 1) % 8]!) * 0.5 ** power,
      ]);
      expectSimilarities(principalComponents(x, 20, 2, 2, power).rows, 2, wanted);
      const padded = new Float32Array(20 * 21);
      for (let i = 0; i < 20; i++) padded.set(x.subarray(2 * i, 2 * i + 2), i * 21 + 4);
      expectSimilarities(principalComponents(padded, 20, 21, 2, power).rows, 2, wanted);
    }
  });

  it('keeps the largest of its components, and leaves papers alone that are all the same', () => {
    const x = Float32Array.of(3, 1, -3, 1, 3, -1, -3, -1, ...new Array(24).fill(0));
    const { rows, width } = principalComponents(x, 16, 2, 1, 1);
    expect(width).toBe(1);
    expect([...rows.subarray(0, 4)]).toEqual([1, -1, 1, -1]);
    const same = Float32Array.from({ length: 40 }, (_, at) => (at % 2 ? 0.8 : 0.6));
    expectSimilarities(principalComponents(same, 20, 2, 2, 1.2).rows, 2, new Array(20).fill([1, 1]));
  });

  it('gives directions that no paper has no length, whatever the power', () => {
    expect([...powers(Float64Array.of(4, 1, 1e-12, 0, -1), 1)]).toEqual([1, 0.5, 0, 0, 0]);
    expect([...powers(Float64Array.of(4, 1, 0), 0)]).toEqual([1, 1, 0]);
    expect([...powers(Float64Array.of(0, 0), 1)]).toEqual([0, 0]);
    expect(powers(new Float64Array(0), 1).length).toBe(0);
  });
});

const paper = (title: string, abstract = ''): Paper => ({ id: title, title, abstract });

describe('weighPapers', () => {
  it('weighs terms of two papers or more by (1 + ln tf) · idf, those of the title as often as asked', () => {
    const papers = [
      paper('tree', 'graph tree'),
      paper('graph', 'tree'),
      paper('lonely'),
      paper('graph'),
      paper('arc', 'graph'),
      paper('arc'),
    ];
    const { starts, columns, values, width } = weighPapers(papers, 3);
    // By how many papers hold them, then by letters: graph 4, arc 2, tree 2; pairs of words and "lonely" are in one paper.
    expect(width).toBe(3);
    expect([...starts]).toEqual([0, 2, 4, 4, 5, 7, 8]);
    const idf = (df: number) => Math.log(7 / (1 + df)) + 1;
    const row = (graph: number, arc: number, tree: number) => {
      const weights = [graph, arc, tree].map((tf, c) =>
        tf > 0 ? (1 + Math.log(tf)) * idf(c === 0 ? 4 : 2) : 0,
      );
      return weights.map((value) => value / Math.hypot(...weights));
    };
    // A word of the title counts three.
    const wanted = [row(1, 0, 4), row(3, 0, 1), [0, 0, 0], [1, 0, 0], row(1, 3, 0), [0, 1, 0]];
    wanted.forEach((weights, i) => {
      const dense = [0, 0, 0];
      for (let e = starts[i]!; e < starts[i + 1]!; e++) dense[columns[e]!] = values[e]!;
      weights.forEach((value, c) => {
        expect(dense[c]).toBeCloseTo(value, 12);
      });
    });
  });

  it('counts pairs of neighbouring words, but none across title and abstract', () => {
    const both = [paper('deep graph', 'learning'), paper('deep graph', 'learning')];
    expect(weighPapers(both, 1).width).toBe(4);
  });

  it('asks for three papers a term where there are more than 2,000', () => {
    const papers = Array.from({ length: 2001 }, (_, i) =>
      paper(i < 2 ? 'twice' : i < 5 ? 'thrice' : 'common'),
    );
    expect(weighPapers(papers, 1).width).toBe(2);
    expect(weighPapers(papers.slice(0, 2000), 1).width).toBe(3);
  });
});

describe('latentRows', () => {
  /** Papers over a few words, and their centred rows. */
  function corpus(count: number) {
    const random = createRandom(count);
    const vocabulary = ['graph', 'tree', 'cache', 'token', 'image', 'sound'];
    const papers = Array.from({ length: count }, (_, i) =>
      i === 2 ? paper('') : paper('', vocabulary.filter(() => random() < 0.4).join(' of the ') || 'graph'),
    );
    const matrix = weighPapers(papers, 1);
    const dense = new Float64Array(count * matrix.width);
    for (let i = 0; i < count; i++)
      for (let e = matrix.starts[i]!; e < matrix.starts[i + 1]!; e++)
        dense[i * matrix.width + matrix.columns[e]!] = matrix.values[e]!;
    return { matrix, rows: centred(dense, count, matrix.width, Math.min(1, (count - 1) / 15)) };
  }

  // Up to 300 papers by their products, beyond by random projections; both have the whole of a matrix of few terms.
  it.each([6, 40, 301, 310])('of %i papers at full rank keep the cosines about the mean', (count) => {
    const { matrix, rows } = corpus(count);
    const latent = latentRows(matrix, 99, createRandom(3));
    expect(latent.width).toBe(Math.min(matrix.width, count));
    expect(rowOf(latent.rows, 2, latent.width).every((value) => value === 0)).toBe(true);
    const some = [0, 1, 3, 4, 5];
    for (const i of some)
      for (const j of some)
        expect(product(rowOf(latent.rows, i, latent.width), rowOf(latent.rows, j, latent.width))).toBeCloseTo(
          cosine(rows[i]!, rows[j]!),
          5,
        );
  });

  it('are the same by random projections as by the products of papers, direction by direction', () => {
    const { matrix, rows } = corpus(320);
    const { values, vectors } = largestEigen(
      gram(Float64Array.from(rows.flat()), 320, matrix.width),
      matrix.width,
      3,
    );
    const latent = latentRows(matrix, 3, createRandom(3));
    expect(latent.width).toBe(3);
    const wanted = rows.map((row) => [0, 1, 2].map((c) => product(row, rowOf(vectors, c, matrix.width))));
    expect(values[2]!).toBeGreaterThan(0);
    for (const i of [0, 1, 3, 100, 319])
      for (const j of [0, 4, 200])
        expect(product(rowOf(latent.rows, i, 3), rowOf(latent.rows, j, 3))).toBeCloseTo(
          cosine(wanted[i]!, wanted[j]!),
          1,
        );
  });

  it('are none where papers share no word', () => {
    expect(latentRows(weighPapers([paper('one'), paper('two')], 1), 5, createRandom(1))).toEqual({
      rows: new Float32Array(0),
      width: 0,
    });
  });
});

describe('smooth', () => {
  /** The plain formula, neighbours by sorting. */
  function plain(
    x: Float32Array,
    count: number,
    width: number,
    k: number,
    share: number,
    of: readonly number[] = Array.from({ length: count }, (_, i) => i),
  ) {
    const rows = Array.from({ length: count }, (_, i) => rowOf(x, i, width));
    const out = of.map((i) => {
      const row = rows[i]!;
      const near = rows
        .map((_, j) => j)
        .filter((j) => j !== i)
        .sort((a, b) => product(row, rows[b]!) - product(row, rows[a]!) || a - b)
        .slice(0, k);
      return row.map(
        (value, d) => (1 - share) * value + (share * near.reduce((s, j) => s + rows[j]![d]!, 0)) / k,
      );
    });
    return out.map((row) => row.map((value) => value / Math.hypot(...row)));
  }

  it('moves a row by its share towards the mean of its nearest', () => {
    const x = scaleRowsToUnit(numbers(12 * 3), 12, 3);
    for (const [k, share] of [
      [1, 0.5],
      [3, 0.25],
      [99, 0.5],
    ] as const) {
      const wanted = plain(x, 12, 3, Math.min(k, 11), share);
      const found = smooth(x, 12, 3, k, share);
      wanted.flat().forEach((value, at) => {
        expect(found[at]).toBeCloseTo(value, 6);
      });
    }
  });

  it('takes the lower index among equals', () => {
    // Papers 1, 2 and 3 are as near to paper 0; the first two of them count, and so it turns to their side.
    const x = Float32Array.of(1, 0, 0, 0.6, 0.8, 0, 0.6, 0.8, 0, 0.6, -0.8, 0);
    const [a, b] = smooth(x, 4, 3, 2, 0.5);
    expect(b! / a!).toBeCloseTo((0.5 * 0.8) / (0.5 + 0.5 * 0.6), 6);
  });

  it('takes the lower indices of many equals, wherever they stand', () => {
    // Seen from (1, 0) and from (0, 1) the rest come in pairs that are as near.
    const corners = [1, 0, 0.6, 0.8, 0.6, -0.8, 0, 1, -0.6, 0.8, 0.8, 0.6, 0.8, -0.6, 0, -1];
    for (const order of [1, 3, 5, 7]) {
      const x = Float32Array.from(
        { length: 32 },
        (_, at) => corners[2 * ((order * (at >> 1)) % 8) + (at % 2)]!,
      );
      for (const k of [1, 2, 3, 4, 5]) {
        const found = smooth(x, 16, 2, k, 0.25);
        const wanted = plain(x, 16, 2, k, 0.25).flat();
        wanted.forEach((value, at) => {
          expect(found[at]).toBeCloseTo(value, 5);
        });
      }
    }
  });

  it('leaves a row of zeros as it is, and everything where there is nothing to smooth with', () => {
    const x = Float32Array.of(0, 0, 1, 0, 0, 1);
    expect([...smooth(x, 3, 2, 2, 0.5).subarray(0, 2)]).toEqual([0, 0]);
    expect(smooth(x, 3, 2, 0, 0.5)).toBe(x);
    expect(smooth(x.subarray(2, 4), 1, 2, 5, 0.5)).toEqual(Float32Array.of(1, 0));
  });

  it('of up to 8,000 papers finds all of them', () => {
    const count = 1501;
    const width = 3;
    const x = scaleRowsToUnit(numbers(count * width), count, width);
    const some = Array.from({ length: 50 }, (_, i) => i * 30);
    const wanted = plain(x, count, width, 10, 0.5, some);
    const found = smooth(x, count, width, 10, 0.5);
    for (const [at, i] of some.entries())
      expect(product(wanted[at]!, rowOf(found, i, width))).toBeGreaterThan(1 - 1e-6);
  });

  it('of more than 8,000 papers finds nearly all neighbours through cells', () => {
    const count = 8001;
    const width = 3;
    const x = scaleRowsToUnit(numbers(count * width), count, width);
    const found = smooth(x, count, width, 10, 0.5);
    const some = Array.from({ length: 50 }, (_, i) => i * 160);
    const wanted = plain(x, count, width, 10, 0.5, some);
    const same = some.filter((i, at) => product(wanted[at]!, rowOf(found, i, width)) > 1 - 1e-6);
    expect(same.length / some.length).toBeGreaterThan(0.9);
    for (let i = 0; i < count; i++)
      expect(Math.abs(dotRows(found, i, found, i, width) - 1)).toBeLessThan(1e-5);
  });
});

describe('represent', () => {
  it('joins .6 of the vectors’ similarity and .4 of the words’, or as asked', () => {
    const papers = Array.from({ length: 18 }, (_, i) =>
      paper('', ['graph theory', 'image sound', 'cache'][i % 3]!),
    );
    const vectors = numbers(18 * 3);
    const similarity = (options: Parameters<typeof represent>[3]) => {
      const { data: rows, width } = represent(vectors, 3, papers, { smoothing: 0, ...options });
      return (i: number, j: number) => product(rowOf(rows, i, width), rowOf(rows, j, width));
    };
    // Every third paper has the same words.
    const [vector, word, both] = [similarity({ wordShare: 0 }), similarity({ wordShare: 1 }), similarity({})];
    expect(word(0, 3)).toBeCloseTo(1, 6);
    for (const j of [1, 2, 3, 6]) expect(both(0, j)).toBeCloseTo(0.6 * vector(0, j) + 0.4 * word(0, j), 5);
    expect(similarity({ wordShare: 0.3 })(0, 3)).toBeCloseTo(0.7 * vector(0, 3) + 0.3, 5);
  });

  it('smooths with a tenth of the papers, ten at the most', () => {
    const papers = Array.from({ length: 20 }, (_, i) => paper(`w${i}`));
    const vectors = numbers(20 * 3);
    const rough = represent(vectors, 3, papers, { smoothing: 0 });
    const { width } = rough;
    expect(represent(vectors, 3, papers).data).toEqual(smooth(rough.data, 20, width, 2, 0.5));
    expect(represent(vectors, 3, papers, { smoothing: 1 }).data).toEqual(
      smooth(rough.data, 20, width, 1, 0.5),
    );
    const few = represent(vectors.subarray(0, 27), 3, papers.slice(0, 9));
    expect(few.data).toEqual(
      represent(vectors.subarray(0, 27), 3, papers.slice(0, 9), { smoothing: 0 }).data,
    );
  });

  it('keeps as many components and latent dimensions as asked, of no more papers than there are', () => {
    const papers = Array.from({ length: 30 }, (_, i) =>
      paper(`${['graph', 'tree', 'cache'][i % 3]} of words`),
    );
    const width = (options: Parameters<typeof represent>[3]) =>
      represent(numbers(150), 5, papers, options).width;
    const words = weighPapers(papers, 2).width;
    expect(width({})).toBe(5 + words);
    expect(width({ vectorRank: 2 })).toBe(2 + words);
    expect(width({ wordRank: 1 })).toBe(6);
  });

  it('says what it wants', () => {
    expect(() => represent(new Float32Array(5), 2, [paper('a'), paper('b')])).toThrow(
      '2 papers of 2 values need 4 values, not 5',
    );
    for (const wordShare of [-0.1, 1.1, Number.NaN])
      expect(() => represent(new Float32Array(2), 2, [paper('a')], { wordShare })).toThrow(
        `wordShare must be 0 … 1, not ${wordShare}`,
      );
    expect(represent(new Float32Array(0), 7, [])).toEqual({
      rows: 0,
      width: 1,
      data: new Float32Array(0),
    });
  });
});
