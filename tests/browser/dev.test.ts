/** `npm run dev`: the sources in a browser, with maps, and again after each change of a file. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createServer, mergeConfig, type Plugin, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeMap } from '../../pipeline/node/files/map-folder.ts';
import { devConfig } from '../../web/build/dev.config.ts';
import { datedMap } from '../support/sample-maps.ts';
import { launch } from './site.ts';

let folder: string;
let vite: ViteDevServer;
let browser: Browser;
/** Stands for an editor: what a source file holds now, by its path. */
const edits = new Map<string, (code: string) => string>();

const editor: Plugin = {
  name: 'test:editor',
  enforce: 'pre',
  transform: (code, id) => edits.get(id.split('?')[0]!)?.(code) ?? null,
};

function edit(file: string, change: (code: string) => string): void {
  const id = path.resolve('web', file);
  edits.set(id, change);
  vite.watcher.emit('change', id);
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'isotheme-dev-'));
  await writeMap(await datedMap(), path.join(folder, 'maps/dated'));
  vite = await createServer(
    mergeConfig(await devConfig(path.join(folder, 'maps')), {
      configFile: false,
      cacheDir: path.join(folder, 'cache'),
      logLevel: 'error',
      plugins: [editor],
      server: { port: 0, host: '127.0.0.1' },
    }),
  );
  await vite.listen();
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await vite?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Opens the map, and fails on whatever the page complains of. */
async function open(): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage({ reducedMotion: 'reduce' });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  await page.goto(vite.resolvedUrls!.local[0]!);
  await page.locator('.map[aria-busy="false"]').waitFor();
  return { page, complaints };
}

it('the development server shows a map with its styles and names, and the console stays empty', async () => {
  const { page, complaints } = await open();
  await page.locator('.map .label').first().waitFor();
  expect(await page.locator('.map-name').textContent()).toBe('dated');
  expect(await page.locator('.bar').evaluate((bar) => getComputedStyle(bar).position)).not.toBe('static');
  await page.getByRole('searchbox', { name: 'Search papers' }).fill('program repair');
  await page.locator('.results .result-title').first().waitFor();
  for (const name of ['Charts', 'Reading', 'New']) await page.getByRole('tab', { name }).click();
  await page.getByRole('region', { name: 'New map' }).waitFor();
  expect(complaints).toEqual([]);
  await page.close();
});

it('a changed style, component, function beside one and map appear in the open page, which stays as it is', async () => {
  const { page, complaints } = await open();
  await page.getByRole('searchbox', { name: 'Search papers' }).fill('program repair');
  await page.locator('.results .result-title').first().waitFor();
  await page.evaluate(() => document.documentElement.setAttribute('data-still', 'here'));
  edit('styles/tokens.css', (code) => `${code}\n:root { --test-style: changed; }`);
  const style = () =>
    page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--test-style'));
  await expect.poll(style).toBe('changed');
  edit('app/app.tsx', (code) => code.replace('<h1>Isotheme</h1>', '<h1>Changed</h1>'));
  await page.getByRole('heading', { name: 'Changed' }).waitFor();
  edit('panels/parts/paper-parts.tsx', (code) => code.replace('return map?', "return 'Changed ' + map?"));
  await page.locator('.results .result-title', { hasText: 'Changed' }).first().waitFor();
  edit('map/layers.ts', (code) => code.replace("svg('names')", "svg('names changed')"));
  await page.locator('.map .names.changed .label').first().waitFor();
  expect(await page.locator('.map .names').count()).toBe(1);
  expect(await page.locator('html').getAttribute('data-still')).toBe('here');
  expect(await page.getByRole('searchbox', { name: 'Search papers' }).inputValue()).toBe('program repair');
  expect(complaints).toEqual([]);
  await page.close();
});

it('a change of what is no component loads the page again with the view kept', async () => {
  const { page, complaints } = await open();
  await page.getByRole('tab', { name: 'Charts' }).click();
  await expect.poll(() => page.url()).toContain('panel=charts');
  await page.evaluate(() => document.documentElement.setAttribute('data-still', 'here'));
  edit('main.tsx', (code) => `${code}\ndocument.documentElement.setAttribute('data-main', 'changed');`);
  await page.locator('html[data-main="changed"]:not([data-still])').waitFor();
  await page.locator('.map[aria-busy="false"]').waitFor();
  expect(await page.getByRole('tab', { name: 'Charts' }).getAttribute('aria-selected')).toBe('true');
  expect(complaints).toEqual([]);
  await page.close();
});
