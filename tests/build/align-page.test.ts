import { describe, expect, it } from 'vitest';
import { alignToMap } from '../../pipeline/build/align.ts';
import { compareMaps } from '../../pipeline/compare/compare.ts';
import { radius } from '../../pipeline/compare/procrustes.ts';
import type { ThemeMap } from '../../pipeline/map/schema.ts';
import { onlyChildren } from '../../pipeline/map/themes/theme-tree.ts';
import { pageMap } from '../support/kept-maps.ts';
import { buildPage, pagePapers } from '../support/page-map.ts';

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

const papers = pagePapers();
const eighty = await buildPage(papers.slice(0, 80));
const grown = await buildPage(papers, { seed: 9, like: eighty });

describe('build like another map', () => {
  it('keeps shared papers near their places, where another seed alone moves them', async () => {
    const free = await buildPage(papers, { seed: 9 });
    expect(meanWay(eighty, grown)).toBeLessThan(0.15);
    expect(meanWay(eighty, grown)).toBeLessThan(meanWay(eighty, free) / 3);
    expect(grown.manifest.like).toEqual({ name: 'page', source: 'a'.repeat(64), papers: 80 });
  });

  it('keeps the names and order of themes that keep their papers, and names stay unique', () => {
    const same = compareMaps(eighty, grown).themes.matched.filter(({ overlap }) => (overlap ?? 0) >= 0.8);
    expect(same.length).toBeGreaterThanOrEqual(3);
    const carried = grown.manifest.themes.map((theme) => theme.carried);
    for (const { a, b } of same) expect(carried[b.id]).toBe(a.id);
    const named = same.filter(({ a, b }) => a.name === b.name);
    expect(named.length).toBeGreaterThanOrEqual(same.length - 1);
    const { themes } = grown.manifest;
    const only = onlyChildren(themes.map(({ parent }) => parent));
    const names = themes.filter(({ id }) => only[id] === 0).map((theme) => theme.name);
    expect(new Set(names).size).toBe(names.length);
    for (const { id, name, parent } of themes) if (only[id] === 1) expect(themes[parent!]!.name).toBe(name);
    const finest = themes.filter((theme) => theme.level === 2).map((theme) => theme.carried);
    const kept = finest.filter((id) => id !== null) as number[];
    expect(kept).toEqual([...kept].sort((x, y) => x - y));
    expect(finest.slice(kept.length).every((id) => id === null)).toBe(true);
  });

  it('is the map itself where nothing changed, themes and names', async () => {
    const old = await pageMap();
    const again = await buildPage(papers, { like: old });
    expect(again.arrays.theme).toEqual(old.arrays.theme);
    expect(again.manifest.themes.map(({ name }) => name)).toEqual(
      old.manifest.themes.map(({ name }) => name),
    );
    expect(again.manifest.themes.every(({ carried }, id) => carried === id)).toBe(true);
  });

  it('is an ordinary build where no paper is shared', async () => {
    const old = await buildPage(papers.slice(0, 50));
    const plain = await buildPage(papers.slice(50));
    const like = await buildPage(papers.slice(50), { like: old });
    expect(like.arrays.layout).toEqual(plain.arrays.layout);
    expect(like.arrays.theme).toEqual(plain.arrays.theme);
  });
});
