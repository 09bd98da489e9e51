import { describe, expect, it } from 'vitest';
import { assessStability } from '../../pipeline/stability/stability.ts';
import { pageMap } from '../support/kept-maps.ts';
import { buildPage, pagePapers } from '../support/page-map.ts';
import { smallMap } from '../support/small-map.ts';

describe('stability', () => {
  it('finds clear groups again every time, and every paper sure', async () => {
    const report = await assessStability(await smallMap(), { runs: 10 });
    const finest = report.themes.filter(
      ({ level }) => level === Math.max(...report.themes.map((t) => t.level)),
    );
    expect(finest.map(({ comesBack }) => comesBack)).toEqual(finest.map(() => 1));
    expect(report.papers.every(({ sure }) => sure === 1)).toBe(true);
    expect(report.ari).toEqual({ seeds: 1, resamples: 1 });
    expect(report.summary).toContain('came back at least four times in five');
  });

  it('tells firm themes of the page from loose ones, in figures and in words', async () => {
    const map = await pageMap();
    const report = await assessStability(map, { runs: 10 });
    expect(report.themes.map(({ id }) => id)).toEqual(map.manifest.themes.map(({ id }) => id));
    expect(report.ari.seeds).toBeGreaterThanOrEqual(0.85);
    expect(report.ari.resamples).toBeGreaterThan(0.6);
    const decoding = report.themes.find(({ name, level }) => level === 1 && /speculative/i.test(name))!;
    expect(decoding.comesBack).toBe(1);
    expect(Math.min(...report.themes.map(({ comesBack }) => comesBack))).toBeLessThan(1);
    const sure = report.papers.filter((paper) => paper.sure >= 0.8).length;
    expect(report.summary).toContain(`${sure} of 106 papers stayed with their theme nearly every time.`);
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
