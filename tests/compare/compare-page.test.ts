import { describe, expect, it } from 'vitest';
import { compareMaps } from '../../pipeline/compare/compare.ts';
import { comparisonCsv, comparisonMarkdown } from '../../pipeline/compare/table.ts';
import type { ThemeMap } from '../../pipeline/map/schema.ts';
import { LARGE } from '../fuzz/runs.ts';
import { pageMap } from '../support/kept-maps.ts';
import { buildPage, pagePapers } from '../support/page-map.ts';
import { smallMap } from '../support/small-map.ts';
import { tinyMap } from '../support/tiny-map.ts';

describe('compare', () => {
  it('reports a split theme, its parts and the papers that moved with them', async () => {
    const three = await smallMap();
    const one = { ...three, manifest: { ...three.manifest }, arrays: { ...three.arrays } };
    const finest = three.manifest.themes.filter((theme) => theme.level === three.manifest.levels.length - 1);
    const [keep, join] = [finest[0]!.id, finest[1]!.id];
    one.arrays.theme = three.arrays.theme.map((theme) => (theme === join ? keep : theme));
    const apart = compareMaps(one, three).themes;
    expect(apart.split).toHaveLength(1);
    expect(apart.split[0]!.a.id).toBe(keep);
    expect(apart.split[0]!.b.map((part) => part.papers)).toEqual([4, 4]);
    const together = compareMaps(three, one);
    expect(together.themes.merged[0]!.a.map((part) => part.papers)).toEqual([4, 4]);
    expect(together.moved).toHaveLength(4);
    expect(together.moved.every(({ how }) => how === 'merged')).toBe(true);
  });

  it('matches by vectors and names if no paper is shared, and says so', async () => {
    const papers = pagePapers();
    const even = await buildPage(papers.filter((_, i) => i % 2 === 0));
    const odd = await buildPage(papers.filter((_, i) => i % 2 === 1));
    const report = compareMaps(even, odd);
    expect(report).toMatchObject({ shared: 0, ari: null, ami: null, matchedBy: 'vectors and names' });
    expect(report.summary).toContain('share no papers');
    const of = (map: ThemeMap, title: string) =>
      map.arrays.theme[map.papers.findIndex((paper) => paper.title.startsWith(title))];
    // Two papers on one subject, one in each half.
    const decoding = [of(even, 'S2D'), of(odd, 'DistillSpec')];
    expect(report.themes.matched.map(({ a, b }) => [a.id, b.id])).toContainEqual(decoding);
    expect(report.themes.matched.every(({ by }) => by === 'meaning')).toBe(true);
  });

  it('finds the same themes of the page under other seeds', async () => {
    const first = await pageMap();
    for (const seed of LARGE ? [2, 3, 4, 5, 6] : [2, 3]) {
      const report = compareMaps(first, await buildPage(pagePapers(), { seed }));
      expect(report.ari).toBeGreaterThanOrEqual(0.85);
    }
  });

  it('writes a row a change as CSV, and Markdown without markup of its texts', () => {
    const other = tinyMap();
    other.manifest.themes[2]!.name = '=KV *Cache*';
    const report = compareMaps(tinyMap(), other);
    const lines = comparisonCsv(report).trimEnd().split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[1]).toBe("theme,matched,KV Cache,'=KV *Cache*,2,2,2,1,1,1,,");
    expect(comparisonMarkdown(report)).toContain('| KV Cache (2) | =KV \\*Cache\\* (2) | 2 | 1.00 |');
  });
});
