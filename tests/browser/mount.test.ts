/** `isotheme-map.js` on another page: two maps, rude styles, and a policy that forbids all inline code and styles. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeMap } from '../../pipeline/node/files/map-folder.ts';
import type { MountedMap, MountMap } from '../../web/embed/types.ts';
import { copyPage } from '../support/kept-maps.ts';
import { datedMap } from '../support/sample-maps.ts';
import { launch, outside, WEB_ROOT } from './site.ts';

declare global {
  var first: MountedMap;
  var told: unknown[];
}

const FILES: Record<string, [type: string, text: string]> = {
  '/': [
    'text/html',
    `<!doctype html><title>Not ours</title><link rel="stylesheet" href="/rude.css"><script type="module" src="/page.js"></script>
     <h1>Two maps</h1><div id="first"></div><isotheme-map src="maps/dated" scheme="dark"></isotheme-map>`,
  ],
  '/rude.css': [
    'text/css',
    'svg, canvas, .map, text { display: none !important } * { letter-spacing: 2em !important } #first { width: 700px }',
  ],
  '/page.js': [
    'text/javascript',
    `import { mountMap } from '/isotheme-map.js';
     globalThis.mountMap = mountMap;
     globalThis.told = [];
     globalThis.first = await mountMap(document.querySelector('#first'), 'maps/page/map.json', { scheme: 'light' });
     for (const event of ['select', 'open', 'theme']) first.on(event, (value) => told.push([event, value]));`,
  ],
};

let folder: string;
let server: Server;
let url: string;
let browser: Browser;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'isotheme-mount-'));
  await copyPage(path.join(folder, 'maps/page'));
  await writeMap(await datedMap(), path.join(folder, 'maps/dated'));
  server = createServer(async (request, response) => {
    const name = request.url ?? '/';
    const [type, text] = FILES[name] ?? ['', null];
    const file = name === '/isotheme-map.js' ? path.join(WEB_ROOT, name) : path.join(folder, name);
    const body = text ?? (await readFile(file).catch(() => null));
    response.writeHead(body === null ? 404 : 200, {
      'Content-Type': type || (name.endsWith('.js') ? 'text/javascript' : 'application/octet-stream'),
      'Content-Security-Policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; require-trusted-types-for 'script'",
    });
    response.end(body ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

async function visit() {
  const page = await browser.newPage({ viewport: { width: 900, height: 1100 }, reducedMotion: 'reduce' });
  const requests: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.goto(url);
  await page.locator('#first .label').first().waitFor();
  await page.locator('isotheme-map .label').first().waitFor();
  return { page, requests, errors };
}

/** The number of colours in a screenshot of an element: a map has many, a blank element one or two. */
async function colours(page: Page, selector: string): Promise<number> {
  const png = await page.locator(selector).screenshot();
  const seen = await browser.newPage();
  try {
    return await seen.evaluate(
      async (address) => {
        const image = await createImageBitmap(await (await fetch(address)).blob());
        const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
        context.drawImage(image, 0, 0);
        return new Set(new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer))
          .size;
      },
      `data:image/png;base64,${png.toString('base64')}`,
    );
  } finally {
    await seen.close();
  }
}

it('two mounted maps are drawn on a page with styles and a policy of its own, and request nothing but their files', async () => {
  const { page, requests, errors } = await visit();
  expect(await colours(page, '#first')).toBeGreaterThan(200);
  expect(await colours(page, 'isotheme-map')).toBeGreaterThan(50);
  expect(await page.locator('#first').evaluate((element) => element.clientHeight)).toBe(480);
  const spacing = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).letterSpacing);
  expect(parseFloat(await spacing('#first .label'))).toBeLessThan(1);
  expect(await page.locator('isotheme-map').getAttribute('data-scheme')).toBe('dark');
  expect(await page.locator('#first').getAttribute('data-scheme')).toBe('light');
  expect(outside(requests, url)).toEqual([]);
  expect(requests.filter((request) => request.includes('vectors'))).toEqual([]);
  expect(errors).toEqual([]);
  await page.close();
});

it('a mounted map is controlled and reports events by ids of papers and names of themes', async () => {
  const { page, errors } = await visit();
  await page.locator('#first .label').first().click();
  await expect
    .poll(() => page.evaluate(() => globalThis.told.shift()))
    .toEqual(['theme', expect.any(String)]);
  await page.evaluate(() => {
    globalThis.first.theme(null);
    globalThis.told = [];
  });
  const name = await page.evaluate(() => {
    const { first } = globalThis;
    first.select(['3', 'unknown', '1']);
    first.open('102');
    const theme = first.map.manifest.themes.at(-1)!.name;
    first.theme(theme);
    first.theme(null);
    return theme;
  });
  expect(await page.evaluate(() => globalThis.told)).toEqual([
    ['select', ['1', '3']],
    ['open', '102'],
    // A theme that opens replaces the paper.
    ['open', null],
    ['theme', name],
    ['theme', null],
  ]);
  await expect(page.evaluate(() => globalThis.first.open('nobody'))).rejects.toThrow(
    'no paper with the id "nobody"',
  );
  // The maps do not affect each other.
  expect(
    await page.evaluate(
      () => document.querySelector('isotheme-map')!.shadowRoot!.querySelectorAll('.ring').length,
    ),
  ).toBe(0);
  expect(errors).toEqual([]);
  await page.close();
});

it('the element shows the map of its latest src, even if an earlier one arrives later', async () => {
  const { page, errors } = await visit();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const asked = new Promise<void>((resolve) => {
    page.route('**/maps/page/map.json', async (route) => {
      resolve();
      await held;
      await route.continue();
    });
  });
  const name = (src: string) =>
    page.evaluate((address) => document.querySelector('isotheme-map')!.setAttribute('src', address), src);
  await name('maps/page');
  await asked;
  await name('maps/dated/');
  await page.locator('isotheme-map .label').first().waitFor();
  const last = page.waitForResponse('**/maps/page/papers*');
  release();
  await (await last).finished();
  await page.waitForTimeout(300);
  expect(await page.locator('isotheme-map .map').getAttribute('aria-label')).toMatch(/^dated, /);
  expect(await page.locator('isotheme-map .label').count()).toBeGreaterThan(0);
  expect(errors).toEqual([]);
  await page.close();
});

it('a wrong element, option, event or list of ids is refused in one sentence', async () => {
  const { page } = await visit();
  const messages = await page.evaluate(async () => {
    const mount = (globalThis as unknown as { mountMap: (...args: unknown[]) => Promise<unknown> }).mountMap;
    const map = globalThis.first as unknown as Record<string, (...args: unknown[]) => unknown>;
    const wrong = [
      () => mount(null, 'maps/dated'),
      () => mount(document.createElement('canvas'), 'maps/dated'),
      () => mount(document.createElement('div'), 'http://'),
      () => mount(document.createElement('div'), 'maps/dated', { colorBy: 'year' }),
      () => map.on!('selected', () => {}),
      () => map.select!('3'),
    ];
    const caught: unknown[] = [];
    for (const call of wrong)
      try {
        await call();
      } catch (error) {
        const { code, message } = error as { code: string; message: string };
        caught.push([code, message]);
      }
    return caught;
  });
  expect(messages).toEqual([
    ['invalid-argument', expect.stringMatching(/"element" is null;/)],
    ['invalid-argument', expect.stringMatching(/^mountMap: a <canvas> cannot hold a map;/)],
    ['invalid-argument', expect.stringMatching(/"map" is "http:\/\/";/)],
    ['unknown-option', '"colorBy" is not an option of mountMap; did you mean "colourBy"?'],
    ['invalid-argument', expect.stringMatching(/"event" is "selected";/)],
    ['invalid-argument', expect.stringMatching(/"ids" is "3";/)],
  ]);
  await page.close();
});

it('a mounted map is removed without a trace, mounted again, and says why it cannot be shown', async () => {
  const { page } = await visit();
  await page.evaluate(() => globalThis.first.destroy());
  expect(await page.locator('#first').evaluate((element) => element.shadowRoot!.childElementCount)).toBe(0);
  await page.evaluate(async () => {
    const mount = (globalThis as unknown as { mountMap: MountMap }).mountMap;
    globalThis.first = await mount(document.querySelector<HTMLElement>('#first')!, 'maps/dated/');
  });
  await page.locator('#first .label').first().waitFor();
  await page.evaluate(() => document.querySelector('isotheme-map')!.setAttribute('src', 'maps/none'));
  await page.getByRole('alert').waitFor();
  expect(await page.getByRole('alert').textContent()).toMatch(/maps\/none\/map\.json.*404/s);
  await page.evaluate(() => document.querySelector('isotheme-map')!.setAttribute('src', 'maps/dated'));
  await page.locator('isotheme-map .label').first().waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
  await page.close();
});
