/** The layout of papers that are all but the same: of copies, and of neighbours that are all as far. */
import { describe, expect, it } from 'vitest';
import { fuzzyGraph } from '../../pipeline/layout/fuzzy-graph.ts';
import { layout } from '../../pipeline/layout/layout.ts';
import { optimise } from '../../pipeline/layout/sgd.ts';
import { neighbours } from '../../pipeline/neighbours/neighbours.ts';

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

describe('the fuzzy graph', () => {
  it('uses at least a thousandth of the mean neighbour distance as its scale', () => {
    // Each has four neighbours at one distance and its mate a little farther: there is no scale that sums to log2 6.
    const distance = (i: number) => (i < 4 ? 0.5 : 0.8);
    const rows = range(6).map((i) => [...range(6).filter((j) => j !== i && j !== (i ^ 1)), i ^ 1]);
    const { heads, tails, weights } = fuzzyGraph({
      count: 6,
      k: 5,
      indices: Int32Array.from(rows.flat()),
      similarities: Float32Array.from(
        rows.flatMap((row, i) => row.map((_, s) => 1 - distance(i) - (s < 4 ? 0 : 5e-4))),
      ),
    });
    heads.forEach((head, e) => {
      // The paper itself counts for the mean, at no distance.
      const own = Math.exp(-5e-4 / (1e-3 * ((5 * distance(head) + 5e-4) / 6)));
      expect(weights[e]).toBeCloseTo(tails[e] === (head ^ 1) ? 2 * own - own ** 2 : 1, 3);
    });
  });
});

describe('the optimiser', () => {
  it('moves a paper by the largest step away from each sample that it coincides with', () => {
    // One edge, first sampled in the second epoch; what coincides does not draw.
    const places = new Float32Array(4);
    optimise(
      { count: 2, heads: Int32Array.of(0), tails: Int32Array.of(1), weights: Float32Array.of(1) },
      places,
      {
        curve: { a: 1.577, b: 0.895 },
        epochs: 2,
        seed: 5,
        onEpoch: (epoch, live) => {
          if (epoch === 0) expect([...live]).toEqual([0, 0, 0, 0]);
        },
      },
    );
    // The largest step is 4, a quarter of that in the second of two epochs; other samples push it farther.
    expect([places[2], places[3]]).toEqual([0, 0]);
    expect(places[0]).toBeGreaterThanOrEqual(1);
    expect(places[1]).toBe(places[0]);
  });
});

describe('layout', () => {
  it('places four copies around the first, a quarter turn apart', () => {
    const copies = { rows: 4, width: 2, data: new Float32Array(8).fill(0.5) };
    const places = layout(copies, neighbours(copies, 3));
    const from = (i: number) => [places[2 * i]! - places[0]!, places[2 * i + 1]! - places[1]!] as const;
    const angle = (i: number, j: number) => {
      const [[a, b], [c, d]] = [from(i), from(j)];
      return (a * c + b * d) / (Math.hypot(a, b) * Math.hypot(c, d));
    };
    expect(angle(1, 2)).toBeCloseTo(0, 1);
    expect(angle(2, 3)).toBeCloseTo(0, 1);
    expect(angle(1, 3)).toBeCloseTo(-1, 1);
  });

  it('optimises by neighbours from five papers on', () => {
    const five = { rows: 5, width: 2, data: Float32Array.from(range(10), (i) => Math.sin(i)) };
    const seen: number[] = [];
    layout(five, neighbours(five, 2), { onEpoch: (epoch) => seen.push(epoch) });
    expect(seen).toEqual(range(300));
  });
});
