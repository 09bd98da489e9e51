/** New papers on maps of a few papers, worked out by hand. */
import { describe, expect, it } from 'vitest';
import type { ThemeMap } from '../../pipeline/map/schema.ts';
import { measure } from '../../pipeline/measure/measure.ts';
import { neighbours } from '../../pipeline/neighbours/neighbours.ts';
import { extendMap } from '../../pipeline/place/extend.ts';
import { gatherMisfits } from '../../pipeline/place/gather.ts';
import { placeInSpace } from '../../pipeline/place/place.ts';
import { bySimilarity, positionBeside } from '../../pipeline/place/positions.ts';
import { themeScores } from '../../pipeline/place/themes.ts';
import type { PlacedSpace, Placement, ThemeScores } from '../../pipeline/place/types.ts';
import type { Clustering, Paper } from '../../pipeline/types.ts';
import { createRandom, gaussian } from '../../pipeline/util/random.ts';
import { type HandPaper, type HandTheme, handMap, placedPaper, spaceOf } from '../support/hand-map.ts';

const place = (...of: Parameters<typeof placeInSpace>) => placeInSpace(...of).placement;
const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const unit = (...row: number[]) => row.map((value) => value / Math.hypot(...row));

const scoresOf = (theme: number[]): ThemeScores => ({
  theme: Int32Array.from(theme),
  second: new Int32Array(theme.length).fill(-1),
  strength: new Float32Array(theme.length),
});

describe('bySimilarity', () => {
  it('sorts by descending similarity, the lower index first among equals', () => {
    expect(bySimilarity(Float32Array.of(0.1, 0.5, -1, 0.5, 0.9))).toEqual([4, 1, 3, 0, 2]);
  });
});

describe('positionBeside', () => {
  const papers: HandPaper[] = [
    { title: 'a', at: [0, 0], theme: 0 },
    { title: 'b', at: [10, 0], theme: 0 },
    { title: 'c', at: [0, 10], theme: 1 },
    { title: 'd', at: [10, 10], theme: 1 },
  ];
  const map = handMap(papers, [{ name: 'A' }, { name: 'B' }]);
  const space = (...toOld: number[][]): PlacedSpace => ({
    features: { rows: 4 + toOld.length, width: 1, data: new Float32Array(4 + toOld.length) },
    fresh: range(toOld.length),
    toOld: Float32Array.from(toOld.flat()),
  });

  // A knot of papers far away makes the usual gap small, so that places stay where they were worked out.
  const knot = range(9).map((i): HandPaper => ({ title: `k${i}`, at: [1000 + i / 1e4, 1000], theme: 2 }));
  const open = handMap([...papers, ...knot], [{ name: 'A' }, { name: 'B' }, { name: 'C' }]);
  const beside = (theme: number[], groups: number[][], ...toOld: number[][]) =>
    positionBeside(
      open,
      space(...toOld.map((row) => [...row, ...knot.map(() => -1)])),
      scoresOf(theme),
      groups,
    );

  it('is the mean position of the nearest papers of the theme, weighted by the cube of their similarity', () => {
    const own = beside([0], [], [0.5, 1, 1, 1]);
    expect(own[0]).toBeCloseTo(10 / (1 + 0.125), 4);
    expect(own[1]).toBe(0);
    const free = beside([-1], [], [0.5, 1, 1, 1]);
    expect(free[0]).toBeCloseTo(20 / 3.125, 3);
    expect(free[1]).toBeCloseTo(20 / 3.125, 3);
    // Where none of its theme's papers are on the map, all are looked at.
    expect(beside([7], [], [0.5, 1, 1, 1])).toEqual(free);
  });

  it('uses at most five papers, and dissimilar ones a little', () => {
    const line = handMap(
      range(6).map((i) => ({ title: `${i}`, at: [i * 10, 100] })),
      [],
    );
    const six = { ...space([]), features: { rows: 7, width: 1, data: new Float32Array(7) } };
    const spot = positionBeside(line, { ...six, toOld: Float32Array.of(1, 1, 1, 1, 1, 1) }, scoresOf([-1]));
    expect(Math.hypot(spot[0]! - 20, spot[1]! - 100)).toBeCloseTo(5, 0);
    const away = positionBeside(
      line,
      { ...six, toOld: Float32Array.of(-1, -1, -1, -1, -1, -1) },
      scoresOf([-1]),
    );
    expect(away).toEqual(spot);
  });

  it('keeps half of the usual gap to every paper, including those just placed', () => {
    // The gap between papers is 10, so 5 stay free.
    const all = positionBeside(
      map,
      space(...range(6).map(() => [1, 0, 0, 0])),
      scoresOf(range(6).map(() => 0)),
    );
    const taken = papers.map(({ at }) => at!);
    for (let row = 0; row < 6; row++) {
      const spot: [number, number] = [all[2 * row]!, all[2 * row + 1]!];
      for (const [x, y] of taken)
        expect(Math.hypot(x - spot[0], y - spot[1])).toBeGreaterThanOrEqual(5 - 1e-4);
      expect(Math.hypot(...spot)).toBeLessThan(20);
      taken.push(spot);
    }
  });

  it('moves papers of a proposed theme four fifths of the way to their middle', () => {
    const rows = [
      [1, 0.5, 0, 0],
      [0, 0, 0.5, 1],
      [1, 0, 0, 1],
    ];
    const apart = beside([-1, -1, -1], [], ...rows);
    const together = beside([-1, -1, -1], [[0, 1]], ...rows);
    for (const axis of [0, 1]) {
      const middle = (apart[axis]! + apart[2 + axis]!) / 2;
      for (const row of [0, 1])
        expect(together[2 * row + axis]).toBeCloseTo(middle + 0.2 * (apart[2 * row + axis]! - middle), 3);
    }
    expect(together.subarray(4)).toEqual(apart.subarray(4));
  });

  it('places a paper on a map of one paper, and on an empty one', () => {
    const one = handMap([{ title: 'a', at: [3, 4] }], []);
    const beside = positionBeside(one, { ...space([]), toOld: Float32Array.of(1) }, scoresOf([-1]));
    expect(Math.hypot(beside[0]! - 3, beside[1]! - 4)).toBeCloseTo(0.5, 1);
    expect([
      ...positionBeside(handMap([], []), { ...space([]), toOld: new Float32Array(0) }, scoresOf([-1])),
    ]).toEqual([0, 0]);
  });
});

/** Two themes of ten about two axes, three papers in none on the third. */
function pair(): { map: ThemeMap; rows: number[][] } {
  const rows = range(23).map((i) =>
    i < 20 ? unit(i % 2 ? 1 : 0, i % 2 ? 0 : 1, 0, (i - 10) / 100) : unit(0, 0, 1, (i - 21) / 20),
  );
  const papers = rows.map((_, i): HandPaper => ({ title: `Paper ${i}`, theme: i < 20 ? 1 + (i % 2) : -1 }));
  const themes: HandTheme[] = [
    { name: 'All' },
    { name: 'Even', level: 1, parent: 0 },
    { name: 'Odd', level: 1, parent: 0 },
  ];
  return { map: handMap(papers, themes), rows };
}

describe('themeScores', () => {
  it('adds half the vote of the seven nearest and half the cosine to the theme', () => {
    const { map, rows } = pair();
    const between = unit(1, 0.9, 0, 0);
    const found = themeScores(map, spaceOf(map, [...rows, unit(1, 0, 0, 0), between, unit(0, 1, 0, 0)], 3));
    expect([...found.theme]).toEqual([2, 2, 1]);
    expect(found.strength[0]).toBeCloseTo(1, 2);
    // The seven nearest are all odd, the other theme has its cosine alone: second, not close.
    const [own, other] = [0.5 + 0.5 * between[0]!, 0.5 * between[1]!];
    expect(found.strength[1]).toBeCloseTo(1 - other / own, 2);
    expect([...found.second]).toEqual([-1, -1, -1]);
  });

  it('reports a runner-up theme with at least four fifths of the score', () => {
    // Each theme has three papers, so that the seven nearest are of both.
    const rows = range(6).map((i) => unit(i % 2 ? 1 : 0, i % 2 ? 0 : 1, i / 100));
    const map = handMap(
      rows.map((_, i) => ({ title: `P${i}`, theme: i % 2 })),
      [{ name: 'Even' }, { name: 'Odd' }],
    );
    const { theme, second, strength } = themeScores(
      map,
      spaceOf(map, [...rows, unit(1, 0.9, 0), unit(1, 0.6, 0)], 2),
    );
    expect([...theme]).toEqual([1, 1]);
    expect([...second]).toEqual([0, -1]);
    expect(strength[0]).toBeCloseTo(0.1, 1);
    expect(strength[1]).toBeCloseTo(0.4, 1);
  });

  it('lets a paper fit no theme if it is far from every theme and from its nearest papers', () => {
    const { map, rows } = pair();
    const found = themeScores(map, spaceOf(map, [...rows, unit(0, 0, 0, 1), unit(0, 0.1, 1, 0)], 2));
    // The first is far from all; the second is far from every theme, and near to papers that are in none.
    expect(found.theme[0]).toBe(-1);
    expect([found.strength[0], found.second[0]]).toEqual([0, -1]);
    expect(found.theme[1]).toBe(1);
  });

  it('fits a paper in the middle of a theme, however far its nearest papers are', () => {
    // Eight papers on a cone of 60° about the fresh one: .5 from each, but nearer to one another.
    const ring = range(8).map((i) =>
      [Math.cos((i * Math.PI) / 4), Math.sin((i * Math.PI) / 4)].map((x) => x * Math.sqrt(0.75)),
    );
    const rows = ring.map(([x, y]) => [x!, y!, 0.5]);
    const map = handMap(
      rows.map((_, i) => ({ title: `P${i}`, theme: 0 })),
      [{ name: 'Ring' }],
    );
    expect([...themeScores(map, spaceOf(map, [...rows, [0, 0, 1], [0, 0, -1]], 2)).theme]).toEqual([0, -1]);
  });

  it('lets every paper fit if the map has nothing to compare with, and none if it has no theme', () => {
    const one = handMap([{ title: 'a', theme: 0 }], [{ name: 'A' }]);
    expect([
      ...themeScores(
        one,
        spaceOf(
          one,
          [
            [1, 0],
            [0.6, 0.8],
          ],
          1,
        ),
      ).theme,
    ]).toEqual([0]);
    const bare = handMap([{ title: 'a' }, { title: 'b' }], []);
    expect([
      ...themeScores(
        bare,
        spaceOf(
          bare,
          [
            [1, 0],
            [0, 1],
            [1, 0],
          ],
          1,
        ),
      ).theme,
    ]).toEqual([-1]);
  });
});

describe('gatherMisfits', () => {
  const { map, rows } = pair();
  const paper = (title: string): Paper => ({ id: title, title, abstract: `${title} of the deep` });
  const gather = (fresh: number[][], theme = fresh.map(() => -1), title = (i: number) => `sonar ${i}`) =>
    gatherMisfits(
      map,
      fresh.map((_, i) => paper(title(i))),
      spaceOf(map, [...rows, ...fresh], fresh.length),
      scoresOf(theme),
    );

  it('groups papers that are as similar as those of one theme, the largest group first; a single paper is no group', () => {
    const near = (x: number) => unit(0, 0, x, 1);
    const deep = (x: number) => unit(0, x, -1, 0);
    const { groups, words } = gather([
      near(0),
      deep(0),
      near(0.002),
      deep(0.002),
      near(0.004),
      unit(1, 1, 1, 1),
    ]);
    expect(groups).toEqual([
      [0, 2, 4],
      [1, 3],
    ]);
    expect(words).toHaveLength(2);
    expect(gather([near(0), near(1)]).groups).toEqual([]);
    expect(gather([near(0), near(0)], [-1, 1])).toEqual({ groups: [], words: [] });
    expect(gather([near(0), near(0), near(0)], [-1, 1, -1]).groups).toEqual([[0, 2]]);
  });

  it('names groups by their papers, with no name that the map has', () => {
    const alike = range(3).map((i) => unit(0, 0, i / 100, 1));
    expect(gather(alike, undefined, () => 'Sonar tracking').words[0]!.name).toBe('Sonar Tracking');
    map.manifest.themes[0]!.name = 'sonar tracking';
    const again = gather(alike, undefined, () => 'Sonar tracking').words[0]!.name;
    expect(again.toLowerCase()).not.toBe('sonar tracking');
    map.manifest.themes[0]!.name = 'All';
  });

  it('numbers a name if the map has it and all of its keywords', () => {
    const alike = range(3).map((i) => unit(0, 0, i / 100, 1));
    const { name, keywords } = gather(alike, undefined, () => 'Sonar tracking').words[0]!;
    const { themes } = map.manifest;
    const count = themes.length;
    for (const taken of [name, ...keywords]) themes.push({ ...themes[0]!, name: taken.toUpperCase() });
    expect(gather(alike, undefined, () => 'Sonar tracking').words[0]!.name).toBe(`${name} 2`);
    themes.push({ ...themes[0]!, name: `${name} 2` });
    expect(gather(alike, undefined, () => 'Sonar tracking').words[0]!.name).toBe(`${name} 3`);
    themes.length = count;
  });

  it('names groups together with the map’s own themes', () => {
    const { map, vector, paper } = harbour();
    const rows = [...range(18).map((i) => vector(i % 3, i / 60)), ...range(4).map((i) => vector(3, i / 60))];
    const given = range(4).map((i) => ({
      ...paper(`Sonar tracking of whale songs ${i}`),
      abstract: 'Sonar tracking and sonar tracking of whale songs.',
    }));
    // A third of the map is about sonar tracking, under another name: the phrase does not tell the new from it.
    map.manifest.themes[1]!.name = 'Listening';
    const { words } = gatherMisfits(map, given, spaceOf(map, rows, 4), scoresOf([-1, -1, -1, -1]));
    expect(words[0]!.name).toMatch(/whale/i);
  });
});

describe('average linkage', () => {
  /** Groups of misfits at these degrees, beside a map whose one theme has two papers of similarity ½. */
  const groupsAt = (...degrees: number[]) => {
    const at = (degree: number) => [Math.cos((degree * Math.PI) / 180), Math.sin((degree * Math.PI) / 180)];
    const map = handMap(
      [
        { title: 'a', theme: 0 },
        { title: 'b', theme: 0 },
      ],
      [{ name: 'A' }],
    );
    const papers = degrees.map((_, i): Paper => ({ id: `${i}`, title: `t${i}`, abstract: '' }));
    const space = spaceOf(map, [at(180), at(240), ...degrees.map(at)], degrees.length);
    return gatherMisfits(map, papers, space, scoresOf(degrees.map(() => -1))).groups;
  };

  it('joins by the mean over all pairs, not by the nearest or the farthest', () => {
    // 0° and 10° join; 65° is (.42 + .57) / 2 = .498 from both, 64° .513.
    expect(groupsAt(0, 10, 65)).toEqual([[0, 1]]);
    expect(groupsAt(0, 10, 64)).toEqual([[0, 1, 2]]);
    expect(groupsAt(64, 10, 0)).toEqual([[0, 1, 2]]);
    // Two at 10° count twice: (2 · .56 + .41) / 3 = .508.
    expect(groupsAt(0, 10, 66)).toEqual([[0, 1]]);
    expect(groupsAt(0, 10, 10, 66)).toEqual([[0, 1, 2, 3]]);
  });

  it('joins the nearest first, and continues with the joined groups', () => {
    expect(groupsAt(0, 50, 55, 105)).toEqual([[0, 1, 2]]);
    expect(groupsAt(0, 1, 90, 91, 180, 181)).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
    expect(groupsAt(180, 0, 91, 1, 181, 90, 2)).toEqual([
      [1, 3, 6],
      [0, 4],
      [2, 5],
    ]);
  });
});

describe('average linkage of many', () => {
  /** Joins, as long as it can, the two groups whose pairs have the largest mean: the definition, with nothing remembered. */
  function byDefinition(rows: number[][], least: number): number[][] {
    const inner = (i: number, j: number) => rows[i]!.reduce((sum, x, d) => sum + x * rows[j]![d]!, 0);
    const groups = rows.map((_, i) => [i]);
    for (;;) {
      let [mean, first, second] = [least, -1, -1];
      for (const [i, a] of groups.entries())
        for (const [j, b] of groups.slice(0, i).entries()) {
          const all = a.flatMap((x) => b.map((y) => inner(x, y)));
          const own = all.reduce((sum, x) => sum + x, 0) / all.length;
          if (own > mean) [mean, first, second] = [own, j, i];
        }
      if (first < 0) break;
      groups[first] = [...groups[first]!, ...groups.splice(second, 1)[0]!].sort((x, y) => x - y);
    }
    return groups.filter(({ length }) => length > 1).sort((a, b) => b.length - a.length || a[0]! - b[0]!);
  }

  it('gives the result of the definition, in any order of the papers', () => {
    const random = createRandom(3);
    for (let n = 2; n < 30; n++) {
      // Joined down to a similarity that few have, or to one that nearly all groups have in the end.
      const least = n % 2 ? 0.5 : -0.5;
      const rows = range(n).map(() => unit(gaussian(random), gaussian(random), gaussian(random)));
      // The similarity of the two papers of the map's one theme is how far misfits are joined.
      const map = handMap(
        [
          { title: 'a', theme: 0 },
          { title: 'b', theme: 0 },
        ],
        [{ name: 'A' }],
      );
      const own = [unit(1, 0, 0), [least, Math.sqrt(1 - least ** 2), 0]];
      const papers = rows.map((_, i): Paper => ({ id: `${i}`, title: `t${i}`, abstract: '' }));
      const { groups } = gatherMisfits(
        map,
        papers,
        spaceOf(map, [...own, ...rows], n),
        scoresOf(rows.map(() => -1)),
      );
      expect(groups).toEqual(byDefinition(rows, least));
    }
  });
});

/** Eighteen papers of three subjects with vectors and words, and what is placed on them. */
function harbour() {
  const subjects = ['sonar tracking', 'graph matching', 'cache eviction'];
  const vector = (subject: number, turn: number) =>
    unit(...range(5).map((d) => (d === subject ? 1 : d === 4 ? turn : 0)));
  const map = handMap(
    range(18).map((i) => ({
      id: `${i}`,
      title: `Study ${i} of ${subjects[i % 3]}`,
      abstract: `We look at ${subjects[i % 3]}.`,
      vector: vector(i % 3, i / 60),
      at: [3 * (i % 3), i / 2] as [number, number],
      near: [(i + 3) % 18, (i + 6) % 18],
      theme: i === 17 ? -1 : 1 + (i % 3),
      second: i === 0 ? 2 : -1,
      strength: 0.75,
    })),
    [{ name: 'All' }, ...subjects.map((name) => ({ name, level: 1, parent: 0 }))],
    'harbour',
  );
  const vectors = (...rows: number[][]) => Float32Array.from(rows.flat());
  const paper = (title: string, id = title): Paper => ({ id, title, abstract: '' });
  return { map, vector, vectors, paper };
}

describe('place', () => {
  const { map, vector, vectors, paper } = harbour();
  const sonar = { id: 1, name: 'sonar tracking' };

  it('reports a paper of the map as the map has it', () => {
    const { papers, summary } = place(map, [paper('study 0 of Sonar Tracking!')], vectors(vector(3, 0)));
    expect(papers).toEqual([
      {
        index: 0,
        id: 'study 0 of Sonar Tracking!',
        title: 'study 0 of Sonar Tracking!',
        already: { index: 0, id: '0', title: 'Study 0 of sonar tracking' },
        repeats: null,
        nearest: [
          { index: 3, id: '3', title: 'Study 3 of sonar tracking', theme: sonar, similarity: 1 },
          { index: 6, id: '6', title: 'Study 6 of sonar tracking', theme: sonar, similarity: 0.9 },
        ],
        theme: sonar,
        second: { id: 2, name: map.manifest.themes[2]!.name },
        strength: 0.75,
        proposed: null,
        x: 0,
        y: 0,
      },
    ]);
    expect(summary).toBe('0 new papers: 0 in themes of the map; 1 is on the map already.');
    const [unthemed] = place(map, [paper('Study 17 of cache eviction')], vectors(vector(3, 0))).papers;
    expect(unthemed).toMatchObject({ theme: null, second: null, x: 6, y: 8.5 });
  });

  it('recognises a paper with another title by its text, the most similar above .98', () => {
    const { papers } = place(map, [paper('Reworded')], vectors(unit(0, 1, 0, 0, 4 / 60)));
    expect(papers[0]!.already!.index).toBe(4);
    const [fresh] = place(map, [paper('Other')], vectors(unit(1, 0, 0, 0.4, 0))).papers;
    expect(fresh!.already).toBeNull();
  });

  it('recognises a paper by its title as often as the file has it', () => {
    const given = [paper('Study 0 of sonar tracking'), paper('Study 0 of sonar tracking', 'again')];
    const { papers } = place(map, given, vectors(unit(0, 0, 0, 1, 0), unit(0, 0, 0, -1, 0)));
    expect(papers.map(({ id, already }) => [id, already?.index])).toEqual([
      ['Study 0 of sonar tracking', 0],
      ['again', 0],
    ]);
  });

  it('reports repeated papers; a third copy repeats the first, and shares its placement', () => {
    const rows = [unit(1, 0, 0, 0.5, 0), unit(1, 0, 0, 0.5, 0), unit(0, 1, 0, 0.5, 0), unit(0, 0, 1, 0.5, 0)];
    const given = [paper('New'), paper('Same text', 'b'), paper('Third'), paper('new!', 'd')];
    const { papers, summary } = place(map, given, vectors(...rows));
    expect(papers.map(({ repeats }) => repeats)).toEqual([null, 0, null, 0]);
    expect(papers[3]).toMatchObject({ id: 'd', title: 'new!', theme: papers[0]!.theme, x: papers[0]!.x });
    expect(summary).toMatch(/^2 new papers: .*; 2 come more than once in the file\.$/);
    const chain = [paper('New'), paper('Same text', 'b'), paper('same text', 'c')];
    expect(
      place(map, chain, vectors(rows[0]!, rows[1]!, rows[2]!)).papers.map(({ repeats }) => repeats),
    ).toEqual([null, 0, 0]);
  });

  it('proposes themes for papers that fit none, and says how many', () => {
    const strange = range(3).map((i) => unit(0, 0, 0, 1, i / 100));
    const given = [paper('Deep sea sound'), paper('Sound of the deep sea'), paper('Sound')].map((one) => ({
      ...one,
      abstract: 'Whales sing in the deep sea.',
    }));
    // Texts that are the same would be one paper.
    strange[1] = unit(0, 0, 0.25, 1, 0);
    strange[2] = unit(0, 0.25, 0, 1, 0);
    const { papers, proposed, summary } = place(map, given, vectors(...strange));
    expect(papers.map(({ theme, proposed }) => [theme, proposed])).toEqual(range(3).map(() => [null, 0]));
    expect(proposed).toHaveLength(1);
    expect(proposed[0]!.papers).toEqual([0, 1, 2]);
    expect(summary).toBe('3 new papers: 0 in themes of the map; 3 fit no theme (1 new theme proposed).');
    const fits = place(
      map,
      [{ ...paper('Study 99 of sonar tracking'), abstract: 'We look at sonar tracking.' }],
      vectors(unit(1, 0.3, 0, 0, 0)),
    );
    expect(fits.summary).toBe('1 new paper: 1 in themes of the map.');
    expect(fits.papers[0]).toMatchObject({ theme: sonar, proposed: null });
    const alone = place(map, given.slice(0, 1), vectors(strange[0]!));
    expect(alone.summary).toBe('1 new paper: 0 in themes of the map; 1 fits no theme.');
  });

  it('finds the nearest of each of several papers, and reports a repeated one once', () => {
    const given = [paper('Graphs'), paper('Caches'), paper('caches', 'again')];
    const rows = [unit(0, 1, 0, 0.3, 0), unit(0, 0, 1, 0.3, 0), unit(0, 0, 1, 0.3, 0)];
    const { papers, summary } = place(map, given, vectors(...rows));
    expect(papers[0]!.nearest.slice(0, 3).every(({ index }) => index % 3 === 1)).toBe(true);
    expect(papers[1]!.nearest.slice(0, 3).every(({ index }) => index % 3 === 2)).toBe(true);
    expect(summary).toMatch(/; 1 comes more than once in the file\.$/);
  });

  it('works on a map of one level: its themes, new ones, known papers and repeated ones', () => {
    const subjects = ['sonar tracking', 'graph matching'];
    const flat = handMap(
      range(12).map((i) => ({
        title: `Study ${i} of ${subjects[i % 2]}`,
        abstract: `We look at ${subjects[i % 2]}.`,
        vector: vector(i % 2, i / 60),
        at: [6 * (i % 2), i / 2] as [number, number],
        near: [(i + 2) % 12],
        theme: i % 2,
        second: i === 1 ? 0 : -1,
      })),
      subjects.map((name) => ({ name })),
    );
    const whale = (title: string) => ({ ...paper(title), abstract: 'Whales sing in the deep sea.' });
    const study = (n: number, subject: string) => ({
      ...paper(`Study ${n} of ${subject}`),
      abstract: `We look at ${subject}.`,
    });
    const given = [
      whale('Whale song'),
      study(99, 'sonar tracking'),
      whale('Songs of whales'),
      whale('whale song!'),
      study(98, 'graph matching'),
      paper('Study 1 of graph matching'),
      paper('Study 0 of sonar tracking'),
      paper('study 0 of Sonar Tracking'),
    ];
    const rows = [
      unit(0, 0, 0, 1, 0),
      unit(1, 0.3, 0, 0, 0),
      unit(0, 0, 0.25, 1, 0),
      unit(0, 0, 0, 1, 0),
      unit(0.3, 1, 0, 0, 0),
      unit(0, 0, 1, 0, 0),
      unit(0, 0, 1, 1, 0),
      unit(0, 0, 1, -1, 0),
    ];
    const { placement, space } = placeInSpace(flat, given, vectors(...rows));
    const { papers, summary } = placement;
    expect(papers.map(({ theme }) => theme?.id ?? null)).toEqual([null, 0, null, null, 1, 1, 0, 0]);
    expect(papers.slice(5).map(({ second }) => second?.id ?? null)).toEqual([0, null, null]);
    expect(papers[1]!.theme?.name).toBe('sonar tracking');
    expect(papers[6]!.theme?.name).toBe('sonar tracking');
    // The repeat is no paper of the proposed theme, and says to which its first belongs.
    expect(papers.map(({ proposed }) => proposed)).toEqual([0, null, 0, 0, null, null, null, null]);
    expect(placement.proposed.map(({ papers }) => papers)).toEqual([[0, 2]]);
    const spots = positionBeside(flat, space, themeScores(flat, space), [[0, 2]]);
    space.fresh.forEach((at, row) => {
      expect(papers[at]!.x).toBeCloseTo(spots[2 * row]!, 3);
      expect(papers[at]!.y).toBeCloseTo(spots[2 * row + 1]!, 3);
    });
    expect(summary).toBe(
      '4 new papers: 2 in themes of the map; 2 fit no theme (1 new theme proposed); 3 are on the map already; 1 comes more than once in the file.',
    );
  });

  it('lists ten nearest papers, and refuses vectors of another width', () => {
    const [fresh] = place(map, [paper('Sonar and graphs')], vectors(unit(1, 0.6, 0, 0.3, 0))).papers;
    expect(fresh!.nearest).toHaveLength(10);
    const similarities = fresh!.nearest.map(({ similarity }) => similarity);
    expect(similarities).toEqual([...similarities].sort((a, b) => b - a));
    expect(fresh!.nearest[0]).toMatchObject({ id: `${fresh!.nearest[0]!.index}` });
    expect(() => place(map, [paper('a')], new Float32Array(4))).toThrow(
      "4 numbers for 1 papers; the map's model gives 5 for each",
    );
    expect(place(map, [], new Float32Array(0))).toEqual({
      papers: [],
      proposed: [],
      summary: '0 new papers: 0 in themes of the map.',
    });
  });
});

describe('extendMap', () => {
  it('adds new papers after the map’s own, counts them in their themes, and proposes themes below the nearest', async () => {
    const { map, vectors, paper } = harbour();
    const given = [
      paper('Study 99 of sonar tracking', '0'),
      paper('Deep sea sound', 'x'),
      paper('Sound of the deep sea', 'x'),
      paper('Study 3 of sonar tracking', 'known'),
    ].map((one, i) => ({
      ...one,
      abstract: i === 0 ? 'We look at sonar tracking.' : 'Whales sing in the deep sea.',
    }));
    const rows = vectors(
      unit(1, 0.3, 0, 0, 0),
      unit(0, 0, 0, 1, 0),
      unit(0, 0, 0.25, 1, 0),
      unit(1, 0, 0, 0, 0.05),
    );
    const { placement, space } = placeInSpace(map, given, rows);
    const source = { file: 'new.txt', sha256: 'c'.repeat(64) };
    const all = await extendMap(map, given, rows, { placement, space }, { name: 'more', source });
    const { manifest, arrays, papers } = all;
    expect(papers.map(({ id }) => id).slice(18)).toEqual(['0@2', 'x', 'x@2']);
    expect(manifest).toMatchObject({
      name: 'more',
      placed: { ...source, first: 18 },
      source: { papers: 21 },
    });
    expect(arrays.layout.subarray(0, 36)).toEqual(map.arrays.layout);
    expect(arrays.vectors.subarray(18 * 5)).toEqual(rows.subarray(0, 15));
    expect([...arrays.layout.subarray(36, 38)]).toEqual(
      [placement.papers[0]!.x, placement.papers[0]!.y].map(Math.fround),
    );
    expect([...arrays.theme.subarray(17)]).toEqual([-1, 1, 4, 4]);
    expect(manifest.themes.map(({ size }) => size)).toEqual([20, 7, 6, 5, 2]);
    expect(manifest.themes[4]).toMatchObject({
      id: 4,
      level: 1,
      parent: 0,
      proposed: true,
      stability: 0,
      exemplars: [19, 20],
    });
    expect(manifest.themes[4]!.x).toBeCloseTo((arrays.layout[38]! + arrays.layout[40]!) / 2, 3);
    expect(manifest.themes[4]!.y).toBeCloseTo((arrays.layout[39]! + arrays.layout[41]!) / 2, 3);
    expect(manifest.levels.map(({ themes }) => themes)).toEqual([1, 4]);
    expect(manifest.unthemed.map(({ paper }) => paper)).toEqual([17]);
    expect(manifest.arrays.neighbours.shape).toEqual([21, manifest.settings.neighbours]);
    for (let d = 0; d < 5; d++) {
      let sum = 0;
      for (let i = 0; i < 21; i++) sum += arrays.vectors[i * 5 + d]!;
      expect(arrays.mean[d]).toBeCloseTo(sum / 21, 6);
    }
    expect(map.manifest.themes.map(({ size }) => size)).toEqual([17, 6, 6, 5]);
  });

  /** A map of one level or three with a group of new papers on it that fits none, and one that fits the first theme. */
  async function proposedOn(themes: HandTheme[], finest: number[]) {
    const { vector, vectors, paper } = harbour();
    const map = handMap(
      range(6).map((i) => ({
        title: `Old ${i}`,
        vector: vector(i % 2, 0),
        near: [0],
        theme: finest[i % 2]!,
      })),
      themes,
    );
    const given = range(6).map((i) => paper(`New ${i}`));
    const places: [number, number][] = [
      [9, 0],
      [1, 8],
      [5, 2],
      [2, 6],
      [3, 4],
      [7, 7],
    ];
    const rows = [
      ...range(6).map((i) => vector(i % 2, 0)),
      ...range(5).map(() => vector(1, 0.5)),
      vector(0, 0),
    ];
    const placement: Placement = {
      papers: given.map(({ id, title }, i) => ({
        ...{ index: 6 + i, id, title, already: null, repeats: null, nearest: [] },
        theme: i === 5 ? { id: finest[0]!, name: '' } : null,
        second: i === 5 ? { id: finest[1]!, name: '' } : null,
        strength: i === 5 ? 0.25 : 0,
        proposed: i === 5 ? null : 0,
        x: places[i]![0],
        y: places[i]![1],
      })),
      proposed: [{ name: 'Whales', keywords: [], keywordWeights: [], exemplars: [], papers: range(5) }],
      summary: '',
    };
    const own = vectors(...range(6).map((i) => vector(i % 3, 1 + i)));
    const source = { file: 'new.txt', sha256: 'c'.repeat(64) };
    const all = await extendMap(
      map,
      given,
      own,
      { placement, space: spaceOf(map, rows, 6) },
      { name: 'more', source },
    );
    return { ...all, own };
  }

  it('proposes themes beside those of a map of one level', async () => {
    const { manifest, arrays, own } = await proposedOn([{ name: 'A' }, { name: 'B' }], [0, 1]);
    expect(manifest.themes.map(({ level, parent, size }) => [level, parent, size])).toEqual([
      [0, null, 4],
      [0, null, 3],
      [0, null, 5],
    ]);
    // The middle is the median of each axis.
    expect(manifest.themes[2]).toMatchObject({ x: 3, y: 4, exemplars: [6, 7, 8] });
    expect([...arrays.theme.subarray(6)]).toEqual([2, 2, 2, 2, 2, 0]);
    expect([...arrays.second.subarray(6)]).toEqual([-1, -1, -1, -1, -1, 1]);
    expect([...arrays.strength.subarray(6)]).toEqual([0, 0, 0, 0, 0, 0.25]);
    expect(arrays.vectors.subarray(6 * 5)).toEqual(own);
    expect(manifest.unthemed).toEqual([]);
  });

  it('counts new papers in every theme above on a map of three levels', async () => {
    const tree: HandTheme[] = [
      { name: 'All' },
      { name: 'A', level: 1, parent: 0 },
      { name: 'B', level: 1, parent: 0 },
      { name: 'AA', level: 2, parent: 1 },
      { name: 'BB', level: 2, parent: 2 },
    ];
    const { manifest } = await proposedOn(tree, [3, 4]);
    expect(manifest.themes.map(({ level, parent, size }) => [level, parent, size])).toEqual([
      [0, null, 12],
      [1, 0, 4],
      [1, 0, 8],
      [2, 1, 4],
      [2, 2, 3],
      [2, 2, 5],
    ]);
    expect(manifest.levels.map(({ themes }) => themes)).toEqual([1, 2, 3]);
  });

  it('leaves a new paper that fits no theme unthemed, with the reason', async () => {
    const { map, vectors, paper } = harbour();
    const given = [{ ...paper('Deep sea sound'), abstract: 'Whales sing.' }];
    const rows = vectors(unit(0, 0, 0, 1, 0));
    const { placement, space } = placeInSpace(map, given, rows);
    const source = { file: 'new.txt', sha256: 'c'.repeat(64) };
    const { manifest, arrays } = await extendMap(
      map,
      given,
      rows,
      { placement, space },
      {
        name: 'more',
        source,
      },
    );
    expect(arrays.theme[18]).toBe(-1);
    expect(manifest.unthemed.at(-1)).toEqual({
      paper: 18,
      reason: 'fits no theme of the map it was placed on',
    });
    expect(manifest.themes).toEqual(map.manifest.themes);
  });

  it('proposes several themes, each below the most similar coarse theme, and measures all together', async () => {
    const { map, vector, vectors, paper } = harbour();
    // Two areas: sonar and graphs, and caches.
    map.manifest.themes = [
      { ...map.manifest.themes[0]!, name: 'Left' },
      { ...map.manifest.themes[0]!, id: 1, name: 'Right' },
      ...[1, 2, 3].map((id) => ({ ...map.manifest.themes[id]!, id: id + 1, parent: id < 3 ? 0 : 1 })),
    ];
    map.arrays.theme = map.arrays.theme.map((theme) => (theme < 0 ? -1 : theme + 1));
    map.manifest.themes.forEach((theme) => {
      theme.size = [12, 5, 6, 6, 5][theme.id]!;
    });
    const given = range(5).map((i) => paper(`New ${i}`));
    const axis = (at: number, aside: number) => unit(...range(3).map((d) => (d === at ? 1 : aside)));
    const rows = [
      ...range(18).map((i) => axis(i % 3, 0)),
      ...range(5).map((i) => axis(i < 3 ? 1 : 2, 0.2 + i / 50)),
    ];
    const space = spaceOf(map, rows, 5);
    const theme = (name: string, papers: number[]) => ({
      name,
      keywords: [name],
      keywordWeights: [1],
      exemplars: [],
      papers,
    });
    const placement: Placement = {
      papers: given.map((paper, i) => placedPaper(paper, { proposed: i < 3 ? 0 : 1, x: i, y: -i })),
      proposed: [theme('Whales', [0, 1, 2]), theme('Volcanoes', [3, 4])],
      summary: '',
    };
    const own = vectors(...range(5).map((i) => vector(i % 3, 1)));
    const source = { file: 'new.txt', sha256: 'c'.repeat(64) };
    const { manifest, arrays } = await extendMap(
      map,
      given,
      own,
      { placement, space },
      {
        name: 'more',
        source,
      },
    );
    expect([...arrays.theme.subarray(18)]).toEqual([5, 5, 5, 6, 6]);
    expect(manifest.themes.slice(5).map(({ id, parent, size }) => [id, parent, size])).toEqual([
      [5, 0, 3],
      [6, 1, 2],
    ]);
    expect(manifest.themes.slice(0, 2).map(({ size }) => size)).toEqual([15, 7]);
    const finest = arrays.theme.map((theme) => (theme < 0 ? -1 : theme - 2));
    const near = neighbours(space.features, manifest.settings.neighbours);
    const clustering: Clustering = {
      levels: [{ count: 5, assignment: finest, parents: new Int32Array(5), stability: new Float32Array(5) }],
      silhouette: arrays.strength,
      runnerUp: arrays.second,
      unthemed: [],
      chosen: { reason: '', levels: [] },
    };
    expect(manifest.quality).toEqual(measure(space.features, near, arrays.layout, clustering));
  });
});
