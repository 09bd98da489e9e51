/** An only child holds the papers of its parent: wherever themes are shown as a tree, the two are one theme. */
import { describe, expect, it } from 'vitest';
import { themeLabels, themeSpread } from '../../pipeline/draw/theme-labels.ts';
import { toMarkdown } from '../../pipeline/export/formats/markdown.ts';
import { toThemes } from '../../pipeline/export/formats/themes.ts';
import { themePalette } from '../../pipeline/map/themes/colour.ts';
import { describeThemes } from '../../pipeline/map/themes/describe-themes.ts';
import { indexThemes } from '../../pipeline/map/themes/theme-index.ts';
import { onlyChildren, themeTree } from '../../pipeline/map/themes/theme-tree.ts';
import { themeReport } from '../../pipeline/node/cli/report.ts';
import type { Clustering } from '../../pipeline/types.ts';

// 0 ─ 2 ─ 5, 6   1 ─ 3 ─ 7   1 ─ 4 ─ 8: an area with one part of two, and one with two parts of one each.
const parents = [null, null, 0, 1, 1, 2, 2, 3, 4];

describe('onlyChildren', () => {
  it('are themes whose parent has no other child, on all levels or on one', () => {
    expect([...onlyChildren(parents)]).toEqual([0, 0, 1, 0, 0, 0, 0, 1, 1]);
    expect([...onlyChildren(Int32Array.of(0, 1, 1))]).toEqual([1, 0, 0]);
    expect([...onlyChildren(Int32Array.of(-1))]).toEqual([0]);
    expect([...onlyChildren([null])]).toEqual([0]);
    expect([...onlyChildren([])]).toEqual([]);
  });
});

describe('themeTree', () => {
  it('shows an only child as its parent, which has its parts', () => {
    const { shown, roots, children } = themeTree(parents.map((parent, id) => ({ id, parent })));
    expect([...shown]).toEqual([0, 1, 0, 3, 4, 5, 6, 3, 4]);
    expect(roots).toEqual([0, 1]);
    expect(children).toEqual([[5, 6], [3, 4], [5, 6], [], [], [], [], [], []]);
  });

  it('shows a chain of only children as its beginning', () => {
    const { shown, roots, children } = themeTree([null, 0, 1].map((parent, id) => ({ id, parent })));
    expect([...shown]).toEqual([0, 0, 0]);
    expect(roots).toEqual([0]);
    expect(children).toEqual([[], [], []]);
  });
});

describe('a map with only children', () => {
  const of = Int32Array.of(5, 5, 6, 6, 7, 7, 8, 8);
  const level = (first: number, count: number, stability: number, ids: ArrayLike<number>) => ({
    count,
    assignment: Int32Array.from(ids, (id) => id - first),
    parents: Int32Array.from(parents.slice(first, first + count), (parent) =>
      parent === null ? -1 : first === 2 ? parent : parent - 2,
    ),
    stability: new Float32Array(count).fill(stability),
  });
  const middle = of.map((id) => parents[id]!);
  const clustering: Clustering = {
    levels: [
      level(
        0,
        2,
        0.9,
        middle.map((id) => parents[id]!),
      ),
      level(2, 3, 0.7, middle),
      level(5, 4, 0.5, of),
    ],
    silhouette: new Float32Array(8),
    runnerUp: new Int32Array(8).fill(-1),
    unthemed: [],
    chosen: { reason: '', levels: [] },
  };
  const layout = Float32Array.of(0, 0, 1, 0, 0, 5, 1, 5, 9, 0, 9, 1, 9, 8, 9, 9);
  const words = [
    ['A', 'B'],
    ['C', 'D', 'E'],
    ['F', 'G', 'H', 'I'],
  ].map((names) => names.map((name) => ({ name, keywords: [name], keywordWeights: [1], exemplars: [] })));
  const { themeList, themeOf } = describeThemes(clustering, words, layout, null);
  const index = indexThemes(themeList, { layout, theme: themeOf });

  it('gives both the words of the child', () => {
    expect(themeList.map(({ name }) => name)).toEqual(['C', 'B', 'C', 'H', 'I', 'F', 'G', 'H', 'I']);
    expect(themeList.map(({ keywords }) => keywords[0])).toEqual(themeList.map(({ name }) => name));
  });

  it('has paths without repeats, and the same members', () => {
    expect(index.paths[5]).toEqual([0, 2, 5]);
    expect(index.trails).toEqual([[0], [1], [0], [1, 3], [1, 4], [0, 5], [0, 6], [1, 3], [1, 4]]);
    expect(index.members[2]).toEqual(index.members[0]);
  });

  it('gives both one colour, and one label', () => {
    const { css } = themePalette(themeList, 'light');
    expect([css[2], css[7], css[8]]).toEqual([css[0], css[3], css[4]]);
    expect(new Set([css[0], css[1], css[3], css[4], css[5], css[6]]).size).toBe(6);
    const map = { themes: themeList, index, arrays: { layout, theme: themeOf } };
    const spread = themeSpread(map);
    for (const scale of [20, 60, 400]) {
      const frame = { width: 900, height: 700, scale, middleX: 450, middleY: 350, layoutX: 5, layoutY: 5 };
      const view = {
        frame,
        t: { k: 1, x: 0, y: 0 },
        measure: () => 10,
        narrow: false,
        uncertain: new Set<number>(),
      };
      const ids = themeLabels(map, view, spread).map(({ id }) => id);
      expect(ids.filter((id) => [2, 7, 8].includes(id))).toEqual([]);
    }
  });

  it('lists each theme once in reports', async () => {
    const manifest = {
      name: 'm',
      source: { papers: 8, file: 'f', warnings: 0 },
      settings: { model: { id: 'x' }, seed: 1 },
      quality: { trustworthiness: 1, continuity: 1, keep15: 1 },
      levels: [{ themes: 2 }, { themes: 3 }, { themes: 4 }],
      themes: themeList,
      unthemed: [],
      chosen: 'Why.',
    };
    const papers = Array.from(of, (_, i) => ({ id: `${i}`, title: `Paper ${i}`, abstract: '' }));
    const map = {
      manifest,
      papers,
      arrays: { theme: themeOf, neighbours: new Int32Array(0), strength: new Float32Array(8) },
    } as unknown as Parameters<typeof toMarkdown>[0];
    expect(themeReport(map)).toBe(
      ['4  C', '    2  F', '    2  G', '4  B', '    2  H', '    2  I', 'Why.', ''].join('\n'),
    );
    const lines = (await toThemes(map))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ id, parent }) => [id, parent])).toEqual([
      [0, null],
      [1, null],
      [3, 1],
      [4, 1],
      [5, 0],
      [6, 0],
    ]);
    const text = await toMarkdown(map);
    for (const name of 'CFGBHI') expect(text.split(`- **${name}**`)).toHaveLength(2);
    expect(text.match(/^#+ .$/gm)).toEqual(['# m', '## C', '### F', '### G', '## B', '### H', '### I']);
  });
});
