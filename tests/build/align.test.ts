/** How a map takes over places, order and names of an older one, on maps of a few papers. */
import { describe, expect, it } from 'vitest';
import { alignToMap, carryThemes, layOver } from '../../pipeline/build/align.ts';
import type { Clustering, ThemeWords } from '../../pipeline/types.ts';
import { type HandPaper, handMap } from '../support/hand-map.ts';
import { tinyMap } from '../support/tiny-map.ts';

const words = (name: string): ThemeWords => ({ name, keywords: [], keywordWeights: [], exemplars: [] });

function clustering(
  levels: { of: number[]; parents?: number[]; stability?: number[] }[],
  second: number[] = [],
): Clustering {
  return {
    levels: levels.map(({ of, parents, stability }) => {
      const count = Math.max(...of) + 1;
      return {
        count,
        assignment: Int32Array.from(of),
        parents: Int32Array.from(parents ?? new Array(count).fill(-1)),
        stability: Float32Array.from(stability ?? new Array(count).fill(0)),
      };
    }),
    silhouette: new Float32Array(levels[0]!.of.length),
    runnerUp: Int32Array.from(second.length > 0 ? second : new Array(levels[0]!.of.length).fill(-1)),
    unthemed: [],
    chosen: { reason: '', levels: [] },
  };
}

const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const paper = (id: string) => ({ id, title: id, abstract: '' });

describe('alignToMap', () => {
  it('gives shared papers their old places and the others none', () => {
    const old = tinyMap();
    const { anchors, pairs } = alignToMap([old.papers[3]!, { id: 'z', title: 'New', abstract: '' }], old);
    expect(pairs).toEqual([{ a: 3, b: 0 }]);
    expect([...anchors]).toEqual([...old.arrays.layout.slice(6, 8), Number.NaN, Number.NaN]);
  });
});

describe('layOver', () => {
  const papers: HandPaper[] = [
    [0, 0],
    [4, 0],
    [4, 1],
    [0, 3],
  ].map(([x, y], i) => ({ id: `i${i}`, title: `T ${i}`, at: [x!, y!] }));
  const old = handMap(papers, []);

  it('turns, mirrors and shifts onto the shared papers, at its own size', () => {
    const mine = Float32Array.of(10, 5, 10, 13, 8, 13, 4, 5, 7, 7);
    const laid = layOver(mine, alignToMap([...old.papers, paper('new')], old));
    // Twice the size stays twice the size: distances are kept.
    const gap = (layout: Float32Array, i: number, j: number) =>
      Math.hypot(layout[2 * i]! - layout[2 * j]!, layout[2 * i + 1]! - layout[2 * j + 1]!);
    for (let i = 0; i < 5; i++)
      for (let j = 0; j < i; j++) expect(gap(laid, i, j)).toBeCloseTo(gap(mine, i, j), 5);
    // The middle and the directions of the four are the old ones'.
    const middle = (layout: Float32Array, axis: number) =>
      [0, 1, 2, 3].reduce((sum, i) => sum + layout[2 * i + axis]! / 4, 0);
    expect([middle(laid, 0), middle(laid, 1)].map((value) => Math.round(value * 1e4) / 1e4)).toEqual([2, 1]);
    expect(laid[2]! - laid[0]!).toBeCloseTo(8, 5);
    expect(laid[7]! - laid[1]!).toBeCloseTo(6, 5);
  });

  it('leaves the layout as it is where fewer than three papers are shared', () => {
    const mine = Float32Array.of(1, 2, 3, 4, 5, 6);
    expect(layOver(mine, alignToMap([...old.papers.slice(0, 2), paper('new')], old))).toBe(mine);
    expect(layOver(mine, alignToMap(old.papers.slice(0, 3), old))).not.toBe(mine);
  });
});

describe('carryThemes', () => {
  it('puts continued themes first in the old order, with their parents, stabilities and second themes', () => {
    const old = tinyMap();
    const found = clustering(
      [
        { of: [1, 1, 1, 1, 0, 0, 0], stability: [0.5, 0.25] },
        { of: [3, 3, 2, 2, 1, 1, 0], parents: [0, 0, 1, 1], stability: [0, 0.25, 0.5, 0.75] },
      ],
      [2, -1, -1, -1, -1, -1, -1],
    );
    const names = [
      [words('Pictures'), words('Running')],
      [words('Alone'), words('Pixels'), words('Drafts'), words('Memory')],
    ];
    const result = carryThemes(found, names, alignToMap(old.papers, old));
    expect(result.carried).toEqual([
      [0, 1],
      [2, 3, 4, null],
    ]);
    const [coarse, fine] = result.clustering.levels;
    expect([...coarse!.assignment]).toEqual([0, 0, 0, 0, 1, 1, 1]);
    expect([...coarse!.parents]).toEqual([-1, -1]);
    expect([...coarse!.stability]).toEqual([0.25, 0.5]);
    expect([...fine!.assignment]).toEqual([0, 0, 1, 1, 2, 2, 3]);
    expect([...fine!.parents]).toEqual([0, 0, 1, 1]);
    expect([...fine!.stability]).toEqual([0.75, 0.5, 0.25, 0]);
    expect([...result.clustering.runnerUp]).toEqual([1, -1, -1, -1, -1, -1, -1]);
    expect(result.words.map((list) => list.map(({ name }) => name))).toEqual([
      ['Inference', 'Vision'],
      ['KV Cache', 'Speculative Decoding', 'Image Tokens', 'Alone'],
    ]);
  });

  it('keeps unthemed papers unthemed, and new themes in their own order behind the old', () => {
    const old = tinyMap();
    const found = clustering([{ of: [0, 1, 2, 2, -1, 3, 3] }]);
    const { carried, clustering: moved } = carryThemes(
      found,
      [['W', 'X', 'Y', 'Z'].map(words)],
      alignToMap(old.papers, old),
    );
    // Y continues Speculative Decoding; W and X share KV Cache, Z holds half of Image Tokens.
    expect(carried).toEqual([[2, 3, 4, null]]);
    expect([...moved.levels[0]!.assignment]).toEqual([0, 3, 1, 1, -1, 2, 2]);
  });

  /** The name that one theme gets, of whose papers and the old theme's so many are shared. */
  function nameOf(shared: number, onlyOld: number, onlyNew: number): string {
    const titles = (from: string, n: number) => Array.from({ length: n }, (_, i) => `${from} ${i}`);
    const both = titles('shared', shared);
    const old = handMap(
      [...both, ...titles('old', onlyOld)].map((title) => ({ title, theme: 0 })),
      [{ name: 'Old Name' }],
    );
    const papers = [...both, ...titles('new', onlyNew)].map(paper);
    const elsewhere = titles('old', onlyOld).map(paper);
    // What the old theme held besides has come apart, so that no other theme is likelier to continue it.
    const found = clustering([{ of: [...papers.map(() => 0), ...elsewhere.map((_, i) => 1 + (i % 2))] }]);
    const names = [['New Name', 'Elsewhere', 'Far'].map(words).slice(0, found.levels[0]!.count)];
    const result = carryThemes(found, names, alignToMap([...papers, ...elsewhere], old));
    return result.words[0]![result.clustering.levels[0]!.assignment[0]!]!.name;
  }

  it('takes an old name over where half of the papers are the same, and a quarter of its own are old', () => {
    expect(nameOf(4, 0, 0)).toBe('Old Name');
    expect(nameOf(2, 2, 0)).toBe('Old Name');
    expect(nameOf(3, 4, 0)).toBe('New Name');
    expect(nameOf(2, 0, 6)).toBe('Old Name');
    expect(nameOf(2, 0, 7)).toBe('New Name');
  });

  it('counts a theme’s own papers alone for the quarter that is old', () => {
    const old = handMap(
      range(2).map((i) => ({ title: `T ${i}`, theme: 0 })),
      [{ name: 'Old Name' }],
    );
    const papers = [...old.papers, ...range(18).map((i) => paper(`new ${i}`))];
    const found = clustering([{ of: papers.map((_, i) => (i < 2 ? 0 : 1)) }]);
    const { words: kept } = carryThemes(found, [[words('A'), words('B')]], alignToMap(papers, old));
    expect(kept[0]!.map(({ name }) => name)).toEqual(['Old Name', 'B']);
  });

  it('continues no theme that shares its name and no paper', () => {
    const old = handMap(
      ['x', 'y', 'z'].map((title, i) => ({ title, theme: i === 2 ? 1 : 0 })),
      [{ name: 'Graphs' }, { name: 'Rest' }],
    );
    const papers = ['z', 'u', 'v', 'w'].map(paper);
    const found = clustering([{ of: [2, 0, 1, 1] }]);
    const names = [['Alone', 'Graphs', 'Remainder'].map(words)];
    expect(carryThemes(found, names, alignToMap(papers, old)).carried).toEqual([[1, null, null]]);
    const { words: kept } = carryThemes(found, names, alignToMap(papers, old));
    expect(kept[0]!.map(({ name }) => name)).toEqual(['Rest', 'Alone', 'Graphs']);
  });

  it('gives up an old name that another theme has by right, in whatever case', () => {
    const old = tinyMap();
    const found = clustering([{ of: [0, 0, 1, 1, 2, 2, 3] }]);
    const names = [['Memory', 'Drafts', 'Pixels', 'kv cache'].map(words)];
    const { words: settled } = carryThemes(found, names, alignToMap(old.papers, old));
    expect(settled[0]!.map(({ name }) => name)).toEqual([
      'Memory',
      'Speculative Decoding',
      'Image Tokens',
      'kv cache',
    ]);
  });

  it('gives the name to the coarser of two levels that claim the same', () => {
    const papers = Array.from({ length: 4 }, (_, i) => ({ title: `T ${i}`, theme: 1 + (i >> 1) }));
    const old = handMap(papers, [
      { name: 'Whole' },
      { name: 'Half', level: 1, parent: 0 },
      { name: 'Rest', level: 1, parent: 0 },
    ]);
    old.manifest.themes[1]!.name = 'Whole';
    const found = clustering([{ of: [0, 0, 0, 0] }, { of: [0, 0, 1, 1], parents: [0, 0] }]);
    const { words: settled } = carryThemes(
      found,
      [[words('A')], [words('B'), words('C')]],
      alignToMap(old.papers, old),
    );
    expect(settled.map((list) => list.map(({ name }) => name))).toEqual([['Whole'], ['B', 'Rest']]);
  });

  it('answers the finest level to the finest, whatever lies between', () => {
    const old = tinyMap();
    const found = clustering([
      { of: [0, 0, 0, 0, 1, 1, 1] },
      { of: [0, 0, 0, 0, 1, 1, 2], parents: [0, 1, 1] },
      { of: [0, 0, 1, 1, 2, 2, 3], parents: [0, 0, 1, 2] },
    ]);
    const names = [
      ['A', 'B'],
      ['C', 'D', 'E'],
      ['F', 'G', 'H', 'I'],
    ].map((list) => list.map(words));
    const { carried } = carryThemes(found, names, alignToMap(old.papers, old));
    expect(carried[0]).toEqual([0, 1]);
    expect(carried[1]!.slice(-1)).toEqual([null]);
    expect(carried[2]).toEqual([2, 3, 4, null]);
  });

  it('carries nothing from a map without themes, or of other papers', () => {
    const found = clustering([{ of: [0, 0] }]);
    const papers = [paper('x'), paper('y')];
    for (const old of [handMap([{ title: 'x' }, { title: 'y' }], []), tinyMap()]) {
      const { carried, words: kept } = carryThemes(found, [[words('Mine')]], alignToMap(papers, old));
      expect(carried).toEqual([[null]]);
      expect(kept[0]![0]!.name).toBe('Mine');
    }
  });
});
