/** The pictures of README.md: the built dashboard with the page's own map, in a real browser, one scene a picture. */
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import type { ThemeMap } from '../../pipeline/map/schema.ts';
import { type Site, startSite, visit } from '../browser/site.ts';
import { buildPage, pagePapers } from '../support/page-map.ts';

/** Of the window. */
export const SIZE = { width: 1440, height: 900 };
/** Pixels of the README's pictures for each of the window's: letters are sharp where a page shows them smaller. */
export const RATIO = 1.5;
/** WebP, 0 to 100: the lowest at which no edge of a letter shows it. */
const QUALITY = 52;

/** The name of the picture's file, and what is done before it is taken. */
export const SCENES: Readonly<Record<string, { hash: string; act: (page: Page) => Promise<unknown> }>> = {
  /** The whole map. */
  map: { hash: '', act: async () => {} },
  /** A theme is open: where it lies, its keywords, its most central papers, how sure it is. */
  explore: {
    hash: '',
    act: async (page) => {
      await page.locator('.theme-tree .theme-label').nth(1).click();
      await page.locator('.detail').waitFor();
    },
  },
  /** A paper is open, with lines to its nearest papers and the phrases that relate them. */
  related: {
    hash: '&paper=102',
    act: async (page) => {
      await page.locator('.related .phrases').first().waitFor();
      const ring = page.locator('.ring.open[cx]');
      const [x, y] = await Promise.all(['cx', 'cy'].map((side) => ring.getAttribute(side)));
      await page.mouse.move(Number(x), Number(y));
      await page.mouse.wheel(0, -700);
      await page.locator('.related').first().getByRole('button', { name: 'Why' }).first().click();
      await page.locator('.related mark').first().waitFor();
      await page
        .locator('.related')
        .first()
        .evaluate((list) => list.scrollIntoView({ block: 'start' }));
    },
  },
  /** The first 80 papers' map beside that of all 106. */
  compare: {
    hash: '&panel=make',
    act: async (page) => {
      await page.getByLabel('Compare with').selectOption('first-80');
      await page.locator('.alluvial').waitFor();
    },
  },
};

export async function startScenes(): Promise<Site> {
  const first = await buildPage(pagePapers().slice(0, 80));
  const named: ThemeMap = { ...first, manifest: { ...first.manifest, name: 'first-80' } };
  return startSite([named], async () => {
    throw new Error('No model is needed for pictures.');
  });
}

/** Takes a scene's picture. @returns WebP, `ratio` × {@link SIZE} */
export async function picture(browser: Browser, site: Site, name: string, ratio = RATIO): Promise<Buffer> {
  const { hash, act } = SCENES[name]!;
  const { page } = await visit(browser, site.url, `page${hash}`, {
    ...SIZE,
    context: { deviceScaleFactor: ratio, colorScheme: 'light' },
  });
  try {
    await page.locator('.map .label').first().waitFor();
    await act(page);
    await page.mouse.move(SIZE.width - 2, SIZE.height - 2);
    await settled(page);
    return await sharp(await page.screenshot())
      .webp({ quality: QUALITY, effort: 6 })
      .toBuffer();
  } finally {
    await page.context().close();
  }
}

/** Nothing moves any more: two pictures in a row are the same. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  let before = await page.screenshot({ scale: 'css' });
  for (let tries = 0; tries < 50; tries++) {
    await page.waitForTimeout(150);
    const now = await page.screenshot({ scale: 'css' });
    if (now.equals(before)) return;
    before = now;
  }
  throw new Error('The page does not come to rest.');
}
