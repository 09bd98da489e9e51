/** Which new papers fit a theme, and which themes new papers make: the bounds, worked out by hand. */
import { describe, expect, it } from 'vitest';
import { extendMap } from '../../pipeline/place/extend.ts';
import { gatherMisfits } from '../../pipeline/place/gather.ts';
import { placeInSpace } from '../../pipeline/place/place.ts';
import { positionBeside } from '../../pipeline/place/positions.ts';
import { themeScores } from '../../pipeline/place/themes.ts';
import type { Placement } from '../../pipeline/place/types.ts';
import type { Paper } from '../../pipeline/types.ts';
import { handMap, placedPaper, spaceOf } from '../support/hand-map.ts';

const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const unit = (...row: number[]) => row.map((value) => value / Math.hypot(...row));
/** A paper whose rows are a cone's: eight around the third axis, at 60° to it. */
const ring = range(8).map((i) => {
  const [x, y] = [Math.cos((i * Math.PI) / 4), Math.sin((i * Math.PI) / 4)];
  return [x * Math.sqrt(0.75), y * Math.sqrt(0.75), 0.5, 0, 0];
});

describe('a new paper fits a theme', () => {
  const away = range(3).map(() => [0, 0, 0, 1, 0]);
  const map = handMap(
    [...ring, ...away].map((_, i) => ({ title: `P${i}`, theme: i < 8 ? 0 : -1 })),
    [{ name: 'Ring' }],
  );
  const fits = (...row: number[]) => {
    const rest = Math.sqrt(1 - row.reduce((sum, value) => sum + value * value, 0));
    return themeScores(map, spaceOf(map, [...ring, ...away, [...row, rest]], 1)).theme[0] === 0;
  };

  it('if its similarity to the theme is like that of the theme’s own papers to the rest', () => {
    // Each of the ring is at (7 · ½ · ½ − ¾) / √(¾ + 3.5²) = .2774 to the sum of the other seven.
    expect(fits(0, 0, 0.29, 0)).toBe(true);
    expect(fits(0, 0, 0.265, 0)).toBe(false);
  });

  it('or if its three nearest papers are as similar as those of the map’s papers', () => {
    // To the two beside it in the ring a paper has .780, to the next .25: .603.
    expect(fits(0, 0, 0.2, 0.62)).toBe(true);
    expect(fits(0, 0, 0.2, 0.59)).toBe(false);
  });

  it('if it is similar to one theme, however dissimilar the others are', () => {
    const two = handMap(
      [...ring, ...ring].map((_, i) => ({ title: `P${i}`, theme: i < 8 ? 0 : 1 })),
      [{ name: 'Up' }, { name: 'Down' }],
    );
    const rows = [...ring, ...ring.map(([x, y, z]) => [x!, y!, -z!, 0, 0]), [0, 0, 1, 0, 0]];
    expect([...themeScores(two, spaceOf(two, rows, 1)).theme]).toEqual([0]);
  });

  it('of the finest level only, and never one that it has nothing in common with', () => {
    const tree = handMap(
      [
        { title: 'a', theme: 1 },
        { title: 'b', theme: 2 },
      ],
      [{ name: 'All' }, { name: 'A', level: 1, parent: 0 }, { name: 'B', level: 1, parent: 0 }],
    );
    const rows = [
      [1, 0, 0],
      [-1, 0, 0],
      [0.1, 0, Math.sqrt(0.99)],
      [0, 1, 0],
    ];
    const { theme, second, strength } = themeScores(tree, spaceOf(tree, rows, 2));
    expect([...theme]).toEqual([1, -1]);
    expect([...second]).toEqual([-1, -1]);
    expect([...strength]).toEqual([1, 0]);
  });
});

describe('themes that the map lacks', () => {
  /** Papers of two themes, or of one and none. */
  const mapOf = (listening: number) =>
    handMap(
      range(12).map((i) => ({
        title: `Study ${i} of ${i % 2 ? 'graph matching' : 'sonar tracking'}`,
        abstract: i % 2 ? '' : 'Sonar tracking, and sonar tracking again.',
        theme: i % 2 ? 0 : listening,
      })),
      [{ name: 'Graphs' }, { name: 'Listening' }],
    );
  const paper = (title: string, i: number): Paper => ({ id: `${i}`, title, abstract: '' });
  /** New papers about axes of their own, as many as there are titles for each. */
  const gatherOn = (map: ReturnType<typeof mapOf>, ...titles: string[][]) => {
    const axis = (at: number) => titles.map((_, d) => (d === at ? 1 : 0));
    const rows = [
      ...range(12).map((i) => unit(1 - (i % 2), i % 2, ...titles.map(() => i / 30))),
      ...titles.flatMap((list, at) => list.map(() => unit(0, 0, ...axis(at)))),
    ];
    const papers = titles.flat().map(paper);
    const none = Int32Array.from(papers, () => -1);
    const scores = { theme: none, second: none, strength: new Float32Array(papers.length) };
    return gatherMisfits(map, papers, spaceOf(map, rows, papers.length), scores);
  };
  const gather = (...titles: string[][]) => gatherOn(mapOf(1), ...titles);

  it('have the words of their own papers, the larger first', () => {
    const songs = range(4).map(() => 'Whale songs');
    const lava = range(3).map(() => 'Lava flow');
    const { groups, words } = gather(lava, songs);
    expect(groups).toEqual([
      [3, 4, 5, 6],
      [0, 1, 2],
    ]);
    expect(words.map(({ name }) => name)).toEqual(['Whale Songs', 'Lava Flow']);
  });

  it('have names that differ from those of the map’s themes', () => {
    const songs = range(5).map((i) => (i < 3 ? 'Sonar tracking of whales' : 'Sonar tracking'));
    const nameOn = (listening: number) => gatherOn(mapOf(listening), songs).words[0]!.name;
    expect([nameOn(-1), nameOn(1)]).toEqual(['Sonar Tracking', 'Whales']);
  });

  it('never share a name', () => {
    const lava = range(3).map(() => 'Lava flow');
    const { words } = gather(lava, lava);
    expect(new Set(words.map(({ name }) => name.toLowerCase())).size).toBe(2);
  });

  it('consist only of papers that fit no theme and are similar to another such paper', () => {
    const rows = [unit(1, 0, 0), unit(1, 0.1, 0), unit(0, 0, 1), unit(0, 1, 0), unit(0, 1, 0)];
    const one = handMap(
      range(2).map((i) => ({ title: `Study ${i}`, theme: 0 })),
      [{ name: 'Studies' }],
    );
    const gathered = (...theme: number[]) => {
      const papers = ['Sonar', 'Lava', 'Lava'].map(paper);
      const scores = {
        theme: Int32Array.from(theme),
        second: new Int32Array(3),
        strength: new Float32Array(3),
      };
      return gatherMisfits(one, papers, spaceOf(one, rows, 3), scores);
    };
    const { groups, words } = gathered(-1, -1, -1);
    expect(groups).toEqual([[1, 2]]);
    // Papers of the map and new ones, in this order.
    expect(words[0]!.exemplars).toEqual([3, 4]);
    expect(gathered(-1, 0, 0)).toEqual({ groups: [], words: [] });
  });

  it('have papers as similar as those of the map’s themes; unthemed ones do not count', () => {
    // Two of the theme are at 60°, two that are in none are copies; the new ones are at 53°.
    const old = [unit(1, 0), unit(1, Math.sqrt(3)), unit(1, 1), unit(1, 1)];
    const groupsOf = (...themes: number[]) => {
      const map = handMap(
        themes.map((theme, i) => ({ title: `Study ${i}`, theme })),
        themes.some((theme) => theme >= 0) ? [{ name: 'Studies' }] : [],
      );
      const rows = [...old.slice(0, themes.length), unit(1, 0), [0.6, 0.8]];
      const none = Int32Array.of(-1, -1);
      const scores = { theme: none, second: none, strength: new Float32Array(2) };
      return gatherMisfits(map, ['Lava', 'Lava'].map(paper), spaceOf(map, rows, 2), scores).groups;
    };
    expect(groupsOf(0, 0, -1, -1)).toEqual([[0, 1]]);
    expect(groupsOf(0, 0, 0, 0)).toEqual([]);
    // Where there are no themes nothing says how alike is alike.
    expect(groupsOf(-1, -1)).toEqual([]);
  });

  it('have names of their own, with a number if necessary', () => {
    const called = (name: string, ...titles: string[][]) => {
      const map = handMap(
        range(12).map((i) => ({ title: `Study ${i} of graph matching`, theme: 0 })),
        [{ name }],
      );
      return gatherOn(map, ...titles).words.map((theme) => theme.name);
    };
    const copies = (n: number, title: string) => range(n).map(() => title);
    expect(called('Lava', copies(3, 'Lava'))).toEqual(['Lava 2']);
    // The first would be "Whale Songs", which the map has; its next keyword is the name of the second, which keeps it.
    const songs = [...copies(5, 'Whale songs'), ...copies(3, 'Whale songs: tides')];
    const both = called('Whale songs', songs, copies(6, 'Tides'));
    expect(both[0]).not.toMatch(/^(?:Tides|Whale songs)$/i);
    expect(both[1]).toBe('Tides');
  });

  it('do not exist if no two papers are similar', () => {
    expect(gather(['Lava'], ['Whales'])).toEqual({ groups: [], words: [] });
    expect(gather(['Lava'])).toEqual({ groups: [], words: [] });
  });
});

describe('the map with new papers', () => {
  const source = { file: 'new.txt', sha256: 'c'.repeat(64) };

  it('has proposed themes below the most similar coarse theme, lists unthemed papers, and gives free ids', async () => {
    // Most of the first area's papers are where the new ones are, its last is not.
    const at = (degree: number) => [
      Math.cos((degree * Math.PI) / 180),
      Math.sin((degree * Math.PI) / 180),
      0,
    ];
    const map = handMap(
      [80, 40, 80, 42, 80, 44, 80, 46, -60, 48].map((degree, i) => ({
        id: `p${i}`,
        title: `Old ${i}`,
        vector: at(degree),
        theme: 2 + (i % 2),
      })),
      [
        { name: 'First' },
        { name: 'Second' },
        { name: 'A', level: 1, parent: 0 },
        { name: 'B', level: 1, parent: 1 },
      ],
    );
    const degrees = [70, 70, 44, 44, 0, 0];
    const given = degrees.map((_, i): Paper => ({ id: 'p1', title: `New ${i}`, abstract: '' }));
    const theme = (name: string, papers: number[]) => ({
      name,
      papers,
      keywords: [],
      keywordWeights: [],
      exemplars: [],
    });
    const placement: Placement = {
      papers: given.map((paper, i) => placedPaper(paper, { proposed: i < 4 ? i >> 1 : null, x: i, y: i })),
      proposed: [theme('X', [0, 1]), theme('Y', [2, 3])],
      summary: '',
    };
    const rows = [
      ...range(10).map((i) => [...map.arrays.vectors.subarray(3 * i, 3 * i + 3)]),
      ...degrees.map(at),
    ];
    const own = Float32Array.from(degrees.flatMap(at));
    const { manifest, papers } = await extendMap(
      map,
      given,
      own,
      { placement, space: spaceOf(map, rows, 6) },
      {
        ...{ name: 'more', source },
      },
    );
    expect(manifest.themes.slice(4).map(({ parent }) => parent)).toEqual([0, 1]);
    expect(manifest.themes.map(({ size }) => size)).toEqual([7, 7, 5, 5, 2, 2]);
    expect(manifest.unthemed.map(({ paper }) => paper)).toEqual([14, 15]);
    expect(papers.slice(10).map(({ id }) => id)).toEqual(['p1@2', 'p1@3', 'p1@4', 'p1@5', 'p1@6', 'p1@7']);
  });
});

describe('the placement of a paper', () => {
  const subjects = ['sonar tracking', 'graph matching'];
  const mapOf = (count: number) =>
    handMap(
      range(count).map((i) => ({
        title: `Study ${i} of ${subjects[i % 2]}`,
        vector: unit(1 - (i % 2), i % 2, 0, i / 60),
        near: [(i + 2) % count, (i + 4) % count],
        theme: i % 2,
      })),
      subjects.map((name) => ({ name })),
    );
  const say = (count: number, titles: string[], ...rows: number[][]) =>
    placeInSpace(
      mapOf(count),
      titles.map((title, i): Paper => ({ id: `n${i}`, title, abstract: '' })),
      Float32Array.from(rows.flat()),
    ).placement;

  it('that is on the map already lists its neighbours there', () => {
    const { papers } = say(12, ['Study 5 of graph matching'], unit(0, 0, 1, 0));
    expect(papers[0]!.nearest.map(({ index, similarity }) => [index, similarity])).toEqual([
      [7, 1],
      [9, 0.9],
    ]);
  });

  it('that is new has its id, its title and its runner-up theme', () => {
    const both = say(2, ['Sonar tracking, graph matching'], unit(1, 0.9, 0, 0)).papers;
    expect(both[0]).toMatchObject({ id: 'n0', title: 'Sonar tracking, graph matching' });
    expect([both[0]!.theme?.id, both[0]!.second?.id].sort()).toEqual([0, 1]);
  });

  it('is summarised by how many papers fit and how many do not', () => {
    const titles = ['Sonar tracking', ''];
    const { summary } = say(2, titles, unit(1, 0, 0.25, 0), [0, 0, 0, 0]);
    expect(summary).toBe('2 new papers: 1 in themes of the map; 1 fits no theme.');
  });
});

describe('the position of a new paper', () => {
  const beside = (places: [number, number][], similarities: number[]) => {
    const map = handMap(
      places.map((at, i) => ({ title: `P${i}`, at })),
      [],
    );
    const space = { ...spaceOf(map, [...places, [0, 0]], 1), toOld: Float32Array.from(similarities) };
    const none = Int32Array.of(-1);
    const [x, y] = positionBeside(map, space, { theme: none, second: none, strength: new Float32Array(1) });
    return [x!, y!] as const;
  };

  it('is among five papers, however many are equally similar', () => {
    const line = range(6).map((i): [number, number] => [10 * i, 3]);
    // A knot of papers far away makes the usual gap small.
    const knot = range(9).map((i): [number, number] => [1000 + i / 1e4, 1000]);
    const [x, y] = beside([...line, ...knot], [...line.map(() => 1), ...knot.map(() => -1)]);
    expect(Math.hypot(x - 20, y - 3)).toBeLessThan(0.01);
  });

  it('is half of the median gap away from a paper that it would cover', () => {
    // The ways to the nearest are 16, 1, 8, 1, 4 and 2: their upper median is 4.
    const line = [31, 0, 15, 1, 7, 3].map((x): [number, number] => [x, 0]);
    const [x, y] = beside(line, [1, -1, -1, -1, -1, -1]);
    expect(Math.hypot(x - 31, y)).toBeGreaterThan(2 - 1e-5);
    expect(Math.hypot(x - 31, y)).toBeLessThan(2.25);
  });
});
