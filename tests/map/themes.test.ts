import { describe, expect, it } from 'vitest';
import { mapName } from '../../pipeline/map/map-name.ts';
import { describeThemes } from '../../pipeline/map/themes/describe-themes.ts';
import type { Clustering } from '../../pipeline/types.ts';

const words = (name: string) => ({ name, keywords: ['k'], keywordWeights: [0.123456], exemplars: [0] });
const level = (of: number[], parents: number[]) => ({
  count: parents.length,
  assignment: Int32Array.from(of),
  parents: Int32Array.from(parents),
  stability: Float32Array.from(parents, () => 0.123456),
});
const clustering = (levels: Clustering['levels'], second: number[]): Clustering => ({
  levels,
  silhouette: new Float32Array(second.length),
  runnerUp: Int32Array.from(second),
  unthemed: [],
  chosen: { reason: '', levels: [] },
});

describe('describeThemes', () => {
  const places = Float32Array.of(0, 0, 1, 0, 10, 0, 5, 5, 7, 5, 9, 9);
  const two = clustering(
    [level([0, 0, 0, 1, 1, -1], [-1, -1]), level([0, 0, 0, 1, 2, -1], [0, 1, 1])],
    [-1, 2, -1, -1, 1, -1],
  );
  const names = [['A', 'B'].map(words), ['C', 'D', 'E'].map(words)];

  it('numbers the themes of all levels in one sequence, and gives each paper’s finest and runner-up theme by number', () => {
    const { themeList, themeOf, secondOf } = describeThemes(two, names, places, null);
    expect(themeList.map(({ id, level, parent, name, size }) => [id, level, parent, name, size])).toEqual([
      [0, 0, null, 'C', 3],
      [1, 0, null, 'B', 2],
      [2, 1, 0, 'C', 3],
      [3, 1, 1, 'D', 1],
      [4, 1, 1, 'E', 1],
    ]);
    expect([...themeOf]).toEqual([2, 2, 2, 3, 4, -1]);
    expect([...secondOf]).toEqual([-1, 4, -1, -1, 3, -1]);
    expect(themeList[0]).toMatchObject({ stability: 0.1235, keywordWeights: [0.1235] });
    expect('carried' in themeList[0]!).toBe(false);
  });

  it('puts a theme on its paper nearest to the median, the first of two equally near ones', () => {
    const { themeList } = describeThemes(two, names, places, null);
    expect(themeList.map(({ x, y }) => [x, y])).toEqual([
      [1, 0],
      [5, 5],
      [1, 0],
      [5, 5],
      [7, 5],
    ]);
  });

  it('lists which theme each one continues if another map was followed', () => {
    const { themeList } = describeThemes(two, names, places, [
      [4, null],
      [null, 0, 1],
    ]);
    expect(themeList.map(({ carried }) => carried)).toEqual([4, null, null, 0, 1]);
  });

  it('lists no themes of no levels, and a theme without papers at the origin', () => {
    const none = describeThemes(clustering([], [-1, -1]), [], Float32Array.of(1, 2, 3, 4), null);
    expect(none.themeList).toEqual([]);
    expect([...none.themeOf]).toEqual([-1, -1]);
    const empty = describeThemes(
      clustering([level([-1], [-1])], [-1]),
      [[words('A')]],
      Float32Array.of(3, 4),
      null,
    );
    expect(empty.themeList[0]).toMatchObject({ size: 0, x: 0, y: 0 });
  });
});

describe('mapName', () => {
  it.each([
    ['papers.jsonl.gz', 'papers'],
    ['My papers (2024).TXT', 'My-papers-2024'],
    ['.hidden.csv', 'hidden'],
    ['v1.2.bib', 'v1.2'],
    ['論文.json', 'papers'],
    ['', 'papers'],
    ['--x--', 'x'],
  ])('of %s is %s', (file, name) => {
    expect(mapName(file)).toBe(name);
  });
});
