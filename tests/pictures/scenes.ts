/** The pictures of README.md and docs/: the built dashboard with maps of the page, in a real browser, one scene a picture. */
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { addPapers } from '../../pipeline/api/index.ts';
import { exportMap } from '../../pipeline/export/index.ts';
import type { ThemeMap } from '../../pipeline/map/schema.ts';
import { renderPng } from '../../pipeline/node/export/png.ts';
import { type Site, startSite, visit } from '../browser/site.ts';
import { buildPage, pageEmbedder, pagePapers } from '../support/page-map.ts';

/** Of the window. */
export const SIZE = { width: 1440, height: 900 };
/** Pixels of the README's pictures for each of the window's: letters are sharp where a page shows them smaller. */
export const RATIO = 1.5;
/** WebP, 0 to 100: the lowest at which no edge of a letter shows it. */
const QUALITY = 52;

interface Scene {
  /** Default: the map of the whole page. */
  map?: string;
  hash: string;
  /** What happens before the picture is taken. */
  act: (page: Page) => Promise<unknown>;
}

/** Scenes by the name of the picture's file. */
export const SCENES: Readonly<Record<string, Scene>> = {
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
  /** The other 26 papers placed on the map of the first 80. */
  place: { map: 'with-new', hash: '', act: async () => {} },
};

export async function startScenes(): Promise<Site> {
  const first = await buildPage(pagePapers().slice(0, 80));
  const named: ThemeMap = { ...first, manifest: { ...first.manifest, name: 'first-80' } };
  const rest = pagePapers().slice(80);
  const { map: extended } = await addPapers(named, rest, { embedder: pageEmbedder(rest), name: 'with-new' });
  return startSite([named, extended], async () => {
    throw new Error('No model is needed for pictures.');
  });
}

/** The picture of the page's map for print, as `isotheme export` draws it. @returns WebP, as wide as the scenes */
export async function printPicture(): Promise<Buffer> {
  const svg = await exportMap(await buildPage(pagePapers()), 'svg');
  const png = await renderPng(svg, SIZE.width * RATIO);
  return sharp(png).webp({ quality: QUALITY, effort: 6 }).toBuffer();
}

/** Takes a scene's picture. @returns WebP, `ratio` × {@link SIZE} */
export async function picture(browser: Browser, site: Site, name: string, ratio = RATIO): Promise<Buffer> {
  const { map = 'page', hash, act } = SCENES[name]!;
  const { page } = await visit(browser, site.url, `${map}${hash}`, {
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
