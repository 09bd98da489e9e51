/** The pictures of README.md and docs/ exist, are small and sharp, and can be taken again. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launch, type Site } from '../browser/site.ts';
import { picture, RATIO, SCENES, SIZE, startScenes } from './scenes.ts';

const FOLDER = path.resolve('docs/pictures');
const LARGEST = 150_000;
const names = Object.keys(SCENES);

/** What a picture must be to be one of the dashboard: large, and of many colours. */
async function look(bytes: Buffer, ratio: number): Promise<void> {
  const { width, height } = await sharp(bytes).metadata();
  expect({ width, height }).toEqual({ width: ratio * SIZE.width, height: ratio * SIZE.height });
  const { entropy, isOpaque } = await sharp(bytes).stats();
  expect(isOpaque).toBe(true);
  expect(entropy).toBeGreaterThan(0.8);
}

describe('the pictures in the repository', () => {
  it.each(names)('%s.webp is small and shows something', async (name) => {
    const bytes = await readFile(path.join(FOLDER, `${name}.webp`));
    expect(bytes.length).toBeLessThan(LARGEST);
    await look(bytes, RATIO);
  });

  it('are those that README.md and the docs show, and no others', async () => {
    const pages = [
      'README.md',
      ...(await readdir('docs')).filter((file) => file.endsWith('.md')).map((file) => `docs/${file}`),
    ];
    const shown = new Set<string>();
    for (const page of pages)
      for (const [, file] of (await readFile(page, 'utf8')).matchAll(/pictures\/([\w-]+\.\w+)/g))
        shown.add(file!);
    expect((await readdir(FOLDER)).sort()).toEqual([...shown].sort());
  });

  it('print.webp is small', async () => {
    expect((await readFile(path.join(FOLDER, 'print.webp'))).length).toBeLessThan(LARGEST);
  });
});

describe('taken again', () => {
  let site: Site;
  let browser: Browser;
  beforeAll(async () => {
    site = await startScenes();
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  // Those with the most steps on the way; the other tests of the browser walk the others' ways.
  it.each(['related', 'compare'])('%s shows something', async (name) =>
    look(await picture(browser, site, name, 1), 1),
  );
});
