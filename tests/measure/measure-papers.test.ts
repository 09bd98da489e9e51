import { describe, expect, it } from 'vitest';
import { preservation } from '../../pipeline/evaluate/metrics.ts';
import { measure } from '../../pipeline/measure/measure.ts';
import { neighbours } from '../../pipeline/neighbours/neighbours.ts';
import type { Clustering, Matrix } from '../../pipeline/types.ts';
import { createRandom, gaussian } from '../../pipeline/util/random.ts';

/** `count` unit vectors around `themes` centres, and a layout that is their first two coordinates. */
function clouds(count: number, themes: number, width = 24): { corpus: Matrix; layout: Float32Array } {
  const random = createRandom(3);
  const centres = Array.from({ length: themes * width }, () => gaussian(random));
  const vectors = new Float32Array(count * width);
  for (let i = 0; i < count; i++) {
    const row = Array.from(
      { length: width },
      (_, d) => centres[(i % themes) * width + d]! + 0.7 * gaussian(random),
    );
    const length = Math.hypot(...row);
    vectors.set(
      row.map((value) => value / length),
      i * width,
    );
  }
  const layout = Float32Array.from({ length: count * 2 }, (_, i) => vectors[(i >> 1) * width + (i % 2)]!);
  return { corpus: { rows: count, width, data: vectors }, layout };
}

function grouping(assignment: number[], count: number): Clustering {
  return {
    levels: [
      {
        count,
        assignment: Int32Array.from(assignment),
        parents: new Int32Array(count).fill(-1),
        stability: new Float32Array(count),
      },
    ],
    silhouette: new Float32Array(assignment.length),
    runnerUp: new Int32Array(assignment.length).fill(-1),
    unthemed: [],
    chosen: { reason: '', levels: [] },
  };
}

describe('measure', () => {
  it('uses every paper of a small corpus', () => {
    const { corpus, layout } = clouds(120, 4);
    const quality = measure(
      corpus,
      neighbours(corpus, 15),
      layout,
      grouping(
        Array.from({ length: 120 }, (_, i) => i % 4),
        4,
      ),
    );
    const all = preservation(corpus, layout);
    expect(quality.trustworthiness).toBeCloseTo(all.trustworthiness, 4);
    expect(quality.continuity).toBeCloseTo(all.continuity, 4);
    expect(quality.keep15).toBeCloseTo(all.kept, 4);
    expect(quality.unthemed).toBe(0);
  });

  it('finds a high separation of true themes, and hardly any of mixed ones', () => {
    const { corpus, layout } = clouds(120, 4);
    const near = neighbours(corpus, 15);
    const of = (f: (i: number) => number) =>
      measure(
        corpus,
        near,
        layout,
        grouping(
          Array.from({ length: 120 }, (_, i) => f(i)),
          4,
        ),
      ).separation;
    expect(of((i) => i % 4)).toBeGreaterThan(0.4);
    expect(of((i) => (i >> 2) % 4)).toBeLessThan(0.05);
  });

  it('measures separation as the margin to the next theme’s mean', () => {
    const vectors = Float32Array.of(1, 0, 1, 0, 0, 1, 0, 1);
    const corpus = { rows: 4, width: 2, data: vectors };
    const quality = measure(corpus, neighbours(corpus, 3), vectors, grouping([0, 0, 1, 1], 2));
    expect(quality.separation).toBe(1);
  });

  it('counts the unthemed papers', () => {
    const { corpus, layout } = clouds(40, 2);
    const assignment = Array.from({ length: 40 }, (_, i) => (i < 10 ? -1 : i % 2));
    expect(measure(corpus, neighbours(corpus, 15), layout, grouping(assignment, 2)).unthemed).toBe(0.25);
  });

  it('is close to all rows on a sample of a large corpus, and the same each time', () => {
    const { corpus, layout } = clouds(1200, 12, 256);
    const themes = grouping(
      Array.from({ length: 1200 }, (_, i) => i % 12),
      12,
    );
    const near = neighbours(corpus, 15);
    const sampled = measure(corpus, near, layout, themes);
    const all = preservation(corpus, layout);
    expect(Math.abs(sampled.trustworthiness - all.trustworthiness)).toBeLessThan(0.01);
    expect(sampled.keep15).toBeCloseTo(all.kept, 4);
    expect(measure(corpus, near, layout, themes)).toEqual(sampled);
  });

  it.each([0, 1, 2, 3])('gives finite figures for %i papers', (count) => {
    const { corpus, layout } = clouds(count, 1);
    const near = neighbours(corpus, 15);
    for (const themes of [
      grouping(new Array(count).fill(0), Math.min(1, count)),
      grouping(new Array(count).fill(-1), 0),
    ])
      for (const value of Object.values(measure(corpus, near, layout, themes)))
        expect(value).toSatisfy(Number.isFinite);
  });
});
