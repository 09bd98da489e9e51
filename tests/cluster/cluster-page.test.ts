import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cluster } from '../../pipeline/cluster/cluster.ts';
import { chooseCount } from '../../pipeline/cluster/counts.ts';
import { cutMerges, squaredDistances, wardMerges } from '../../pipeline/cluster/ward.ts';
import { agreement } from '../../pipeline/evaluate/metrics.ts';
import { neighbours } from '../../pipeline/neighbours/neighbours.ts';
import type { Clustering, Matrix } from '../../pipeline/types.ts';
import { createRandom, gaussian } from '../../pipeline/util/random.ts';

const WIDTH = 24;

/** Unit rows about centres that lie in families: centre c belongs to family c mod `families`. */
function blobs(count: number, centres: number, families: number, spread = 0.25) {
  const random = createRandom(11);
  const draw = (scale: number) => Float64Array.from({ length: WIDTH }, () => scale * gaussian(random));
  const family = Array.from({ length: families }, () => draw(1));
  const centre = Array.from({ length: centres }, (_, c) => {
    const own = draw(0.6);
    return own.map((value, d) => value + family[c % families]![d]!);
  });
  const vectors = new Float32Array(count * WIDTH);
  const labels = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    labels[i] = i % centres;
    const noise = draw(spread);
    const row = noise.map((value, d) => value + centre[i % centres]![d]!);
    const length = Math.hypot(...row);
    row.forEach((value, d) => {
      vectors[i * WIDTH + d] = value / length;
    });
  }
  const features: Matrix = { rows: count, width: WIDTH, data: vectors };
  return { features, labels, families: labels.map((label) => label % families) };
}

function themesOf(features: Matrix, options: Parameters<typeof cluster>[2] = {}): Clustering {
  return cluster(features, neighbours(features, 15), options);
}

/** What holds for every clustering. */
function expectSound({ levels, silhouette, runnerUp, unthemed, chosen }: Clustering, count: number) {
  const left = new Set(unthemed.map(({ paper }) => paper));
  expect(chosen.reason.length).toBeGreaterThan(10);
  expect(chosen.levels.map(({ themes }) => themes)).toEqual(levels.map((level) => level.count));
  levels.forEach((level, l) => {
    expect(level.assignment.length).toBe(count);
    expect(level.stability.length).toBe(level.count);
    expect(new Set([...level.assignment].filter((theme) => theme >= 0)).size).toBe(level.count);
    for (let i = 0; i < count; i++) {
      const theme = level.assignment[i]!;
      expect(theme).toBeLessThan(level.count);
      expect(theme === -1).toBe(left.has(i));
      if (theme === -1) continue;
      expect(level.parents[theme]).toBe(l === 0 ? -1 : levels[l - 1]!.assignment[i]);
    }
    for (const value of level.stability) expect(value >= 0 && value <= 1).toBe(true);
  });
  for (const value of silhouette) expect(value >= 0 && value <= 1).toBe(true);
  const finest = levels.at(-1)!;
  for (let i = 0; i < count; i++) {
    expect(runnerUp[i]!).toBeGreaterThanOrEqual(-1);
    expect(runnerUp[i]!).toBeLessThan(finest.count);
    if (runnerUp[i]! >= 0) expect(runnerUp[i]).not.toBe(finest.assignment[i]);
  }
}

describe('cluster', () => {
  it('finds groups, and the families of groups on the level above', () => {
    const { features, labels, families } = blobs(120, 16, 4);
    const found = themesOf(features);
    expectSound(found, 120);
    expect(found.levels).toHaveLength(3);
    expect(agreement(found.levels[2]!.assignment, labels).ari).toBeGreaterThan(0.95);
    expect(agreement(found.levels[0]!.assignment, families).ari).toBe(1);
    expect(Math.min(...found.levels[2]!.stability)).toBeGreaterThan(0.6);
    expect(found.unthemed).toEqual([]);
  });

  it('makes three levels of 400 papers, the same every time', () => {
    const { features } = blobs(400, 20, 5, 0.6);
    const found = themesOf(features, { seed: 3 });
    expectSound(found, 400);
    expect(found.levels).toHaveLength(3);
    expect(themesOf(features, { seed: 3 })).toEqual(found);
  });

  it('makes the same themes from every seed if the tree is grown from all papers', () => {
    const { features } = blobs(106, 14, 5, 0.6);
    const a = themesOf(features, { seed: 1 });
    const b = themesOf(features, { seed: 2 });
    expect(b.levels.map((level) => level.assignment)).toEqual(a.levels.map((level) => level.assignment));
  });

  it.each([0, 1, 2, 3, 5, 7, 8, 16])('gives a sound hierarchy for %i papers', (count) => {
    const { features } = blobs(count, 3, 3, 0.5);
    if (count === 0) return expect(themesOf(features).levels[0]!.count).toBe(0);
    const found = themesOf(features);
    expectSound(found, count);
    if (count < 8) expect(found.levels.map((level) => level.count)).toEqual([1]);
  });

  it('puts copies of one paper in one theme, even five thousand of them', () => {
    const count = 5000;
    const vectors = new Float32Array(count * 2);
    for (let i = 0; i < count; i++) vectors[i * 2] = 1;
    const none = { count, k: 0, indices: new Int32Array(0), similarities: new Float32Array(0) };
    const found = cluster({ rows: count, width: 2, data: vectors }, none);
    expectSound(found, count);
    expect(found.levels.map((level) => level.count)).toEqual([1]);
    expect(found.silhouette[0]).toBeCloseTo(1, 5);
  });

  it('keeps groups of copies in themes of their own', () => {
    const { features } = blobs(60, 3, 3, 0);
    const found = themesOf(features);
    expectSound(found, 60);
    expect(found.levels.at(-1)!.count).toBe(3);
  });

  it.each([1, 2, 3, 7, 25, 60])('makes %i finest themes on request', (themes) => {
    const { features } = blobs(60, 12, 4, 0.5);
    const found = themesOf(features, { themes });
    expectSound(found, 60);
    expect(found.levels.at(-1)!.count).toBe(themes);
  });

  it('leaves papers unthemed that have nothing in common with others, and gives the reason', () => {
    const { features } = blobs(100, 8, 4);
    const width = WIDTH + 1;
    const vectors = new Float32Array(102 * width);
    for (let i = 0; i < 100; i++) vectors.set(features.data.subarray(i * WIDTH, (i + 1) * WIDTH), i * width);
    vectors[100 * width + WIDTH] = 1;
    const found = themesOf({ rows: 102, width, data: vectors });
    expectSound(found, 102);
    const reasons = new Map(found.unthemed.map(({ paper, reason }) => [paper, reason]));
    expect(reasons.get(101)).toBe('It has no words or vector to compare.');
    expect(reasons.get(100) ?? '').toMatch(/^(No paper and no theme is near it|$)/);
    expect(found.unthemed.length).toBeLessThanOrEqual(5);
  });

  it('gives the runner-up theme of a paper that lies between two', () => {
    const count = 41;
    const vectors = new Float32Array(count * 4);
    const random = createRandom(5);
    for (let i = 0; i < count; i++) {
      const row = i === 40 ? [1, 1, 0, 0] : [i % 2, 1 - (i % 2), 0, 0];
      const noisy = row.map((value) => value + (i === 40 ? 0 : 0.02 * gaussian(random)));
      const length = Math.hypot(...noisy);
      noisy.forEach((value, c) => {
        vectors[i * 4 + c] = value / length;
      });
    }
    const found = themesOf({ rows: count, width: 4, data: vectors }, { themes: 2 });
    const own = found.levels.at(-1)!.assignment[40]!;
    expect(found.runnerUp[40]).toBe(1 - own);
    expect(found.silhouette[40]!).toBeLessThan(0.1);
    expect(found.silhouette[0]!).toBeGreaterThan(0.8);
  });

  it('refuses a wrong number of themes, and neighbours of other papers', () => {
    const { features } = blobs(20, 2, 2);
    expect(() => themesOf(features, { themes: 0 })).toThrow('themes must be a positive whole number, not 0');
    expect(() => cluster(features, neighbours(blobs(19, 2, 2).features, 5))).toThrow(RangeError);
  });
});

describe('Ward', () => {
  it('joins the nearest groups first, weighing them by size', () => {
    const angles = [0, 0.1, 0.5, 0.55, 2];
    const data = Float32Array.from(angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)]));
    const merges = wardMerges(squaredDistances({ data, rows: 5, width: 2 }, [0, 1, 2, 3, 4]));
    expect([...cutMerges(merges, 4)]).toEqual([0, 1, 2, 2, 3]);
    expect([...cutMerges(merges, 3)]).toEqual([0, 0, 1, 1, 2]);
    expect([...cutMerges(merges, 2)]).toEqual([0, 0, 0, 0, 1]);
    expect([...cutMerges(merges, 1)]).toEqual([0, 0, 0, 0, 0]);
    // For pairs the height is the plain distance; for 2 and 2 papers, √2 times that of their means.
    expect(merges.heights[0]).toBeCloseTo(2 * Math.sin(0.025), 5);
    const mean = (a: number, b: number) => [(Math.cos(a) + Math.cos(b)) / 2, (Math.sin(a) + Math.sin(b)) / 2];
    const [x, y] = [mean(0, 0.1), mean(0.5, 0.55)];
    expect(merges.heights[2]).toBeCloseTo(Math.SQRT2 * Math.hypot(x[0]! - y[0]!, x[1]! - y[1]!), 5);
  });

  it('makes a tree of one item, without merges', () => {
    const merges = wardMerges({ data: new Float32Array(1), rows: 1, width: 1 });
    expect(merges.heights.length).toBe(0);
    expect([...cutMerges(merges, 1)]).toEqual([0]);
  });
});

describe('chooseCount', () => {
  it('chooses the count with the largest jump within the bounds, the lower among equals', () => {
    const heights = [8, 7, 4, 3.9, 1, 0.9];
    expect(chooseCount(heights, 1, { from: 2, to: 4 }).themes).toBe(3);
    expect(chooseCount(heights, 1, { from: 2, to: 6 }).themes).toBe(5);
    expect(chooseCount([4, 2, 1, 0.5], 1, { from: 2, to: 4 }).themes).toBe(2);
  });

  it('never divides copies', () => {
    expect(chooseCount([0, 0, 0], 1, { from: 2, to: 4 }).themes).toBe(1);
    expect(chooseCount([3, 0, 0], 1, { from: 3, to: 4 }).themes).toBe(2);
  });
});

describe('page labels', () => {
  it('name each of the 106 papers once', () => {
    const lines = readFileSync('tests/fixtures/page-labels.jsonl', 'utf8').trim().split('\n');
    const ids = lines.map((line) => (JSON.parse(line) as { id: string }).id);
    expect(ids).toEqual(Array.from({ length: 106 }, (_, i) => String(i)));
  });
});
