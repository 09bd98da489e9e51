/** Figures of quality on corpora of a few papers, worked out by hand. */
import { describe, expect, it } from 'vitest';
import {
  agreement,
  keptNeighbours,
  neighbourAgreement,
  preservation,
} from '../../pipeline/evaluate/metrics.ts';
import { measure } from '../../pipeline/measure/measure.ts';
import { neighbours } from '../../pipeline/neighbours/neighbours.ts';
import type { Clustering, Matrix } from '../../pipeline/types.ts';

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

/** Papers on a quarter of a circle, in order: the nearest of each are those beside it. */
function arc(count: number): Matrix {
  const vectors = Float32Array.from(
    range(count).flatMap((i) => {
      const angle = (i / count) ** 1.1 * 1.5;
      return [Math.cos(angle), Math.sin(angle)];
    }),
  );
  return { rows: count, width: 2, data: vectors };
}

const themes = (of: number[], count = Math.max(-1, ...of) + 1): Clustering => ({
  levels: [
    {
      count,
      assignment: Int32Array.from(of),
      parents: new Int32Array(count).fill(-1),
      stability: new Float32Array(count),
    },
  ],
  silhouette: new Float32Array(of.length),
  runnerUp: new Int32Array(of.length).fill(-1),
  unthemed: [],
  chosen: { reason: '', levels: [] },
});

describe('preservation', () => {
  // Papers 0 … 5 in a row; on the map 0 and 5 have changed places.
  const corpus: Matrix = {
    rows: 6,
    width: 2,
    data: Float32Array.from(
      [0, 0.2, 0.5, 0.9, 1.4, 2].flatMap((angle) => [Math.cos(angle), Math.sin(angle)]),
    ),
  };
  const places = (...x: number[]) => Float32Array.from(x.flatMap((value) => [value, 0]));
  const swapped = places(2, 0.2, 0.5, 0.9, 1.4, 0);

  /** Trustworthiness and continuity as Venna and Kaski write them. */
  function plain(
    near: (i: number, j: number) => number,
    onMap: (i: number, j: number) => number,
    n: number,
    k: number,
  ) {
    const order = (distance: (i: number, j: number) => number, i: number) =>
      range(n)
        .filter((j) => j !== i)
        .sort((a, b) => distance(i, a) - distance(i, b) || a - b);
    let intruders = 0;
    let missing = 0;
    let kept = 0;
    for (let i = 0; i < n; i++) {
      const [high, low] = [order(near, i), order(onMap, i)];
      for (const j of low.slice(0, k)) {
        if (high.indexOf(j) >= k) intruders += high.indexOf(j) + 1 - k;
        else kept++;
      }
      for (const j of high.slice(0, k)) if (low.indexOf(j) >= k) missing += low.indexOf(j) + 1 - k;
    }
    const worst = n * (k < n / 2 ? (k * (2 * n - 3 * k - 1)) / 2 : ((n - k) * (n - k - 1)) / 2);
    return { trustworthiness: 1 - intruders / worst, continuity: 1 - missing / worst, kept: kept / (n * k) };
  }

  it.each([1, 2, 3, 4])('follows the formula for %i neighbours of six papers', (k) => {
    const angles = [0, 0.2, 0.5, 0.9, 1.4, 2];
    // In the others several papers are equally near, and the first of them count as the nearest.
    for (const layout of [swapped, places(5, -5, 1, 0, 7, -3), places(1, 1, 0, 1, 0, 0)]) {
      const wanted = plain(
        (i, j) => Math.abs(angles[i]! - angles[j]!),
        (i, j) => Math.abs(layout[2 * i]! - layout[2 * j]!),
        6,
        k,
      );
      const found = preservation(corpus, layout, k);
      expect(found.trustworthiness).toBeCloseTo(wanted.trustworthiness, 12);
      expect(found.continuity).toBeCloseTo(wanted.continuity, 12);
      expect(found.kept).toBeCloseTo(wanted.kept, 12);
    }
  });

  it('uses both axes of the map, and only the requested rows', () => {
    const upright = swapped.map((_, at) => swapped[at - (at % 2)]! * (at % 2));
    expect(preservation(corpus, upright, 2)).toEqual(preservation(corpus, swapped, 2));
    // Paper 3 has 2 and 4 beside it on both sides; papers 0 and 5 have not.
    expect(preservation(corpus, swapped, 1, [2]).kept).toBe(1);
    expect(preservation(corpus, swapped, 1, [0]).kept).toBe(0);
    expect(preservation(corpus, swapped, 1, [0, 2]).kept).toBe(0.5);
  });

  it('is 1 if every other paper is a neighbour, or if no row is requested', () => {
    const whole = { trustworthiness: 1, continuity: 1, kept: 1 };
    expect(preservation(corpus, swapped, 5)).toEqual(whole);
    expect(preservation(corpus, swapped, 2, [])).toEqual(whole);
    expect(preservation(corpus, swapped, 4)).not.toEqual(whole);
    expect(preservation(corpus, swapped)).toEqual(whole);
  });

  it('counts the share of known neighbours kept on the map, ties by lower index', () => {
    const near = neighbours(corpus, 3);
    for (const k of [1, 2, 3])
      expect(keptNeighbours(near, swapped, k, range(6))).toBeCloseTo(
        preservation(corpus, swapped, k).kept,
        12,
      );
    expect(keptNeighbours(near, swapped, 1, [2])).toBe(1);
    expect(keptNeighbours(near, swapped, 1, [0])).toBe(0);
    expect(keptNeighbours(near, swapped, 5, range(6))).toBe(1);
    expect(keptNeighbours(near, swapped, 2, [])).toBe(1);
    expect(() => keptNeighbours(near, swapped, 4, range(6))).toThrow(
      'neighbours hold 3 a paper, 4 are needed',
    );
    // All places the same: the first papers are the nearest.
    expect(keptNeighbours(near, new Float32Array(12), 2, [0])).toBe(1);
    expect(keptNeighbours(near, new Float32Array(12), 2, [5])).toBe(0);
    expect(
      keptNeighbours(
        near,
        swapped.map((_, at) => swapped[at - (at % 2)]! * (at % 2)),
        2,
        range(6),
      ),
    ).toBe(keptNeighbours(near, swapped, 2, range(6)));
  });
});

describe('agreement', () => {
  it('counts items without group or label as groups of one', () => {
    expect(agreement([-1, -1, 0, 0], [-1, -1, 5, 5])).toMatchObject({ ari: 1, ami: 1, purity: 1 });
    expect(agreement([-1, -1], [0, 0])).toMatchObject({
      ari: 0,
      ami: 0,
      homogeneity: 1,
      completeness: 0,
      vMeasure: 0,
    });
    expect(agreement([0, 0], [0, 1])).toMatchObject({ homogeneity: 0, completeness: 1, purity: 0.5 });
    expect(agreement([0], [3])).toEqual({
      ari: 1,
      ami: 1,
      homogeneity: 1,
      completeness: 1,
      vMeasure: 1,
      purity: 1,
    });
    expect(agreement([], [])).toEqual({
      ari: 1,
      ami: 1,
      homogeneity: 1,
      completeness: 1,
      vMeasure: 1,
      purity: 1,
    });
    expect(agreement([0, 1, 2], [2, 0, 1])).toMatchObject({ ari: 1, ami: 1 });
    expect(agreement([0, 0, 0], [4, 4, 4])).toMatchObject({ ari: 1, ami: 1 });
  });

  it('is negative if groupings agree less than by chance', () => {
    // Two by two, every pair apart in the other: index 0, expected 2 · 2 / 6, largest 2.
    const { ari, ami, vMeasure } = agreement([0, 0, 1, 1], [0, 1, 0, 1]);
    expect(ari).toBeCloseTo(-0.5, 12);
    expect(ami).toBeCloseTo(-0.5, 12);
    expect(vMeasure).toBe(0);
  });
});

describe('neighbourAgreement', () => {
  it('skips neighbours without a label, up to the end of the list', () => {
    const found = {
      count: 2,
      k: 3,
      indices: Int32Array.of(1, 2, 3, 0, 2, 3),
      similarities: new Float32Array(6),
    };
    const labels = (...of: number[]) => neighbourAgreement({ ...found, count: 2 }, of, 2);
    expect(labels(0, 0, 0, 0)).toBe(1);
    expect(labels(0, -1, 0, 1)).toBe(0.5);
    expect(labels(0, 0, 1, 0)).toBe(0.5);
    expect(labels(0, -1, -1, 0)).toBe(1);
    expect(neighbourAgreement(found, [0, 1, 0, 0], 3)).toBeCloseTo((2 / 3 + 0) / 2, 12);
    expect(labels(-1, -1, 0, 0)).toBeNaN();
    // The next list is another paper's, and a paper without labelled neighbours counts nowhere.
    const last = { ...found, indices: Int32Array.of(1, 2, 3, 4, 2, 3) };
    expect(neighbourAgreement(last, [0, -1, -1, 0, 1], 2)).toBe(1);
    const bare = { ...found, indices: Int32Array.of(2, 2, 2, 3, 3, 3) };
    expect(neighbourAgreement(bare, [0, 0, -1, 0], 2)).toBe(1);
  });
});

describe('measure', () => {
  it('is 1 for a map that is the feature matrix itself', () => {
    const corpus = arc(40);
    const quality = measure(
      corpus,
      neighbours(corpus, 15),
      corpus.data,
      themes(range(40).map((i) => (i < 20 ? 0 : 1))),
    );
    expect(quality).toMatchObject({ trustworthiness: 1, continuity: 1, keep15: 1, unthemed: 0 });
  });

  it('counts kept neighbours among the known ones, or by the feature matrix if those are too few', () => {
    const corpus = arc(40);
    const layout = Float32Array.from(range(40).flatMap((i) => [(i * 7) % 40, 0]));
    const all = preservation(corpus, layout);
    const of = (k: number) => measure(corpus, neighbours(corpus, k), layout, themes(range(40).map(() => 0)));
    expect(of(15).keep15).toBe(Math.round(all.kept * 1e4) / 1e4);
    expect(of(14).keep15).toBe(of(15).keep15);
    expect(of(15).trustworthiness).toBe(Math.round(all.trustworthiness * 1e4) / 1e4);
    expect(of(15).continuity).toBe(Math.round(all.continuity * 1e4) / 1e4);
    // Known neighbours are believed, even where they are wrong.
    const wrong = { ...neighbours(corpus, 15) };
    wrong.indices = wrong.indices.map((_, at) => (Math.floor(at / 15) + 20 + (at % 15)) % 40);
    expect(measure(corpus, wrong, layout, themes([])).keep15).not.toBe(of(15).keep15);
  });

  it('measures separation as the cosine to the own theme’s other papers less that to the next theme', () => {
    const angles = [0, 0.2, 1, 1.4, 2.5];
    const corpus = {
      rows: 5,
      width: 2,
      data: Float32Array.from(angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)])),
    };
    const separation = (...of: number[]) =>
      measure(corpus, neighbours(corpus, 4), corpus.data, themes(of)).separation;
    // Own: .2 .2 .4 .4 apart. Next: the mean at 1.2 for the first two, at .1 for the others.
    const margins = [
      Math.cos(0.2) - Math.cos(1.2),
      Math.cos(0.2) - Math.cos(1),
      Math.cos(0.4) - Math.cos(0.9),
      Math.cos(0.4) - Math.cos(1.3),
    ];
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    const mean = (values: number[]) => sum(values) / values.length;
    expect(separation(0, 0, 1, 1, -1)).toBeCloseTo(mean(margins), 4);
    // A theme of one has no others: 0 to its own.
    const withThird = [
      margins[0]!,
      margins[1]!,
      margins[2]!,
      Math.cos(0.4) - Math.cos(1.1),
      0 - Math.cos(1.3),
    ];
    expect(separation(0, 0, 1, 1, 2)).toBeCloseTo(mean(withThird), 4);
    // In a theme of three the others of each are not of length 1.
    const cosine = (i: number, ...others: number[]) => {
      const [x, y] = [Math.cos, Math.sin].map((f) => sum(others.map((j) => f(angles[j]!))));
      return (Math.cos(angles[i]!) * x! + Math.sin(angles[i]!) * y!) / Math.hypot(x!, y!);
    };
    const three = range(3).map((i) => cosine(i, ...range(3).filter((j) => j !== i)) - cosine(i, 3, 4));
    const two = [cosine(3, 4) - cosine(3, 0, 1, 2), cosine(4, 3) - cosine(4, 0, 1, 2)];
    expect(separation(0, 0, 0, 1, 1)).toBeCloseTo(mean([...three, ...two]), 4);
    // Themes of no papers are nobody's next, and papers of no theme have no margin.
    const empty = (of: number[]) =>
      measure(corpus, neighbours(corpus, 4), corpus.data, themes(of, 3)).separation;
    expect(empty([0, 0, 1, 1, -1])).toBe(separation(0, 0, 1, 1, -1));
    expect(empty([-1, -1, -1, -1, -1])).toBe(0);
    expect(separation(0, 0, 0, 0, 0)).toBe(0);
    expect(separation(-1, -1, -1, -1, -1)).toBe(0);
  });

  it.each([
    [300, 2000, 250],
    [210, 5000, 200],
  ])('samples a corpus of %i papers of %i numbers at %i rows, evenly spread', (count, width, rows) => {
    // 150 million multiplications for them, or 200 papers.
    const vectors = new Float32Array(count * width);
    arc(count).data.forEach((value, at) => {
      vectors[(at >> 1) * width + (at % 2)] = value;
    });
    const corpus = { rows: count, width, data: vectors };
    const some = range(rows).map((r) => Math.floor((r * count) / rows));
    // Papers that are not looked at are nowhere near their neighbours.
    const layout = Float32Array.from(
      range(count).flatMap((i) => (some.includes(i) ? [i, 0] : [9 * ((i * 37) % count), 9 * count])),
    );
    const wanted = preservation(arc(count), layout, 15, some);
    expect(wanted.kept - preservation(arc(count), layout, 15).kept).toBeGreaterThan(0.03);
    const found = measure(corpus, neighbours(arc(count), 5), layout, themes(range(count).map(() => 0)));
    expect(found.trustworthiness).toBeCloseTo(wanted.trustworthiness, 3);
    expect(found.continuity).toBeCloseTo(wanted.continuity, 3);
    expect(found.keep15).toBeCloseTo(wanted.kept, 3);
  });

  it('reports the share of unthemed papers, 0 for no papers', () => {
    const corpus = arc(8);
    const near = neighbours(corpus, 3);
    expect(measure(corpus, near, corpus.data, themes([0, 0, -1, 1, 1, -1, -1, 0])).unthemed).toBe(0.375);
    const levels = themes(range(8).map(() => 0));
    expect(measure(corpus, near, corpus.data, { ...levels, levels: [] })).toMatchObject({
      unthemed: 0,
      separation: 0,
    });
    const none = { rows: 0, width: 2, data: new Float32Array(0) };
    expect(measure(none, neighbours(none, 3), new Float32Array(0), themes([]))).toEqual({
      trustworthiness: 1,
      continuity: 1,
      keep15: 1,
      unthemed: 0,
      separation: 0,
    });
  });
});
