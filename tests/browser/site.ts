/** The built dashboard behind the real server, with maps of its own, and a real browser that watches what it asks for. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { ThemeMap } from '../../pipeline/map/schema.ts';
import { writeMap } from '../../pipeline/node/files/map-folder.ts';
import { type RunningServer, startServer } from '../../pipeline/node/serve/server.ts';
import { copyPage } from '../support/kept-maps.ts';
import { CHROMIUM_ARGS, provideChromium } from './chromium.ts';

export const WEB_ROOT = path.resolve('dist/web');

export interface Site {
  url: string;
  /** Folder of the maps. */
  maps: string;
  close(): Promise<void>;
}

/** Serves the page's own map ("page") and those given. @param model the folder of models, or why there is none */
export async function startSite(maps: readonly ThemeMap[], model: () => Promise<string>): Promise<Site> {
  const folder = await mkdtemp(path.join(tmpdir(), 'isotheme-web-'));
  await copyPage(path.join(folder, 'page'));
  for (const map of maps) await writeMap(map, path.join(folder, map.manifest.name));
  const models = model();
  models.catch(() => {});
  const server: RunningServer = await startServer({ webRoot: WEB_ROOT, mapsRoot: folder, model: models });
  return {
    url: server.url,
    maps: folder,
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** @param args in the place of those that give WebGL to a machine without a GPU */
export function launch(args: string[] = CHROMIUM_ARGS): Promise<Browser> {
  return chromium.launch({ executablePath: provideChromium(), args });
}

export interface Watched {
  page: Page;
  /** Every address that was asked for, workers' requests among them. */
  requests: string[];
  /** Errors of programs and of the page's policy. */
  errors: string[];
}

/** A fresh visitor (nothing kept) who opens a map and sees its search box. */
export async function visit(
  browser: Browser,
  url: string,
  map: string,
  options: {
    width?: number;
    height?: number;
    context?: BrowserContextOptions;
    before?: (page: Page) => Promise<unknown>;
  } = {},
): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
    reducedMotion: 'reduce',
    acceptDownloads: true,
    ...options.context,
  });
  const page = await context.newPage();
  const requests: string[] = [];
  const errors: string[] = [];
  context.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) errors.push(message.text());
  });
  await options.before?.(page);
  await page.goto(`${url}#map=${map}`);
  await page.getByRole('searchbox', { name: 'Search papers' }).waitFor();
  // The first picture comes before the papers do.
  await page.locator('.map[aria-busy="false"]').waitFor();
  return { page, requests, errors };
}

/**
 * Takes a page to one of the site's several maps by a link, which resets what the page shows. This costs a tenth of a fresh visit; what the reader
 * has set for all maps, and folded in the lists, stays.
 */
export async function revisit(
  page: Page,
  map: string,
  { width, height }: { width: number; height: number } = { width: 1280, height: 800 },
): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  // Ends what a link does not: a comparison, hovering, the lasso.
  for (let i = 0; i < 3; i++) await page.keyboard.press('Escape');
  await page.evaluate(
    (hash) =>
      new Promise<void>((resolve) => {
        addEventListener('popstate', () => setTimeout(resolve), { once: true });
        location.hash = hash;
      }),
    `map=${map}&link=${performance.now()}`,
  );
  await page.waitForFunction(
    (name) => document.querySelector<HTMLSelectElement>('.brand select')?.value === name,
    map,
  );
  await page.locator('.map[aria-busy="false"]').waitFor();
}

/** Requests that left the page's own origin; what a page makes itself (blob:, data:) leaves nothing. */
export function outside(requests: readonly string[], url: string): string[] {
  return requests.filter((request) => !/^(?:blob|data):/.test(request) && !request.startsWith(url));
}

/** Writes a file beside the maps, for imports. */
export async function writeBeside(site: Site, name: string, text: string): Promise<string> {
  const file = path.join(site.maps, name);
  await writeFile(file, text);
  return file;
}
