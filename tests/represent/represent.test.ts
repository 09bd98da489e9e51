/** What the parts of the representation do, on matrices small enough to work out by hand or by the plain formula. */
import { describe, expect, it } from 'vitest';
import { gram } from '../../pipeline/linalg/dense.ts';
import { largestEigen } from '../../pipeline/linalg/eigen.ts';
import { dotRows, scaleRowsToUnit } from '../../pipeline/linalg/rows.ts';
import { latentRows } from '../../pipeline/represent/lsa.ts';
import { powers, principalComponents } from '../../pipeline/represent/principal.ts';
import { joinRows, represent } from '../../pipeline/represent/represent.ts';
import { smooth } from '../../pipeline/represent/smooth.ts';
import { weighPapers } from '../../pipeline/represent/title-terms.ts';
import type { Matrix, Paper } from '../../pipeline/types.ts';
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

function expectSimilarities(found: Matrix, wanted: readonly number[][], digits = 5) {
  wanted.forEach((a, i) => {
    wanted.forEach((b, j) => {
      expect(dotRows(found, i, found, j)).toBeCloseTo(cosine(a, b), digits);
    });
  });
}

describe('principalComponents', () => {
  it('keeps the cosines of the centred vectors at power 1 and full rank, for few columns and for many', () => {
    const x = numbers(20 * 6);
    const wanted = centred(x, 20, 6);
    const tall = principalComponents({ data: x, rows: 20, width: 6 }, 6, 1);
    expect(tall.width).toBe(6);
    expectSimilarities(tall, wanted);
    // The same papers in a wider space, where the products of papers are taken instead.
    const padded = new Float32Array(20 * 30);
    for (let i = 0; i < 20; i++) padded.set(x.subarray(i * 6, i * 6 + 6), i * 30 + 12);
    const wide = principalComponents({ data: padded, rows: 20, width: 30 }, 99, 1);
    expect(wide.width).toBe(20);
    expectSimilarities(wide, wanted);
  });

  it('subtracts a fifteenth of the mean for each paper after the first, and all of it from 16 papers on', () => {
    for (const count of [1, 2, 6, 16, 17]) {
      const x = numbers(count * 3, count).map((value) => value + 1);
      const found = principalComponents({ data: x, rows: count, width: 3 }, 3, 1);
      expectSimilarities(found, centred(x, count, 3, Math.min(1, (count - 1) / 15)));
    }
  });

  it('multiplies a component by a power of its singular value relative to the largest', () => {
    // Components of variance 4 : 1, papers at (±2, ±1): their cosines at power p are those of (±1, ±(1/2)^p).
    const corners = [2, 1, 2, -1, -2, 1, -2, -1];
    const x = Float32Array.from({ length: 8 * 5 }, (_, at) => corners[at % 8]!);
    for (const power of [0, 1, 1.2, 2]) {
      const wanted = Array.from({ length: 20 }, (_, i) => [
        Math.sign(corners[(2 * i) % 8]!),
        Math.sign(corners[(2 * i + 1) % 8]!) * 0.5 ** power,
      ]);
      expectSimilarities(principalComponents({ data: x, rows: 20, width: 2 }, 2, power), wanted);
      const padded = new Float32Array(20 * 21);
      for (let i = 0; i < 20; i++) padded.set(x.subarray(2 * i, 2 * i + 2), i * 21 + 4);
      expectSimilarities(principalComponents({ data: padded, rows: 20, width: 21 }, 2, power), wanted);
    }
  });

  it('keeps the largest components, and leaves papers unchanged that are all the same', () => {
    const x = Float32Array.of(3, 1, -3, 1, 3, -1, -3, -1, ...new Array(24).fill(0));
    const one = principalComponents({ data: x, rows: 16, width: 2 }, 1, 1);
    expect(one.width).toBe(1);
    expect([...one.data.subarray(0, 4)]).toEqual([1, -1, 1, -1]);
    const same = Float32Array.from({ length: 40 }, (_, at) => (at % 2 ? 0.8 : 0.6));
    const alike = principalComponents({ data: same, rows: 20, width: 2 }, 2, 1.2);
    expectSimilarities(alike, new Array(20).fill([1, 1]));
  });

  it('scales directions that no paper has to zero, whatever the power', () => {
    expect([...powers(Float64Array.of(4, 1, 1e-12, 0, -1), 1)]).toEqual([1, 0.5, 0, 0, 0]);
    expect([...powers(Float64Array.of(4, 1, 0), 0)]).toEqual([1, 1, 0]);
    expect([...powers(Float64Array.of(0, 0), 1)]).toEqual([0, 0]);
    expect(powers(new Float64Array(0), 1).length).toBe(0);
  });
});

const paper = (title: string, abstract = ''): Paper => ({ id: title, title, abstract });

describe('weighPapers', () => {
  it('weighs terms of at least two papers by (1 + ln tf) · idf, and counts words of the title titleWeight times', () => {
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

  it('counts pairs of adjacent words, but none across title and abstract', () => {
    const both = [paper('deep graph', 'learning'), paper('deep graph', 'learning')];
    expect(weighPapers(both, 1).width).toBe(4);
  });

  it('drops terms of fewer than three papers if there are more than 2,000 papers', () => {
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
  it.each([6, 40, 301, 310])('keeps the cosines of the centred rows of %i papers at full rank', (count) => {
    const { matrix, rows } = corpus(count);
    const latent = latentRows(matrix, 99, createRandom(3));
    expect(latent.width).toBe(Math.min(matrix.width, count));
    expect(rowOf(latent.data, 2, latent.width).every((value) => value === 0)).toBe(true);
    const some = [0, 1, 3, 4, 5];
    for (const i of some)
      for (const j of some) expect(dotRows(latent, i, latent, j)).toBeCloseTo(cosine(rows[i]!, rows[j]!), 5);
  });

  it('gives the same directions by random projections as by the products of papers', () => {
    const { matrix, rows } = corpus(320);
    const centredRows = { data: Float64Array.from(rows.flat()), rows: 320, width: matrix.width };
    const { values, vectors } = largestEigen(gram(centredRows), 3);
    const latent = latentRows(matrix, 3, createRandom(3));
    expect(latent.width).toBe(3);
    const wanted = rows.map((row) =>
      [0, 1, 2].map((c) => product(row, rowOf(vectors.data, c, matrix.width))),
    );
    expect(values[2]!).toBeGreaterThan(0);
    for (const i of [0, 1, 3, 100, 319])
      for (const j of [0, 4, 200])
        expect(dotRows(latent, i, latent, j)).toBeCloseTo(cosine(wanted[i]!, wanted[j]!), 1);
  });

  it('gives rows of width 0 if papers share no word', () => {
    expect(latentRows(weighPapers([paper('one'), paper('two')], 1), 5, createRandom(1))).toEqual({
      data: new Float32Array(0),
      rows: 2,
      width: 0,
    });
  });
});

describe('smooth', () => {
  /** The plain formula, neighbours by sorting. */
  function plain(
    { data, rows: count, width }: Matrix,
    k: number,
    share: number,
    of: readonly number[] = Array.from({ length: count }, (_, i) => i),
  ) {
    const rows = Array.from({ length: count }, (_, i) => rowOf(data, i, width));
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

  it('moves each row by a share towards the mean of its nearest rows', () => {
    const x = scaleRowsToUnit({ data: numbers(12 * 3), rows: 12, width: 3 });
    for (const [k, share] of [
      [1, 0.5],
      [3, 0.25],
      [99, 0.5],
    ] as const) {
      const wanted = plain(x, Math.min(k, 11), share);
      const { data: found } = smooth(x, k, share);
      wanted.flat().forEach((value, at) => {
        expect(found[at]).toBeCloseTo(value, 6);
      });
    }
  });

  it('prefers the lower index among equally near rows', () => {
    // Papers 1, 2 and 3 are as near to paper 0; the first two of them count, and so it turns to their side.
    const data = Float32Array.of(1, 0, 0, 0.6, 0.8, 0, 0.6, 0.8, 0, 0.6, -0.8, 0);
    const [a, b] = smooth({ data, rows: 4, width: 3 }, 2, 0.5).data;
    expect(b! / a!).toBeCloseTo((0.5 * 0.8) / (0.5 + 0.5 * 0.6), 6);
  });

  it('prefers the lower indices of many equally near rows, wherever they are', () => {
    // Seen from (1, 0) and from (0, 1) the rest come in pairs that are as near.
    const corners = [1, 0, 0.6, 0.8, 0.6, -0.8, 0, 1, -0.6, 0.8, 0.8, 0.6, 0.8, -0.6, 0, -1];
    for (const order of [1, 3, 5, 7]) {
      const data = Float32Array.from(
        { length: 32 },
        (_, at) => corners[2 * ((order * (at >> 1)) % 8) + (at % 2)]!,
      );
      const x = { data, rows: 16, width: 2 };
      for (const k of [1, 2, 3, 4, 5]) {
        const { data: found } = smooth(x, k, 0.25);
        const wanted = plain(x, k, 0.25).flat();
        wanted.forEach((value, at) => {
          expect(found[at]).toBeCloseTo(value, 5);
        });
      }
    }
  });

  it('leaves rows of zeros unchanged, and all rows if there is nothing to smooth with', () => {
    const x = { data: Float32Array.of(0, 0, 1, 0, 0, 1), rows: 3, width: 2 };
    expect([...smooth(x, 2, 0.5).data.subarray(0, 2)]).toEqual([0, 0]);
    expect(smooth(x, 0, 0.5)).toBe(x);
    const one = { data: Float32Array.of(1, 0), rows: 1, width: 2 };
    expect(smooth(one, 5, 0.5).data).toEqual(Float32Array.of(1, 0));
  });

  it('finds all neighbours of up to 8,000 papers', () => {
    const count = 1501;
    const width = 3;
    const x = scaleRowsToUnit({ data: numbers(count * width), rows: count, width });
    const some = Array.from({ length: 50 }, (_, i) => i * 30);
    const wanted = plain(x, 10, 0.5, some);
    const found = smooth(x, 10, 0.5);
    for (const [at, i] of some.entries())
      expect(product(wanted[at]!, rowOf(found.data, i, width))).toBeGreaterThan(1 - 1e-6);
  });

  it('finds nearly all neighbours of more than 8,000 papers by searching cells', () => {
    const count = 8001;
    const width = 3;
    const x = scaleRowsToUnit({ data: numbers(count * width), rows: count, width });
    const found = smooth(x, 10, 0.5);
    const some = Array.from({ length: 50 }, (_, i) => i * 160);
    const wanted = plain(x, 10, 0.5, some);
    const same = some.filter((i, at) => product(wanted[at]!, rowOf(found.data, i, width)) > 1 - 1e-6);
    expect(same.length / some.length).toBeGreaterThan(0.9);
    for (let i = 0; i < count; i++) expect(Math.abs(dotRows(found, i, found, i) - 1)).toBeLessThan(1e-5);
  });
});

describe('joinRows', () => {
  it('gives a similarity that is a weighted mean of those by words and by vectors', () => {
    const vectors = scaleRowsToUnit({ data: numbers(18 * 3), rows: 18, width: 3 });
    const words = scaleRowsToUnit({ data: numbers(18 * 2, 2), rows: 18, width: 2 });
    for (const share of [0, 0.3, 0.4, 1]) {
      const joined = joinRows(vectors, words, share);
      expect(joined.width).toBe(5);
      for (const j of [0, 1, 2, 3, 6])
        expect(dotRows(joined, 0, joined, j)).toBeCloseTo(
          (1 - share) * dotRows(vectors, 0, vectors, j) + share * dotRows(words, 0, words, j),
          5,
        );
    }
  });
});

describe('represent', () => {
  const joined = (vectors: Float32Array, width: number, papers: readonly Paper[]) =>
    joinRows(
      principalComponents({ data: vectors, rows: papers.length, width }, 128, 1.2),
      latentRows(weighPapers(papers, 2), 96, createRandom(1)),
      0.4,
    );

  it('joins vectors and words at shares of .6 and .4, with words of the title counted twice', () => {
    const papers = Array.from({ length: 9 }, (_, i) =>
      paper(['graph', 'tree', 'cache'][i % 3]!, ['graph theory', 'image sound', 'cache'][i % 2]!),
    );
    // Nine papers are too few to be smoothed.
    const vectors = numbers(9 * 3);
    expect(represent(vectors, 3, papers)).toEqual(joined(vectors, 3, papers));
  });

  it.each([
    [20, 2],
    [29, 2],
    [30, 3],
    [100, 10],
    [130, 10],
  ])('smooths %i papers with their %i nearest', (count, k) => {
    const papers = Array.from({ length: count }, (_, i) => paper(`w${i}`));
    const vectors = numbers(count * 3);
    expect(represent(vectors, 3, papers)).toEqual(smooth(joined(vectors, 3, papers), k, 0.5));
  });

  it('keeps up to 128 components of the vectors and up to 96 latent dimensions of the words', () => {
    const few = Array.from({ length: 30 }, (_, i) => paper(`${['graph', 'tree', 'cache'][i % 3]} of words`));
    expect(represent(numbers(150), 5, few).width).toBe(5 + weighPapers(few, 2).width);
    const many = Array.from({ length: 200 }, (_, i) => paper(`w${i >> 1} v${i % 100}`));
    expect(represent(numbers(200 * 130), 130, many).width).toBe(128 + 96);
  });

  it('refuses vectors that do not fit the number of papers, and gives no rows for none', () => {
    expect(() => represent(new Float32Array(5), 2, [paper('a'), paper('b')])).toThrow(
      '2 papers of 2 values need 4 values, not 5',
    );
    expect(represent(new Float32Array(0), 7, [])).toEqual({
      data: new Float32Array(0),
      rows: 0,
      width: 1,
    });
  });
});
