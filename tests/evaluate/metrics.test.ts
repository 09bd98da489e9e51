import { describe, expect, it } from 'vitest';
import { agreement, neighbourAgreement, preservation } from '../../pipeline/evaluate/metrics.ts';
import { neighbours } from '../../pipeline/neighbours/neighbours.ts';
import type { Matrix } from '../../pipeline/types.ts';

/** The sequence that the reference figures were computed on: ANSI C's linear congruence, upper bits. */
function sequence(length: number, below: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length }, () => {
    state = Number((BigInt(state) * 1103515245n + 12345n) & 0x7fffffffn);
    return (state >>> 16) % below;
  });
}

const range = (n: number, f: (i: number) => number) => Array.from({ length: n }, (_, i) => f(i));

/** scikit-learn 1.9.1: adjusted_rand_score, adjusted_mutual_info_score, homogeneity, completeness, v_measure_score. */
const REFERENCE: [string, number[], number[], number[]][] = [
  [
    'a small table',
    [0, 0, 1, 1, 2, 2, 2],
    [0, 0, 0, 1, 1, 2, 2],
    [0.2125, 0.25815114147, 0.5636355531, 0.5636355531, 0.5636355531],
  ],
  [
    'two groupings by chance',
    sequence(200, 7, 1),
    sequence(200, 5, 2),
    [-0.00986329639825, -0.00971072857759, 0.0295256361443, 0.0242669719062, 0.0266392654602],
  ],
  [
    'near agreement',
    range(100, (i) => Math.floor(i / 20)),
    range(100, (i) => (i % 7 ? Math.floor(i / 20) : (Math.floor(i / 20) + 1) % 5)),
    [0.667828947368, 0.722447390828, 0.73735607659, 0.73735607659, 0.73735607659],
  ],
  ['one group', range(10, () => 0), range(10, (i) => i % 2), [0, 0, 0, 1, 0]],
  ['the same under other names', [3, 1, 1, 2], [5, 9, 9, 0], [1, 1, 1, 1, 1]],
  ['all alone', range(8, (i) => i), range(8, (i) => Math.floor(i / 2)), [0, 0, 1, 2 / 3, 0.8]],
];

describe('agreement', () => {
  it.each(REFERENCE)('gives scikit-learn’s figures for %s', (_, groups, labels, [ari, ami, h, c, v]) => {
    const result = agreement(groups, labels);
    expect(result.ari).toBeCloseTo(ari!, 10);
    expect(result.ami).toBeCloseTo(ami!, 10);
    expect(result.homogeneity).toBeCloseTo(h!, 10);
    expect(result.completeness).toBeCloseTo(c!, 10);
    expect(result.vMeasure).toBeCloseTo(v!, 10);
  });

  it('counts items in no group as groups of one, as scikit-learn does if each has its own number', () => {
    const groups = range(100, (i) => (i % 4 ? Math.floor(i / 20) : -1));
    const result = agreement(
      groups,
      range(100, (i) => Math.floor(i / 10)),
    );
    expect(result.ari).toBeCloseTo(0.44857881136950906, 10);
    expect(result.ami).toBeCloseTo(0.5984863716928688, 10);
    expect(result.homogeneity).toBeCloseTo(0.7749518645100065, 10);
    expect(result.completeness).toBeCloseTo(0.6932015296938769, 10);
  });

  it('gives as purity the share of the commonest label in each group', () => {
    expect(agreement([0, 0, 0, 1, 1, -1], [7, 7, 8, 8, 9, 9]).purity).toBeCloseTo(4 / 6, 12);
  });

  it('handles 20,000 items with 5,000 in no group', () => {
    const groups = range(20_000, (i) => (i % 4 ? i % 300 : -1));
    const result = agreement(
      groups,
      range(20_000, (i) => i % 60),
    );
    expect(result.homogeneity).toBeCloseTo(1, 10);
    expect(result.ami).toBeGreaterThan(0.5);
  });

  it('accepts empty lists, and refuses lists of different lengths', () => {
    expect(agreement([], []).ari).toBe(1);
    expect(() => agreement([0], [0, 1])).toThrow('1 groups but 2 labels');
  });
});

describe('neighbourAgreement', () => {
  const found = {
    count: 4,
    k: 2,
    indices: Int32Array.of(1, 2, 0, 2, 3, 0, 2, 1),
    similarities: new Float32Array(8),
  };

  it('is the mean share of nearest papers with the label', () => {
    expect(neighbourAgreement(found, [0, 0, 1, 1], 1)).toBe(1);
    expect(neighbourAgreement(found, [0, 0, 1, 1], 2)).toBe(0.5);
    expect(neighbourAgreement(found, [0, 1, 1, 0], 2)).toBe(0.125);
  });

  it('skips papers without a label', () => {
    expect(neighbourAgreement(found, [0, -1, 0, 1], 1)).toBeCloseTo(1 / 3, 12);
    expect(neighbourAgreement(found, [-1, -1, -1, -1], 1)).toBeNaN();
  });
});

describe('preservation', () => {
  const n = 60;
  const raw = sequence(n * 8, 1000, 5).map((value) => value / 1000 - 0.5);
  const vectors = Float32Array.from(raw, (value, i) => {
    const row = raw.slice(i - (i % 8), i - (i % 8) + 8);
    return value / Math.hypot(...row);
  });
  const corpus: Matrix = { rows: n, width: 8, data: vectors };
  const layout = Float32Array.from(
    { length: n * 2 },
    (_, i) => vectors[(i >> 1) * 8 + (i % 2)]! * (i % 2 ? 3 : 1),
  );

  it('gives scikit-learn’s trustworthiness, and as continuity the same with the sides swapped', () => {
    const five = preservation(corpus, layout, 5);
    expect(five.trustworthiness).toBeCloseTo(0.7257051282051282, 6);
    expect(five.continuity).toBeCloseTo(0.7243589743589743, 6);
    const fifteen = preservation(corpus, layout);
    expect(fifteen.trustworthiness).toBeCloseTo(0.7155255255255255, 6);
    expect(fifteen.continuity).toBeCloseTo(0.7021321321321321, 6);
  });

  it('keeps as many neighbours as the two searches share', () => {
    const onMap: Matrix = { rows: n, width: 2, data: layout };
    const flat = Array.from({ length: n }, (_, i) =>
      Array.from({ length: n }, (__, j) => j)
        .filter((j) => j !== i)
        .sort((a, b) => distance(onMap, i, a) - distance(onMap, i, b))
        .slice(0, 15),
    );
    const near = neighbours(corpus, 15);
    const shared = flat.map(
      (row, i) => row.filter((j) => near.indices.subarray(i * 15, i * 15 + 15).includes(j)).length,
    );
    const kept = shared.reduce((sum, s) => sum + s, 0) / (n * 15);
    expect(preservation(corpus, layout).kept).toBeCloseTo(kept, 12);
  });

  it('is perfect for a layout that keeps every order, and for fewer papers than neighbours', () => {
    const circle = Float32Array.from({ length: 80 }, (_, i) => {
      const angle = ((i >> 1) / 40) ** 1.5 * 3;
      return i % 2 ? Math.sin(angle) : Math.cos(angle);
    });
    const perfect = { trustworthiness: 1, continuity: 1, kept: 1 };
    expect(preservation({ rows: 40, width: 2, data: circle }, circle)).toEqual(perfect);
    expect(preservation({ rows: 3, width: 2, data: circle.slice(0, 6) }, new Float32Array(6))).toEqual(
      perfect,
    );
    expect(preservation({ rows: 0, width: 2, data: new Float32Array() }, new Float32Array())).toEqual(
      perfect,
    );
  });

  it('stays between 0 and 1 if neighbourhoods are more than half of the papers', () => {
    const some = { rows: 20, width: 8, data: vectors.slice(0, 160) };
    const worst = preservation(some, layout.slice(0, 40).reverse(), 15);
    for (const value of Object.values(worst)) {
      expect(value).toBeGreaterThan(0);
      expect(value).toBeLessThan(1);
    }
  });

  function distance({ data: v }: Matrix, i: number, j: number): number {
    return (v[i * 2]! - v[j * 2]!) ** 2 + (v[i * 2 + 1]! - v[j * 2 + 1]!) ** 2;
  }
});
