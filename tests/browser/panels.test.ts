import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchModel } from '../../pipeline/node/models/store.ts';
import { datedMap, hostileMap, largeMap } from '../support/sample-maps.ts';
import { launch, outside, revisit, type Site, startSite, visit, type Watched, writeBeside } from './site.ts';

let browser: Browser;
let site: Site;
/** Of the tests that need no page of their own. */
let shared: Watched;
beforeAll(async () => {
  const maps = await Promise.all([datedMap(), largeMap(), hostileMap()]);
  [browser, site] = await Promise.all([launch(), startSite(maps, () => fetchModel())]);
  shared = await visit(browser, site.url, 'dated');
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

async function reopen(map: string, size?: Parameters<typeof revisit>[2]): Promise<Page> {
  await revisit(shared.page, map, size);
  return shared.page;
}

const find = async (page: Page, query: string) => {
  await page.getByRole('searchbox', { name: 'Search papers' }).fill(query);
  await page.locator('.results > li').first().waitFor();
};
const openFirst = async (page: Page, query: string) => {
  await find(page, query);
  await page.locator('.results .paper-button').first().click();
  await page.locator('.paper-panel').waitFor();
};
const tab = (page: Page, name: string) => page.getByRole('tab', { name }).click();
async function saved(page: Page, press: () => Promise<void>): Promise<{ name: string; file: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  const file = path.join(site.maps, `saved-${download.suggestedFilename()}`);
  await download.saveAs(file);
  return { name: download.suggestedFilename(), file };
}

describe('the paper panel', () => {
  let visitor: Watched;
  let page: Page;
  beforeAll(async () => {
    visitor = await visit(browser, site.url, 'page');
    page = visitor.page;
    await openFirst(page, 'snapkv');
  });
  afterAll(() => page.context().close());
  const nearest = () => page.getByRole('list', { name: 'Nearest papers', exact: true }).locator('> li');

  it('shows title, themes and abstract, with the searched words marked', async () => {
    expect(await page.getByRole('heading', { level: 2 }).textContent()).toMatch(/^SnapKV/);
    expect(await page.locator('.theme-path button').count()).toBeGreaterThanOrEqual(2);
    expect(await page.locator('.paper-panel .abstract').first().textContent()).toMatch(/key-value|KV/i);
    expect((await page.locator('.paper-panel h2 mark').allTextContents()).join()).toMatch(/snapkv/i);
  });

  it('lists the ten nearest papers by similarity, and draws lines to them on the map', async () => {
    expect(await nearest().count()).toBe(10);
    const values = (await nearest().locator('.similarity-value').allTextContents()).map((text) =>
      Number(/[\d.]+$/.exec(text)![0]),
    );
    expect([...values].sort((a, b) => b - a)).toEqual(values);
    expect(values[0]).toBeGreaterThan(0.2);
    expect(await page.locator('.link').count()).toBe(10);
  });

  it('explains why a paper is related: shared phrases marked in both abstracts, themes, closest sentences', async () => {
    await nearest().first().getByRole('button', { name: /^Why/ }).click();
    const phrases = await nearest().first().locator('.phrases li').allTextContents();
    expect(phrases.length).toBeGreaterThan(1);
    const first = phrases[0]!.toLowerCase().replace(/[^a-z0-9]+/g, ' ');
    const marks = async (place: string) =>
      (await page.locator(`${place} mark.mark-0`).allTextContents()).map((text) =>
        text.toLowerCase().replace(/[^a-z0-9]+/g, ' '),
      );
    const own = (await marks('.paper-panel > .abstract')).concat(await marks('.paper-panel > h2'));
    const other = await marks('.why');
    const stem = first.replace(/s$/, '');
    expect(own.some((text) => text.startsWith(stem))).toBe(true);
    expect(other.length).toBeGreaterThan(0);
    expect(await page.locator('.why').textContent()).toMatch(/theme: /i);
    // The model starts with the first wish to know.
    await page.locator('.pair figcaption').waitFor({ timeout: 60_000 });
    const sentences = await page.locator('.pair blockquote').allTextContents();
    expect(sentences).toHaveLength(2);
    expect(await page.locator('.paper-panel > .abstract').textContent()).toContain(sentences[0]);
  });

  it('lists the nearest papers of other areas', async () => {
    const area = await page.locator('.theme-path button').first().textContent();
    const bridge = page.getByRole('list', { name: 'Nearest papers of other areas' }).locator('> li');
    expect(await bridge.count()).toBe(5);
    await bridge.first().locator('.paper-button').click();
    expect(await page.locator('.theme-path button').first().textContent()).not.toBe(area);
    await openFirst(page, 'snapkv');
    await page.getByRole('heading', { level: 2, name: /^SnapKV/ }).waitFor();
  });

  it('opens a related paper on a click, and moves among them with the arrow keys', async () => {
    const title = await nearest().nth(1).locator('.result-text').textContent();
    await nearest().first().locator('.paper-button').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe(title);
  });

  it('finds more papers like these, but not like those', async () => {
    await page.getByRole('button', { name: 'More like this' }).click();
    const list = page.getByRole('list', { name: 'Papers like these' }).locator('> li');
    await page.getByRole('button', { name: 'Close the paper' }).click();
    await list.first().waitFor();
    const before = await list.locator('.result-text').allTextContents();
    expect(before).toHaveLength(20);
    await list.first().locator('.paper-button').click();
    await page.getByRole('button', { name: 'Not like this' }).click();
    await page.getByRole('button', { name: 'Close the paper' }).click();
    await expect.poll(() => list.locator('.result-text').allTextContents()).not.toEqual(before);
    expect(await list.locator('.result-text').allTextContents()).not.toContain(before[0]);
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    expect(await list.count()).toBe(0);
  });

  it('sends no request to another origin and violates no policy', () => {
    expect(outside(visitor.requests, site.url)).toEqual([]);
    expect(visitor.errors.filter((error) => !/unsafe-eval/.test(error))).toEqual([]);
  });
});

describe('the focus of somebody who works with keys', () => {
  let page: Page;
  beforeAll(async () => {
    ({ page } = await visit(browser, site.url, 'dated'));
  });
  afterAll(() => page.context().close());
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
  /** Presses a button by keys alone. */
  const enter = async (button: ReturnType<Page['locator']>) => {
    await button.focus();
    await page.keyboard.press('Enter');
  };
  const heading = () => page.locator('.detail h2').textContent();

  it('moves to what opens, and back when it closes', async () => {
    const area = page.locator('.theme-tree .theme-name').first();
    await enter(area);
    await page.locator('.theme-card').waitFor();
    await enter(page.locator('.theme-card .related .paper-button').first());
    await expect.poll(focused).toMatch(/^Study/);
    expect(await focused()).toBe(await heading());
    const first = await heading();
    await enter(page.locator('.paper-panel .related .paper-button').first());
    await expect.poll(heading).not.toBe(first);
    await expect.poll(focused).toBe(await heading());
    // A theme on the paper's path, and the card's ×.
    await enter(page.locator('.theme-path .theme-button').first());
    await page.locator('.theme-card').waitFor();
    await expect.poll(focused).toBe(await heading());
    await enter(page.getByRole('button', { name: 'Close the theme' }));
    await page.locator('.theme-card').waitFor({ state: 'detached' });
    await expect.poll(focused).toBe(await area.textContent());
  });

  it('returns from the table to the button that opened it, and from a paper to the row where it was opened', async () => {
    const table = page.getByRole('button', { name: 'Table of papers' });
    await enter(table);
    await enter(page.getByRole('button', { name: 'Close the table' }));
    await expect.poll(() => table.evaluate((each) => each === document.activeElement)).toBe(true);
    const map = page.getByRole('application');
    await map.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
    await enter(page.locator('.selection-bar').getByRole('button', { name: 'Clear' }));
    await expect.poll(() => map.evaluate((each) => each === document.activeElement)).toBe(true);
  });

  it('is not moved by the pointer', async () => {
    const area = page.locator('.theme-tree .theme-name').first();
    await area.click();
    await page.getByRole('button', { name: 'Close the theme' }).click();
    await page.locator('.theme-card').waitFor({ state: 'detached' });
    await page.evaluate(() => new Promise((done) => setTimeout(done, 50)));
    expect(await page.evaluate(() => document.activeElement?.localName)).toBe('body');
  });

  it('leaves a filter or a note with Escape without closing what is open', async () => {
    await openFirst(page, '"study 7 of"');
    await page.getByRole('button', { name: 'Read later' }).click();
    const open = () => page.locator('.paper-panel').count();
    await tab(page, 'Themes');
    const filter = page.getByRole('searchbox', { name: 'Filter themes by name or keyword' });
    await filter.fill('program');
    await page.keyboard.press('Escape');
    expect([await filter.inputValue(), await open()]).toEqual(['', 1]);
    await tab(page, 'Reading');
    await page.getByRole('textbox', { name: /^Note on Study 7/ }).fill('Good');
    await page.keyboard.press('Escape');
    expect(await open()).toBe(1);
    // An empty field has no use for it.
    await page.getByRole('searchbox', { name: 'Search papers' }).fill('');
    await page.keyboard.press('Escape');
    expect(await open()).toBe(0);
  });
});

describe('the panel of a paper with authors, venue and date', () => {
  it('shows them and a web link; a click on an author searches', async () => {
    const page = await reopen('dated');
    await openFirst(page, '"study 7 of"');
    const facts = await page.locator('.facts').textContent();
    for (const fact of ['Ada Lovelace', 'Kim Lee', 'COLM', '2021-03']) expect(facts).toContain(fact);
    const link = page.locator('.facts a');
    expect(await link.getAttribute('href')).toBe('https://example.org/7');
    expect(await link.getAttribute('rel')).toMatch(/noopener/);
    await page.getByRole('button', { name: 'Ada Lovelace' }).click();
    expect(await page.getByRole('searchbox', { name: 'Search papers' }).inputValue()).toContain(
      'author:"Ada Lovelace"',
    );
    await openFirst(page, '"study 0 of"');
    expect(await page.locator('.facts a').count()).toBe(0);
  });
});

describe('the table of papers', () => {
  it('draws only visible rows, sorts, and moves to the last row with keys', async () => {
    const page = await reopen('large');
    await page.getByRole('button', { name: 'Table of papers' }).click();
    const table = page.getByRole('table');
    expect(await table.getAttribute('aria-rowcount')).toBe('1201');
    const rows = page.locator('.table-panel tr[data-row]');
    expect(await rows.count()).toBeLessThan(60);
    await page.getByRole('button', { name: 'Title' }).click();
    await page.getByRole('button', { name: 'Title' }).click();
    expect(await page.getByRole('columnheader', { name: /Title/ }).getAttribute('aria-sort')).toBe(
      'descending',
    );
    expect(await rows.first().locator('.paper-button').textContent()).toBe('Paper 1199');
    await rows.first().locator('.paper-button').focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Paper 1198');
    await page.keyboard.press('End');
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Paper 0');
    expect(await rows.count()).toBeLessThan(60);
  });

  it('selects papers with ticks, lists them, and saves them', async () => {
    const page = await reopen('dated');
    await find(page, 'author:lovelace year:2019');
    await page.getByRole('button', { name: 'Table of papers' }).click();
    await page.getByRole('button', { name: /^Found 6/ }).waitFor();
    for (const row of [0, 2]) await page.locator(`tr[data-row="${row}"] input`).check();
    expect(await page.locator('tr[data-row]').count()).toBe(6);
    await page.getByRole('button', { name: /^Selected 2/ }).click();
    expect(await page.locator('tr[data-row]').count()).toBe(2);
    const menu = page.getByRole('group', { name: 'Save these papers' });
    const csv = await saved(page, () => menu.getByRole('button', { name: 'CSV' }).click());
    expect(csv.name).toBe('dated-2-papers.csv');
    expect((await readFile(csv.file, 'utf8')).trim().split('\r\n')).toHaveLength(3);
    const bibtex = await saved(page, () => menu.getByRole('button', { name: 'BibTeX' }).click());
    expect((await readFile(bibtex.file, 'utf8')).match(/^@article/gm)).toHaveLength(2);
    const jsonl = await saved(page, () => menu.getByRole('button', { name: 'JSONL' }).click());
    for (const line of (await readFile(jsonl.file, 'utf8')).trim().split('\n'))
      expect(JSON.parse(line).authors).toContain('Ada Lovelace');
  });
});

describe('charts', () => {
  it('filter the map and each other by theme, years and venue', async () => {
    const page = await reopen('dated');
    await tab(page, 'Charts');
    const shown = page.getByRole('group', { name: 'Selection' });
    await page.getByRole('button', { name: '2020: 12 of 12 papers' }).click();
    await shown.getByText('12 shown').waitFor();
    await page.getByRole('button', { name: '2021: 12 of 12 papers' }).click({ modifiers: ['Shift'] });
    await shown.getByText('24 shown').waitFor();
    expect(await page.getByRole('button', { name: 'ACL 6 of 15 papers' }).count()).toBe(1);
    await page.getByRole('button', { name: 'ACL 6 of 15 papers' }).press('Enter');
    await shown.getByText('6 shown').waitFor();
    expect(await page.getByRole('button', { name: '2019: 3 of 12 papers' }).count()).toBe(1);
    await page.getByRole('button', { name: 'Clear all filters' }).click();
    expect(await shown.count()).toBe(0);
    const bar = page.getByRole('list', { name: 'Papers per theme' }).getByRole('button').first();
    const size = Number(/(\d+) of \d+ papers/.exec((await bar.textContent())!)![1]);
    await bar.click();
    await shown.getByText(`${size} shown`).waitFor();
    expect(
      await page.getByRole('group', { name: 'Themes over time' }).getByRole('button').count(),
    ).toBeGreaterThan(0);
  });
});

describe('the reading list', () => {
  it('stores papers and notes in the browser, exports, imports and removes them', async () => {
    const visitor = await visit(browser, site.url, 'dated');
    const { page } = visitor;
    await openFirst(page, '"study 7 of"');
    await page.getByRole('button', { name: 'Read later' }).click();
    await openFirst(page, '"study 8 of"');
    await page.getByRole('button', { name: 'Read later' }).click();
    await tab(page, 'Reading');
    const note = page.getByRole('textbox', { name: /^Note on Study 7/ });
    await note.fill('Compare with ours');
    await page.reload();
    await tab(page, 'Reading');
    expect(await page.getByRole('textbox', { name: /^Note on Study 7/ }).inputValue()).toBe(
      'Compare with ours',
    );

    const menu = page.getByRole('group', { name: 'Save the reading list' });
    const markdown = await saved(page, () => menu.getByRole('button', { name: 'Markdown' }).click());
    expect(await readFile(markdown.file, 'utf8')).toContain('  > Compare with ours');
    const json = await saved(page, () => menu.getByRole('button', { name: 'JSON', exact: true }).click());

    for (const remove of [1, 2]) {
      await page
        .getByRole('button', { name: /out of the reading list/ })
        .first()
        .click();
      expect(await page.locator('.reading > li').count()).toBe(2 - remove);
    }
    await page.getByLabel('Import a reading list').setInputFiles(json.file);
    await page.getByText('2 of 2 papers added').waitFor();
    expect(await page.getByRole('textbox', { name: /^Note on Study 7/ }).inputValue()).toBe(
      'Compare with ours',
    );
    const wrong = await writeBeside(site, 'wrong.json', '{"id":1}');
    await page.getByLabel('Import a reading list').setInputFiles(wrong);
    await page.getByText('not a reading list').waitFor();
    expect(visitor.errors).toEqual([]);
    await page.context().close();
  });

  it('reports if the storage of the browser is full', async () => {
    const { page } = await visit(browser, site.url, 'dated', {
      before: (fresh) =>
        fresh.addInitScript(() => {
          Storage.prototype.setItem = () => {
            throw new DOMException('full', 'QuotaExceededError');
          };
        }),
    });
    await openFirst(page, '"study 7 of"');
    await page.getByRole('button', { name: 'Read later' }).click();
    await page.getByText('the storage of the browser is full').waitFor();
    await page.context().close();
  });
});

describe('the map saved as a file', () => {
  let page: Page;
  let visitor: Watched;
  beforeAll(async () => {
    visitor = await visit(browser, site.url, 'page');
    page = visitor.page;
    await tab(page, 'Charts');
  });
  afterAll(() => page.context().close());
  const save = (form: string) =>
    saved(page, () =>
      page.getByRole('group', { name: 'Save the map' }).getByRole('button', { name: form }).click(),
    );

  it('is an SVG with a point for each paper, names and a legend', async () => {
    const svg = await readFile((await save('SVG')).file, 'utf8');
    expect(svg.match(/<circle[^>]*><title>/g)).toHaveLength(106);
    const themes = await page
      .getByRole('list', { name: 'Papers per theme' })
      .locator('.count-label')
      .allTextContents();
    // The page's own policy forbids parsing text into a document.
    const reader = await page.context().newPage();
    const drawn = await reader.evaluate((source) => {
      const parsed = new DOMParser().parseFromString(source, 'image/svg+xml');
      return {
        error: parsed.querySelector('parsererror')?.textContent ?? null,
        text: parsed.documentElement.textContent,
      };
    }, svg);
    await reader.close();
    expect(drawn.error).toBeNull();
    for (const theme of themes)
      expect(drawn.text!.replace(/\s+/g, '')).toContain(theme.replace(/\s+/g, '').slice(0, 12));
  });

  it('is a PNG of A4 size at 300 dots per inch', async () => {
    const png = await readFile((await save('PNG')).file);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([3509, 2481]);
    expect(png.subarray(37, 41).toString('latin1')).toBe('pHYs');
    expect(png.readUInt32BE(41)).toBe(11811);
    expect(png.length).toBeGreaterThan(100_000);
  });

  it('is one HTML file below 1 MB that opens from disk without a network', async () => {
    const { file } = await save('HTML');
    expect((await readFile(file)).length).toBeLessThan(1_000_000);
    expect(outside(visitor.requests, site.url)).toEqual([]);
    const context = await browser.newContext({ offline: true, reducedMotion: 'reduce' });
    const alone = await context.newPage();
    const asked: string[] = [];
    const errors: string[] = [];
    alone.on('request', (request) => asked.push(request.url()));
    alone.on('pageerror', (error) => errors.push(error.message));
    alone.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await alone.goto(`file://${file}`);
    await openFirst(alone, 'speculatve decoding');
    expect(
      await alone.getByRole('list', { name: 'Nearest papers', exact: true }).locator('> li').count(),
    ).toBe(10);
    await alone.locator('.phrases li').first().waitFor();
    await alone.getByText('carries no language model').waitFor();
    await alone.getByRole('list', { name: 'Nearest papers of other areas' }).waitFor();
    expect(asked.filter((url) => !url.startsWith('data:'))).toEqual([`file://${file}`]);
    expect(errors).toEqual([]);
    await context.close();
  });
});

describe('hostile papers', () => {
  it('run no script in panels, table, lists and exports', async () => {
    const visitor = await visit(browser, site.url, 'hostile');
    const { page } = visitor;
    await openFirst(page, 'common words');
    await page.getByRole('button', { name: 'Read later' }).click();
    await page.getByRole('button', { name: /^Why/ }).first().click();
    await page.getByRole('button', { name: 'Table of papers' }).click();
    await tab(page, 'Charts');
    const { file } = await saved(page, () =>
      page.getByRole('group', { name: 'Save the map' }).getByRole('button', { name: 'HTML' }).click(),
    );
    await tab(page, 'Reading');
    const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(width).toBe(0);
    expect(await page.locator('.facts a').count()).toBe(0);
    expect(
      await page.evaluate(() => document.querySelectorAll('#app img, #app script, #app iframe').length),
    ).toBe(0);
    expect(await page.evaluate(() => '__ran' in globalThis)).toBe(false);

    await page.goto(`file://${file}`);
    await openFirst(page, 'common words');
    expect(await page.evaluate(() => '__ran' in globalThis)).toBe(false);
    expect(await page.evaluate(() => document.querySelectorAll('img, iframe').length)).toBe(0);
    await page.context().close();
  });
});

describe('the page on a phone', () => {
  it('finds, opens and relates papers at 375 pixels without horizontal scrolling', async () => {
    const page = await reopen('page', { width: 375, height: 720 });
    await openFirst(page, 'kv cache');
    const panel = (await page.locator('.paper-panel').boundingBox())!;
    expect(panel.x).toBeGreaterThanOrEqual(0);
    expect(panel.x + panel.width).toBeLessThanOrEqual(375);
    await page.getByRole('button', { name: /^Why/ }).first().click();
    await page.getByRole('button', { name: 'Close the paper' }).click();
    for (const name of ['Charts', 'Reading']) {
      await tab(page, name);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
      const wide = await page.locator('.sheet-body').evaluate((body) => body.scrollWidth - body.clientWidth);
      expect(wide).toBe(0);
    }
  });
});
