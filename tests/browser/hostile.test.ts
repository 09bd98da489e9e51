/** Text that tries to be run, in every field and every way into the page; a real Chromium counts what ran. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildMap } from '../../pipeline/build/build.ts';
import { exportMap } from '../../pipeline/export/export.ts';
import type { ThemeMap } from '../../pipeline/map/schema.ts';
import { writeMap } from '../../pipeline/node/files/map-folder.ts';
import type { Paper } from '../../pipeline/types.ts';
import { groupedEmbedder } from '../support/small-map.ts';
import { HOSTILE_STRINGS, MARKER } from './hostile-strings.ts';
import { launch, outside, type Site, startSite, visit } from './site.ts';

/** Of the map's folder, and so of its address and its entry in the list of maps. */
const NAME = `"><img src=x onerror=${MARKER}()>`;

let browser: Browser;
let site: Site;
let map: ThemeMap;
beforeAll(async () => {
  map = await hostileMap();
  [browser, site] = await Promise.all([
    launch(),
    startSite([], async () => Promise.reject(new Error(`There is no model ${NAME}.`))),
  ]);
  await writeMap(map, path.join(site.maps, NAME));
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** A paper a string, which stands in all of its fields, and in the names and keywords of themes. */
async function hostileMap(): Promise<ThemeMap> {
  const made = await buildMap(
    HOSTILE_STRINGS.map((text, i): Paper => {
      const other = HOSTILE_STRINGS[(i + 1) % HOSTILE_STRINGS.length]!;
      return {
        id: `${i} ${text.slice(0, 300)}`,
        title: text,
        abstract: `${text} Words that all papers have. ${other}`,
        authors: [text, other],
        date: '2024',
        venue: text,
        url: text,
        tags: [text, other],
      };
    }),
    { name: NAME, file: `${NAME}.jsonl`, sha256: 'e'.repeat(64), warnings: 0 },
    { embedder: groupedEmbedder() },
    { seed: 1, themes: 24 },
  );
  const { manifest } = made;
  manifest.chosen = NAME;
  for (const theme of manifest.themes) {
    // Each theme its share of the strings, so that all of them are a name or a keyword.
    const own = HOSTILE_STRINGS.filter((_, i) => i % manifest.themes.length === theme.id);
    theme.name = own.find((text) => text.trim() !== '') ?? NAME;
    theme.keywords = own;
    theme.keywordWeights = own.map(() => 1);
  }
  return made;
}

interface Counted {
  /** What ran, opened a dialog or a window, or broke the policy. */
  ran: string[];
}

/** Counts in each page of the context from its first moment on. */
async function count(context: BrowserContext): Promise<Counted> {
  const counted: Counted = { ran: [] };
  await context.exposeBinding(MARKER, ({ page }) => void counted.ran.push(`code at ${page.url()}`));
  await context.exposeBinding('__violated', (_, what: string) => void counted.ran.push(`violation: ${what}`));
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      const report = (globalThis as { __violated?: (what: string) => void }).__violated;
      report?.(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  const watch = (page: Page) =>
    page.on('dialog', (dialog) => {
      counted.ran.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
  for (const page of context.pages()) watch(page);
  context.on('page', watch);
  return counted;
}

async function open() {
  let counted: Counted = { ran: [] };
  const visitor = await visit(browser, site.url, encodeURIComponent(NAME), {
    before: async (page) => {
      counted = await count(page.context());
    },
  });
  await visitor.page.locator('.label').first().waitFor();
  return { ...visitor, counted };
}

/** Elements that the page has none of. */
const FOREIGN = '#app :is(img, script, style, iframe, object, embed, link, base, meta)';

/** Nothing that a string asked for is in the page, and links lead to the web alone. */
async function expectHarmless(page: Page): Promise<void> {
  const found = await page.evaluate(
    (foreign) => ({
      elements: document.querySelectorAll(foreign).length,
      handlers: [...document.querySelectorAll('#app *')].flatMap((element) =>
        element.getAttributeNames().filter((name) => name.startsWith('on')),
      ),
      links: [...document.querySelectorAll('a')].filter(
        (link) => !/^https?:$/.test(link.protocol) || !link.relList.contains('noopener'),
      ).length,
      polluted: 'polluted' in {},
      windows: frames.length,
    }),
    FOREIGN,
  );
  expect(found).toEqual({ elements: 0, handlers: [], links: 0, polluted: false, windows: 0 });
}

/** Goes to each address in turn: how many papers were shown, and what elements were made that the page has none of. */
function walk(page: Page, addresses: readonly string[]): Promise<{ shown: number; made: string[] }> {
  return page.evaluate(
    async ({ addresses, foreign }) => {
      const titles = new Set<string>();
      const elements = new Set<string>();
      for (const [i, hash] of addresses.entries()) {
        location.hash = hash;
        // The page draws its panels in the microtasks after a step; each fourth is painted too.
        for (let turn = 0; turn < 5; turn++) await null;
        titles.add(document.querySelector('.paper-panel h2')?.textContent ?? '');
        for (const { localName } of document.querySelectorAll(foreign)) elements.add(localName);
        if (i % 4 === 3) await new Promise((done) => setTimeout(done));
      }
      return { shown: titles.size, made: [...elements] };
    },
    { addresses, foreign: FOREIGN },
  );
}

const tab = (page: Page, name: string) => page.getByRole('tab', { name }).click();

it('the hostile strings do run in a page that inserts them as markup', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const counted = await count(context);
  await page.goto('about:blank');
  await page.evaluate(
    (strings) => {
      for (const text of strings) document.body.appendChild(document.createElement('div')).innerHTML = text;
    },
    HOSTILE_STRINGS.filter((text) => !/http-equiv|<base/.test(text)),
  );
  await expect.poll(() => counted.ran.length, { timeout: 20_000 }).toBeGreaterThan(5);
  expect(HOSTILE_STRINGS.length).toBeGreaterThanOrEqual(200);
  await context.close();
});

describe('no hostile string runs', () => {
  it('in papers, themes, names of maps, the address and the search box', async () => {
    const { page, counted, requests, errors } = await open();
    const addresses = HOSTILE_STRINGS.map((text, i) =>
      new URLSearchParams({
        map: NAME,
        paper: map.papers[i]!.id,
        theme: String(i % map.manifest.themes.length),
        q: text.slice(0, 3000),
        venue: text.slice(0, 500),
        panel: i % 2 ? 'search' : 'reading',
      }).toString(),
    );
    const { shown, made } = await walk(page, addresses);
    expect(made).toEqual([]);
    expect(shown).toBeGreaterThan(200);
    await page.locator('.paper-panel').waitFor();
    await expectHarmless(page);

    const box = page.getByRole('searchbox', { name: 'Search papers' });
    await box.evaluate(async (input: HTMLInputElement, strings) => {
      for (const text of strings) {
        input.value = text;
        input.dispatchEvent(new InputEvent('input', { bubbles: true }));
        await new Promise((done) => setTimeout(done));
      }
    }, HOSTILE_STRINGS);
    await box.fill('words that all papers have');
    await page.locator('.results > li').first().waitFor();
    await expectHarmless(page);
    for (const field of ['theme', 'author', 'venue', 'tag', 'year']) await box.fill(`${field}:"${NAME}"`);

    await page.goto(`${site.url}#${new URLSearchParams({ map: NAME, table: '1' })}`);
    await page.locator('.table-frame .paper-button').first().waitFor();
    await page.locator('.table-frame').evaluate(async (frame) => {
      for (let top = 0; top < frame.scrollHeight; top += frame.clientHeight) {
        frame.scrollTop = top;
        await new Promise((done) => requestAnimationFrame(done));
      }
    });
    await expectHarmless(page);
    for (const name of ['Charts', 'Reading', 'Results', 'Themes']) {
      await tab(page, name);
      await expectHarmless(page);
    }
    await page.locator('.theme-tree .theme-name').first().click();
    await page.locator('.theme-card').waitFor();
    await page.locator('.theme-card [role=status]').waitFor({ state: 'detached' });
    await expectHarmless(page);
    expect(counted.ran).toEqual([]);
    expect(errors).toEqual([]);
    expect(outside(requests, site.url)).toEqual([]);
    await page.context().close();
  });

  it('in imported reading lists and files of papers', async () => {
    const { page, counted, requests, errors } = await open();
    await tab(page, 'Reading');
    const items = HOSTILE_STRINGS.map((text, i) => ({
      map: text.slice(0, 200),
      id: `${i} ${text.slice(0, 400)}`,
      title: text.slice(0, 20_000),
      note: text.slice(0, 2000),
      authors: [text.slice(0, 1000)],
      venue: text.slice(0, 2000),
      url: text.slice(0, 4000),
      date: text.slice(0, 40),
      added: '2024-01-01T00:00:00.000Z',
    }));
    const list = JSON.stringify({ format: 'isotheme-reading-list', version: 1, items });
    const give = (label: string, name: string, text: string) =>
      page.getByLabel(label).setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
    await give('Import a reading list', `${NAME.replace('/', '')}.json`, list);
    await page.getByText(`${items.length} of ${items.length} papers added`).waitFor();
    expect(await page.locator('.reading > li').count()).toBe(items.length);
    await expectHarmless(page);
    await give('Import a reading list', 'list.json', `{"format": ${JSON.stringify(NAME)}}`);
    await page.getByText('not a reading list').waitFor();

    await tab(page, 'New');
    const papers = HOSTILE_STRINGS.map((text) => JSON.stringify({ id: text, title: text, abstract: text }));
    for (const [name, text] of [
      [`${NAME}.jsonl`, papers.join('\n')],
      [`${NAME}.json`, `{"title": ${NAME}`],
      ['lines.jsonl', `{"a":1}\n${HOSTILE_STRINGS.map((text) => text.replace(/\s/g, ' ')).join('\n')}`],
      ['page.txt', HOSTILE_STRINGS.join('\n')],
    ] as const) {
      await give('File of papers', name, text);
      await page.locator('.drop strong', { hasText: name }).waitFor();
      await page.getByRole('button', { name: 'Make the map' }).click();
      await page.getByRole('region', { name: 'New map' }).getByRole('alert').waitFor();
      await expectHarmless(page);
    }
    expect(counted.ran).toEqual([]);
    expect(errors).toEqual([]);
    expect(outside(requests, site.url)).toEqual([]);
    await page.context().close();
  });

  it('in saved files: the whole map as HTML, pictures as SVG', async () => {
    const { page, counted } = await open();
    await tab(page, 'Charts');
    const files: string[] = [];
    for (const name of ['HTML', 'SVG']) {
      const menu = page.getByRole('group', { name: 'Save the map' });
      const [saved] = await Promise.all([
        page.waitForEvent('download'),
        menu.getByRole('button', { name }).click(),
      ]);
      files.push(path.join(site.maps, `saved.${name.toLowerCase()}`));
      await saved.saveAs(files.at(-1)!);
    }
    const [html, svg] = files as [string, string];
    const drawn = path.join(site.maps, 'drawn.svg');
    await writeFile(drawn, await exportMap(map, 'svg'));
    for (const picture of [svg, drawn]) {
      await page.goto(pathToFileURL(picture).href);
      expect(await page.evaluate(() => document.documentElement.localName)).toBe('svg');
      expect(await page.locator('script, foreignObject, a, image, set, animate, parsererror').count()).toBe(
        0,
      );
    }
    await page.goto(pathToFileURL(html).href);
    await page.locator('.label').first().waitFor();
    const { made } = await walk(
      page,
      map.papers.map((paper) => new URLSearchParams({ map: NAME, paper: paper.id }).toString()),
    );
    expect(made).toEqual([]);
    await page.locator('.paper-panel').waitFor();
    await expectHarmless(page);
    expect(await readFile(html, 'utf8')).not.toContain('<img');
    expect(counted.ran).toEqual([]);
    await page.context().close();
  });
});

describe('the content security policy', () => {
  it('denies the page’s own code markup, source text and foreign workers', async () => {
    const { page } = await visit(browser, site.url, 'page');
    const refused = await page.evaluate(() => {
      const tries: Record<string, () => unknown> = {
        markup: () => {
          document.body.innerHTML = '<b>x</b>';
        },
        'a handler': () => document.body.setAttribute('onclick', 'x'),
        'an inner page': () => {
          document.createElement('iframe').srcdoc = 'x';
        },
        'a foreign worker': () => new Worker('https://example.invalid/x.js'),
        'a worker of data': () => new Worker('data:text/javascript,1'),
        'another policy': () =>
          (
            globalThis as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } }
          ).trustedTypes.createPolicy('mine', {}),
      };
      return Object.entries(tries)
        .filter(([, run]) => {
          try {
            run();
            return false;
          } catch {
            return true;
          }
        })
        .map(([name]) => name);
    });
    expect(refused).toEqual([
      'markup',
      'a handler',
      'an inner page',
      'a foreign worker',
      'a worker of data',
      'another policy',
    ]);
    await page.context().close();
  });

  it('lets no other page embed this one in a frame', async () => {
    const page = await browser.newPage();
    await page.setContent(`<iframe src="${site.url}"></iframe>`);
    await expect.poll(() => page.frames().length).toBe(2);
    expect(await page.frames()[1]!.locator('#app').count()).toBe(0);
    await page.close();
  });
});
