import { describe, expect, it } from 'vitest';
import { exportMap } from '../../pipeline/export/index.ts';
import { stabilityPercent, stabilityWord, themesSentence } from '../../pipeline/stability/sentence.ts';
import { assessStability } from '../../pipeline/stability/stability.ts';
import { stabilitySentence, themeStabilities } from '../../web/data/map-stability.ts';
import { reduce } from '../../web/state/reduce.ts';
import { initialState } from '../../web/state/state.ts';
import { pageMap } from '../support/kept-maps.ts';
import { loadedMap } from '../support/loaded-map.ts';
import { buildPage, pagePapers } from '../support/page-map.ts';
import { smallMap } from '../support/small-map.ts';

describe('stability', () => {
  it('finds clear groups again every time, and every paper in its own', async () => {
    const report = await assessStability(await smallMap(), { runs: 10 });
    const finest = report.themes.filter(
      ({ level }) => level === Math.max(...report.themes.map((t) => t.level)),
    );
    expect(finest.map(({ stability }) => stability)).toEqual(finest.map(() => 1));
    expect(report.papers.every(({ stability }) => stability === 1)).toBe(true);
    expect(report.ari).toBe(1);
    expect(report.summary).toContain(`All ${finest.length} themes are stable`);
  });

  it('is the figure of the build after as many runs, and near it after more', async () => {
    const map = await pageMap();
    const ofBuild = map.manifest.themes.map(({ stability }) => stability);
    const figures = async (runs: number) =>
      (await assessStability(map, { runs })).themes.map(({ stability }) => stability);
    expect(await figures(40)).toEqual(ofBuild);
    const more = await figures(200);
    more.forEach((stability, theme) => {
      expect(Math.abs(stability - ofBuild[theme]!)).toBeLessThan(0.15);
    });
    const apart = more.reduce((sum, stability, theme) => sum + Math.abs(stability - ofBuild[theme]!), 0);
    expect(apart / more.length).toBeLessThan(0.05);
  });

  it('has the same figure, words and sentence in manifest, report, page and test', async () => {
    const map = await pageMap();
    const { themes } = map.manifest;
    const sentence = themesSentence(themes);
    const report = await exportMap(map, 'markdown');
    expect(report).toContain(`\n${sentence}\n`);
    for (const { name, stability } of themes) {
      const line = report.split('\n').find((text) => text.trim().startsWith(`- **${name}** (`))!;
      expect(line).toContain(`stability ${stabilityPercent(stability)}, ${stabilityWord(stability)})`);
    }
    const opened = reduce(initialState, { type: 'map', map: loadedMap(map) });
    expect(themeStabilities(opened)).toEqual(themes.map(({ stability }) => stability));
    expect(stabilitySentence(opened)).toBe(sentence);
    const outcome = await assessStability(map, { runs: 40 });
    expect(outcome.themes.map(({ stability }) => stability)).toEqual(themeStabilities(opened));
    expect(outcome.summary).toContain(sentence);
    const make = { kind: 'tested' as const, map: map.manifest.name, report: outcome };
    const tested = reduce(opened, { type: 'make', make });
    expect(stabilitySentence(tested)).toBe(outcome.summary);
  });

  it('tells stable themes of the page from uncertain ones, in figures and in words', async () => {
    const map = await pageMap();
    const report = await assessStability(map, { runs: 10 });
    expect(report.themes.map(({ id }) => id)).toEqual(map.manifest.themes.map(({ id }) => id));
    expect(report.ari).toBeGreaterThan(0.6);
    const decoding = report.themes.find(({ name, level }) => level === 2 && /speculative/i.test(name))!;
    expect(stabilityWord(decoding.stability)).toBe('stable');
    expect(Math.min(...report.themes.map(({ stability }) => stability))).toBeLessThan(0.5);
    const stayed = report.papers.filter((paper) => paper.stability! >= 0.8).length;
    expect(report.summary).toContain(`${stayed} of 106 papers stayed with their theme nearly every time.`);
    expect(report.summary).not.toMatch(/Jaccard|ARI|index/);
  });

  it('is the same every time, another with another seed, and reports each run', async () => {
    const map = await buildPage(pagePapers().slice(0, 40));
    const seen: number[] = [];
    const first = await assessStability(map, { runs: 4, onProgress: ({ done }) => seen.push(done) });
    expect(seen).toEqual([1, 2, 3, 4]);
    expect(await assessStability(map, { runs: 4 })).toEqual(first);
    expect((await assessStability(map, { runs: 4, seed: 2 })).themes).not.toEqual(first.themes);
  });

  it('refuses no runs, and ends where it is called off', async () => {
    const map = await smallMap();
    await expect(assessStability(map, { runs: 0 })).rejects.toThrow(
      'runs must be a positive whole number, not 0',
    );
    await expect(assessStability(map, { signal: AbortSignal.abort() })).rejects.toThrow('Cancelled');
  });
});
