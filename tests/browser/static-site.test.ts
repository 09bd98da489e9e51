/** `isotheme site`: the page and its maps as plain files, below a path of an ordinary web host. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { isotheme } from '../support/command-line.ts';
import { copyPage } from '../support/kept-maps.ts';
import { launch, outside, visit } from './site.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
};

it('a static site works below any path of any web host, including semantic search', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'isotheme-static-'));
  const models = process.env.ISOTHEME_MODELS ?? path.resolve('models');
  const run = async (...words: string[]) => {
    const { code, stderr } = await isotheme(words, { cwd: folder, env: { ISOTHEME_MODELS: models } });
    expect(code, stderr).toBe(0);
  };
  await copyPage(path.join(folder, 'data/maps/page'));
  await run('site', '-o', 'public');
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    const file = pathname.replace(/^\/some\/deep\/path\//, '') || 'index.html';
    const bytes = await readFile(path.join(folder, 'public', file)).catch(() => null);
    response.writeHead(bytes ? 200 : 404, { 'Content-Type': TYPES[path.extname(file)] ?? 'text/plain' });
    response.end(bytes ?? 'nothing here');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/some/deep/path/`;
  const browser = await launch();
  try {
    const { page, requests, errors } = await visit(browser, url, 'page');
    await page.locator('.label').first().waitFor();
    await page.getByRole('searchbox', { name: 'Search papers' }).fill('experts that route tokens');
    await page.getByText('Search by meaning is ready.').waitFor({ state: 'attached' });
    await page.locator('.results .result-title', { hasText: 'DeepSeekMoE' }).waitFor();
    expect(outside(requests, url)).toEqual([]);
    expect(errors).toEqual([]);
  } finally {
    await browser.close();
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
});
