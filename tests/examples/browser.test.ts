/** examples/browser: the page, the module and the maps beside each other on a plain web server. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launch, WEB_ROOT } from '../browser/site.ts';
import { copyPage } from '../support/kept-maps.ts';

const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' };

let folder: string;
let server: Server;
let browser: Browser;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'isotheme-example-'));
  await copyPage(path.join(folder, 'maps/daily-papers-aug-19'));
  server = createServer(async ({ url = '/' }, response) => {
    const [file] = url.split('?');
    const from = { '/': 'examples/browser/index.html', '/isotheme-map.js': path.join(WEB_ROOT, file!) };
    const source = from[file as keyof typeof from] ?? path.join(folder, file!);
    const body = await readFile(source).catch(() => null);
    response.writeHead(body ? 200 : 404, {
      'Content-Type': TYPES[path.extname(source)] ?? 'application/octet-stream',
    });
    response.end(body);
  }).listen(0, '127.0.0.1');
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

it('shows the map twice and says which paper is open', async () => {
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const [first] = JSON.parse(await readFile(path.join(folder, await papersFile()), 'utf8')) as {
    title: string;
  }[];
  await expect.poll(() => page.getByRole('status').textContent()).toBe(first!.title);
  for (const place of ['isotheme-map', '#mounted'])
    await expect.poll(() => page.locator(`${place} svg text`).count()).toBeGreaterThan(3);
  expect(errors).toEqual([]);
});

async function papersFile(): Promise<string> {
  const manifest = JSON.parse(await readFile(path.join(folder, 'maps/daily-papers-aug-19/map.json'), 'utf8'));
  return path.join('maps/daily-papers-aug-19', manifest.papers.file);
}
