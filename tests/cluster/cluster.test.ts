/** The parts of the clustering, held against the plain formula or worked out by hand. */
import { describe, expect, it } from 'vitest';
import { bootstrapStability } from '../../pipeline/cluster/bootstrap-stability.ts';
import { centroidsOf, nearestCentroids, refine, sumsOf } from '../../pipeline/cluster/centroids.ts';
import { cluster } from '../../pipeline/cluster/cluster.ts';
import { chooseCount, coarseBounds, fineBounds, middleBounds } from '../../pipeline/cluster/counts.ts';
import { divide } from '../../pipeline/cluster/divide.ts';
import { memberships, silhouette } from '../../pipeline/cluster/membership.ts';
import { cutMerges, squaredDistances, wardMerges } from '../../pipeline/cluster/ward.ts';
import { splitsWeakly } from '../../pipeline/cluster/weak-split.ts';
import { neighbours } from '../../pipeline/neighbours/neighbours.ts';
import type { Matrix } from '../../pipeline/types.ts';
import { CancelledError } from '../../pipeline/util/errors.ts';
import { createRandom, gaussian } from '../../pipeline/util/random.ts';

/** Unit rows of the plane at these angles. */
const circle = (...angles: number[]) => ({
  data: Float32Array.from(angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)])),
  rows: angles.length,
  width: 2,
});
const range = (n: number) => Array.from({ length: n }, (_, i) => i);

function sphere(count: number, width: number, seed = 1): Matrix {
  const random = createRandom(seed);
  const values = range(count).flatMap(() => {
    const row = Array.from({ length: width }, () => gaussian(random));
    return row.map((value) => value / Math.hypot(...row));
  });
  return { data: Float32Array.from(values), rows: count, width };
}

describe('squaredDistances', () => {
  it.each([1, 2, 5, 6, 9, 65, 130])('gives 2 − 2 cos for all pairs of %i rows', (n) => {
    const { data: values, ...shape } = sphere(n + 3, 3, n);
    const items = range(n).map((i) => n + 2 - i);
    const { data: found } = squaredDistances({ data: values, ...shape }, items);
    let worst = 0;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        let squared = 0;
        for (let d = 0; d < 3; d++) squared += (values[items[i]! * 3 + d]! - values[items[j]! * 3 + d]!) ** 2;
        worst = Math.max(worst, Math.abs(found[i * n + j]! - squared));
      }
    expect(worst).toBeLessThan(1e-6);
    expect(found.every((value) => value >= 0)).toBe(true);
  });
});

describe('wardMerges', () => {
  /** Ward's method as it is defined: the pair whose joining costs the least sum of squares, from the points themselves. */
  function plain({ data: rows, rows: n, width }: Matrix) {
    let groups = range(n).map((i) => [i]);
    const mean = (group: number[]) =>
      range(width).map((d) => group.reduce((sum, i) => sum + rows[i * width + d]!, 0) / group.length);
    const cost = (a: number[], b: number[]) => {
      const [x, y] = [mean(a), mean(b)];
      const squared = x.reduce((sum, value, d) => sum + (value - y[d]!) ** 2, 0);
      return Math.sqrt((2 * a.length * b.length * squared) / (a.length + b.length));
    };
    const heights: number[] = [];
    const cuts = [groups];
    while (groups.length > 1) {
      const pairs = groups.flatMap((a, x) => groups.slice(x + 1).map((b) => ({ a, b, height: cost(a, b) })));
      const best = pairs.reduce((least, pair) => (pair.height < least.height ? pair : least));
      heights.push(best.height);
      groups = [...groups.filter((group) => group !== best.a && group !== best.b), [...best.a, ...best.b]];
      cuts.unshift(groups);
    }
    return { heights, cuts };
  }

  it.each([2, 3, 5, 8, 14])('gives the merges and heights of the plain method for %i rows', (n) => {
    const rows = sphere(n, 3, n);
    const merges = wardMerges(squaredDistances(rows, range(n)));
    const { heights, cuts } = plain(rows);
    expect(merges.count).toBe(n);
    heights.forEach((height, m) => {
      expect(merges.heights[m]).toBeCloseTo(height, 4);
    });
    for (let wanted = 1; wanted <= n; wanted++) {
      const labels = cutMerges(merges, wanted);
      const groups = range(wanted).map((g) => range(n).filter((i) => labels[i] === g));
      const sorted = cuts[wanted - 1]!.map((group) => [...group].sort((a, b) => a - b));
      expect(groups).toEqual(sorted.sort((a, b) => a[0]! - b[0]!));
    }
  });

  it('identifies each merge by the first items of its groups, the lower first', () => {
    const { a, b, heights } = wardMerges(squaredDistances(circle(0, 3, 0.1, 3.1), range(4)));
    expect([...a]).toEqual([0, 1, 0]);
    expect([...b]).toEqual([2, 3, 1]);
    expect([...heights].every((height, m) => m === 0 || height >= heights[m - 1]!)).toBe(true);
  });

  it('handles copies of one paper, and no papers', () => {
    const merges = wardMerges(squaredDistances(circle(0, 0, 0, 0), range(4)));
    expect([...merges.heights]).toEqual([0, 0, 0]);
    expect([...cutMerges(merges, 2)].sort()).not.toEqual([0, 0, 0, 0]);
    expect(wardMerges({ data: new Float32Array(0), rows: 0, width: 0 }).heights.length).toBe(0);
  });
});

describe('centroids', () => {
  it('are unit-length sums of the rows of each group, without items in no group', () => {
    const rows = { data: Float32Array.of(1, 0, 0, 1, 3, 4, 9, 9), rows: 4, width: 2 };
    expect([...sumsOf(rows, [0, 1, 2, 3], [0, 0, 1, -1], 3).data]).toEqual([1, 1, 3, 4, 0, 0]);
    expect([...sumsOf(rows, [2, 2, 3], [1, 1, 0], 2).data]).toEqual([9, 9, 6, 8]);
    const { data: unit } = centroidsOf(rows, [0, 1, 2], [0, 0, 1], 3);
    [Math.SQRT1_2, Math.SQRT1_2, 0.6, 0.8, 0, 0].forEach((value, at) => {
      expect(unit[at]).toBeCloseTo(value, 6);
    });
  });

  it.each([1, 3, 4, 5, 6, 7, 8, 9, 13])(
    'of which there are %i: each item finds the nearest, the lower among equals',
    (count) => {
      const centroids = circle(...range(count));
      const beside = circle(9, ...range(count).map((g) => g + 0.01));
      const items = range(count).map((g) => g + 1);
      expect([...nearestCentroids(beside, items, centroids)]).toEqual(range(count));
      const twice = circle(...range(count), ...range(count));
      expect([...nearestCentroids(centroids, range(count), twice)]).toEqual(range(count));
    },
  );

  it('are found for more items than fit into a block, in their order', () => {
    const rows = circle(...range(300));
    const items = range(300).reverse();
    expect([...nearestCentroids(rows, items, rows)]).toEqual(items);
  });

  it('give a row that is equally far from all the first group', () => {
    expect([
      ...nearestCentroids({ data: new Float32Array(2), rows: 1, width: 2 }, [0], circle(0, 1, 2)),
    ]).toEqual([0]);
  });
});

describe('refine', () => {
  it('moves each item to its nearest centroid until none moves', () => {
    const rows = circle(0, 0.1, 0.2, 2, 2.1, 2.2);
    const labels = Int32Array.of(0, 0, 1, 1, 1, 0);
    refine(rows, range(6), labels, 2, 20);
    expect([...labels]).toEqual([0, 0, 0, 1, 1, 1]);
  });

  it('changes only the given items, and makes at most the given number of turns', () => {
    const rows = circle(9, 0, 0.1, 0.2, 2, 2.1, 2.2);
    const labels = Int32Array.of(0, 0, 1, 1, 1, 0);
    refine(rows, [1, 2, 3, 4, 5, 6], labels, 2, 0);
    expect([...labels]).toEqual([0, 0, 1, 1, 1, 0]);
    refine(rows, [1, 2, 3, 4, 5, 6], labels, 2, 1);
    expect([...labels]).toEqual([0, 0, 0, 1, 1, 1]);
    // In a chain one turn is not enough: the middle moves on as the centroids do.
    const chain = circle(0, 0.6, 0.9, 1, 2.2, 2.3);
    const once = Int32Array.of(0, 1, 1, 1, 1, 1);
    const often = once.slice();
    refine(chain, range(6), once, 2, 1);
    refine(chain, range(6), often, 2, 20);
    expect([...once]).toEqual([0, 0, 1, 1, 1, 1]);
    expect([...often]).toEqual([0, 0, 0, 0, 1, 1]);
  });

  it('never moves the last item out of a group', () => {
    const rows = circle(0, 0.01, 0.02);
    const labels = Int32Array.of(0, 0, 1);
    refine(rows, range(3), labels, 2, 20);
    expect(new Set(labels).size).toBe(2);
    // Both of the first group are nearer to another; when one has gone, the other is the last.
    const torn = Int32Array.of(0, 0, 1, 1, 2, 2);
    refine(circle(0, 2, -0.1, -0.12, 2.1, 2.12), range(6), torn, 3, 1);
    expect([...torn]).toEqual([1, 0, 1, 1, 2, 2]);
    const copies = Int32Array.of(0, 1, 2, 0);
    refine(circle(1, 1, 1, 1), range(4), copies, 3, 20);
    expect([...copies]).toEqual([0, 1, 2, 0]);
  });
});

describe('bounds of how many themes a level has', () => {
  it.each([
    [8, 3, 6, 3],
    [106, 4, 10, 5],
    [1200, 6, 16, 8],
    [3000, 7, 19, 10],
    [20_000, 11, 28, 14],
  ])('of the coarsest level of %i papers are %i and %i, usual are %i', (papers, from, to, usual) => {
    const found = coarseBounds(papers);
    expect(found).toEqual({ from, to, usual: expect.any(Number) });
    expect(Math.round(found.usual!)).toBe(usual);
  });

  it.each([
    [1, 2, 2],
    [8, 4, 4],
    [106, 13, 18],
    [300, 21, 30],
    [3000, 66, 95],
    [20_000, 169, 247],
  ])('of the finest level of %i papers are %i and %i', (papers, from, to) => {
    expect(fineBounds(papers)).toEqual({ from, to });
  });

  it('of the middle level are around a third of the way up, and 1.4 times the coarse count at the least', () => {
    // 8^⅔ · 64^⅓ = 16, from four fifths to five quarters of it and what rounding takes.
    expect(middleBounds(8, { from: 60, to: 68 })).toEqual({ from: 13, to: 19 });
    expect(middleBounds(6, { from: 13, to: 18 })).toEqual({ from: 9, to: 10 });
    expect(middleBounds(3, { from: 7, to: 7 })).toEqual({ from: 5, to: 5 });
  });

  it('of the middle level leave it out where it would mostly repeat a level', () => {
    expect(middleBounds(6, { from: 12, to: 18 })).toBeNull();
    expect(middleBounds(8, { from: 2, to: 2 })).toBeNull();
  });
});

describe('chooseCount', () => {
  it('scores a count by the logarithm of its jump, at most 1', () => {
    expect(chooseCount([8, 4, 3.9, 0.5], 1, { from: 2, to: 4 })).toEqual({
      themes: 4,
      candidates: [
        { themes: 2, score: Math.round(Math.LN2 * 1e4) / 1e4 },
        { themes: 3, score: 0.0253 },
        { themes: 4, score: 1 },
      ],
    });
    expect(chooseCount([8, 4, 2], 1, { from: 2, to: 3 }).themes).toBe(2);
  });

  it('wants a larger jump for a count that is unusual, by its distance as a ratio', () => {
    // Jumps of .2 at 2, .3 at 4 and .4 at 8 themes; .15 ln 2 is .104.
    const heights = [8, 8, 8, 8, 8, 8, 8, 8];
    [0.2, 0, 0.3, 0, 0, 0, 0.4].reduce((height, jump, at) => {
      heights[at + 1] = height * Math.exp(-jump);
      return heights[at + 1]!;
    }, 8);
    const choose = (usual?: number) =>
      chooseCount(heights, 1, { from: 2, to: 8, ...(usual !== undefined && { usual }) });
    expect(choose().themes).toBe(8);
    expect(choose(6).themes).toBe(8);
    expect(choose(4).themes).toBe(4);
    expect(choose(1).themes).toBe(2);
    const { candidates } = choose(4);
    expect(candidates.map(({ score }) => score)).toEqual(
      [2, 3, 4, 5, 6, 7, 8].map((themes, at) => {
        const jump = [0.2, 0, 0.3, 0, 0, 0, 0.4][at]!;
        return Math.round(1e4 * (jump - 0.15 * Math.abs(Math.log(themes / 4)))) / 1e4;
      }),
    );
  });

  it('starts from the existing groups, and never chooses fewer', () => {
    const heights = [8, 7, 4, 3.9];
    expect(chooseCount(heights, 3, { from: 2, to: 6 })).toEqual({
      themes: 5,
      candidates: [
        { themes: 4, score: 0.1335 },
        { themes: 5, score: 0.5596 },
        { themes: 6, score: 0.0253 },
      ],
    });
    expect(chooseCount(heights, 3, { from: 2, to: 3 })).toEqual({ themes: 3, candidates: [] });
  });

  it('divides few distinct papers as far as possible, but never copies', () => {
    expect(chooseCount([8, 7], 1, { from: 2, to: 9 }).candidates.map(({ themes }) => themes)).toEqual([2, 3]);
    expect(chooseCount([8, 7, 1e-4], 1, { from: 5, to: 9 })).toEqual({ themes: 3, candidates: [] });
    expect(chooseCount([8, 7, 6, 5], 2, { from: 5, to: 4 }).themes).toBe(5);
    expect(chooseCount([1e-4], 1, { from: 2, to: 2 })).toEqual({ themes: 1, candidates: [] });
    expect(chooseCount([1e-3], 1, { from: 2, to: 2 })).toEqual({
      themes: 2,
      candidates: [{ themes: 2, score: 1 }],
    });
    expect(chooseCount([], 1, { from: 2, to: 2 })).toEqual({ themes: 1, candidates: [] });
  });
});

describe('memberships', () => {
  it('gives the cosines to the mean of the theme’s other papers and to the nearest other theme', () => {
    const rows = circle(0, 0.2, 1, 1.2, 3);
    const { own, other, runnerUp } = memberships(rows, Int32Array.of(0, 0, 1, 1, 2), 3);
    [0.2, 0.2, 0.2, 0.2].forEach((angle, i) => {
      expect(own[i]).toBeCloseTo(Math.cos(angle), 5);
    });
    expect(own[4]).toBe(0);
    [1.1, 0.9, 0.9, 1.1, 1.9].forEach((angle, i) => {
      expect(other[i]).toBeCloseTo(Math.cos(angle), 5);
    });
    expect([...runnerUp]).toEqual([1, 1, 0, 0, 1]);
  });

  it('gives unthemed papers no own similarity, and papers of the only theme no other', () => {
    const { own, other, runnerUp } = memberships(circle(0, 1, 1), Int32Array.of(-1, 0, 0), 2);
    expect(own[0]).toBe(0);
    expect(other[0]).toBeCloseTo(Math.cos(1), 6);
    expect(own[1]).toBeCloseTo(1, 6);
    expect([...runnerUp]).toEqual([0, -1, -1]);
    expect([other[1], other[2]]).toEqual([-1, -1]);
  });
});

describe('silhouette', () => {
  it('is the difference of the distances to both themes as a share of the larger', () => {
    expect(silhouette(0.75, 0.5)).toBe(0.5);
    expect(silhouette(1, 0.5)).toBe(1);
    expect(silhouette(0.5, 0.5)).toBe(0);
    expect(silhouette(0.5, 0.75)).toBe(0);
    expect(silhouette(1, 1)).toBe(0);
    expect(silhouette(1.1, 1.2)).toBe(0);
    expect(silhouette(0, -1)).toBe(0.5);
  });
});

describe('stability of groups', () => {
  const level = (...assignment: number[]) => ({
    assignment: Int32Array.from(assignment),
    count: Math.max(...assignment) + 1,
    parents: new Int32Array(Math.max(...assignment) + 1).fill(-1),
  });

  it('is 1 if every sample contains the group', () => {
    const rows = circle(...range(20).map((i) => (i % 2) * 2 + i / 100));
    const found = bootstrapStability(rows, [level(...range(20).map((i) => i % 2))], createRandom(1));
    expect(found.map((values) => [...values])).toEqual([[1, 1]]);
  });

  it('is the Jaccard index with the most similar group if the group does not return', () => {
    // Two clouds of ten; the themes are the halves of both, each half of every cloud that comes back: 5 of 10 + 5 + … .
    const rows = circle(...range(20).map((i) => (i % 2) * 2 + i / 100));
    const [wrong, right] = bootstrapStability(
      rows,
      [level(...range(20).map((i) => (i < 10 ? 0 : 1))), level(...range(20).map((i) => i % 2))],
      createRandom(1),
    );
    for (const value of wrong!) {
      expect(value).toBeGreaterThan(0.25);
      expect(value).toBeLessThan(0.55);
    }
    expect([...right!]).toEqual([1, 1]);
  });

  it('ignores unthemed papers, and is 0 for a theme without papers', () => {
    const rows = circle(...range(10).map((i) => (i % 2) * 2 + i / 100), 1);
    const assignment = Int32Array.from([...range(10).map((i) => i % 2), -1]);
    const found = (count: number) => {
      const parents = new Int32Array(count).fill(-1);
      return [...bootstrapStability(rows, [{ assignment, count, parents }], createRandom(4))[0]!];
    };
    expect(found(2)).toEqual([1, 1]);
    expect(found(3)).toEqual([1, 1, 0]);
  });

  it('covers the smallest themes, of however many papers', () => {
    // Four themes of one paper among 400.
    const rows = circle(...range(400).map((i) => (i < 4 ? 2.5 + i : (i % 2) * 1.2 + i / 1e5)));
    const themes = level(...range(400).map((i) => (i < 4 ? 2 + i : i % 2)));
    const found = bootstrapStability(rows, [themes], createRandom(1))[0]!;
    expect([...found.subarray(2)]).toEqual([1, 1, 1, 1]);
    expect(Math.min(...found)).toBeGreaterThan(0.7);
  });

  it('is that of its parent for an only child, and its own for siblings', () => {
    const rows = circle(...range(30).map((i) => (i % 3) * 2 + i / 100));
    // The second theme of the finer level is the second of the coarser one; the others divide the first at random.
    const coarse = level(...range(30).map((i) => (i % 3 === 2 ? 1 : 0)));
    const fine = {
      ...level(...range(30).map((i) => (i % 3 === 2 ? 1 : i % 2 ? 0 : 2))),
      parents: Int32Array.of(0, 1, 0),
    };
    const [areas, parts] = bootstrapStability(rows, [coarse, fine], createRandom(1));
    expect(parts![1]).toBe(areas![1]);
    expect(parts![0]).toBeLessThan(areas![0]!);
    expect(parts![2]).toBeLessThan(areas![0]!);
  });
});

describe('divide', () => {
  const exactly = (themes: number) => ({ from: themes, to: themes });
  const random = () => createRandom(1);

  it('undoes the highest merges of all trees, and numbers groups by parent, then by size', () => {
    const rows = circle(0, 0.1, 0.15, 1, 3, 3.02, 3.04, 0);
    const two = { assignment: Int32Array.of(0, 0, 0, 0, 1, 1, 1, -1), count: 2 };
    const found = divide(rows, two, exactly(3), 1, random());
    expect([...found.assignment]).toEqual([0, 0, 0, 1, 2, 2, 2, -1]);
    expect([...found.parents]).toEqual([0, 0, 1]);
    expect(found.count).toBe(3);
    const more = divide(rows, two, exactly(4), 1, random());
    expect([...more.assignment]).toEqual([1, 0, 0, 2, 3, 3, 3, -1]);
    expect([...more.parents]).toEqual([0, 0, 0, 1]);
  });

  it('moves the papers of too small groups to the nearest large enough one', () => {
    const rows = circle(0, 0.1, 0.2, 1, 3, 3.1, 3.2);
    const all = { assignment: new Int32Array(7), count: 1 };
    expect([...divide(rows, all, exactly(3), 1, random()).assignment]).toEqual([0, 0, 0, 2, 1, 1, 1]);
    const found = divide(rows, all, exactly(3), 2, random());
    expect([...found.assignment]).toEqual([0, 0, 0, 0, 1, 1, 1]);
    expect(found.count).toBe(2);
    expect([...divide(rows, all, exactly(3), 3, random()).assignment]).toEqual([0, 0, 0, 0, 1, 1, 1]);
    // The largest stays, however small.
    expect(divide(rows, all, exactly(3), 99, random()).count).toBe(1);
  });
});

describe('cluster', () => {
  it('leaves papers unthemed whose nearest theme and paper are far, at most one in twenty', () => {
    const width = 5;
    const count = 40;
    const vectors = new Float32Array(count * width);
    for (let i = 0; i < count; i++)
      vectors.set([Math.cos((i % 2) + i / 500), Math.sin((i % 2) + i / 500)], i * width);
    // Three papers that are alone on their axes, the last a little nearer to the rest.
    [37, 38, 39].forEach((paper, axis) => {
      vectors.fill(0, paper * width, (paper + 1) * width);
      vectors[paper * width + 2 + axis] = Math.sqrt(1 - (axis * 0.03) ** 2);
      vectors[paper * width] = axis * 0.03;
    });
    const features = { rows: count, width, data: vectors };
    const { unthemed, levels, silhouette, runnerUp } = cluster(features, neighbours(features, 5));
    expect(unthemed.map(({ paper }) => paper)).toEqual([37, 38]);
    expect(unthemed[0]!.reason).toBe('No paper and no theme is near it: the highest similarity is 0.00.');
    for (const { assignment } of levels) expect([assignment[37], assignment[38]]).toEqual([-1, -1]);
    expect([silhouette[37], runnerUp[37]]).toEqual([0, -1]);
    // A theme that is asked for keeps its last paper, however far from all others it is.
    const asked = cluster(features, neighbours(features, 5), { themes: 5 });
    expect(asked.unthemed).toEqual([]);
    expect(new Set(asked.levels.at(-1)!.assignment).size).toBe(5);
  });

  it('leaves papers unthemed that have nothing to compare, unless no paper has', () => {
    const rows = circle(...range(12).map((i) => (i % 3) + i / 100));
    rows.data.fill(0, 8, 10);
    rows.data.fill(0, 22, 24);
    const { unthemed, levels, silhouette } = cluster(rows, neighbours(rows, 5), { themes: 3 });
    const reason = 'It has no words or vector to compare.';
    expect(unthemed).toEqual([
      { paper: 4, reason },
      { paper: 11, reason },
    ]);
    expect([levels.at(-1)!.assignment[4], silhouette[4]]).toEqual([-1, 0]);
    expect(levels.at(-1)!.count).toBe(3);
    const none = { rows: 5, width: 2, data: new Float32Array(10) };
    const found = cluster(none, neighbours(none, 3));
    expect(found.unthemed).toEqual([]);
    expect(found.levels.map(({ assignment }) => [...assignment])).toEqual([[0, 0, 0, 0, 0]]);
  });

  it('makes one level below eight papers, two below 60, and three from 60 on', () => {
    const counts = (n: number) => {
      // The last two are one paper twice, away from all others.
      const others = sphere(n - 2, 4);
      const vectors = new Float32Array(5 * n);
      for (let i = 0; i < n - 2; i++) vectors.set(others.data.subarray(4 * i, 4 * i + 4), 5 * i);
      for (const i of [n - 2, n - 1]) vectors[5 * i + 4] = 1;
      const rows = { rows: n, width: 5, data: vectors };
      const { levels, chosen } = cluster(rows, neighbours(rows, 5));
      const pair = levels.at(-1)!.assignment.filter((theme) => theme === levels.at(-1)!.assignment[n - 1]);
      for (const level of levels.slice(1))
        for (let t = 0; t < level.count; t++) {
          const above = levels[levels.indexOf(level) - 1]!;
          expect(above.assignment[level.assignment.indexOf(t)]).toBe(level.parents[t]);
        }
      return { counts: levels.map(({ count }) => count), chosen, alone: pair.length === 2 };
    };
    expect(counts(7).counts).toEqual([1]);
    expect(counts(8).counts).toHaveLength(2);
    // Four groups of three: room for a level between 4 and 10 to 13 themes.
    const nested = (n: number) => {
      const rows = circle(...range(n).map((i) => 1.5 * (i % 4) + 0.2 * ((i >> 2) % 3) + i / 5000));
      return cluster(rows, neighbours(rows, 5)).levels.length;
    };
    expect([nested(59), nested(60)]).toEqual([2, 3]);
    // A theme has two papers at the least, and three from 300 papers on.
    const three = counts(300);
    expect([counts(299).alone, three.alone]).toEqual([true, false]);
    const [a, b, c] = three.counts;
    expect(three.chosen.reason.startsWith(`${a}, ${b} and ${c} themes on the levels: each level stops`)).toBe(
      true,
    );
    expect([a! >= 5 && a! <= 12, b! > a!, c! > b! && c! <= 30]).toEqual([true, true, true]);
  });

  it('gives the reason for the number of themes', () => {
    const rows = circle(...range(12).map((i) => (i % 3) + i / 100));
    const near = neighbours(rows, 5);
    expect(cluster(rows, near, { themes: 3 }).chosen.reason).toBe(
      '3 themes: 3 finest themes were asked for.',
    );
    expect(cluster(rows, near, { themes: 1 }).chosen.reason).toBe('1 theme: 1 finest themes were asked for.');
    expect(cluster(rows, near, { themes: 6 }).chosen.reason).toBe(
      '3 and 6 themes on the levels: 6 finest themes were asked for.',
    );
    expect(cluster(rows, near).chosen.reason).toBe(
      `${cluster(rows, near)
        .levels.map(({ count }) => count)
        .join(
          ' and ',
        )} themes on the levels: each level stops where the next merge would be the largest step up in distance.`,
    );
  });

  it('says where papers without topics would form themes as clear, and nowhere else', () => {
    const weak = 'The corpus splits weakly: papers without topics would form themes as clear as these.';
    const reason = (rows: Matrix) => cluster(rows, neighbours(rows, 5)).chosen.reason;
    const clear = circle(...range(60).map((i) => (i % 5) + i / 1000));
    expect(reason(sphere(200, 40))).toContain(weak);
    expect(reason(clear)).not.toContain(weak);
    // 1.1 · 200 ** −.22 is .343. Papers at the near end of either group lie between both; the others have a silhouette of
    // 1 − (1 − cos 1) / (1 − cos 3) = .769 and 1 − (1 − cos 1.25) / (1 − cos 3.25) = .656, which is halved.
    const split = (within: number) => {
      const rows = circle(...range(200).map((i) => (i % 2) * 2 + ((i >> 1) % 2) * within));
      return splitsWeakly(
        rows,
        {
          assignment: Int32Array.from(range(200), (i) => i % 2),
          count: 2,
          parents: Int32Array.of(-1, -1),
        },
        Float32Array.of(1, 1),
      );
    };
    expect([split(2), split(2.5)]).toEqual([false, true]);
    const one = { assignment: new Int32Array(200), count: 1, parents: Int32Array.of(-1) };
    expect(splitsWeakly(sphere(200, 40), one, Float32Array.of(0))).toBe(false);
    // Unthemed papers don't count.
    const few = { assignment: Int32Array.of(0, 0, 1, 1, -1, -1), count: 2, parents: Int32Array.of(-1, -1) };
    const stable = (...values: number[]) =>
      splitsWeakly(circle(0, 0.1, 2, 2.1, 1, 1), few, Float32Array.from(values));
    expect(stable(1, 1)).toBe(false);
    // Themes that hardly come back are weak, however clear.
    expect([stable(0.7, 0.51), stable(0.7, 0.49)]).toEqual([false, true]);
  });

  it('reports its steps, and stops when it is cancelled', () => {
    const rows = circle(...range(12).map((i) => (i % 3) + i / 100));
    const near = neighbours(rows, 5);
    const notes: string[] = [];
    cluster(
      rows,
      near,
      { themes: 6 },
      { onProgress: ({ stage, done, total, note }) => notes.push(`${stage} ${done}/${total} ${note}`) },
    );
    expect(notes).toEqual([
      'cluster 0/5 level 1',
      'cluster 1/5 level 2',
      'cluster 3/5 papers that no theme claims',
      'cluster 4/5 stability',
      'cluster 5/5 ',
    ]);
    expect(() => cluster(rows, near, {}, { signal: AbortSignal.abort() })).toThrow(CancelledError);
  });

  it('refuses impossible numbers of themes, and neighbours of other papers', () => {
    const rows = circle(0, 1, 2);
    for (const themes of [0, -1, 1.5, Number.NaN])
      expect(() => cluster(rows, neighbours(rows, 2), { themes })).toThrow(
        `themes must be a positive whole number, not ${themes}`,
      );
    const two = circle(0, 1);
    expect(() => cluster(rows, neighbours(two, 1))).toThrow('3 papers but neighbours of 2');
  });

  it('makes no themes of no papers, and says so', () => {
    const none = { rows: 0, width: 2, data: new Float32Array(0) };
    const found = cluster(none, neighbours(none, 5));
    expect(found.levels.map(({ count }) => count)).toEqual([0]);
    expect(found.chosen.reason).toBe('There are no papers.');
  });
});
