import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchModel } from '../../pipeline/node/models/store.ts';
import { datedMap, lexicalMap } from '../support/sample-maps.ts';
import { launch, outside, revisit, type Site, startSite, visit, type Watched } from './site.ts';

let browser: Browser;
let site: Site;
/** Of the tests that need no page of their own. */
let shared: Watched;
beforeAll(async () => {
  [browser, site] = await Promise.all([
    launch(),
    startSite([await datedMap(), await lexicalMap()], () => fetchModel()),
  ]);
  shared = await visit(browser, site.url, 'page');
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

const box = ({ page }: Watched) => page.getByRole('searchbox', { name: 'Search papers' });
/** The list, once it answers what was typed and nothing is about to be added. */
const settled = ({ page }: Watched) =>
  page.locator('.results[aria-busy="false"]').waitFor({ state: 'attached' });
const results = ({ page }: Watched) => page.getByRole('list', { name: 'Papers found' }).locator('> li');
async function titles(watched: Watched): Promise<string[]> {
  return watched.page.locator('.results .result-title').allTextContents();
}
const byMeaning = ({ page }: Watched) =>
  page.getByText('Search by meaning is ready.').waitFor({ state: 'attached', timeout: 60_000 });

describe('search with the real model', () => {
  it('focuses the box with "/" and finds words at once, before the model is loaded', async () => {
    await shared.page.keyboard.press('/');
    expect(await box(shared).evaluate((element) => element === document.activeElement)).toBe(true);
    await shared.page.keyboard.type('snapkv');
    // The first letters have answers of their own; the whole word's come to stand in their place.
    const best = results(shared)
      .first()
      .locator('.result-title', { hasText: /^SnapKV/ });
    await best.waitFor();
    expect(await best.count()).toBe(1);
    expect(await shared.page.locator('.results mark').first().textContent()).toMatch(/snapkv/i);
  });

  it('finds papers by meaning that contain none of the words', async () => {
    await byMeaning(shared);
    await box(shared).fill('splitting text into subword units');
    await settled(shared);
    expect((await titles(shared)).slice(0, 3).join('\n')).toMatch(/Tokeniz/);
    const alone = shared.page.locator('.results > li', { hasText: /^(?!.*words and).*meaning ·/ });
    expect(await alone.count()).toBeGreaterThan(0);
  });

  it('runs in workers: the page itself loads neither the model nor its runtime', async () => {
    const names = shared.page.workers().map((worker) => new URL(worker.url()).pathname.split('/').at(-1));
    expect(names.some((name) => name?.startsWith('model.worker'))).toBe(true);
    expect(names.some((name) => name?.startsWith('keyword.worker'))).toBe(true);
    const scripts = await shared.page.evaluate(() => [...document.scripts].map((script) => script.src));
    expect(scripts.some((script) => /worker|ort|transformers/.test(script))).toBe(false);
  });

  it('loads the model and its runtime from its own origin, and nothing from elsewhere', () => {
    const { requests } = shared;
    expect(requests.some((request) => request.endsWith('/onnx/model_quantized.onnx'))).toBe(true);
    expect(
      requests.filter((request) => request.endsWith('.wasm')).map((each) => each.split('/').at(-1)),
    ).toEqual(['ort-wasm-simd.wasm']);
    expect(outside(requests, site.url)).toEqual([]);
    expect(shared.errors.filter((error) => !/unsafe-eval/.test(error))).toEqual([]);
  });

  it('goes from the box to the list, to the paper and back with keys alone', async () => {
    await box(shared).fill('speculative decoding');
    await settled(shared);
    const second = (await titles(shared))[1]!;
    await box(shared).focus();
    await shared.page.keyboard.press('ArrowDown');
    await shared.page.keyboard.press('ArrowDown');
    await shared.page.keyboard.press('Enter');
    expect(await shared.page.getByRole('heading', { level: 2 }).textContent()).toBe(second);
    await shared.page.keyboard.press('Escape');
    await shared.page.keyboard.press('Escape');
    expect(await shared.page.locator('.paper-panel').count()).toBe(0);
    expect(await box(shared).inputValue()).toBe('speculative decoding');
  });

  it('selects the papers found, and is cleared with Escape', async () => {
    const count = Number(/\d+/.exec((await shared.page.locator('.results-head').first().textContent())!)![0]);
    await shared.page.getByRole('button', { name: 'Select all' }).click();
    await shared.page.getByText(`${count} selected`).waitFor();
    await box(shared).focus();
    await shared.page.keyboard.press('Escape');
    expect(await box(shared).inputValue()).toBe('');
  });
});

describe('filters and phrases in the search box', () => {
  it('narrow the results by theme, author, year and venue, and by exact phrases', async () => {
    const visitor = shared;
    await revisit(visitor.page, 'dated');
    const count = async (query: string) => {
      await box(visitor).fill(query);
      await settled(visitor);
      const said = await visitor.page.locator('.results-head p').textContent();
      return said!.startsWith('No ') ? 0 : Number(/^\d+/.exec(said!)![0]);
    };
    expect(await count('author:lovelace')).toBe(30);
    expect(await count('author:emile year:2019')).toBe(6);
    expect(await count('venue:acl')).toBe(15);
    expect(await count('venue:acl -author:lovelace year:2020-2021')).toBe(6);
    expect(await count('"study 7 of"')).toBe(1);
    expect(await count('year:1999')).toBe(0);
    await visitor.page.getByText('No paper found').waitFor();
  });
});

describe('a link with a query', () => {
  it('loads one model, in one worker', async () => {
    const workers: string[] = [];
    const visitor = await visit(browser, site.url, 'page&q=splitting%20text', {
      before: async (page) => page.on('worker', (worker) => workers.push(worker.url())),
    });
    await visitor.page.getByRole('tab', { name: /^Results/ }).click();
    await byMeaning(visitor);
    expect(workers.filter((url) => /model\.worker/.test(url))).toHaveLength(1);
    await visitor.page.context().close();
  });
});

describe('search without a usable model', () => {
  it('reports that the site has none, searches by words, and tries again', async () => {
    const bare = await startSite([], () => Promise.reject(new Error('There is no model here.')));
    const visitor = await visit(browser, bare.url, 'page');
    await box(visitor).fill('mixture of experts');
    await visitor.page.getByText('Search by meaning is off').waitFor();
    await settled(visitor);
    expect(await results(visitor).count()).toBeGreaterThan(3);
    const before = visitor.requests.length;
    await visitor.page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => visitor.requests.length).toBeGreaterThan(before);
    await visitor.page.getByText('Search by meaning is off').waitFor();
    expect(outside(visitor.requests, bare.url)).toEqual([]);
    await visitor.page.context().close();
    await bare.close();
  });

  it('reports that a map of word counts has no search by meaning, and loads no model', async () => {
    const visitor = await visit(browser, site.url, 'lexical');
    await box(visitor).fill('paper 7');
    await visitor.page.getByText('built from word counts').waitFor();
    await settled(visitor);
    expect((await titles(visitor))[0]).toBe('Paper 7');
    expect(visitor.requests.filter((request) => request.includes('/models/'))).toEqual([]);
    await visitor.page.context().close();
  });

  it('reports that the vectors of another model do not fit', async () => {
    const visitor = shared;
    await revisit(visitor.page, 'dated');
    await box(visitor).fill('decoding');
    await visitor.page.getByText("have 384 numbers, the map's 8").waitFor({ timeout: 60_000 });
    await settled(visitor);
    expect(await results(visitor).count()).toBe(20);
  });

  it('searches by words if the model fails on a question', async () => {
    const visitor = await visit(browser, site.url, 'page', {
      before: (page) =>
        page.addInitScript(() => {
          const { postMessage } = Worker.prototype;
          Worker.prototype.postMessage = function (this: Worker, message: { method?: string }) {
            const broken = 'broken' in globalThis && message.method === 'question';
            postMessage.call(this, broken ? { ...message, method: 'none' } : message);
          };
        }),
    });
    await box(visitor).fill('tokenization');
    await byMeaning(visitor);
    await visitor.page.evaluate(() => Object.assign(globalThis, { broken: true }));
    await box(visitor).fill('speculative decoding');
    await visitor.page.getByText('no method none').waitFor();
    await settled(visitor);
    expect((await titles(visitor))[0]).toMatch(/Speculative/);
    await visitor.page.context().close();
  });
});
