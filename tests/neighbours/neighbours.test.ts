import { describe, expect, it } from 'vitest';
import { scaleRowsToUnit } from '../../pipeline/linalg/rows.ts';
import {
  DEFAULT_NEIGHBOURS,
  emptyNeighbours,
  neighbourCount,
  neighbours,
  rankCandidates,
} from '../../pipeline/neighbours/neighbours.ts';
import type { Matrix } from '../../pipeline/types.ts';
import { createRandom } from '../../pipeline/util/random.ts';

const plane = (...xy: number[]): Matrix => ({
  rows: xy.length / 2,
  width: 2,
  data: Float32Array.from(xy),
});

describe('neighbours', () => {
  it('lists the nearest papers first, the lower index first among equals, and never the paper itself', () => {
    const { count, k, indices, similarities } = neighbours(plane(1, 0, 0, 1, 1, 0, 0, 1, 0.5, 0.5), 3);
    expect([count, k]).toEqual([5, 3]);
    expect([...indices]).toEqual([2, 4, 1, 3, 4, 0, 0, 4, 1, 1, 4, 0, 0, 1, 2]);
    expect([...similarities]).toEqual([1, 0.5, 0, 1, 0.5, 0, 1, 0.5, 0, 1, 0.5, 0, 0.5, 0.5, 0.5]);
  });

  it('finds fifteen neighbours by default, and never more than there are other papers', () => {
    const twenty = plane(...Array.from({ length: 40 }, (_, i) => i));
    expect(neighbours(twenty).k).toBe(DEFAULT_NEIGHBOURS);
    expect(neighbours(twenty).k).toBe(15);
    expect([neighbourCount(4, 15), neighbourCount(4, 3), neighbourCount(4, 1)]).toEqual([3, 3, 1]);
    expect([neighbourCount(1, 15), neighbourCount(0, 15)]).toEqual([0, 0]);
    for (const count of [0, 1]) expect(neighbours(plane(...new Array(2 * count).fill(1)), 3).k).toBe(0);
  });

  it('refuses a k that is not a positive whole number', () => {
    for (const wanted of [0, -1, 1.5, Number.NaN])
      expect(() => neighbourCount(9, wanted)).toThrow(
        `neighbours must be a positive whole number, not ${wanted}`,
      );
  });

  it('keeps the lower index among equals, whichever it meets first', () => {
    const alike = plane(1, 0, 0.5, 0, 0.5, 0, 0.5, 0);
    for (const candidates of [
      [1, 2, 3],
      [3, 2, 1],
      [2, 3, 1],
    ])
      for (const k of [1, 2]) {
        const out = emptyNeighbours(4, k);
        rankCandidates(alike, 0, candidates, out);
        expect([...out.indices.subarray(0, k)]).toEqual([1, 2].slice(0, k));
      }
  });

  it('gives to the bit what summing all pairs in double precision gives', () => {
    const random = createRandom(5);
    const count = 150;
    const width = 30;
    const vectors = Float32Array.from({ length: count * width }, () => random() - 0.5);
    // A third of the papers are nearly the same: closer together than single precision can tell.
    for (let i = 0; i < count; i += 3)
      for (let d = 0; d < width; d++) vectors[i * width + d] = vectors[d]! + 1e-7 * random();
    const near = scaleRowsToUnit({ data: vectors, rows: count, width });
    const wanted = emptyNeighbours(count, 15);
    for (let i = 0; i < count; i++) {
      const others = Array.from({ length: count }, (_, j) => j).filter((j) => j !== i);
      rankCandidates(near, i, others, wanted);
    }
    expect(neighbours(near)).toEqual(wanted);
  });

  it('finds k neighbours even for papers that have nothing to compare', () => {
    const none = neighbours(plane(0, 0, 0, 0, 1, 0), 2);
    expect([...none.indices]).toEqual([1, 2, 0, 2, 0, 1]);
    expect([...none.similarities]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('ranks only the given candidates, in any order', () => {
    const five = plane(1, 0, 0.25, 0, 1, 0, 0.5, 0, 0.5, 0);
    for (const candidates of [
      [4, 3, 2, 1],
      [1, 2, 3, 4],
      [3, 1, 4, 2],
    ]) {
      const out = emptyNeighbours(5, 2);
      rankCandidates(
        five,
        1,
        candidates.map((j) => j - 1).filter((j) => j !== 1),
        out,
      );
      expect([...out.indices.subarray(2, 4)]).toEqual([0, 2]);
      rankCandidates(five, 0, candidates, out);
      expect([...out.indices.subarray(0, 4)]).toEqual([2, 3, 0, 2]);
      expect([...out.similarities.subarray(0, 2)]).toEqual([1, 0.5]);
      expect([...out.indices.subarray(4)].every((j) => j === 0)).toBe(true);
    }
  });
});
