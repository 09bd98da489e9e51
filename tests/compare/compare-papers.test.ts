/** What a comparison says of single papers: why they are elsewhere, and what of their surroundings stayed. */
import { describe, expect, it } from 'vitest';
import { compareMaps } from '../../pipeline/compare/compare.ts';
import { handMap } from '../support/hand-map.ts';

/** A map of papers in these themes. */
const grouped = (themes: number[], names: string[]) =>
  handMap(
    themes.map((theme, i) => ({ title: `Paper ${i}`, theme })),
    names.map((name) => ({ name })),
  );

describe('a paper that changed its theme', () => {
  it('moved with a split or merge only if both of its themes are part of it', () => {
    const a = grouped(
      [
        ...new Array(9).fill(0),
        ...new Array(6).fill(1),
        ...new Array(4).fill(2),
        ...new Array(4).fill(3),
        -1,
      ],
      ['Trees', 'Caches', 'Sound', 'Speech'],
    );
    const b = grouped(
      [0, 0, 0, 0, 1, 1, 1, 2, -1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 0],
      ['Trees', 'Forests', 'Caches', 'Audio'],
    );
    const { split, merged } = compareMaps(a, b).themes;
    expect(split.map(({ a, b }) => [a.name, b.map(({ name }) => name)])).toEqual([
      ['Trees', ['Trees', 'Forests']],
    ]);
    expect(merged.map(({ a, b }) => [a.map(({ name }) => name), b.name])).toEqual([
      [['Sound', 'Speech'], 'Audio'],
    ]);
    const told = compareMaps(a, b).moved.filter(({ index }) => index < 15 || index === 23);
    expect(
      told.map(({ index, theme, to, how }) => [index, theme?.name ?? null, to.theme?.name ?? null, how]),
    ).toEqual([
      [4, 'Trees', 'Forests', 'split'],
      [5, 'Trees', 'Forests', 'split'],
      [6, 'Trees', 'Forests', 'split'],
      [7, 'Trees', 'Caches', 'moved'],
      [8, 'Trees', null, 'moved'],
      [14, 'Caches', 'Audio', 'moved'],
      [23, null, 'Trees', 'moved'],
    ]);
  });
});

describe('the comparison of surroundings', () => {
  it('counts kept neighbours as far as both lists of shared papers go', () => {
    const listed = (extra: string, near: number[][]) =>
      handMap(
        near.map((near, i) => ({ ...(i < 4 ? { title: `Paper ${i}` } : { id: extra, title: extra }), near })),
        [],
      );
    const before = listed('Old', [
      [4, 1],
      [0, 2],
      [3, 0],
      [2, 1],
      [0, 1],
    ]);
    const now = listed('New', [
      [2, 1],
      [4, 2],
      [3, 0],
      [0, 1],
      [0, 1],
    ]);
    // 1 against 2; 0 against 2; 3 and 0 against the same; 2 and 1 against 0 and 1.
    expect(compareMaps(before, now).neighboursKept).toBe((0 + 0 + 1 + 0.5) / 4);
  });

  it('gives the median shift of papers relative to the size of the map', () => {
    const star = [
      [3, 0],
      [0, 3],
      [-3, 0],
      [0, -3],
      [2, 2],
    ] as [number, number][];
    const at = (scale: number, far: number) =>
      handMap(
        star.map(([x, y], i) => ({
          title: `Paper ${i}`,
          at: [scale * x, scale * y + (i === 2 ? far : 0)] as [number, number],
        })),
        [],
      );
    expect(compareMaps(at(1, 0), at(2, 0)).shift).toBe(0);
    // The paper that is far away stands in the middle of the list, not of the ways.
    expect(compareMaps(at(1, 0), at(1, 3)).shift).toBeLessThan(0.4);
  });
});
