/** Agreement of groupings, held against its definitions: all pairs counted, all orders of the labels gone through. */
import { describe, expect, it } from 'vitest';
import { agreement } from '../../pipeline/evaluate/metrics.ts';

const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

const GROUPINGS: [number[], number[]][] = [
  [
    [0, 0, 0, 1, 1, 2],
    [0, 0, 1, 1, 1, 0],
  ],
  [
    [5, 5, 1, 1, 1, 1],
    [9, 2, 2, 9, 3, 3],
  ],
  [
    [0, 1, 1, 2, 2, 2],
    [0, 0, 0, 0, 1, 1],
  ],
  [
    [0, 0, 0, 0, 1, 1],
    [0, 0, 0, 1, 0, 2],
  ],
  [
    [-1, -1, 0, 0, 0, 3],
    [1, 1, 1, 0, -1, 0],
  ],
];

/** Every item of no group in one of its own. */
const alone = (of: number[]) => of.map((group, i) => (group < 0 ? -1 - i : group));

function shares(...sides: number[][]): number[] {
  const counts = new Map<string, number>();
  for (const i of range(sides[0]!.length)) {
    const key = sides.map((side) => side[i]).join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts.values()].map((count) => count / sides[0]!.length);
}

const entropy = (...sides: number[][]) => -sum(shares(...sides).map((share) => share * Math.log(share)));
const mutual = (a: number[], b: number[]) => entropy(a) + entropy(b) - entropy(a, b);

function permutations(of: number[]): number[][] {
  if (of.length < 2) return [of];
  return of.flatMap((first, i) => permutations(of.toSpliced(i, 1)).map((rest) => [first, ...rest]));
}

describe.each(GROUPINGS)('agreement of %j with %j', (groups, labels) => {
  const [a, b] = [alone(groups), alone(labels)];
  const found = agreement(groups, labels);

  it('has an ARI that is the excess over chance as a share of the possible excess', () => {
    const pairs = range(6).flatMap((i) => range(i).map((j) => [i, j] as const));
    const same = (of: number[]) => pairs.filter(([i, j]) => of[i] === of[j]).length;
    const both = pairs.filter(([i, j]) => a[i] === a[j] && b[i] === b[j]).length;
    const chance = (same(a) * same(b)) / pairs.length;
    expect(found.ari).toBeCloseTo((both - chance) / ((same(a) + same(b)) / 2 - chance), 12);
  });

  it('has an AMI that is the excess over the mean of all label orders, as a share of the possible excess', () => {
    const orders = permutations(b);
    const chance = sum(orders.map((order) => mutual(a, order))) / orders.length;
    expect(found.ami).toBeCloseTo((mutual(a, b) - chance) / ((entropy(a) + entropy(b)) / 2 - chance), 10);
  });

  it('has a homogeneity, a completeness and a V-measure by entropy', () => {
    expect(found.homogeneity).toBeCloseTo(mutual(a, b) / entropy(b), 12);
    expect(found.completeness).toBeCloseTo(mutual(a, b) / entropy(a), 12);
    expect(found.vMeasure).toBeCloseTo((2 * mutual(a, b)) / (entropy(a) + entropy(b)), 12);
    const most = (group: number) =>
      Math.max(...b.map((label) => range(6).filter((i) => a[i] === group && b[i] === label).length));
    expect(found.purity).toBeCloseTo(sum([...new Set(a)].map(most)) / 6, 12);
  });
});

describe('agreement', () => {
  it('refuses lists of different lengths', () => {
    expect(() => agreement([0, 1], [0])).toThrow('2 groups but 1 labels; both need one entry an item');
  });

  it('has an AMI of 0 if one side is a single group', () => {
    expect(agreement([0, 0, 0], [0, 0, 1]).ami).toBe(0);
    expect(agreement([0, 0, 1], [4, 4, 4]).ami).toBe(0);
  });
});
