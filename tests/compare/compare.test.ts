/** Comparisons of maps of a few papers, worked out by hand. */
import { describe, expect, it } from 'vitest';
import { bestAssignment } from '../../pipeline/compare/assignment.ts';
import { compareMaps } from '../../pipeline/compare/compare.ts';
import { foldTitle, pairPapers } from '../../pipeline/compare/papers.ts';
import { moved, procrustes, radius } from '../../pipeline/compare/procrustes.ts';
import type { Comparison } from '../../pipeline/compare/report.ts';
import { comparisonSentence } from '../../pipeline/compare/sentence.ts';
import { changeRows, comparisonCsv, comparisonMarkdown } from '../../pipeline/compare/table.ts';
import { crossing, divided, matchThemes, nameSimilarity, themeMeans } from '../../pipeline/compare/themes.ts';
import { createRandom } from '../../pipeline/util/random.ts';
import { type HandPaper, handMap } from '../support/hand-map.ts';

const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const same = (n: number) => range(n).map((i) => ({ a: i, b: i }));
const set = (of: number[], names: string[], means: number[] | null = null) => ({
  themes: names.map((name) => ({ name, keywords: [] as string[] })),
  of: Int32Array.from(of),
  means: means && Float32Array.from(means),
});

describe('bestAssignment', () => {
  /** Best total over all assignments of rows to columns. */
  function exhaustive(benefit: Float64Array, rows: number, columns: number, row = 0, used = 0): number {
    if (row === rows) return 0;
    let best = rows > columns ? exhaustive(benefit, rows, columns, row + 1, used) : -Infinity;
    for (let c = 0; c < columns; c++)
      if (!(used & (1 << c)))
        best = Math.max(
          best,
          benefit[row * columns + c]! + exhaustive(benefit, rows, columns, row + 1, used | (1 << c)),
        );
    return best;
  }

  it('finds the best total, as trying all does', () => {
    const random = createRandom(5);
    for (const [rows, columns] of [
      [1, 1],
      [3, 3],
      [4, 6],
      [6, 4],
      [5, 5],
      [6, 6],
    ] as const)
      for (let again = 0; again < 20; again++) {
        // With benefits below nothing too: each row is assigned, whatever its benefit.
        const shift = again % 2 ? 0 : 5;
        const benefit = Float64Array.from(
          { length: rows * columns },
          () => Math.floor(random() * 9) / 4 - shift,
        );
        const found = bestAssignment(benefit, rows, columns);
        const taken = [...found].filter((column) => column >= 0);
        expect(new Set(taken).size).toBe(taken.length);
        expect(taken).toHaveLength(Math.min(rows, columns));
        const total = found.reduce((sum, c, r) => sum + (c < 0 ? 0 : benefit[r * columns + c]!), 0);
        if (rows <= columns) expect(total).toBeCloseTo(exhaustive(benefit, rows, columns), 9);
        else expect(total).toBeCloseTo(exhaustive(turned(benefit, rows, columns), columns, rows), 9);
      }
  });

  function turned(benefit: Float64Array, rows: number, columns: number): Float64Array {
    return Float64Array.from(benefit, (_, at) => benefit[(at % rows) * columns + Math.floor(at / rows)]!);
  }

  it('prefers the lower column among equals, and leaves over the later row', () => {
    expect([...bestAssignment(new Float64Array(6), 2, 3)]).toEqual([0, 1]);
    expect([...bestAssignment(new Float64Array(6), 3, 2)]).toEqual([0, 1, -1]);
  });

  it('returns nothing for an empty matrix, and refuses a wrong length', () => {
    expect([...bestAssignment(new Float64Array(0), 0, 4)]).toEqual([]);
    expect([...bestAssignment(new Float64Array(0), 2, 0)]).toEqual([-1, -1]);
    expect(() => bestAssignment(new Float64Array(3), 2, 2)).toThrow(
      'benefit holds 3 numbers; 2 × 2 are needed',
    );
  });
});

describe('pairPapers', () => {
  const paper = (id: string, title: string) => ({ id, title });

  it('matches by id and title, then by title, then by an id that is more than a position', () => {
    const first = [
      paper('0', 'A Study'),
      paper('1', 'Twice'),
      paper('2', 'Twice'),
      paper('x/9', 'Old title'),
    ];
    const second = [
      paper('0', 'Something else'),
      paper('x/9', 'New title'),
      paper('7', 'A  study!'),
      paper('2', 'Twice'),
    ];
    expect(pairPapers(first, second)).toEqual([
      { a: 0, b: 2 },
      { a: 2, b: 3 },
      { a: 3, b: 1 },
    ]);
  });

  it('pairs repeated titles in order, each paper once', () => {
    const twice = [paper('a', 'T'), paper('b', 'T')];
    const thrice = [paper('u', 'T'), paper('v', 'T'), paper('w', 'T')];
    expect(pairPapers(twice, thrice)).toEqual(same(2));
    expect(pairPapers(thrice, twice)).toEqual(same(2));
    // The one with the same id first, whatever its position.
    expect(pairPapers([paper('w', 'T')], thrice)).toEqual([{ a: 0, b: 2 }]);
  });

  it('treats numbers of more than seven digits and ids with other characters as ids', () => {
    const pairs = (id: string) => pairPapers([paper(id, 'Old')], [paper(id, 'New')]).length;
    expect(['12', '1234567', '12345678', '12a', 'a12', '1.2'].map(pairs)).toEqual([0, 0, 1, 1, 1, 1]);
  });

  it('compares titles without case, accents and punctuation, and never empty ones', () => {
    expect(foldTitle('  Épilogue:  KV-Cache! ')).toBe('epilogue kv cache');
    expect(foldTitle('Zoë ﬁ Å 2')).toBe('zoe fi a 2');
    expect(foldTitle(' !? ')).toBe('!?');
    expect(pairPapers([paper('a', '')], [paper('b', '')])).toEqual([]);
  });
});

describe('procrustes', () => {
  const layout = Float32Array.from([0, 0, 4, 0, 4, 1, 0, 3, -2, 5]);
  const move = (flip: number, scale: number) =>
    Float32Array.from(layout, (_, i) => {
      const x = layout[i - (i % 2)]!;
      const y = flip * layout[i - (i % 2) + 1]!;
      const [cos, sin] = [Math.cos(2), Math.sin(2)];
      return i % 2 === 0 ? scale * (cos * x - sin * y) + 5 : scale * (sin * x + cos * y) - 2;
    });

  it.each([1, -1])('undoes a rotation, a shift, a scale and a reflection (%i)', (flip) => {
    const back = moved(move(flip, 3), procrustes(layout, move(flip, 3), same(5), { scale: true }));
    back.forEach((value, i) => {
      expect(value).toBeCloseTo(layout[i]!, 5);
    });
  });

  it('keeps the size by default, and uses the pairs only', () => {
    const turned = move(1, 1);
    turned.set([99, 99], 8);
    const pairs = [
      { a: 1, b: 1 },
      { a: 2, b: 2 },
      { a: 3, b: 3 },
    ];
    const motion = procrustes(layout, turned, pairs);
    moved(turned, motion)
      .subarray(0, 8)
      .forEach((value, i) => {
        expect(value).toBeCloseTo(layout[i]!, 5);
      });
    const [a, b, c, d] = procrustes(layout, move(1, 3), pairs).matrix;
    expect(a * d - b * c).toBeCloseTo(1, 6);
    const [e, f, g, h] = procrustes(layout, move(-1, 3), pairs).matrix;
    expect(e * h - f * g).toBeCloseTo(-1, 6);
  });

  it('pairs rows of different numbers', () => {
    const other = Float32Array.from([9, 9, 0, 0, 4, 0, 4, 1]);
    const motion = procrustes(
      layout,
      other,
      range(3).map((i) => ({ a: i, b: i + 1 })),
    );
    expect([...moved(other, motion).subarray(2)].map((value) => Math.round(value * 1e4) / 1e4 + 0)).toEqual([
      0, 0, 4, 0, 4, 1,
    ]);
  });

  it('is only a shift for one pair, and the identity for none', () => {
    expect(procrustes(layout, layout, [])).toEqual({ matrix: [1, 0, 0, 1], shift: [0, 0] });
    expect(procrustes(layout, layout, [{ a: 1, b: 4 }], { scale: true })).toEqual({
      matrix: [1, 0, 0, 1],
      shift: [6, -5],
    });
  });

  it('has a radius: root mean square from the middle', () => {
    expect(radius(Float32Array.of(1, 1, 1, 5, 7, 1, 7, 5))).toBeCloseTo(Math.sqrt(13), 6);
    expect(radius(new Float32Array(0))).toBe(0);
  });
});

describe('crossing', () => {
  it('counts shared papers by their themes, and unthemed ones on the other side only', () => {
    const { counts, sizesA, sizesB } = crossing(
      set([0, 0, 1, -1, 1], ['a', 'b']),
      set([1, 1, 1, 0, -1], ['c', 'd', 'e']),
      same(5),
    );
    expect([...counts]).toEqual([0, 2, 0, 0, 1, 0]);
    expect([[...sizesA], [...sizesB]]).toEqual([
      [2, 2],
      [1, 3, 0],
    ]);
  });
});

describe('nameSimilarity', () => {
  it('is the mean of the Dice coefficients of names and of keywords, and 1 for equal names', () => {
    const theme = (name: string, ...keywords: string[]) => ({ name, keywords });
    expect(nameSimilarity(theme('KV Cache', 'x'), theme('kv-cache', 'y'))).toBe(1);
    expect(nameSimilarity(theme('KV Cache', 'a', 'b'), theme('Cache', 'b', 'c'))).toBeCloseTo(
      (2 / 3 + 1 / 2) / 2,
      12,
    );
    // Plurals of words of more than three letters are the same; others are not.
    expect(nameSimilarity(theme('Big Graphs'), theme('Graph'))).toBeCloseTo(2 / 3 / 2, 12);
    expect(nameSimilarity(theme('Big Gas'), theme('Ga'))).toBe(0);
    expect(nameSimilarity(theme('One'), theme('Two'))).toBe(0);
    expect(nameSimilarity(theme('!'), theme('?'))).toBe(0);
  });
});

describe('themeMeans', () => {
  it('are unit means about a centre, zero for a theme without papers or at the centre', () => {
    const vectors = Float32Array.of(4, 5, 4, 5, 1, 1, 9, 9);
    const means = themeMeans(vectors, Int32Array.of(0, 0, 1, -1), 3, [1, 1]);
    [0.6, 0.8, 0, 0, 0, 0].forEach((value, at) => {
      expect(means[at]).toBeCloseTo(value, 6);
    });
  });
});

describe('matchThemes', () => {
  it('matches by overlap from a third on if all papers are shared', () => {
    const a = set([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2], ['x', 'y', 'z']);
    const b = set([0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2], ['u', 'v', 'w']);
    const matched = matchThemes(a, b, same(12));
    expect(matched.map(({ a, b, papers, by }) => [a, b, papers, by])).toEqual([
      [0, 0, 2, 'papers'],
      [1, 1, 2, 'papers'],
      [2, 2, 4, 'papers'],
    ]);
    expect(matched[0]!.overlap).toBe(0.5);
    expect(matched[1]!.overlap).toBeCloseTo(1 / 3, 12);
    expect(matched[2]!.overlap).toBeCloseTo(2 / 3, 12);
    const less = set([0, 1, 2, 2, 1, 1, 1, 1, 2, 2, 2, 2], ['u', 'v', 'w']);
    expect(matchThemes(a, less, same(12)).map(({ a, b }) => [a, b])).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it('matches by three quarters vector and one quarter name if no paper is shared', () => {
    const a = set([0], ['graph'], [1, 0]);
    const match = (cosine: number, name: string) =>
      matchThemes(a, set([0], [name], [cosine, Math.sqrt(1 - cosine ** 2)]), [])[0];
    expect(match(0.6, 'other')).toMatchObject({ papers: 0, overlap: 0, nameSimilarity: 0, by: 'meaning' });
    expect(match(0.6, 'other')!.score).toBeCloseTo(0.45, 6);
    expect(match(0.6, 'other')!.vectorSimilarity).toBeCloseTo(0.6, 6);
    expect(match(0.6, 'Graph')!.score).toBeCloseTo(0.7, 6);
    expect([match(0.46, 'other'), match(0.47, 'other')].map(Boolean)).toEqual([false, true]);
    // A name alone is worth a quarter; an opposite vector takes nothing from it.
    expect(match(-0.5, 'graph')).toBeUndefined();
    expect(match(0.15, 'graph')!.score).toBeCloseTo(0.3625, 6);
  });

  it('matches by names alone if vectors cannot be compared', () => {
    const found = matchThemes(set([0, 1], ['graph', 'tree']), set([0, 1], ['forest', 'graph']), []);
    expect(found.map(({ a, b, score, vectorSimilarity }) => [a, b, score, vectorSimilarity])).toEqual([
      [0, 1, 1, null],
    ]);
    const narrow = set([0], ['tree'], [1]);
    expect(matchThemes(set([0], ['graph'], [1, 0]), narrow, [])).toEqual([]);
    expect(matchThemes(set([0], ['tree'], [1, 0]), narrow, [])[0]).toBeUndefined();
  });

  it('weighs papers and meaning by the share of shared papers', () => {
    // Half of each theme's papers are shared: overlap 1, meaning 0, score ½ over the least of (⅓ + .35) / 2.
    const found = matchThemes(set([0, 0], ['graph']), set([0, 0], ['tree']), [{ a: 0, b: 0 }]);
    expect(found[0]).toMatchObject({ score: 0.5, overlap: 1, papers: 1, by: 'papers' });
    const named = matchThemes(set([0, 0, 0, 0], ['graph']), set([0, 0, 0, 0], ['graph']), [{ a: 0, b: 0 }]);
    expect(named[0]).toMatchObject({ score: 1, by: 'meaning' });
  });

  it('uses names to break ties of papers, and matches nothing if a side has no theme', () => {
    const a = set([0, 0, 1, 1], ['graph', 'tree']);
    const b = set([0, 1, 0, 1], ['tree', 'graph']);
    expect(matchThemes(a, b, same(4)).map(({ a, b }) => [a, b])).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(matchThemes(a, set([-1, -1, -1, -1], []), same(4))).toEqual([]);
    expect(matchThemes(set([-1, -1, -1, -1], []), b, same(4))).toEqual([]);
  });
});

describe('divided', () => {
  it('finds themes of which two or more others took a quarter and consist for more than half', () => {
    const whole = set(
      range(8).map(() => 0),
      ['all'],
    );
    const into = (...of: number[]) => divided(whole, set(of, ['x', 'y', 'z']), same(8));
    expect(into(1, 1, 1, 1, 1, 0, 0, 0)).toEqual([
      {
        whole: 0,
        parts: [
          { theme: 1, papers: 5 },
          { theme: 0, papers: 3 },
        ],
      },
    ]);
    // One paper is no part; two of eight are; equal parts in the order of their themes.
    expect(into(0, 0, 0, 0, 0, 0, 0, 1)).toEqual([]);
    expect(into(2, 2, 0, 0, 0, 0, 1, 1)[0]!.parts).toEqual([
      { theme: 0, papers: 4 },
      { theme: 1, papers: 2 },
      { theme: 2, papers: 2 },
    ]);
    const nine = set(
      range(9).map(() => 0),
      ['all'],
    );
    expect(divided(nine, set([0, 0, 0, 0, 0, 0, 0, 1, 1], ['x', 'y']), same(9))).toEqual([]);
    // A theme that is only half of it is not a part.
    const half = set([0, 0, 0, 0, 1, 1], ['one', 'other']);
    expect(divided(half, set([0, 0, 1, 1, 1, 1], ['x', 'y']), same(6))).toEqual([]);
    expect(divided(half, set([0, 0, 1, 1, 1, 0], ['x', 'y']), same(6))).toHaveLength(1);
  });
});

/** Twelve papers in three themes of four, on a circle, each with its theme's others as neighbours. */
function dozen(of = (i: number) => Math.floor(i / 4), names = ['Graphs', 'Caches', 'Images']): HandPaper[] {
  return range(12).map((i) => ({
    title: `Paper ${i}`,
    theme: of(i),
    at: [Math.cos(i), Math.sin(i)],
    vector: names.map((_, d) => (d === Math.floor(i / 4) ? 1 : 0)),
    near: range(12).filter((j) => j !== i && Math.floor(j / 4) === Math.floor(i / 4)),
  }));
}
const themes = (...names: string[]) => names.map((name) => ({ name }));
const three = () => handMap(dozen(), themes('Graphs', 'Caches', 'Images'), 'three');

describe('compare', () => {
  it('finds a map the same as itself', () => {
    const report = compareMaps(three(), three());
    expect(report).toMatchObject({
      a: { name: 'three', papers: 12, themes: 3 },
      shared: 12,
      onlyA: 0,
      onlyB: 0,
      matchedBy: 'papers',
      ari: 1,
      ami: 1,
      coarse: { ari: 1, ami: 1 },
      moved: [],
      neighboursKept: 1,
      shift: 0,
      flows: [0, 1, 2].map((id) => ({ from: id, to: id, papers: 4 })),
    });
    expect(report.themes.matched.map(({ change, overlap, by }) => [change, overlap, by])).toEqual(
      range(3).map(() => ['same', 1, 'papers']),
    );
    expect(report.summary).toBe(
      'Both maps hold the same 12 papers. 3 of 3 themes have their counterpart among 3. No shared paper changed its theme. The agreement of the themes is 1.00 (ARI: 1 is the same, 0 is chance).',
    );
  });

  it('reports what split and merged, and which papers moved with it', () => {
    const two = handMap(
      dozen((i) => (i < 8 ? 0 : 1)),
      themes('Graphs', 'Images'),
      'two',
    );
    const together = compareMaps(three(), two);
    expect(together.themes.merged).toEqual([
      {
        a: [
          { id: 0, name: 'Graphs', size: 4, papers: 4 },
          { id: 1, name: 'Caches', size: 4, papers: 4 },
        ],
        b: { id: 0, name: 'Graphs', size: 8 },
      },
    ]);
    expect(together.themes).toMatchObject({ born: [], gone: [], split: [], shrunk: [] });
    expect(together.themes.grown.map(({ a }) => a.name)).toEqual(['Graphs']);
    expect(
      together.moved.map(({ id, theme, to, how, index }) => [
        id,
        theme?.name,
        to.theme?.name,
        how,
        index,
        to.index,
      ]),
    ).toEqual([4, 5, 6, 7].map((i) => [`p${i}`, 'Caches', 'Graphs', 'merged', i, i]));
    const apart = compareMaps(two, three());
    expect(
      apart.themes.split.map(({ a, b }) => [a.name, b.map(({ name, papers }) => [name, papers])]),
    ).toEqual([
      [
        'Graphs',
        [
          ['Graphs', 4],
          ['Caches', 4],
        ],
      ],
    ]);
    expect(apart.themes.shrunk.map(({ b }) => b.name)).toEqual(['Graphs']);
    expect(apart.themes).toMatchObject({ born: [], gone: [], merged: [], grown: [] });
    expect(new Set(apart.moved.map(({ how }) => how))).toEqual(new Set(['split']));
    expect(apart.summary).toContain('2 of 2 themes have their counterpart among 3 (1 split, 1 smaller)');
    expect(apart.summary).toContain(
      '4 of 12 shared papers changed their theme, 4 of them because their theme split or merged',
    );
  });

  it('reports new and gone themes, and papers that moved alone or became unthemed', () => {
    const other = dozen((i) => (i === 0 ? 1 : i === 11 ? -1 : i < 4 ? 0 : i < 8 ? 1 : 2));
    const fresh: HandPaper[] = range(4).map((i) => ({
      title: `New ${i}`,
      theme: 3,
      vector: [0, 0, -1],
      near: [0, 1, 2],
    }));
    const grown = handMap([...other, ...fresh], themes('Graphs', 'Caches', 'Images', 'Sound'));
    const report = compareMaps(three(), grown);
    expect(report.themes.born).toEqual([{ id: 3, name: 'Sound', size: 4 }]);
    expect([report.shared, report.onlyA, report.onlyB]).toEqual([12, 0, 4]);
    expect(report.summary).toMatch(/^12 papers of 12 and 16 are in both maps\./);
    expect(
      report.moved.map(({ id, theme, to, how }) => [id, theme?.name ?? null, to.theme?.name ?? null, how]),
    ).toEqual([
      ['p0', 'Graphs', 'Caches', 'moved'],
      ['p11', 'Images', null, 'moved'],
    ]);
    expect(report.flows).toEqual([
      { from: 0, to: 0, papers: 3 },
      { from: 0, to: 1, papers: 1 },
      { from: 1, to: 1, papers: 4 },
      { from: 2, to: 2, papers: 3 },
      { from: 2, to: -1, papers: 1 },
    ]);
    const back = compareMaps(grown, three());
    expect(back.themes.gone).toEqual([{ id: 3, name: 'Sound', size: 4 }]);
    expect(back.moved.at(-1)).toMatchObject({
      id: 'p11',
      theme: null,
      to: { theme: { id: 2, name: 'Images' } },
    });
    expect(back.summary).toContain('12 papers of 16 and 12 are in both maps. 3 of 4 themes have');
    // Of all papers the others now have the larger shares.
    expect(back.summary).toContain('(1 gone, 2 larger)');
  });

  it('reports a theme as grown if its share is a quarter larger, and by at least two papers', () => {
    const sized = (...sizes: number[]) =>
      handMap(
        sizes.flatMap((size, theme) => range(size).map((i) => ({ title: `${theme} ${i}`, theme }))),
        themes(...sizes.map((_, t) => `Theme of ${'abc'[t]}`)),
      );
    const change = (from: number[], to: number[]) =>
      compareMaps(sized(...from), sized(...to)).themes.matched.map((match) => match.change);
    expect(change([8, 8], [10, 6])).toEqual(['grown', 'shrunk']);
    expect(change([8, 8], [9, 7])).toEqual(['same', 'same']);
    expect(change([4, 12], [5, 11])).toEqual(['same', 'same']);
    expect(change([12, 12], [14, 10])).toEqual(['same', 'same']);
    // Twice the page, the same shares.
    expect(change([4, 6], [8, 12])).toEqual(['same', 'same']);
  });

  it('reports a theme that came apart into four as split, not as gone', () => {
    const whole = handMap(
      range(12).map((i) => ({ title: `P ${i}`, theme: i < 8 ? 0 : 1 })),
      themes('Whole', 'Rest'),
    );
    const parts = handMap(
      range(12).map((i) => ({ title: `P ${i}`, theme: Math.min(i >> 1, 4) })),
      themes('U', 'V', 'W', 'X', 'Rest'),
    );
    const report = compareMaps(whole, parts);
    expect(report.themes.matched.map(({ a, b }) => [a.name, b.name])).toEqual([['Rest', 'Rest']]);
    expect(report.themes.split.map(({ b }) => b.map(({ name }) => name))).toEqual([['U', 'V', 'W', 'X']]);
    expect([report.themes.gone, report.themes.born]).toEqual([[], []]);
    expect(compareMaps(parts, whole).themes).toMatchObject({ gone: [], born: [] });
  });

  it('does not report a paper that is unthemed in both maps', () => {
    const map = (last: number) =>
      handMap(
        range(6).map((i) => ({ title: `P ${i}`, theme: i < 4 ? 0 : last })),
        themes('T'),
      );
    expect(compareMaps(map(-1), map(-1)).moved).toEqual([]);
    expect(
      compareMaps(map(-1), map(0)).moved.map(({ id, theme, to }) => [
        id,
        theme?.name ?? null,
        to.theme?.name ?? null,
      ]),
    ).toEqual([
      ['p4', null, 'T'],
      ['p5', null, 'T'],
    ]);
  });

  it('gives the share of the ten nearest shared neighbours that were kept', () => {
    const line = (order: (i: number) => number[]) =>
      handMap(
        range(6).map((i) => ({ title: `Paper ${i}`, near: order(i) })),
        [],
      );
    const others = (i: number) => range(6).filter((j) => j !== i);
    const near = (i: number) => others(i).slice(0, 2);
    const far = (i: number) => others(i).slice(-2);
    expect(compareMaps(line(near), line(near)).neighboursKept).toBe(1);
    // Of 0 1 2, 1 0 2, 2 0 1, 3 0 1, 4 0 1, 5 0 1 against 0 4 5, 1 4 5, …: none is kept.
    expect(compareMaps(line(near), line(far)).neighboursKept).toBe(0);
    const one = (i: number) => [others(i)[0]!, others(i)[4]!];
    expect(compareMaps(line(near), line(one)).neighboursKept).toBe(0.5);
    expect(
      compareMaps(handMap([{ title: 'One' }], []), handMap([{ title: 'One' }], [])).neighboursKept,
    ).toBeNull();
  });

  it('gives the median shift after the best motion, as a share of the map’s radius', () => {
    const square = (x: number) =>
      handMap(
        (
          [
            [0, 0],
            [2, 0],
            [2, 2],
            [0, 2],
            [1, 1 + x],
          ] as [number, number][]
        ).map((at, i) => ({ title: `P ${i}`, at })),
        [],
      );
    expect(compareMaps(square(0), square(0)).shift).toBe(0);
    const report = compareMaps(square(0), square(0.5));
    expect(report.shift).toBeGreaterThan(0.03);
    expect(report.shift).toBeLessThan(0.2);
    const [large, larger] = [square(0), square(0.5)];
    for (const map of [large, larger]) map.arrays.layout = map.arrays.layout.map((value) => 10 * value + 3);
    expect(compareMaps(large, larger).shift).toBeCloseTo(report.shift!, 3);
    const two = handMap(
      [
        { title: 'P 0', at: [0, 0] },
        { title: 'P 1', at: [1, 0] },
      ],
      [],
    );
    expect(compareMaps(two, two).shift).toBeNull();
    expect(compareMaps(two, two)).toMatchObject({ ari: 1, neighboursKept: null });
    const still = handMap(
      range(4).map((i) => ({ title: `P ${i}` })),
      [],
    );
    expect(compareMaps(still, still).shift).toBeNull();
  });

  it('gives no agreement for fewer than two shared papers', () => {
    const one = (title: string) =>
      handMap(
        [
          { title: 'Shared', theme: 0 },
          { id: title, title, theme: 0 },
        ],
        themes('T'),
      );
    const report = compareMaps(one('Left'), one('Right'));
    expect(report).toMatchObject({ shared: 1, ari: null, ami: null, coarse: { ari: null, ami: null } });
    expect(report.summary).toBe(
      '1 paper of 2 and 2 is in both maps. 1 of 1 theme has its counterpart among 1.',
    );
  });

  it('matches by mean vectors if no paper is shared, and by names if the models differ', () => {
    const at = (titles: string, names: string[]) =>
      handMap(
        range(4).map((i) => ({
          id: `${titles}/${i}`,
          title: `${titles} ${i}`,
          theme: i >> 1,
          vector: i >> 1 ? [0.6, 0.8] : [1, 0],
        })),
        themes(...names),
        titles,
      );
    const report = compareMaps(at('Left', ['One', 'Two']), at('Right', ['Three', 'Four']));
    expect(report).toMatchObject({ shared: 0, matchedBy: 'vectors and names', ari: null, shift: null });
    expect(
      report.themes.matched.map(({ a, b, overlap, vectorSimilarity, by }) => [
        a.id,
        b.id,
        overlap,
        vectorSimilarity,
        by,
      ]),
    ).toEqual([
      [0, 0, null, 1, 'meaning'],
      [1, 1, null, 1, 'meaning'],
    ]);
    expect(report.summary).toBe(
      'The two maps share no papers, so their themes are matched by mean vectors and names, not by papers. 2 of 2 themes have their counterpart among 2.',
    );
    for (const change of [{ id: 'other' }, { sha256: 'f'.repeat(64) }, { dimension: 3 }]) {
      const other = at('Right', ['Three', 'One']);
      Object.assign(other.manifest.settings.model, change);
      const named = compareMaps(at('Left', ['One', 'Two']), other);
      expect(named.matchedBy).toBe('names');
      expect(
        named.themes.matched.map(({ a, b, vectorSimilarity }) => [a.id, b.id, vectorSimilarity]),
      ).toEqual([[0, 1, null]]);
      expect(named.summary).toContain('matched by names and keywords alone, not by papers');
    }
    const lexical = [at('Left', ['One', 'Two']), at('Right', ['One', 'Two'])].map((map) => {
      map.manifest.settings.model.sha256 = null;
      return map;
    });
    expect(compareMaps(lexical[0]!, lexical[1]!).matchedBy).toBe('names');
  });

  it('compares mean vectors relative to the mean of all papers of both maps', () => {
    const map = (name: string, ...vectors: [number, number][]) =>
      handMap(
        vectors.map((vector, i) => ({ id: `${name}/${i}`, title: `${name} ${i}`, theme: 0, vector })),
        [{ name: 'T' }],
        name,
      );
    // Means (1, 0) of one paper and (0, 0) of three: about (¼, 0) the first is (¾, 0), the second (−¼, 0).
    const opposite = compareMaps(map('Left', [1, 0]), map('Right', [0.5, 0], [-0.5, 0.5], [0, -0.5]));
    expect(opposite.themes.matched).toEqual([]);
    // Means (1, 0) and (1, 1) about (1, ¾): (0, −¾) and (0, ¼); about the first alone nothing would be left of it.
    const apart = compareMaps(map('Left', [1, 0]), map('Right', [1, 1], [1, 1], [1, 1]));
    expect(apart.themes.matched).toEqual([]);
    const close = compareMaps(map('Left', [1, 0], [1, 0]), map('Right', [3, 4]));
    expect(close.themes.matched).toEqual([]);
    const two = (name: string, turn: number) => {
      const papers = range(4).map((i) => ({
        id: `${name}/${i}`,
        title: `${name} ${i}`,
        theme: i >> 1,
        vector: (i >> 1 ? [0, 1] : [1, 0]).map((value, d) => value + (d === 0 ? turn : 0)),
      }));
      return handMap(papers, themes('T', 'U'), name);
    };
    // Centre (½ + ½ · .4, ½): themes of the left at (.3, −.5) and (−.7, .5), of the right at (.7, −.5) and (−.3, .5).
    const [first] = compareMaps(two('Left', 0), two('Right', 0.4)).themes.matched;
    expect(first!.vectorSimilarity).toBeCloseTo(
      (0.3 * 0.7 + 0.25) / (Math.hypot(0.3, 0.5) * Math.hypot(0.7, 0.5)),
      3,
    );
  });

  it('compares the finest level, and reports the coarsest separately', () => {
    const levels = (fine: (i: number) => number) =>
      handMap(
        range(8).map((i) => ({ title: `P ${i}`, theme: 2 + fine(i) })),
        [
          { name: 'Left' },
          { name: 'Right' },
          ...range(4).map((t) => ({ name: `Fine ${t}`, level: 1, parent: t >> 1 })),
        ],
      );
    const report = compareMaps(
      levels((i) => i >> 1),
      levels((i) => (i >> 2) * 2 + (i % 2)),
    );
    expect(report.coarse).toEqual({ ari: 1, ami: 1 });
    expect(report.ari).toBeLessThan(0.3);
    expect(report.a.themes).toBe(4);
    expect(compareMaps(handMap([], []), handMap([], []))).toMatchObject({
      shared: 0,
      matchedBy: 'vectors and names',
      flows: [],
    });
  });
});

/** A report with each kind of change. */
function report(): Comparison {
  const ref = (id: number, name: string, size: number) => ({ id, name, size });
  const match = (change: 'same' | 'grown', overlap: number | null) => ({
    a: ref(0, 'A *1*', 4),
    b: ref(1, 'B', 9),
    papers: 3,
    overlap,
    nameSimilarity: 0.25,
    vectorSimilarity: null,
    by: 'papers' as const,
    change,
  });
  return {
    a: { name: 'old_map', papers: 9, themes: 5 },
    b: { name: 'new', papers: 10, themes: 4 },
    shared: 8,
    onlyA: 1,
    onlyB: 2,
    matchedBy: 'papers',
    summary: 'So it\nis.',
    ari: 0.5,
    ami: 0.4,
    coarse: { ari: null, ami: null },
    themes: {
      matched: [match('same', 0.75), match('grown', null)],
      born: [ref(7, 'Fresh', 2)],
      gone: [ref(8, 'Lost, too', 3)],
      split: [
        {
          a: ref(2, 'Whole', 6),
          b: [
            { ...ref(3, 'Part', 3), papers: 3 },
            { ...ref(4, 'Rest', 3), papers: 2 },
          ],
        },
      ],
      merged: [
        {
          a: [
            { ...ref(5, 'One', 3), papers: 3 },
            { ...ref(6, 'Two', 2), papers: 1 },
          ],
          b: ref(9, 'Both', 5),
        },
      ],
      grown: [match('grown', null)],
      shrunk: [],
    },
    moved: [
      {
        index: 0,
        id: 'x',
        title: 'A | title',
        theme: null,
        how: 'moved',
        to: { index: 0, theme: { id: 0, name: 'B' } },
      },
      {
        index: 1,
        id: 'y',
        title: 'Other',
        theme: { id: 0, name: 'Whole' },
        how: 'split',
        to: { index: 1, theme: null },
      },
    ],
    neighboursKept: 1,
    shift: 0,
    flows: [],
  };
}

describe('a comparison as a table', () => {
  it('has a row for each change, each part of a split or merge, and each paper', () => {
    const rows = changeRows(report());
    expect(
      rows.map(({ what, change, a, b, sizeA, sizeB, papers }) => [what, change, a, b, sizeA, sizeB, papers]),
    ).toEqual([
      ['theme', 'matched', 'A *1*', 'B', 4, 9, 3],
      ['theme', 'grown', 'A *1*', 'B', 4, 9, 3],
      ['theme', 'split', 'Whole', 'Part', 6, 3, 3],
      ['theme', 'split', 'Whole', 'Rest', 6, 3, 2],
      ['theme', 'merged', 'One', 'Both', 3, 5, 3],
      ['theme', 'merged', 'Two', 'Both', 2, 5, 1],
      ['theme', 'gone', 'Lost, too', null, 3, null, null],
      ['theme', 'born', null, 'Fresh', null, 2, null],
      ['paper', 'moved', null, 'B', null, null, null],
      ['paper', 'split', 'Whole', null, null, null, null],
    ]);
    expect(rows[0]).toMatchObject({
      overlap: 0.75,
      nameSimilarity: 0.25,
      vectorSimilarity: null,
      id: null,
      title: null,
    });
    expect(rows[8]).toMatchObject({ id: 'x', title: 'A | title', overlap: null });
  });

  it('is CSV with a header', () => {
    const lines = comparisonCsv(report()).split('\r\n');
    expect(lines[0]).toBe(
      'what,change,a,b,sizeA,sizeB,papers,overlap,nameSimilarity,vectorSimilarity,id,title',
    );
    expect(lines[1]).toBe('theme,matched,A *1*,B,4,9,3,0.75,0.25,,,');
    expect(lines[7]).toBe('theme,gone,"Lost, too",,3,,,,,,,');
    expect(lines).toHaveLength(12);
    expect(lines[11]).toBe('');
  });

  it('is Markdown with escaped texts', () => {
    expect(comparisonMarkdown(report())).toBe(`# old\\_map against new

So it is.

## In both (2)

| old\\_map | new | papers | overlap | names | vectors |
| --- | --- | --- | --- | --- | --- |
| A \\*1\\* (4) | B (9) | 3 | 0.75 | 0.25 |  |
| A \\*1\\* (4) | B (9), grown | 3 |  | 0.25 |  |

## Split (1)

- Whole (6) → Part (3), Rest (2)

## Merged (1)

- One (3), Two (1) → Both (5)

## Gone (1)

- Lost, too (3)

## New (1)

- Fresh (2)

## Papers that changed their theme (2)

- A \\| title: no theme → B
- Other: Whole → no theme
`);
  });

  it('leaves out empty sections', () => {
    const { themes: _, ...rest } = report();
    const none = { matched: [], born: [], gone: [], split: [], merged: [], grown: [], shrunk: [] };
    expect(comparisonMarkdown({ ...rest, themes: none, moved: [] })).toBe(
      '# old\\_map against new\n\nSo it is.\n',
    );
  });

  it('is a few sentences', () => {
    expect(comparisonSentence(report())).toBe(
      '8 papers of 9 and 10 are in both maps. 2 of 5 themes have their counterpart among 4 (1 new, 1 gone, 1 split, 1 merged, 1 larger). 2 of 8 shared papers changed their theme, 1 of them because their theme split or merged. The agreement of the themes is 0.50 (ARI: 1 is the same, 0 is chance).',
    );
    const alone = { ...report(), moved: report().moved.slice(0, 1), ari: null };
    expect(comparisonSentence(alone)).toMatch(/1 of 8 shared papers changed their theme\.$/);
  });
});
