/** The map on the page in a real browser: from navigation to the first picture, and frames while panning large maps. */
import { expect, it } from 'vitest';
import { buildMap } from '../../../pipeline/build/build.ts';
import type { ThemeMap } from '../../../pipeline/map/schema.ts';
import { createRandom, gaussian } from '../../../pipeline/util/random.ts';
import { CHROMIUM_ARGS } from '../../browser/chromium.ts';
import { launch, startSite } from '../../browser/site.ts';
import { groupedEmbedder, SMALL_PAPERS } from '../../support/small-map.ts';
import { printTable, summary } from '../table.ts';
import { type Globals, pan, watchFirstMap } from './frames.ts';

const RUNS = 7;

/** A map of many points for drawing alone: the layout of a small one scattered, without neighbours. */
async function scattered(count: number): Promise<ThemeMap> {
  const { finishMap } = await import('../../../pipeline/map/finish.ts');
  const small = await buildMap(
    SMALL_PAPERS,
    { name: `points-${count}`, file: 'points', sha256: '0'.repeat(64), warnings: 0 },
    { embedder: groupedEmbedder() },
    { themes: 3 },
  );
  const random = createRandom(count);
  const source = Int32Array.from({ length: count }, (_, i) => i % SMALL_PAPERS.length);
  const layout = new Float32Array(2 * count);
  for (let i = 0; i < count; i++)
    for (let a = 0; a < 2; a++)
      layout[2 * i + a] = small.arrays.layout[2 * source[i]! + a]! + gaussian(random);
  const firstFinest = small.manifest.themes.length - 3;
  return finishMap({
    manifest: {
      ...small.manifest,
      source: { ...small.manifest.source, papers: count },
      themes: small.manifest.themes.map((theme) => ({ ...theme, size: Math.ceil(count / 3) })),
    },
    papers: Array.from(source, (paper, i) => ({ ...small.papers[paper]!, id: String(i) })),
    arrays: {
      layout,
      theme: source.map((paper) => firstFinest + (paper % 3)),
      strength: new Float32Array(count).fill(1),
      second: new Int32Array(count).fill(-1),
      neighbours: new Int32Array(count).map((_, i) => (i + 1) % count),
      similarities: new Float32Array(count).fill(0.5),
      vectors: new Float32Array(count * 8),
      mean: new Float32Array(8),
    },
  });
}

it('paints and pans', async () => {
  const sizes = [10_000, 100_000];
  const site = await startSite(await Promise.all(sizes.map(scattered)), () =>
    Promise.reject(new Error('none')),
  );
  // Without an emulated WebGL: the points by the 2D canvas.
  const browser = await launch(CHROMIUM_ARGS.filter((arg) => !arg.includes('swiftshader')));
  const rows: (string | number)[][] = [];
  let renderer = '';
  for (const [map, runs] of [['page', RUNS], ...sizes.map((size) => [`points-${size}`, 3])] as [
    string,
    number,
  ][]) {
    const first: number[] = [];
    let frames: number[] = [];
    let heap = 0;
    for (let run = 0; run < runs; run++) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const page = await context.newPage();
      await page.addInitScript(watchFirstMap);
      await page.goto(`${site.url}#map=${map}`);
      await page.waitForFunction(() => 'firstMap' in globalThis);
      first.push(await page.evaluate(() => (globalThis as unknown as Globals).firstMap));
      if (run === runs - 1) {
        frames = await pan(page);
        heap = await page.evaluate(
          () =>
            (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize /
            2 ** 20,
        );
        renderer = await page.evaluate(() => {
          const gl = document.createElement('canvas').getContext('webgl2');
          return gl ? String(gl.getParameter(gl.RENDERER)) : 'no WebGL';
        });
      }
      await context.close();
    }
    const drawn = summary(first);
    const panned = summary(frames);
    const sorted = [...frames].sort((a, b) => a - b);
    rows.push([map, drawn.min, drawn.median, panned.median, sorted[Math.floor(0.95 * sorted.length)]!, heap]);
  }
  await browser.close();
  await site.close();
  printTable(
    `Map in Chromium (${renderer})`,
    ['map', 'first map, min ms', 'median ms', 'frame while panning, median ms', '95 %', 'heap, MiB'],
    rows,
  );
  expect(rows).toHaveLength(3);
});
