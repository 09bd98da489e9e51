import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nameSentence } from '../../pipeline/map/index.ts';
import { fetchModel } from '../../pipeline/node/models/store.ts';
import { startServer } from '../../pipeline/node/serve/server.ts';
import { stabilityPercent, stabilityWord, themeSentence } from '../../pipeline/stability/index.ts';
import { summariseTheme } from '../../pipeline/summarise/theme-summary.ts';
import { pageMap } from '../support/kept-maps.ts';
import { datedMap, HOSTILE, hostileMap, largeMap } from '../support/sample-maps.ts';
import { launch, outside, revisit, type Site, startSite, visit, type Watched, WEB_ROOT } from './site.ts';

const pictures = path.resolve('tests/.output');
const phone = { width: 375, height: 760 };
const desk = { width: 1280, height: 800 };
const schemes = ['light', 'dark'] as const;
const papersOnPage = 106;

let browser: Browser;
let site: Site;
/** Of the tests that need no page of their own. */
let shared: Watched;
beforeAll(async () => {
  await mkdir(pictures, { recursive: true });
  const maps = await Promise.all([datedMap(), largeMap(), hostileMap()]);
  [browser, site] = await Promise.all([launch(), startSite(maps, () => fetchModel())]);
  shared = await visit(browser, site.url, 'page');
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

async function open(map: string, options: Parameters<typeof visit>[3] = {}) {
  const visitor = await visit(browser, site.url, map, options);
  await drawn(visitor.page);
  return visitor;
}

/** The shared page, at rest. */
async function reopen(map: string, size = desk): Promise<Page> {
  await revisit(shared.page, map, size);
  await drawn(shared.page);
  return shared.page;
}

async function drawn(page: Page): Promise<void> {
  await page.locator('.label').first().waitFor();
  await expect.poll(() => terrainInk(page)).toBeGreaterThan(0);
  await page.evaluate(() => document.fonts.ready.then(() => {}));
}

/** The sum of differences between the terrain's colours and its ground. */
const terrainInk = (page: Page) =>
  page.locator('canvas.terrain').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    let ink = 0;
    for (let i = 0; i < data.length; i++) ink += Math.abs(data[i]! - data[i % 4]!);
    return ink;
  });
const mapOf = (page: Page) => page.getByRole('application');
const labels = (page: Page) => page.locator('.label:not(.leaving)');
const names = (page: Page, kind: string) => page.locator(`.label.${kind}:not(.leaving)`).allTextContents();
/** Waits until the map has drawn the effect of the last action: sheets slide for 240 ms, then two frames. */
const calm = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<void>((done) => {
        setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => done())), 300);
      }),
  );
const press = async (page: Page, key: string, times = 1) => {
  await mapOf(page).focus();
  for (let i = 0; i < times; i++) await page.keyboard.press(key);
  await calm(page);
};

/** The position of the paper that the arrow keys reach first. */
async function somePaper(page: Page): Promise<{ x: number; y: number }> {
  await press(page, 'ArrowRight');
  // A ring is positioned in the next frame, which may take long on a busy machine.
  const ring = page.locator('.ring.hover[cx]');
  const [x, y] = await Promise.all(['cx', 'cy'].map((name) => ring.getAttribute(name)));
  return { x: Number(x), y: Number(y) };
}

/** Pairs of labels that overlap, and labels that leave the window or lie under a panel. */
function troubles(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const panels = Array.from(document.querySelectorAll('.bar, .sheet, .detail, .tool-group'), (each) =>
      each.getBoundingClientRect(),
    ).filter((rect) => rect.width > 0);
    const all = Array.from(document.querySelectorAll('.label:not(.leaving)'), (each) => ({
      text: each.textContent,
      rect: each.getBoundingClientRect(),
    }));
    const cover = (a: DOMRect, b: DOMRect) =>
      a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    for (const [i, { text, rect }] of all.entries()) {
      if (rect.left < 0 || rect.top < 0 || rect.right > innerWidth || rect.bottom > innerHeight)
        found.push(`${text} leaves the window`);
      if (panels.some((panel) => cover(rect, panel))) found.push(`${text} lies under a panel`);
      for (const other of all.slice(0, i))
        if (cover(rect, other.rect)) found.push(`${text} covers ${other.text}`);
    }
    return found;
  });
}

/** sRGB of one pixel of the window, without the labels. */
async function pixel(page: Page, x: number, y: number): Promise<number[]> {
  const showLabels = (display: '' | 'none') =>
    page.locator('.labels').evaluate((group: SVGElement, display) => {
      group.style.display = display;
    }, display);
  await showLabels('none');
  const picture = await page.screenshot({
    clip: { x: Math.round(x), y: Math.round(y), width: 1, height: 1 },
  });
  await showLabels('');
  return [...(await sharp(picture).removeAlpha().raw().toBuffer())];
}

const spread = (rgb: number[]) => Math.max(...rgb) - Math.min(...rgb);

describe('the map of the page', () => {
  it('shows points, terrain and the names of areas, and describes itself to screen readers', async () => {
    const page = await reopen('page');
    expect(await mapOf(page).getAttribute('aria-label')).toBe(`Map of ${papersOnPage} papers`);
    expect(await page.locator('#map-summary').textContent()).toMatch(/106 papers in \d+ areas.*Arrow keys/s);
    const tree = await page.locator('.theme-tree > li .theme-label').allTextContents();
    const areas = await names(page, 'area');
    expect(areas.length).toBeGreaterThan(tree.length / 2);
    for (const area of areas)
      expect(tree.map((name) => name.replace(/\s/g, ''))).toContain(area.replace(/\s/g, ''));
    const { x, y } = await somePaper(page);
    await page.keyboard.press('Escape');
    await calm(page);
    expect(spread(await pixel(page, x, y))).toBeGreaterThan(70);
  });

  it('shows finer names when zoomed in: areas, their parts, paper titles', async () => {
    const page = await reopen('page');
    expect((await names(page, 'area')).length).toBeGreaterThan(2);
    expect(await names(page, 'paper')).toEqual([]);
    const far = (await names(page, 'part')).length;
    await press(page, '+', 2);
    expect((await names(page, 'part')).length).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Unfold all' }).click();
    const part = page.locator('.theme-tree .level-1 .theme-name').first();
    const size = Number(/\d+(?= papers)/.exec((await part.locator('.theme-count').textContent())!)![0]);
    await part.click();
    await calm(page);
    const titles = await names(page, 'paper');
    expect(titles.length).toBeGreaterThan(1);
    expect(titles.length).toBeLessThanOrEqual(size);
    await page.screenshot({ path: path.join(pictures, 'near.png') });
    await page.getByRole('button', { name: 'Close the theme' }).click();
    await press(page, '0');
    expect(await names(page, 'paper')).toEqual([]);
    expect(Math.abs((await names(page, 'part')).length - far)).toBeLessThanOrEqual(2);
  });

  it('shows a card for the paper under the pointer and opens it on a click', async () => {
    const page = await reopen('page');
    const { x, y } = await somePaper(page);
    await page.keyboard.press('Escape');
    await page.mouse.move(x, y);
    const card = page.locator('.hover-card');
    await card.waitFor();
    const title = await card.locator('.hover-title').textContent();
    expect(await card.locator('.hover-theme').textContent()).toMatch(/›/);
    await page.screenshot({ path: path.join(pictures, 'hover.png') });
    await page.mouse.click(x, y);
    await page.locator('.paper-panel').waitFor();
    expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe(title);
    expect(await page.locator('.link').count()).toBe(10);
    await calm(page);
    await page.screenshot({ path: path.join(pictures, 'paper.png') });
  });

  it('is explored by arrow keys that announce each paper; Enter opens it, Escape closes it', async () => {
    const page = await reopen('page');
    await somePaper(page);
    const spoken = () => page.locator('[aria-live="polite"]').first().textContent();
    const first = await spoken();
    expect(first).toMatch(/\.$/);
    const before = Number(await page.locator('.ring.hover').getAttribute('cx'));
    await press(page, 'ArrowLeft');
    expect(await spoken()).not.toBe(first);
    expect(Number(await page.locator('.ring.hover').getAttribute('cx'))).toBeLessThan(before);
    await page.keyboard.press('Enter');
    const heading = await page.locator('.paper-panel h2').textContent();
    expect(await spoken()).toContain(heading);
    await press(page, ' ');
    expect(await page.locator('.selection-bar').textContent()).toContain('1 selected');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    expect(await page.locator('.paper-panel').count()).toBe(0);
  });

  it('selects papers by a lasso, and keeps the selection while the map is moved', async () => {
    const page = await reopen('page');
    await page.getByRole('button', { name: 'Select with a lasso' }).click();
    await page.mouse.move(330, 4);
    await page.mouse.down();
    for (const [x, y] of [
      [1275, 4],
      [1275, 795],
      [330, 795],
    ] as const)
      await page.mouse.move(x, y, { steps: 4 });
    await page.mouse.up();
    const bar = page.locator('.selection-bar');
    expect(await bar.textContent()).toContain(`${papersOnPage} selected`);
    await press(page, '+', 2);
    expect(await bar.textContent()).toContain(`${papersOnPage} selected`);
    await bar.getByRole('button', { name: 'Clear' }).click();
    expect(await bar.count()).toBe(0);
  });

  it('does not take the end of a lasso for a click: nothing opens, closes or is selected there', async () => {
    const page = await reopen('page');
    const { x, y } = await somePaper(page);
    /** There and back: a line around no paper. */
    const draw = async (endX: number, endY: number) => {
      await page.mouse.move(endX, endY);
      await page.mouse.down();
      for (const far of [40, 80, 40, 0]) await page.mouse.move(endX, endY + far);
      await page.mouse.up();
      await calm(page);
    };
    await page.keyboard.down('Shift');
    await draw(x, y);
    await page.keyboard.up('Shift');
    expect(await page.locator('.selection-bar').count()).toBe(0);
    const lasso = page.getByRole('button', { name: 'Select with a lasso' });
    await lasso.click();
    await draw(x, y);
    expect(await page.locator('.paper-panel').count()).toBe(0);
    // A press that does not move remains a click.
    await page.mouse.click(x, y);
    await page.locator('.paper-panel').waitFor();
    await lasso.click();
    await draw(500, 4);
    expect(await page.locator('.paper-panel').count()).toBe(1);
  });
});

describe('the labels', () => {
  it.each([
    ['page', desk, 1],
    ['page', desk, 1.6],
    ['page', desk, 4],
    ['page', phone, 1],
    ['page', phone, 3],
    ['dated', desk, 1],
    ['large', desk, 1],
    ['large', desk, 6],
  ] as const)('of the map %s at %o and ×%f cover nothing', async (map, size, k) => {
    const page = await reopen(map, size);
    await press(page, '+', Math.round(Math.log(k) / Math.log(1.6)));
    // At ×6 the middle of this map is empty.
    if (k < 6) expect(await labels(page).count()).toBeGreaterThan(0);
    expect(await troubles(page)).toEqual([]);
  });
});

describe('the table of contents', () => {
  it('folds, filters, follows the view and marks themes on the map', async () => {
    const page = await reopen('page');
    const rows = page.locator('.theme-tree .theme-name');
    const areas = await rows.count();
    await page.getByRole('button', { name: 'Unfold all' }).click();
    expect(await rows.count()).toBeGreaterThan(areas);
    await page.getByRole('button', { name: 'Fold all' }).click();
    expect(await rows.count()).toBe(areas);

    const filter = page.getByRole('searchbox', { name: 'Filter themes by name or keyword' });
    await filter.fill('speculative');
    expect(await rows.allTextContents()).toEqual(
      expect.arrayContaining([expect.stringMatching(/speculative/i)]),
    );
    expect(await rows.count()).toBeLessThan(areas + 4);
    await filter.fill('no such words');
    expect(await page.locator('.themes-panel').textContent()).toContain('No theme has');
    await filter.fill('');

    const whole = await terrainInk(page);
    await rows.first().hover();
    await expect.poll(() => terrainInk(page)).toBeLessThan(0.7 * whole);
    expect(await page.locator('.label.area:not(.faded)').count()).toBe(1);
    await mapOf(page).hover({ position: { x: 800, y: 20 } });
    await expect.poll(() => terrainInk(page)).toBe(whole);

    await press(page, '+', 4);
    expect(await page.locator('.out-of-view').count()).toBeGreaterThan(0);
    expect(await page.locator('.theme-count').allTextContents()).toEqual(
      expect.arrayContaining([expect.stringMatching(/\d+ of \d+/)]),
    );
  });

  it('opens a theme’s card with keywords, typical papers, neighbours and a contrast word by word', async () => {
    const page = await reopen('page');
    await page.locator('.theme-tree .theme-name').first().click();
    const card = page.locator('.theme-card');
    await card.waitFor();
    expect(await card.getByRole('heading', { level: 2 }).textContent()).not.toBe('');
    expect(await card.locator('.bars li').count()).toBeGreaterThan(3);
    expect(await card.locator('.related li').count()).toBeGreaterThan(0);
    const says = card.getByRole('region', { name: 'What its papers say' });
    await says.waitFor();
    const sentences = await says.locator('li p').allTextContents();
    expect(sentences.length).toBeGreaterThanOrEqual(3);
    expect(sentences.length).toBeLessThanOrEqual(5);
    const map = await pageMap();
    const { papers, manifest } = map;
    const titles = await says.locator('.paper-button').allTextContents();
    for (const [i, text] of sentences.entries())
      expect(papers.find(({ title }) => title === titles[i])!.abstract.replace(/\s+/g, ' ')).toContain(text);
    // As the library says it.
    const name = await card.getByRole('heading', { level: 2 }).textContent();
    const theme = manifest.themes.find((each) => each.level === 0 && name!.includes(each.name))!;
    const { stability } = theme;
    expect(await card.textContent()).toContain(
      `Stability${stabilityPercent(stability)} ${stabilityWord(stability)}${themeSentence(stability)}`,
    );
    const summary = await summariseTheme(map, theme.id);
    expect(sentences).toEqual(summary.sentences.map(({ text }) => text));
    const apart = card.getByRole('region', { name: 'What sets it apart' });
    expect(await apart.locator('.theme-button').textContent()).toBe(summary.apart!.theme.name);
    expect(await apart.locator('li').count()).toBe(summary.apart!.terms.length);
    // Why it has its name is said when asked for, with keys too.
    const { papers: saying, runnersUp } = theme.evidence!;
    const why = card.getByText('Why this name?');
    const sayers = card.getByRole('list', { name: 'Papers that use the name' });
    expect(await sayers.isVisible()).toBe(false);
    await why.focus();
    await page.keyboard.press('Enter');
    expect(await sayers.locator('.paper-button').allTextContents()).toEqual(
      saying.map((paper) => papers[paper]!.title),
    );
    expect(await sayers.isVisible()).toBe(true);
    const reasons = await card.locator('.name-evidence p').allTextContents();
    expect(reasons).toEqual([
      `${nameSentence(theme)} Among them:`,
      `Also considered: ${runnersUp.join(' · ')}.`,
    ]);
    const other = await card.locator('select option').nth(1).textContent();
    await card.locator('select').selectOption({ index: 1 });
    await card.locator('.contrast h4').first().waitFor();
    expect(await card.locator('.contrast h4').allTextContents()).toContain(other);
    expect(await card.locator('.contrast-words li').count()).toBeGreaterThan(6);
    await page.screenshot({ path: path.join(pictures, 'theme.png') });
    await card.getByRole('button', { name: 'Show only this' }).click();
    expect(await page.locator('.selection-bar').textContent()).toMatch(/\d+ shown by filters/);
    await card.getByRole('button', { name: 'Whole map' }).click();
    expect(await card.count()).toBe(0);
  });
});

describe('the address', () => {
  it('restores map, view, paper, theme, selection and colours, also on the way back', async () => {
    const { page } = await open('page');
    await page.locator('.theme-tree .theme-name').first().click();
    await page.waitForURL(/theme=/);
    const name = await page.locator('.theme-card h2').textContent();
    await page.locator('.theme-card .related .paper-button').first().click();
    await page.waitForURL(/paper=/);
    await page.getByRole('button', { name: 'Select', exact: true }).click();
    await page.getByRole('button', { name: 'Dark colours' }).click();
    await page.waitForURL(/scheme=dark/);
    await page.waitForURL(/sel=/);
    const title = await page.locator('.paper-panel h2').textContent();

    const { page: again } = await visit(browser, page.url(), '', {
      before: async (fresh) => {
        // `visit` adds a hash of its own, but here the link itself is tested.
        fresh.goto = ((_: string) =>
          Object.getPrototypeOf(fresh).goto.call(fresh, page.url())) as Page['goto'];
      },
    });
    await again.locator('.paper-panel').waitFor();
    expect(await again.locator('.paper-panel h2').textContent()).toBe(title);
    expect(await again.locator('.selection-bar').textContent()).toContain('1 selected');
    expect(await again.evaluate(() => document.documentElement.dataset.scheme)).toBe('dark');
    await again.context().close();

    await page.goBack();
    await page.locator('.theme-card').waitFor();
    expect(await page.locator('.theme-card h2').textContent()).toBe(name);
    await page.goBack();
    await page.locator('.theme-card').waitFor({ state: 'detached' });
    await page.context().close();
  });
});

describe('an unusual address', () => {
  it('with a view beyond all numbers shows the whole map', async () => {
    for (const at of ['1e308,0,60', '1e200,0,1']) {
      const { page } = await visit(browser, site.url, `page&at=${at}`, {
        context: { reducedMotion: 'no-preference' },
      });
      await page.waitForURL(({ hash }) => !hash.includes(at));
      await page.getByRole('button', { name: 'Whole map' }).click();
      await page.waitForURL(({ hash }) => !hash.includes('at='));
      await page.context().close();
    }
  });

  it('without a map is one step of the history, and the reader’s scheme stays over maps and steps', async () => {
    const { page } = await visit(browser, site.url, '', {
      before: async (fresh) => {
        fresh.goto = ((_: string) => Object.getPrototypeOf(fresh).goto.call(fresh, site.url)) as Page['goto'];
      },
    });
    const steps = await page.evaluate(() => history.length);
    await page.waitForURL(/#map=/);
    expect(await page.evaluate(() => history.length)).toBe(steps);
    const first = await mapOf(page).getAttribute('aria-label');
    const scheme = () => page.evaluate(() => document.documentElement.dataset.scheme);
    await page.locator('.theme-tree .theme-name').first().click();
    await page.waitForURL(/theme=/);
    await page.getByRole('button', { name: 'Dark colours' }).click();
    const other = first === 'Map of 60 papers' ? 'page' : 'dated';
    await page.getByRole('combobox', { name: 'Map' }).selectOption(other);
    await page.waitForURL(({ hash }) => hash.startsWith(`#map=${other}`) && hash.includes('scheme=dark'));
    expect(await scheme()).toBe('dark');
    await page.goBack();
    await page.goBack();
    await expect.poll(() => mapOf(page).getAttribute('aria-label')).toBe(first);
    await page.locator('.theme-card').waitFor({ state: 'detached' });
    await page.waitForURL(/scheme=dark/);
    expect(await scheme()).toBe('dark');
    await page.goForward();
    await page.locator('.theme-card').waitFor();
    await page.goForward();
    await page.waitForURL(({ hash }) => hash.startsWith(`#map=${other}`));
    await page.context().close();
  });
});

describe('the page without a map to show', () => {
  const message = (page: Page) => page.locator('.state');
  const serveWith =
    (pattern: string, answer: (text: string) => { status?: number; body: string }) => async (page: Page) => {
      await page.route(pattern, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, ...answer(await response.text()) });
      });
    };
  const broken = async (pattern: string, answer: (text: string) => { status?: number; body: string }) => {
    const context = await browser.newContext({ viewport: desk });
    const page = await context.newPage();
    await serveWith(pattern, answer)(page);
    await page.goto(`${site.url}#map=page`);
    await message(page).getByRole('heading').waitFor();
    const text = await message(page).textContent();
    await context.close();
    return text!;
  };

  it('names the file that is missing or damaged, and what to do', async () => {
    expect(await broken('**/maps/page/papers-*.json', () => ({ status: 404, body: '' }))).toMatch(
      /maps\/page\/papers-\w+\.json: the server answered 404; build the map again/,
    );
    expect(await broken('**/maps/page/layout-*.f32', () => ({ body: 'xx' }))).toMatch(
      /maps\/page\/layout-\w+\.f32: its sha256 is not the one in map\.json; build the map again/,
    );
    expect(await broken('**/maps/page/map.json', () => ({ body: '{' }))).toMatch(
      /map\.json: not valid JSON; build the map again/,
    );
  });

  it('names the version of a map that it cannot read', async () => {
    const text = await broken('**/maps/page/map.json', (body) => ({
      body: body.replace(/"version":\s*1/, '"version": 99'),
    }));
    expect(text).toMatch(
      /map version 99 was made by a later version of Isotheme, and this one reads version 2; update Isotheme/,
    );
  });

  it('explains how to build the first map if there is none', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'isotheme-empty-'));
    const models = fetchModel();
    models.catch(() => {});
    const server = await startServer({ webRoot: WEB_ROOT, mapsRoot: folder, model: models });
    const page = await browser.newPage();
    await page.goto(server.url);
    await page.getByRole('heading', { name: 'There is no map yet' }).waitFor();
    expect(await message(page).textContent()).toContain('isotheme build');
    await page.close();
    await server.close();
    await rm(folder, { recursive: true });
  });

  it('offers the other maps', async () => {
    const { page } = await open('page');
    await page.getByRole('combobox', { name: 'Map' }).selectOption('dated');
    await expect.poll(() => mapOf(page).getAttribute('aria-label')).toBe('Map of 60 papers');
    await page.context().close();
  });
});

describe('the points', () => {
  /** WebGL is emulated and says so; this makes the page believe in a GPU. */
  const withGpu = (page: Page) =>
    page.addInitScript(() => {
      const { getContext } = HTMLCanvasElement.prototype;
      HTMLCanvasElement.prototype.getContext = function (
        this: HTMLCanvasElement,
        kind: string,
        options?: WebGLContextAttributes,
      ) {
        return getContext.call(this, kind, { ...options, failIfMajorPerformanceCaveat: false });
      } as typeof getContext;
      const { getParameter } = WebGL2RenderingContext.prototype;
      WebGL2RenderingContext.prototype.getParameter = function (name) {
        const value = getParameter.call(this, name);
        return /SwiftShader/.test(String(value)) ? 'A GPU' : value;
      };
    });

  /** The points alone, plain, soft, under a theme, and selected: sRGB of each pixel of the window. */
  async function pictures(renderer: 'webgl' | 'canvas', before: (page: Page) => Promise<unknown>) {
    const { page, errors } = await open('page', { before });
    expect(await mapOf(page).getAttribute('data-renderer')).toBe(renderer);
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('.map ~ *, .page > :not(.stage), .map > svg, .terrain { opacity: 0 }');
      document.adoptedStyleSheets = [sheet];
    });
    const shots: Buffer[] = [];
    const shoot = async () => {
      await calm(page);
      const picture = await page.locator('.map').screenshot();
      shots.push(await sharp(picture).removeAlpha().raw().toBuffer());
    };
    await shoot();
    await page.getByRole('button', { name: 'Show how stable the themes are' }).click();
    await page.locator('.theme-row .stability-meter').first().waitFor({ state: 'attached' });
    await shoot();
    await page.locator('.theme-tree .theme-name').first().hover();
    await shoot();
    await page.getByRole('button', { name: 'Show how stable the themes are' }).click();
    await page.getByRole('button', { name: 'Select with a lasso' }).click();
    await page.mouse.move(500, 4);
    await page.mouse.down();
    for (const [x, y] of [
      [1275, 4],
      [1275, 400],
      [500, 400],
    ] as const)
      await page.mouse.move(x, y, { steps: 4 });
    await page.mouse.up();
    await page.locator('.selection-bar').waitFor({ state: 'attached' });
    await page.mouse.move(330, 4);
    await shoot();
    expect(errors).toEqual([]);
    await page.context().close();
    return shots;
  }

  it('are drawn in a browser without WebGL', async () => {
    const { page } = await open('page', {
      before: (fresh) =>
        fresh.addInitScript(() => {
          const original = HTMLCanvasElement.prototype.getContext;
          HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string) {
            return kind.startsWith('webgl') ? null : original.call(this, kind as '2d');
          } as typeof original;
        }),
    });
    expect(await mapOf(page).getAttribute('data-renderer')).toBe('canvas');
    const { x, y } = await somePaper(page);
    await page.keyboard.press('Escape');
    await calm(page);
    expect(spread(await pixel(page, x, y))).toBeGreaterThan(70);
    await page.context().close();
  });

  it('are drawn again when the window moves to a screen of another pixel ratio', async () => {
    const { page } = await open('page');
    const canvas = page.locator('.map > canvas:not(.terrain)');
    const width = () => canvas.evaluate((element: HTMLCanvasElement) => element.width);
    const before = await width();
    const screen = await page.context().newCDPSession(page);
    const { x, y } = await somePaper(page);
    for (const ratio of [2, 1.5]) {
      await screen.send('Emulation.setDeviceMetricsOverride', {
        ...desk,
        deviceScaleFactor: ratio,
        mobile: false,
      });
      // An emulated screen takes effect with the next screenshot.
      await screen.send('Page.captureScreenshot');
      await expect.poll(width).toBe(before * ratio);
      await calm(page);
      const drawn = await canvas.evaluate(
        (element: HTMLCanvasElement, [left, top]) =>
          element.getContext('2d')!.getImageData(left!, top!, 1, 1).data[3],
        [x * ratio, y * ratio],
      );
      expect(drawn).toBeGreaterThan(200);
    }
    await page.context().close();
  });

  it('are drawn on a 2D canvas if the browser removes the WebGL context for good', async () => {
    const { page, errors } = await open('page', { before: withGpu });
    expect(await mapOf(page).getAttribute('data-renderer')).toBe('webgl');
    const canvas = page.locator('.map > canvas:not(.terrain)');
    const lose = (back: boolean) =>
      canvas.evaluate(async (element: HTMLCanvasElement, back) => {
        const context = element.getContext('webgl2')!.getExtension('WEBGL_lose_context')!;
        const restored = new Promise((done) =>
          element.addEventListener('webglcontextrestored', done, { once: true }),
        );
        context.loseContext();
        await new Promise((done) => setTimeout(done));
        if (!back) return;
        context.restoreContext();
        await restored;
      }, back);
    await lose(true);
    expect(await mapOf(page).getAttribute('data-renderer')).toBe('webgl');
    const { x, y } = await somePaper(page);
    await lose(false);
    await page.locator('.map[data-renderer="canvas"]').waitFor();
    await page.keyboard.press('Escape');
    await calm(page);
    expect(spread(await pixel(page, x, y))).toBeGreaterThan(70);
    // The canvas draws the next changes, too.
    await press(page, '+', 2);
    const moved = await somePaper(page);
    await page.keyboard.press('Escape');
    await calm(page);
    expect(spread(await pixel(page, moved.x, moved.y))).toBeGreaterThan(70);
    expect(await canvas.count()).toBe(1);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('look the same with a GPU and without', async () => {
    const drawn = await pictures('webgl', withGpu);
    const painted = await pictures('canvas', async () => {});
    const differences = drawn.map((shot, i) => {
      const other = painted[i]!;
      let far = 0;
      let ink = 0;
      for (let p = 0; p < shot.length; p++) {
        if (Math.abs(shot[p]! - other[p]!) > 12) far++;
        if (Math.abs(shot[p]! - shot[0]!) > 12) ink++;
      }
      expect(ink).toBeGreaterThan(5000);
      return far / ink;
    });
    expect(Math.max(...differences)).toBeLessThan(0.01);
    // Each picture differs from the one before.
    for (let i = 1; i < painted.length; i++) expect(painted[i]!.equals(painted[i - 1]!)).toBe(false);
  });
});

describe('the map on a phone', () => {
  it('opens papers by tap, zooms by pinch, and brings the sheet up and down', async () => {
    const { page } = await open('page', { ...phone, context: { hasTouch: true, isMobile: true } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    const grip = page.getByRole('button', { name: 'Make the list larger' });
    await grip.tap();
    await calm(page);
    expect((await page.locator('.sheet').boundingBox())!.height).toBeGreaterThan(300);
    await page.screenshot({ path: path.join(pictures, 'phone-sheet.png') });
    await page.getByRole('button', { name: 'Make the list smaller' }).tap();
    await calm(page);

    const before = (await names(page, 'paper')).length;
    const touch = await page.context().newCDPSession(page);
    const fingers = (gap: number) => [
      { x: 187 - gap, y: 330, id: 0 },
      { x: 187 + gap, y: 330, id: 1 },
    ];
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: fingers(20) });
    for (const gap of [30, 45, 60, 80, 100])
      await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: fingers(gap) });
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await calm(page);
    expect(before).toBe(0);
    expect((await names(page, 'paper')).length).toBeGreaterThan(0);
    expect(await troubles(page)).toEqual([]);

    // A tap beside a name opens its theme, so the paper is one away from names.
    const besideName = (x: number, y: number) =>
      page.evaluate(
        ([x, y]) =>
          Array.from(document.querySelectorAll('.label'), (label) => label.getBoundingClientRect()).some(
            (box) => x! > box.left - 9 && x! < box.right + 9 && y! > box.top - 9 && y! < box.bottom + 9,
          ),
        [x, y],
      );
    let { x, y } = await somePaper(page);
    for (const key of [
      'ArrowUp',
      'ArrowLeft',
      'ArrowDown',
      'ArrowDown',
      'ArrowRight',
      'ArrowRight',
      'ArrowUp',
    ])
      if (await besideName(x, y)) {
        await press(page, key, 2);
        ({ x, y } = await somePaper(page));
      }
    await page.touchscreen.tap(x, y);
    await page.locator('.paper-panel').waitFor();
    const lower = async () => (await page.locator('.ring.open').boundingBox())!;
    const panel = (await page.locator('.detail').boundingBox())!;
    await expect.poll(async () => (await lower()).y + (await lower()).height).toBeLessThan(panel.y);
    await calm(page);
    await page.screenshot({ path: path.join(pictures, 'phone-paper.png') });
    await page.context().close();
  });
});

describe('accessibility of the page', () => {
  /** @param part selector of the part to check; default: the whole page */
  const check = async (page: Page, part?: string) => {
    if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
    const { violations } = await page.evaluate(
      (part) =>
        (globalThis as unknown as { axe: typeof axe }).axe.run(part ?? document, {
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
          // Hundreds of nodes pass, and need not be reported.
          resultTypes: ['violations'],
        }),
      part,
    );
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join('; ')}`,
    );
  };
  it.each(schemes.flatMap((scheme) => [desk, phone].map((size) => [scheme, size] as const)))(
    'has no violations by axe in the %s scheme at %o',
    async (scheme, size) => {
      await shared.page.emulateMedia({ colorScheme: scheme });
      const page = await reopen('page', size);
      await page.screenshot({ path: path.join(pictures, `map-${scheme}-${size.width}.png`) });
      expect(await check(page)).toEqual([]);
      // Across the four runs, each panel is checked once at each size and once in each scheme.
      const panels = (scheme === 'light') === (size === desk);
      const checkPanel = async (panel: string) => {
        if (panels) expect(await check(page, panel)).toEqual([]);
      };
      await page.getByRole('button', { name: 'Show how stable the themes are' }).click();
      await page.locator('.theme-row .stability-meter').first().waitFor({ state: 'attached' });
      await checkPanel('.sheet');
      const tab = (name: string) => page.getByRole('tab', { name }).click();
      await tab('Charts');
      await page.locator('.charts-panel').waitFor();
      await checkPanel('.sheet');
      await tab('Reading');
      await checkPanel('.sheet');
      await page.getByRole('searchbox', { name: 'Search papers' }).fill('cache');
      await page.locator('.results .paper-button').first().waitFor();
      await checkPanel('.sheet');
      await page.locator('.results .paper-button').first().click();
      await page.locator('.paper-panel').waitFor();
      await checkPanel('.detail');
      await page.locator('.theme-path .theme-button').last().click();
      await page.locator('.theme-card select').selectOption({ index: 1 });
      await page.getByText('Why this name?').click();
      await calm(page);
      expect(await check(page, size === desk ? '.detail' : undefined)).toEqual([]);
      if (size === desk) {
        await page.getByRole('button', { name: 'Table of papers' }).click();
        expect(await check(page)).toEqual([]);
        await page.screenshot({ path: path.join(pictures, `table-${scheme}.png`) });
      }
    },
  );
});

describe('a map of hostile strings', () => {
  it.each([desk, phone])('runs no script and breaks no layout at %o', async (size) => {
    const { page, requests, errors } = await open('hostile', {
      ...size,
      before: (fresh) =>
        fresh.route('**/maps/hostile/map.json', async (route) => {
          const response = await route.fetch();
          const manifest = await response.json();
          for (const theme of manifest.themes) {
            theme.name = HOSTILE[theme.id % HOSTILE.length];
            theme.keywords = HOSTILE;
            theme.keywordWeights = HOSTILE.map(() => 1);
            theme.evidence = { share: 1, papers: theme.exemplars, runnersUp: HOSTILE };
          }
          await route.fulfill({ response, body: JSON.stringify(manifest) });
        }),
    });
    const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
    expect(await fits()).toBe(true);
    expect(await troubles(page)).toEqual([]);
    await press(page, '+', 4);
    expect(await troubles(page)).toEqual([]);
    for (let i = 0; i < 6; i++) await press(page, i % 2 ? 'ArrowUp' : 'ArrowRight');
    await page.keyboard.press('Enter');
    await page.locator('.paper-panel').waitFor();
    expect(await fits()).toBe(true);
    await page.getByRole('button', { name: 'Close the paper' }).click();
    await page.locator('.theme-tree .theme-name').first().click();
    await page.locator('.theme-card').waitFor();
    await page.getByText('Why this name?').click();
    expect(await page.locator('.theme-card').evaluate((card) => card.scrollWidth <= card.clientWidth)).toBe(
      true,
    );
    expect(await fits()).toBe(true);
    await page.screenshot({ path: path.join(pictures, `hostile-${size.width}.png`) });
    expect(await page.evaluate(() => '__ran' in globalThis)).toBe(false);
    expect(await page.locator('#app img, #app script, #app style').count()).toBe(0);
    expect(outside(requests, site.url)).toEqual([]);
    expect(errors).toEqual([]);
    await page.context().close();
  });
});

describe('the page', () => {
  it('requests nothing but its own origin and violates no policy, whatever is opened', async () => {
    const { page, requests, errors } = await open('dated');
    await page.getByRole('button', { name: 'Year' }).click();
    for (const name of ['Charts', 'Reading', 'Results', 'Themes'])
      await page.getByRole('tab', { name }).click();
    await page.getByRole('button', { name: 'Dark colours' }).click();
    await page.screenshot({ path: path.join(pictures, 'years-dark.png') });
    await page.getByRole('button', { name: 'Table of papers' }).click();
    await page.locator('.table-frame .paper-button').first().click();
    await page.locator('.paper-panel').waitFor();
    await page.getByRole('combobox', { name: 'Map' }).selectOption('page');
    await expect.poll(() => mapOf(page).getAttribute('aria-label')).toBe(`Map of ${papersOnPage} papers`);
    expect(outside(requests, site.url)).toEqual([]);
    expect(errors).toEqual([]);
    const policy = await page.evaluate(() =>
      document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute('content'),
    );
    expect(policy).toContain("default-src 'none'");
    const response = await page.request.get(site.url);
    expect(response.headers()['content-security-policy']).toContain("default-src 'none'");
    await page.context().close();
  });
});
