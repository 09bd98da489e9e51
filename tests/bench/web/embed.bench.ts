/**
 * A new file in the page, nothing of it known: the making of the map beside the bare loop of the model over the same texts
 * in a worker of the same page, in turn, loading included in both.
 */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { embedText } from '../../../pipeline/embed/embed-texts.ts';
import { DEFAULT_MODEL } from '../../../pipeline/embed/models.ts';
import { fetchModel } from '../../../pipeline/node/models/store.ts';
import { readBytes } from '../../../pipeline/read/read.ts';
import { launch, startSite, visit } from '../../browser/site.ts';
import { corpusFile } from '../corpora.ts';
import { printTable, summary } from '../table.ts';

/** `ISOTHEME_BENCH_PAPERS` and `ISOTHEME_BENCH_RUNS` shorten it: a run of 300 papers takes minutes. */
const PAPERS = Number(process.env.ISOTHEME_BENCH_PAPERS ?? 300);
const RUNS = Number(process.env.ISOTHEME_BENCH_RUNS ?? 5);

/** Milliseconds of one text after the other through the page's own worker of the model. */
async function bareLoop(page: Page, program: string, texts: readonly string[]): Promise<number> {
  return page.evaluate(
    async ({ program, texts, id }) => {
      const worker = new Worker(program, { type: 'module' });
      let calls = 0;
      const call = (method: string, argument: unknown) => {
        const number = ++calls;
        return new Promise<void>((resolve, reject) => {
          const hear = ({ data }: MessageEvent<{ call: number; answer?: unknown; error?: string }>) => {
            if (data.call !== number || !('answer' in data || 'error' in data)) return;
            worker.removeEventListener('message', hear);
            if (data.error === undefined) resolve();
            else reject(new Error(data.error));
          };
          worker.addEventListener('message', hear);
          worker.postMessage({ call: number, method, argument });
        });
      };
      const begun = performance.now();
      await call('load', {
        id,
        models: new URL('models/', document.baseURI).href,
        runtime: new URL('ort/', document.baseURI).href,
      });
      for (const text of texts) await call('embed', text);
      worker.terminate();
      return performance.now() - begun;
    },
    { program, texts, id: DEFAULT_MODEL },
  );
}

it('embeds in the page', async () => {
  const corpus = corpusFile('colm2024.txt');
  if (corpus === null) return;
  const { papers } = await readBytes(readFileSync(corpus), 'colm2024.txt');
  const some = papers.slice(0, PAPERS);
  const file = some.map(({ title, abstract }) => `${JSON.stringify({ title, abstract })}\n`).join('');
  const site = await startSite([], () => fetchModel());
  const browser = await launch();
  const bare: number[] = [];
  const whole: number[] = [];
  let cores = 0;
  for (let run = 0; run < RUNS; run++) {
    // A fresh visitor each time: no vector is kept, no file of the model cached.
    const { page, requests } = await visit(browser, site.url, 'page');
    cores = await page.evaluate(() => navigator.hardwareConcurrency);
    await page.getByRole('searchbox', { name: 'Search papers' }).fill('a');
    await expect.poll(() => requests.some((url) => url.includes('model.worker'))).toBe(true);
    const program = requests.find((url) => url.includes('model.worker'))!;
    await page.getByText('Search by meaning is ready.').waitFor({ state: 'attached', timeout: 120_000 });
    const loop = async () => bare.push(await bareLoop(page, program, some.map(embedText)));
    const make = async () => {
      await page.getByRole('tab', { name: 'New' }).click();
      await page
        .getByLabel('File of papers')
        .setInputFiles({ name: 'new.jsonl', mimeType: 'text/plain', buffer: Buffer.from(file) });
      const begun = performance.now();
      await page.getByRole('button', { name: 'Make the map' }).click();
      await page.getByText('“new” is ready').waitFor({ timeout: 900_000 });
      whole.push(performance.now() - begun);
      expect(await page.locator('.make-done').textContent()).toContain(`${some.length} embedded`);
    };
    if (run % 2 === 0) await loop();
    await make();
    if (run % 2 === 1) await loop();
    await page.context().close();
  }
  await browser.close();
  await site.close();
  const ratios = summary(whole.map((ms, run) => ms / bare[run]!));
  const [a, b] = [summary(bare), summary(whole)];
  printTable(
    `A new map of ${some.length} papers in Chromium, ${cores} cores`,
    ['', 'min s', 'median s'],
    [
      ['bare loop of the model in one worker', a.min / 1000, a.median / 1000],
      ['the whole map', b.min / 1000, b.median / 1000],
      ['its share of the bare loop', ratios.min, ratios.median],
    ],
  );
});
