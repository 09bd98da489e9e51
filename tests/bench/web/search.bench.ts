/** Search on the page in a real browser: bytes to load, the model's start, and from the last key to the answer. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { fetchModel } from '../../../pipeline/node/models/store.ts';
import { launch, startSite, visit, WEB_ROOT } from '../../browser/site.ts';
import { printTable, summary } from '../table.ts';

const QUESTIONS = [
  'kv cache compression',
  'making decoding faster with a draft model',
  'models that write programs',
  'routing tokens to experts',
  'splitting text into subword units',
  'making images from prompts',
  'learning from human preferences',
];

it('searches', async () => {
  const bytes: [string, number][] = [];
  for (const file of await readdir(path.join(WEB_ROOT, 'assets')))
    if (file.endsWith('.js'))
      bytes.push([
        file.replace(/-[^-]+$/, ''),
        gzipSync(await readFile(path.join(WEB_ROOT, 'assets', file))).length,
      ]);

  const site = await startSite([], () => fetchModel());
  const browser = await launch();
  const { page } = await visit(browser, site.url, 'page');
  const box = page.getByRole('searchbox', { name: 'Search papers' });
  const start = performance.now();
  await box.fill('warm');
  await page.getByText('Search by meaning is ready.').waitFor({ state: 'attached' });
  const ready = performance.now() - start;

  const words: number[] = [];
  const whole: number[] = [];
  for (const question of QUESTIONS) {
    const [word, all] = await page.evaluate(async (text) => {
      const input = document.querySelector<HTMLInputElement>('.search-box input')!;
      const list = () => document.querySelector('.results');
      const before = list()?.textContent;
      const begun = performance.now();
      let first = 0;
      input.value = text;
      input.dispatchEvent(new InputEvent('input', { bubbles: true }));
      return new Promise<[number, number]>((resolve) => {
        const look = () => {
          if (!first && list()?.textContent !== before) first = performance.now() - begun;
          if (list()?.getAttribute('aria-busy') === 'false') resolve([first, performance.now() - begun]);
          else setTimeout(look, 1);
        };
        setTimeout(look, 1);
      });
    }, question);
    words.push(word);
    whole.push(all);
    await page.waitForTimeout(300);
  }
  await browser.close();
  await site.close();
  expect(whole.every((ms) => ms > 0)).toBe(true);
  const [byWord, answer] = [summary(words), summary(whole)];
  printTable(
    'JavaScript, bytes gzipped',
    ['file', 'bytes'],
    bytes.sort((a, b) => b[1] - a[1]),
  );
  printTable(
    `Search on the page's map, ms (${QUESTIONS.length} questions)`,
    ['', 'min', 'median'],
    [
      ['from the focus to a model that answers', ready, ready],
      ['from the last key to the papers found by word', byWord.min, byWord.median],
      ['from the last key to the whole answer', answer.min, answer.median],
    ],
  );
});
