/** The documentation site. Empty pages stand for the API pages and the live map, which other programs write. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const run = promisify(execFile);
let site: string;
const build = () => run(process.execPath, ['docs/build/site.mjs', site]);

beforeAll(async () => {
  site = await mkdtemp(path.join(tmpdir(), 'isotheme-docs-'));
  for (const part of ['api', 'map']) {
    await mkdir(path.join(site, part));
    await writeFile(path.join(site, part, 'index.html'), '');
  }
  await build();
});
afterAll(() => rm(site, { recursive: true, force: true }));

it('has a page for each of docs/, with links between them', async () => {
  const pages = (await readdir('docs')).filter((name) => name.endsWith('.md'));
  const written = await readdir(site);
  for (const name of [...pages.map((page) => page.replace(/md$/, 'html')), 'index.html', 'architecture.html'])
    expect(written).toContain(name);
  const tasks = await readFile(path.join(site, 'tasks.html'), 'utf8');
  expect(tasks).toContain('<h2 id="choose-a-model">Choose a model</h2>');
  expect(tasks).toContain('<a href="cli.html">Command line</a>');
  expect(tasks).toContain('src="pictures/explore.webp"');
});

it('loads nothing from other origins', async () => {
  for (const name of (await readdir(site)).filter((file) => file.endsWith('.html')))
    expect(await readFile(path.join(site, name), 'utf8'), name).not.toMatch(
      /<(?:script|img|iframe|link)[^>]*(?:src|href)="(?:https?:)?\/\//,
    );
});

it('is refused if a link is broken, which is named', async () => {
  await rm(path.join(site, 'map'), { recursive: true });
  await expect(build()).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('tasks.html: map/index.html'),
  });
});
