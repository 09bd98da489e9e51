import { UMAP } from 'umap-js';
import { describe, expect, it } from 'vitest';
import { preservation } from '../../pipeline/evaluate/metrics.ts';
import { fitCurve } from '../../pipeline/layout/curve.ts';
import { fuzzyGraph } from '../../pipeline/layout/fuzzy-graph.ts';
import { layout } from '../../pipeline/layout/layout.ts';
import { neighbours } from '../../pipeline/neighbours/neighbours.ts';
import type { Matrix } from '../../pipeline/types.ts';
import { createRandom, gaussian } from '../../pipeline/util/random.ts';

/** `groups` clouds of unit vectors on the sphere, papers dealt out in turn. */
function clouds(count: number, groups: number, width = 24, seed = 3): Matrix {
  const random = createRandom(seed);
  const centres = Array.from({ length: groups }, () => Array.from({ length: width }, () => gaussian(random)));
  const vectors = new Float32Array(count * width);
  for (let i = 0; i < count; i++) {
    const row = centres[i % groups]!.map((value) => value + 0.6 * gaussian(random));
    const length = Math.hypot(...row);
    row.forEach((value, d) => {
      vectors[i * width + d] = value / length;
    });
  }
  return { rows: count, width, data: vectors };
}

const place = (features: Matrix, options = {}) => layout(features, neighbours(features, 15), options);

describe('layout', () => {
  for (const count of [0, 1, 2, 3, 4, 5, 6, 16, 17])
    it(`places ${count} papers, all finite and none on another`, () => {
      const places = place(clouds(count, 2));
      expect(places.length).toBe(2 * count);
      expect(places.every(Number.isFinite)).toBe(true);
      const spots = new Set(Array.from({ length: count }, (_, i) => `${places[2 * i]} ${places[2 * i + 1]}`));
      expect(spots.size).toBe(count);
    });

  for (const engine of ['umap-js', 'fast'] as const) {
    it(`keeps ${engine} sane where all papers are the same`, () => {
      const same: Matrix = { rows: 40, width: 4, data: new Float32Array(160).fill(0.5) };
      expect(place(same, { engine }).every(Number.isFinite)).toBe(true);
    });

    it(`gives the same bytes for the same seed with ${engine}, and others for another`, () => {
      const corpus = clouds(80, 4);
      expect(place(corpus, { engine, seed: 5 })).toEqual(place(corpus, { engine, seed: 5 }));
      expect(place(corpus, { engine, seed: 5 })).not.toEqual(place(corpus, { engine, seed: 6 }));
    });

    it(`keeps groups together with ${engine}`, () => {
      const corpus = clouds(200, 5);
      const places = place(corpus, { engine });
      let own = 0;
      for (let i = 0; i < 200; i++) {
        let nearest = -1;
        let best = Infinity;
        for (let j = 0; j < 200; j++) {
          const d = Math.hypot(places[2 * i]! - places[2 * j]!, places[2 * i + 1]! - places[2 * j + 1]!);
          if (j !== i && d < best) [best, nearest] = [d, j];
        }
        if (nearest % 5 === i % 5) own++;
      }
      expect(own / 200).toBeGreaterThan(0.97);
    });
  }

  it('is about as trustworthy with the fast engine as with umap-js', () => {
    const corpus = clouds(600, 12);
    const scores = (['umap-js', 'fast'] as const).map(
      (engine) => preservation(corpus, place(corpus, { engine })).trustworthiness,
    );
    expect(scores[1]! - scores[0]!).toBeGreaterThan(-0.01);
  });

  it('keeps anchored papers near their anchors and places new ones among their neighbours', () => {
    const corpus = clouds(90, 3);
    const before = place(corpus);
    const anchors = before.slice();
    for (const fresh of [10, 50]) anchors.fill(Number.NaN, 2 * fresh, 2 * fresh + 2);
    const after = place(corpus, { anchors, seed: 9 });
    for (let i = 0; i < 90; i++) {
      const moved = Math.hypot(after[2 * i]! - before[2 * i]!, after[2 * i + 1]! - before[2 * i + 1]!);
      expect(moved).toBeLessThan(anchors[2 * i] === undefined || Number.isNaN(anchors[2 * i]!) ? 6 : 3);
    }
  });

  it('stops when it is cancelled', () => {
    const controller = new AbortController();
    const corpus = clouds(60, 3);
    let epochs = 0;
    expect(() =>
      layout(
        corpus,
        neighbours(corpus, 15),
        {},
        {
          signal: controller.signal,
          onProgress: () => {
            if (++epochs === 3) controller.abort();
          },
        },
      ),
    ).toThrow('Cancelled');
    expect(epochs).toBeLessThan(5);
  });
});

describe('the fuzzy graph', () => {
  it('is the same graph as that of umap-js', () => {
    const corpus = clouds(70, 4);
    const near = neighbours(corpus, 9);
    const ours = fuzzyGraph(near);
    const umap = new UMAP({ nNeighbors: 10, random: createRandom(1) });
    umap.setPrecomputedKNN(
      Array.from({ length: 70 }, (_, i) => [i, ...near.indices.subarray(i * 9, i * 9 + 9)]),
      Array.from({ length: 70 }, (_, i) => [
        0,
        ...near.similarities.subarray(i * 9, i * 9 + 9).map((s) => 1 - s),
      ]),
    );
    umap.initializeFit(Array.from({ length: 70 }, () => [0]));
    const theirs = (umap as unknown as { graph: { get(i: number, j: number, none: number): number } }).graph;
    expect(ours.heads.length).toBeGreaterThan(70 * 9);
    ours.heads.forEach((head, e) => {
      expect(ours.weights[e]).toBeCloseTo(theirs.get(head, ours.tails[e]!, -1), 3);
    });
  });
});

describe('the curve', () => {
  // Values of umap-learn 0.5's find_ab_params(spread=1, min_dist).
  for (const [minDist, a, b] of [
    [0.1, 1.5769, 0.8951],
    [0.5, 0.583, 1.3342],
    [0.01, 1.8956, 0.8006],
  ] as const)
    it(`for a smallest distance of ${minDist} is umap-learn's`, () => {
      const curve = fitCurve(minDist);
      expect(curve.a).toBeCloseTo(a, 2);
      expect(curve.b).toBeCloseTo(b, 2);
    });
});
