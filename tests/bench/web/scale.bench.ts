/**
 * 20,000 and 100,000 papers in the page: the first picture, frames while panning, memory and search, beside the drawing
 * of as many points by regl-scatterplot in the same browser.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { writeMap } from '../../../pipeline/node/files/map-folder.ts';
import { fetchModel } from '../../../pipeline/node/models/store.ts';
import { startServer } from '../../../pipeline/node/serve/server.ts';
import { CHROMIUM_ARGS } from '../../browser/chromium.ts';
import { launch, WEB_ROOT } from '../../browser/site.ts';
import { printTable, summary } from '../table.ts';
import { type Globals, pan, watchFirstMap } from './frames.ts';
import { manyTimes, realMap } from './large-maps.ts';
import { startReglScene } from './regl-scene.ts';

const RUNS = 5;
/** Milliseconds after the first picture in which the rest of a map surely comes. */
const SETTLED = 8000;
const QUESTIONS = [
  'making decoding faster with a draft model',
  'graph neural networks for molecules',
  'learning from human preferences',
  'segmentation of medical images',
  'fairness in classification',
];

async function openScene(
  browser: Browser,
  url: string,
  own: boolean,
): Promise<{ page: Page; first: number }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  if (own) await page.addInitScript(watchFirstMap);
  await page.goto(url);
  await page.waitForFunction(() => 'firstMap' in globalThis, null, { timeout: 120_000 });
  return { page, first: await page.evaluate(() => (globalThis as unknown as Globals).firstMap) };
}

/** MiB of the page's own heap, and of its arrays outside of it, after a collection. */
async function memory(page: Page): Promise<[heap: number, arrays: number]> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const usage = (await session.send('Runtime.getHeapUsage')) as {
    usedSize: number;
    backingStorageSize?: number;
  };
  return [usage.usedSize / 2 ** 20, (usage.backingStorageSize ?? 0) / 2 ** 20];
}

/** MiB of page and workers together, as the browser counts them. */
function wholeMemory(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const { bytes } = await (
      performance as unknown as { measureUserAgentSpecificMemory(): Promise<{ bytes: number }> }
    ).measureUserAgentSpecificMemory();
    return bytes / 2 ** 20;
  });
}

/** Milliseconds from the last key to the whole answer, by question. */
async function ask(page: Page, question: string): Promise<number> {
  return page.evaluate(
    (text) =>
      new Promise<number>((resolve) => {
        const input = document.querySelector<HTMLInputElement>('.search-box input')!;
        const before = document.querySelector('.results')?.textContent;
        const begun = performance.now();
        input.value = text;
        input.dispatchEvent(new InputEvent('input', { bubbles: true }));
        const look = () => {
          const list = document.querySelector('.results');
          if (list?.getAttribute('aria-busy') === 'false' && list.textContent !== before)
            resolve(performance.now() - begun);
          else setTimeout(look, 1);
        };
        setTimeout(look, 1);
      }),
    question,
  );
}

it('holds 20,000 and 100,000 papers', async () => {
  const real = await realMap('papers-20000');
  if (!real) return;
  const maps = [real, await manyTimes(real, 5, 'papers-100000')];
  const folder = await mkdtemp(path.join(tmpdir(), 'isotheme-scale-'));
  for (const map of maps) await writeMap(map, path.join(folder, map.manifest.name));
  const site = await startServer({ webRoot: WEB_ROOT, mapsRoot: folder, model: fetchModel() });
  const scene = await startReglScene(maps);
  const browser = await launch([...CHROMIUM_ARGS, '--enable-blink-features=ForceEagerMeasureMemory']);
  const drawn: (string | number)[][] = [];
  const searched: (string | number)[][] = [];
  for (const { manifest } of maps) {
    const { name } = manifest;
    for (const own of [true, false]) {
      const firsts: number[] = [];
      let early: number[] = [];
      let late: number[] = [];
      let used: [number, number] = [0, 0];
      for (let run = 0; run < RUNS; run++) {
        const { page, first } = await openScene(
          browser,
          `${own ? site.url : scene.url}#${own ? 'map=' : ''}${name}`,
          own,
        );
        firsts.push(first);
        if (run === RUNS - 1) {
          early = await pan(page);
          await page.waitForTimeout(SETTLED);
          used = await memory(page);
          late = await pan(page);
        }
        await page.context().close();
      }
      const first = summary(firsts);
      drawn.push([
        `${name}, ${own ? 'Isotheme' : 'regl-scatterplot'}`,
        first.min,
        first.median,
        ...[early, late].flatMap((frames) => [
          summary(frames).median,
          frames[Math.floor(0.95 * frames.length)]!,
        ]),
        ...used,
      ]);
    }
    const { page } = await openScene(browser, `${site.url}#map=${name}`, true);
    const box = page.getByRole('searchbox', { name: 'Search papers' });
    const begun = performance.now();
    await box.fill('warm');
    await page.getByText('Search by meaning is ready.').waitFor({ state: 'attached', timeout: 120_000 });
    const ready = performance.now() - begun;
    await page.waitForFunction(
      () => !document.querySelector('.search-panel')?.textContent?.includes('so far'),
      null,
      {
        timeout: 300_000,
      },
    );
    const read = performance.now() - begun;
    const answers: number[] = [];
    for (const question of QUESTIONS) answers.push(await ask(page, question));
    const { min, median } = summary(answers);
    searched.push([name, ready, read, min, median, ...(await memory(page)), await wholeMemory(page)]);
    await page.context().close();
  }
  await browser.close();
  await site.close();
  await scene.close();
  await rm(folder, { recursive: true, force: true });
  printTable(
    'Large maps in Chromium without a GPU',
    [
      '',
      'first picture, min ms',
      'median ms',
      'frame while panning at once, median ms',
      '95 %',
      'frame when all has come, median ms',
      '95 %',
      'heap, MiB',
      'arrays, MiB',
    ],
    drawn,
  );
  printTable(
    'Search in large maps',
    [
      'map',
      'from the first key to a model that answers, ms',
      'to the last abstract, ms',
      'from the last key to the whole answer, min ms',
      'median ms',
      'heap, MiB',
      'arrays, MiB',
      'with all workers, MiB',
    ],
    searched,
  );
  expect(drawn).toHaveLength(4);
});
