/** What the representation works out exactly up to some number of papers, and what it does beyond and at the least. */
import { describe, expect, it } from 'vitest';
import { dotRows, scaleRowsToUnit } from '../../pipeline/linalg/rows.ts';
import { latentRows } from '../../pipeline/represent/lsa.ts';
import { smooth } from '../../pipeline/represent/smooth.ts';
import { weighPapers } from '../../pipeline/represent/title-terms.ts';
import { createRandom, gaussian } from '../../pipeline/util/random.ts';

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

describe('latentRows', () => {
  /** Papers of one or two of these topics, by turns. */
  const weighed = (count: number, ...topics: string[]) =>
    weighPapers(
      range(count).map((i) => ({
        id: `${i}`,
        title: topics[i % topics.length]!,
        abstract: i % 2 ? topics[0]! : '',
      })),
      1,
    );
  const never = () => {
    throw new Error('drawn');
  };

  it('uses random directions from 301 papers on, and none up to 300', () => {
    const words = ['graph', 'tree', 'cache'];
    expect(latentRows(weighed(300, ...words), 2, never).width).toBe(2);
    expect(() => latentRows(weighed(301, ...words), 2, never)).toThrow('drawn');
  });

  it.each([20, 320])('gives %i papers zeros in directions that no paper has', (count) => {
    // Six terms, three in every paper and three in half of them, always together: two directions at the most.
    const matrix = weighed(count, 'graph theory', 'image sound');
    expect(matrix.width).toBe(6);
    const rows = latentRows(matrix, 6, createRandom(1));
    expect(rows.width).toBe(6);
    for (const i of range(count)) {
      expect(dotRows(rows, i, rows, i)).toBeCloseTo(1, 5);
      expect([...rows.data.subarray(i * 6 + 2, i * 6 + 6)]).toEqual([0, 0, 0, 0]);
    }
  });
});

describe('smooth', () => {
  it('moves two papers towards each other', () => {
    const { data: found } = smooth({ data: Float32Array.of(1, 0, 0, 1), rows: 2, width: 2 }, 10, 0.25);
    const length = Math.hypot(0.75, 0.25);
    [0.75, 0.25, 0.25, 0.75].forEach((value, at) => {
      expect(found[at]).toBeCloseTo(value / length, 6);
    });
  });

  it('finds the nearest of up to 8,000 papers exactly, of which a search in cells would miss some', () => {
    const [count, width] = [1200, 24];
    const random = createRandom(5);
    const data = Float32Array.from({ length: count * width }, () => gaussian(random));
    const rows = scaleRowsToUnit({ data, rows: count, width });
    const found = smooth(rows, 1, 0.5);
    for (let i = 0; i < count; i += 40) {
      const similarities = range(count).map((j) => (j === i ? -1 : dotRows(rows, i, rows, j)));
      const nearest = Math.max(...similarities);
      // Half of the way to it, as long as before.
      expect(dotRows(found, i, rows, i)).toBeCloseTo(Math.sqrt((1 + nearest) / 2), 5);
    }
  });

  it('leaves a paper unchanged if none of 8,000 others is in a cell that it searches', () => {
    const count = 8001;
    // Forty directions within a radian, and one paper at the other side.
    const angles = range(count).map((i) => (i === 0 ? Math.PI : (i % 40) / 40 - 0.5));
    const data = Float32Array.from(angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)]));
    const { data: found } = smooth({ data, rows: count, width: 2 }, 10, 0.5);
    expect(found[0]).toBeCloseTo(-1, 6);
    expect(found[1]).toBeCloseTo(0, 6);
  });
});
