import { describe, expect, it } from 'vitest';
import { alignToMap, carryThemes } from '../../pipeline/align.ts';
import { radius } from '../../pipeline/compare/procrustes.ts';
import { compare } from '../../pipeline/compare.ts';
import type { ThemeMap } from '../../pipeline/schema.ts';
import type { Clustering, ThemeWords } from '../../pipeline/types.ts';
import { buildPage, pagePapers } from './page-map.ts';
import { tinyMap } from './tiny-map.ts';

/** Mean way of the shared papers between two maps as they lie, as a share of the first one's radius. */
function meanWay(old: ThemeMap, map: ThemeMap): number {
  const { pairs } = alignToMap(map.papers, old);
  const ways = pairs.map(({ a, b }) =>
    Math.hypot(
      old.arrays.layout[2 * a]! - map.arrays.layout[2 * b]!,
      old.arrays.layout[2 * a + 1]! - map.arrays.layout[2 * b + 1]!,
    ),
  );
  return ways.reduce((sum, way) => sum + way, 0) / ways.length / radius(old.arrays.layout);
}

describe('alignToMap', () => {
  it('gives shared papers their old places and the others none', () => {
    const old = tinyMap();
    const { anchors, pairs } = alignToMap([old.papers[3]!, { id: 'z', title: 'New', abstract: '' }], old);
    expect(pairs).toEqual([{ a: 3, b: 0 }]);
    expect([...anchors]).toEqual([...old.arrays.layout.slice(6, 8), Number.NaN, Number.NaN]);
  });
});

describe('build like another map', () => {
  it('keeps shared papers near their places, where another seed alone moves them', async () => {
    const papers = pagePapers();
    const old = await buildPage(papers.slice(0, 80));
    const grown = await buildPage(papers, { seed: 9, like: old });
    const free = await buildPage(papers, { seed: 9 });
    expect(meanWay(old, grown)).toBeLessThan(0.15);
    expect(meanWay(old, grown)).toBeLessThan(meanWay(old, free) / 3);
    expect(grown.manifest.like).toEqual({ name: 'page', source: 'a'.repeat(64), papers: 80 });
  });

  it('keeps the names and order of themes that keep their papers, and names stay unique', async () => {
    const papers = pagePapers();
    const old = await buildPage(papers.slice(0, 80));
    const grown = await buildPage(papers, { like: old });
    const same = compare(old, grown).themes.matched.filter(({ overlap }) => (overlap ?? 0) >= 0.8);
    expect(same.length).toBeGreaterThanOrEqual(3);
    const carried = grown.manifest.themes.map((theme) => theme.carried);
    for (const { a, b } of same) expect(carried[b.id]).toBe(a.id);
    const named = same.filter(({ a, b }) => a.name === b.name);
    expect(named.length).toBeGreaterThanOrEqual(same.length - 1);
    const names = grown.manifest.themes.map((theme) => theme.name);
    expect(new Set(names).size).toBe(names.length);
    const finest = grown.manifest.themes.filter((theme) => theme.level === 1).map((theme) => theme.carried);
    const kept = finest.filter((id) => id !== null) as number[];
    expect(kept).toEqual([...kept].sort((x, y) => x - y));
    expect(finest.slice(kept.length).every((id) => id === null)).toBe(true);
  });

  it('is the map itself where nothing changed, themes and names', async () => {
    const old = await buildPage(pagePapers());
    const again = await buildPage(pagePapers(), { like: old });
    expect(again.arrays.theme).toEqual(old.arrays.theme);
    expect(again.manifest.themes.map(({ name }) => name)).toEqual(
      old.manifest.themes.map(({ name }) => name),
    );
    expect(again.manifest.themes.every(({ carried }, id) => carried === id)).toBe(true);
  });

  it('is an ordinary build where no paper is shared', async () => {
    const papers = pagePapers();
    const old = await buildPage(papers.slice(0, 50));
    const plain = await buildPage(papers.slice(50));
    const like = await buildPage(papers.slice(50), { like: old });
    expect(like.arrays.layout).toEqual(plain.arrays.layout);
    expect(like.arrays.theme).toEqual(plain.arrays.theme);
  });
});

describe('carryThemes', () => {
  const words = (name: string): ThemeWords => ({ name, keywords: [], keywordWeights: [], exemplars: [] });

  it('puts continued themes first in the old order, with their parents', () => {
    const old = tinyMap();
    const clustering: Clustering = {
      levels: [
        {
          count: 2,
          assignment: Int32Array.of(1, 1, 1, 1, 0, 0, 0),
          parents: Int32Array.of(-1, -1),
          stability: Float32Array.of(0.5, 0.25),
        },
        {
          count: 4,
          assignment: Int32Array.of(3, 3, 2, 2, 1, 1, 0),
          parents: Int32Array.of(0, 0, 1, 1),
          stability: Float32Array.of(0, 0.1, 0.2, 0.3),
        },
      ],
      strength: new Float32Array(7),
      second: Int32Array.of(2, -1, -1, -1, -1, -1, -1),
      unthemed: [],
      chosen: { reason: '', levels: [] },
    };
    const names = [
      [words('Pictures'), words('Running')],
      [words('Alone'), words('Pixels'), words('Drafts'), words('Memory')],
    ];
    const result = carryThemes(clustering, names, alignToMap(old.papers, old));
    expect(result.carried).toEqual([
      [0, 1],
      [2, 3, 4, null],
    ]);
    expect([...result.clustering.levels[1]!.assignment]).toEqual([0, 0, 1, 1, 2, 2, 3]);
    expect([...result.clustering.levels[1]!.parents]).toEqual([0, 0, 1, 1]);
    expect([...result.clustering.second]).toEqual([1, -1, -1, -1, -1, -1, -1]);
    expect(result.words[0]!.map(({ name }) => name)).toEqual(['Inference', 'Vision']);
    expect(result.words[1]!.map(({ name }) => name)).toEqual([
      'KV Cache',
      'Speculative Decoding',
      'Image Tokens',
      'Alone',
    ]);
  });

  it('gives up an old name that another theme has by right', () => {
    const old = tinyMap();
    const level = (assignment: number[], count: number) => ({
      count,
      assignment: Int32Array.from(assignment),
      parents: new Int32Array(count).fill(-1),
      stability: new Float32Array(count),
    });
    const clustering: Clustering = {
      levels: [level([0, 0, 1, 1, 2, 2, 3], 4)],
      strength: new Float32Array(7),
      second: new Int32Array(7).fill(-1),
      unthemed: [],
      chosen: { reason: '', levels: [] },
    };
    const names = [[words('Memory'), words('Drafts'), words('Pixels'), words('KV Cache')]];
    const { words: settled } = carryThemes(clustering, names, alignToMap(old.papers, old));
    expect(settled[0]!.map(({ name }) => name)).toEqual([
      'Memory',
      'Speculative Decoding',
      'Image Tokens',
      'KV Cache',
    ]);
  });
});
