/** A large map in the page: the page's own papers, written in the form of maps of more than 10,000 papers. */
import path from 'node:path';
import type { Browser, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { abstractOrder, chunkOffsets } from '../../pipeline/map/abstracts.ts';
import { finishMap } from '../../pipeline/map/finish.ts';
import type { LargeParts, ThemeMap } from '../../pipeline/map/schema.ts';
import { readMap, writeMap } from '../../pipeline/node/files/map-folder.ts';
import { fetchModel } from '../../pipeline/node/models/store.ts';
import { launch, type Site, startSite, visit, type Watched } from './site.ts';

let browser: Browser;
let site: Site;
let map: ThemeMap;
let abstracts: LargeParts['abstracts'];
beforeAll(async () => {
  [browser, site] = await Promise.all([launch(), startSite([], () => fetchModel())]);
  const small = await readMap(path.join(site.maps, 'page'));
  map = await finishMap(
    { ...small, manifest: { ...small.manifest, name: 'large' } },
    { mostWhole: 50, every: 8 },
  );
  abstracts = map.manifest.large!.abstracts;
  await writeMap(map, path.join(site.maps, 'large'));
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** A visitor, and the requests for the file of abstracts. */
async function visitLarge(route?: Parameters<Watched['page']['route']>[1]) {
  const asked: Request[] = [];
  const visitor = await visit(browser, site.url, 'large', {
    before: async (page) => {
      page
        .context()
        .on('request', (request) => request.url().endsWith(abstracts.file) && asked.push(request));
      if (route) await page.context().route(`**/${abstracts.file}`, route);
    },
  });
  const open = async (paper: number) => {
    await visitor.page.evaluate((id) => {
      location.hash = `map=large&paper=${encodeURIComponent(id)}`;
    }, map.papers[paper]!.id);
    await visitor.page.locator('#paper-title', { hasText: map.papers[paper]!.title }).waitFor();
  };
  return { ...visitor, asked, open };
}
const shown = ({ page }: Watched) => page.locator('.paper-panel > .abstract');
const close = ({ page }: Watched) => page.context().close();

describe('a large map', () => {
  it('is drawn before its papers are loaded, and keeps the state of the meantime', async () => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    let send = () => {};
    const held = new Promise<void>((resolve) => {
      send = resolve;
    });
    await context.route(`**/${map.manifest.papers.file}`, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${site.url}#map=large&paper=${encodeURIComponent(map.papers[7]!.id)}`);
    await page.locator('.map .label').first().waitFor();
    expect(await page.locator('.map').getAttribute('aria-busy')).toBe('true');
    expect(await page.locator('.detail').count()).toBe(0);
    const box = page.getByRole('searchbox', { name: 'Search papers' });
    const word = map.papers[3]!.title.match(/[A-Za-z]{6,}/)![0];
    await box.fill(word);
    send();
    await page.locator('#paper-title', { hasText: map.papers[7]!.title }).waitFor();
    expect(await page.locator('.map').getAttribute('aria-busy')).toBe('false');
    await page.locator('.results > li').filter({ hasText: map.papers[3]!.title }).first().waitFor();
    expect(await box.inputValue()).toBe(word);
    await context.close();
  });

  it('is refused, although already drawn, if its papers turn out to be of another map', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const { file } = map.manifest.papers;
    await context.route(`**/${file}`, (route) => route.fulfill({ body: '[]' }));
    await page.goto(`${site.url}#map=large`);
    const alert = page.getByRole('alert').filter({ hasText: 'This map cannot be shown' });
    await alert.filter({ hasText: `maps/large/${file}: its sha256 is not the one in map.json` }).waitFor();
    expect(await page.locator('.map').count()).toBe(0);
    await context.close();
  });

  it('opens without its abstracts, and reads one by a range of bytes when its paper is opened', async () => {
    const visitor = await visitLarge();
    expect(visitor.asked).toEqual([]);
    await visitor.open(7);
    await shown(visitor)
      .filter({ hasText: map.papers[7]!.abstract.slice(0, 60) })
      .waitFor();
    const chunk = Math.floor(abstractOrder(map.arrays.theme).indexOf(7) / abstracts.every);
    const offsets = chunkOffsets(abstracts);
    const range = `bytes=${offsets[chunk]}-${offsets[chunk + 1]! - 1}`;
    expect(await visitor.asked[0]!.headerValue('range')).toBe(range);
    expect((await visitor.asked[0]!.response())!.status()).toBe(206);
    // The abstracts of its nearest papers are read too, to explain the relation.
    await visitor.page.locator('.related .phrases').first().waitFor();
    await visitor.page.getByRole('button', { name: /^Why:/ }).first().click();
    await visitor.page.locator('.why > .abstract mark').first().waitFor();
    expect(await Promise.all(visitor.asked.map((request) => request.headerValue('range')))).not.toContain(
      null,
    );
    expect(visitor.errors).toEqual([]);
    await close(visitor);
  });

  it('is searched to the last abstract, with int8-quantised vectors as well as with floats', async () => {
    const visitor = await visitLarge();
    const { page } = visitor;
    // A word that only one abstract contains.
    const texts = map.papers.map((paper) => paper.abstract.toLowerCase());
    const word = texts
      .flatMap((text) => text.match(/\b[a-z]{11,}\b/g) ?? [])
      .find(
        (each) =>
          texts.filter((text) => text.includes(each.slice(0, -2))).length === 1 &&
          !map.papers.some((paper) => paper.title.toLowerCase().includes(each.slice(0, -2))),
      )!;
    const paper = texts.findIndex((text) => text.includes(word));
    const box = page.getByRole('searchbox', { name: 'Search papers' });
    await box.fill(`"${word}"`);
    const found = page.locator('.results > li');
    await found.filter({ hasText: map.papers[paper]!.title }).waitFor();
    await page.locator('.result-snippet mark', { hasText: new RegExp(word, 'i') }).waitFor();
    expect(await page.getByText('papers so far').count()).toBe(0);

    const answer = async (question: string) => {
      await box.fill(question);
      await page.locator('.results[aria-busy="false"]').waitFor({ state: 'attached' });
      return (await page.locator('.results .result-title').allTextContents()).slice(0, 8);
    };
    await page.getByText('Search by meaning is ready.').waitFor({ state: 'attached' });
    const question = 'splitting text into subword units';
    const eight = await answer(question);
    // The vectors of the other map take a second, and the query comes before them.
    await page.evaluate(() => {
      const { postMessage } = Worker.prototype;
      Worker.prototype.postMessage = function (this: Worker, message: { method?: string }) {
        setTimeout(() => postMessage.call(this, message), message.method === 'load' ? 1000 : 0);
      };
      location.hash = 'map=page';
    });
    await page.waitForFunction(() => !document.title.startsWith('large'));
    expect(await answer(question)).toEqual(eight);
    expect(page.workers().filter((worker) => worker.url().includes('model.worker'))).toHaveLength(1);
    expect(visitor.requests.some((url) => /large\/codes-/.test(url))).toBe(true);
    expect(visitor.requests.some((url) => /large\/vectors-/.test(url))).toBe(false);
    await close(visitor);
  });

  it('works from a host that ignores ranges', async () => {
    const visitor = await visitLarge(async (route) => {
      const { range: _, ...headers } = route.request().headers();
      await route.continue({ headers });
    });
    for (const paper of [3, 90]) {
      await visitor.open(paper);
      await shown(visitor)
        .filter({ hasText: map.papers[paper]!.abstract.slice(0, 60) })
        .waitFor();
    }
    expect((await visitor.asked[0]!.response())!.status()).toBe(200);
    await close(visitor);
  });

  it('reports an abstract that could not be read, and reads it on the next request', async () => {
    let broken = true;
    const visitor = await visitLarge((route) => (broken ? route.abort() : route.continue()));
    await visitor.open(5);
    await visitor.page.getByRole('alert').filter({ hasText: 'The abstract could not be read' }).waitFor();
    expect(await visitor.page.getByText('has no abstract').count()).toBe(0);
    broken = false;
    await visitor.page.getByRole('button', { name: 'Try again' }).click();
    await shown(visitor)
      .filter({ hasText: map.papers[5]!.abstract.slice(0, 60) })
      .waitFor();
    await close(visitor);
  });
});
