/** What the clustering says of each paper, and which themes are large enough to stay. */
import { describe, expect, it } from 'vitest';
import { bootstrapStability } from '../../pipeline/cluster/bootstrap-stability.ts';
import { refine } from '../../pipeline/cluster/centroids.ts';
import { cluster } from '../../pipeline/cluster/cluster.ts';
import { divide } from '../../pipeline/cluster/divide.ts';
import { memberships, silhouette } from '../../pipeline/cluster/membership.ts';
import { cutMerges, squaredDistances, wardMerges } from '../../pipeline/cluster/ward.ts';
import { gatherRows } from '../../pipeline/linalg/rows.ts';
import { neighbours } from '../../pipeline/neighbours/neighbours.ts';
import type { Matrix } from '../../pipeline/types.ts';
import { createRandom, deriveSeed, gaussian, permutation } from '../../pipeline/util/random.ts';

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

/** Unit rows of space: an angle in the plane, or 'up' for the axis that stands on it. */
function rows(...at: (number | 'up')[]): Matrix {
  const vectors = at.flatMap((angle) => (angle === 'up' ? [0, 0, 1] : [Math.cos(angle), Math.sin(angle), 0]));
  return { rows: at.length, width: 3, data: Float32Array.from(vectors) };
}

const grouped = (corpus: Matrix, themes?: number) => cluster(corpus, neighbours(corpus, 5), { themes });

describe('the silhouette of a paper', () => {
  it('compares own and next theme; a paper between the two has the next as runner-up', () => {
    const corpus = rows(0, 0.1, 0.2, 2, 2.1, 2.2, 1.08);
    const { levels, silhouette: found, runnerUp } = grouped(corpus, 2);
    expect([...levels[0]!.assignment]).toEqual([0, 0, 0, 1, 1, 1, 0]);
    const { own, other } = memberships(corpus, levels[0]!.assignment, 2);
    expect([...found]).toEqual(range(7).map((i) => Math.fround(silhouette(own[i]!, other[i]!))));
    // As far as .98 from its own and 1.02 from the other: (cos .98 − cos 1.02) / (1 − cos 1.02).
    expect(found[6]).toBeCloseTo((Math.cos(0.98) - Math.cos(1.02)) / (1 - Math.cos(1.02)), 2);
    expect([...runnerUp]).toEqual([-1, -1, -1, -1, -1, -1, 1]);
  });

  it('gives no runner-up to papers well inside their theme, however near the next theme is', () => {
    expect([...grouped(rows(0, 0.1, 0.2, 1.3, 1.4, 1.5), 2).runnerUp]).toEqual([-1, -1, -1, -1, -1, -1]);
  });

  it('may be small without a runner-up if no other theme is near', () => {
    const { levels, silhouette: found, runnerUp } = grouped(rows(0, 0.1, 0.2, 2, 2.1, 2.2, 'up'), 3);
    expect([...levels.at(-1)!.assignment]).toEqual([0, 0, 0, 1, 1, 1, 2]);
    expect([found[6], runnerUp[6]]).toEqual([0, -1]);
  });

  it('is the similarity to the other papers if there is one theme, and 0 if that is negative', () => {
    const { silhouette: found, runnerUp, levels } = grouped(rows(0, 0.1, 3.1), 1);
    [0, Math.cos(1.45), 0].forEach((value, i) => {
      expect(found[i]).toBeCloseTo(value, 5);
    });
    expect([...runnerUp]).toEqual([-1, -1, -1]);
    expect([...levels[0]!.parents]).toEqual([-1]);
  });
});

describe('unthemed papers', () => {
  /** Forty papers in two clouds, but for some that are alone on axes of their own or hold nothing at all. */
  function clouds(alone: Record<number, number>, empty: number[] = []): Matrix {
    const vectors = new Float32Array(40 * 6);
    for (let i = 0; i < 40; i++)
      vectors.set([Math.cos((i % 2) + i / 500), Math.sin((i % 2) + i / 500)], 6 * i);
    Object.entries(alone).forEach(([paper, near], axis) => {
      vectors.fill(0, 6 * +paper, 6 * +paper + 6);
      vectors[6 * +paper] = near;
      vectors[6 * +paper + 3 + axis] = Math.sqrt(1 - near ** 2);
    });
    for (const paper of empty) vectors.fill(0, 6 * paper, 6 * paper + 6);
    return { rows: 40, width: 6, data: vectors };
  }

  const reason = (near: string) => `No paper and no theme is near it: the highest similarity is ${near}.`;
  const papers = ({ unthemed }: ReturnType<typeof grouped>) => unthemed.map(({ paper }) => paper);

  it('are the least similar ones, listed in the order of the papers', () => {
    expect(grouped(clouds({ 9: 0.06, 20: 0, 30: 0.03 })).unthemed).toEqual([
      { paper: 20, reason: reason('0.00') },
      { paper: 30, reason: reason('0.03') },
    ]);
    expect(papers(grouped(clouds({ 9: 0, 20: 0, 30: 0 })))).toEqual([9, 20]);
    expect(papers(grouped(clouds({ 20: 0 }, [3, 35])))).toEqual([3, 20, 35]);
  });

  it('never leave a theme empty', () => {
    const found = grouped(clouds({ 37: 0, 38: 0 }), 3);
    expect(papers(found)).toEqual([37]);
    expect(found.levels.at(-1)!.assignment.filter((theme) => theme === 2)).toHaveLength(1);
  });

  it('have silhouette 0 and no runner-up, even if one theme is nearer than another', () => {
    const corpus = rows(...range(39).map((i) => (i % 2) + i / 500), Math.PI + 0.4);
    const { unthemed, silhouette: found, runnerUp } = grouped(corpus);
    expect(unthemed.map(({ paper }) => paper)).toEqual([39]);
    expect([found[39], runnerUp[39]]).toEqual([0, -1]);
  });
});

describe('the size of a theme', () => {
  it('is at least two papers from 16 papers on', () => {
    const alone = (n: number) => {
      const corpus = rows(...range(n - 1).map((i) => (i % 2) + i / 100), 'up');
      return grouped(corpus).levels.map(({ assignment }) => {
        const last = assignment.at(-1);
        return assignment.filter((theme) => theme === last).length === 1;
      });
    };
    expect(alone(15)).toEqual([true, true]);
    expect(alone(16)).not.toContain(true);
  });

  it('may be one paper on a level whose count is requested, but not on the levels above', () => {
    const corpus = rows(...range(19).map((i) => (i % 2) + i / 100), 'up');
    const { levels } = grouped(corpus, 6);
    const mates = ({ assignment }: { assignment: Int32Array }) =>
      assignment.filter((theme) => theme === assignment[19]).length;
    expect([mates(levels[0]!) > 1, mates(levels[1]!)]).toEqual([true, 1]);
  });
});

describe('cluster', () => {
  const corpus = rows(...range(12).map((i) => (i % 3) + i / 100));

  it('makes one level of fewer than eight papers or of copies; else the coarse level has at most half the finest count', () => {
    const counts = (at: number[]) => grouped(rows(...at)).levels.map(({ count }) => count);
    expect(counts(range(7).map((i) => i / 3))).toEqual([1]);
    expect(counts(range(8).map((i) => i / 3))).toHaveLength(2);
    expect(counts(range(16).map(() => 1))).toEqual([1]);
    // Of 15 papers 5 or 6 finest themes: 3 coarse ones, where 15 papers by themselves would have up to 4.
    const { levels, chosen } = grouped(rows(...range(15).map((i) => i ** 1.2 / 8)));
    expect(chosen.levels[0]!.candidates.map(({ themes }) => themes)).toEqual([3]);
    levels[1]!.assignment.forEach((theme, i) => {
      expect(levels[1]!.parents[theme]).toBe(levels[0]!.assignment[i]);
    });
  });

  it('reports the counts considered on each level', () => {
    const { levels, chosen } = grouped(corpus);
    expect(chosen.levels.map(({ themes }) => themes)).toEqual(levels.map(({ count }) => count));
    for (const { themes, candidates } of chosen.levels)
      expect(candidates.map((candidate) => candidate.themes)).toContain(themes);
  });

  it('draws the samples of the stability by its seed, 42 by default', () => {
    const { levels } = grouped(corpus, 6);
    const draws = (seed: number) =>
      bootstrapStability(corpus, levels, createRandom(deriveSeed(seed, 'stability')));
    expect(levels.map((level) => level.stability)).toEqual(draws(42));
    const other = cluster(corpus, neighbours(corpus, 5), { themes: 6, seed: 7 });
    expect(other.levels.map((level) => level.stability)).toEqual(draws(7));
  });

  it('gives one level without themes for no papers', () => {
    const none = { rows: 0, width: 3, data: new Float32Array(0) };
    const nothing = new Int32Array(0);
    expect(cluster(none, neighbours(none, 5))).toEqual({
      levels: [{ count: 0, assignment: nothing, parents: nothing, stability: new Float32Array(0) }],
      silhouette: new Float32Array(0),
      runnerUp: nothing,
      unthemed: [],
      chosen: { reason: 'There are no papers.', levels: [] },
    });
  });
});

describe('refine', () => {
  const refined = (corpus: Matrix, labels: number[], turns: number) => {
    const of = Int32Array.from(labels);
    refine(corpus, range(labels.length), of, Math.max(...labels) + 1, turns);
    return [...of];
  };

  it('lets a paper leave a group of two after another has joined it', () => {
    expect(refined(rows(2, 0.05, 0, 0.1, 2.1), [0, 1, 0, 0, 1], 1)).toEqual([1, 0, 0, 0, 1]);
  });

  it('leaves copies in their groups', () => {
    expect(refined(rows(1, 1, 1, 1), [0, 0, 1, 1], 20)).toEqual([0, 0, 1, 1]);
  });
});

/** Rows anywhere on the sphere. */
function anywhere(count: number): Matrix {
  const random = createRandom(3);
  const vectors = range(count).flatMap(() => {
    const row = range(3).map(() => gaussian(random));
    return row.map((value) => value / Math.hypot(...row));
  });
  return { rows: count, width: 3, data: Float32Array.from(vectors) };
}

describe('memberships', () => {
  it('gives each paper what the plain formula gives, over several blocks', () => {
    const corpus = anywhere(600);
    const of = Int32Array.from(range(600), (i) => i % 5);
    const found = memberships(corpus, of, 5);
    const row = (i: number) => range(3).map((d) => corpus.data[3 * i + d]!);
    const cosine = (i: number, others: number[]) => {
      const sum = range(3).map((d) => others.reduce((total, j) => total + row(j)[d]!, 0));
      return row(i).reduce((total, value, d) => total + value * sum[d]!, 0) / Math.hypot(...sum);
    };
    for (const i of [0, 1, 255, 256, 257, 512, 599]) {
      const theme = (t: number) => range(600).filter((j) => j % 5 === t && j !== i);
      const others = range(5).filter((t) => t !== i % 5);
      expect(found.own[i]).toBeCloseTo(cosine(i, theme(i % 5)), 4);
      expect(found.other[i]).toBeCloseTo(Math.max(...others.map((t) => cosine(i, theme(t)))), 4);
      expect(cosine(i, theme(found.runnerUp[i]!))).toBeCloseTo(found.other[i]!, 4);
    }
  });
});

describe('wardMerges', () => {
  it('joins the first of equally distant groups', () => {
    const { a, b, heights } = wardMerges({
      data: Float32Array.of(0, 1, 1, 1, 0, 1, 1, 1, 0),
      rows: 3,
      width: 3,
    });
    expect([[...a], [...b], [...heights]]).toEqual([
      [0, 0],
      [1, 2],
      [1, 1],
    ]);
  });
});

describe('stability', () => {
  it('is the mean best Jaccard index over forty divisions of the papers without another fifth', () => {
    const corpus = anywhere(40);
    // A paper in no theme, and two levels of which the second is cut from the tree itself.
    const tree = wardMerges(squaredDistances(corpus, range(40)));
    const parents = new Int32Array(6);
    const levels = [
      { count: 3, parents, assignment: Int32Array.from(range(40), (i) => (i === 7 ? -1 : i % 3)) },
      { count: 6, parents, assignment: cutMerges(tree, 6).map((theme, i) => (i === 7 ? -1 : theme)) },
    ];
    const found = bootstrapStability(corpus, levels, createRandom(9));
    const random = createRandom(9);
    const pool = range(40).filter((i) => i !== 7);
    const indices = levels.map(({ count }) => range(count).map(() => [] as number[]));
    for (let turn = 0; turn < 8; turn++) {
      const order = [...permutation(39, random)];
      for (let part = 0; part < 5; part++) {
        const items = order.filter((_, at) => at % 5 !== part).sort((a, b) => a - b);
        const papers = items.map((place) => pool[place]!);
        let groups = { assignment: new Int32Array(papers.length), count: 1 };
        levels.forEach(({ count, assignment }, l) => {
          const wanted = new Set(papers.map((paper) => assignment[paper])).size;
          const bounds = { from: wanted, to: wanted };
          const { assignment: labels } = divide(gatherRows(corpus, papers), groups, bounds, 1, random);
          groups = { assignment: Int32Array.from(labels), count: wanted };
          for (let t = 0; t < count; t++) {
            const own = papers.filter((paper) => assignment[paper] === t);
            const jaccards = range(wanted).map((g) => {
              const both = own.filter((paper) => labels[papers.indexOf(paper)] === g).length;
              return both / (own.length + labels.filter((label) => label === g).length - both);
            });
            if (own.length > 0) indices[l]![t]!.push(Math.max(...jaccards));
          }
        });
      }
    }
    levels.forEach(({ count }, l) => {
      for (let t = 0; t < count; t++) {
        const each = indices[l]![t]!;
        expect(found[l]![t]).toBeCloseTo(each.reduce((sum, value) => sum + value, 0) / each.length, 5);
      }
    });
    expect(Math.max(...found[0]!)).toBeLessThan(Math.min(...found[1]!));
  });

  it('makes forty divisions, and fewer of more than 500 papers', () => {
    const draws = (papers: number) => {
      const corpus = rows(...range(papers).map((i) => i / papers));
      const level = { count: 1, parents: Int32Array.of(-1), assignment: new Int32Array(papers) };
      let drawn = 0;
      const random = createRandom(1);
      bootstrapStability(corpus, [level], () => {
        drawn++;
        return random();
      });
      // Five divisions share one permutation, of which each paper but the first takes a draw.
      return drawn / (papers - 1);
    };
    expect([100, 700].map(draws)).toEqual([8, 6]);
  });
});

describe('divide', () => {
  const divided = (corpus: Matrix, before: number[], themes: number, least = 1) => {
    const bounds = { from: themes, to: themes };
    const groups = { assignment: Int32Array.from(before), count: Math.max(...before) + 1 };
    return divide(corpus, groups, bounds, least, createRandom(1));
  };

  it('moves the paper of a too small group to the nearest group, which need not be the largest', () => {
    const corpus = rows(2.8, 2.8, 0, 0.1, 0.2, 0.3, 2, 2.1, 2.2);
    expect([...divided(corpus, [-1, 0, 0, 0, 0, 0, 0, 0, 0], 3, 2).assignment]).toEqual([
      -1, 1, 0, 0, 0, 0, 1, 1, 1,
    ]);
  });

  it('numbers groups of equal size in the order of their papers, and divides the first of equal ones', () => {
    expect([...divided(rows(2, 2.1, 0, 0.1), [0, 0, 0, 0], 2).assignment]).toEqual([0, 0, 1, 1]);
    const twice = divided(rows(0, 1, 0, 1, 0, 1), [0, 0, 1, 1, 2, 2], 5);
    expect([...twice.parents]).toEqual([0, 0, 1, 1, 2]);
  });

  it('uses no random numbers if the tree is grown from all papers', () => {
    const never = () => {
      throw new Error('drawn');
    };
    const corpus = rows(0, 0.1, 2, 2.1);
    const all = { assignment: new Int32Array(4), count: 1 };
    const found = divide(corpus, all, { from: 2, to: 2 }, 1, never);
    expect([...found.assignment]).toEqual([0, 0, 1, 1]);
  });

  it('grows the tree of a large group from a sample, and scales its heights to all papers', () => {
    // Two clouds of 1,800 at .04: Ward's distance is √1800 · .04 = 1.70, in a sample of 2,500 but 1.41. Two papers at 1.55.
    const n = 3600;
    const corpus = rows(...range(n).map((i) => 0.04 * ((i >> 1) % 2)), 0, 2 * Math.asin(1.55 / 2));
    const before = { assignment: Int32Array.from(range(n + 2), (i) => (i < n ? 0 : 1)), count: 2 };
    const random = createRandom(1);
    let draws = 0;
    const counted = () => {
      draws++;
      return random();
    };
    const three = divide(corpus, before, { from: 3, to: 3 }, 1, counted);
    expect(draws).toBeGreaterThan(0);
    expect([...three.parents]).toEqual([0, 0, 1]);
    const [first, other] = [three.assignment[0]!, three.assignment[2]!];
    expect([first, other].sort()).toEqual([0, 1]);
    expect(range(n).every((i) => three.assignment[i] === [first, other][(i >> 1) % 2])).toBe(true);
    expect([...three.assignment.subarray(n)]).toEqual([2, 2]);
    expect(three.choice.candidates).toEqual([
      { themes: 3, score: expect.closeTo(Math.log((Math.sqrt(1800) * 0.04) / 1.55), 2) },
    ]);
  });
});
