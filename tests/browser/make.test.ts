/** Maps made in the page: by a real Chromium, with the real stages and the committed vectors of the page. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ThemeMap } from '../../pipeline/map/schema.ts';
import { themeTree } from '../../pipeline/map/themes/theme-tree.ts';
import { readMap } from '../../pipeline/node/files/map-folder.ts';
import { fetchModel } from '../../pipeline/node/models/store.ts';
import { isotheme, PAGE, PAGE_TEXT } from '../support/command-line.ts';
import { pageMap } from '../support/kept-maps.ts';
import { datedMap } from '../support/sample-maps.ts';
import { launch, outside, revisit, type Site, startSite, visit, type Watched } from './site.ts';

const NO_MODEL = 'There is no model on this machine.';
let site: Site;
let browser: Browser;
let scratch: string;
/** Of the tests that need no page of their own. */
let shared: Watched;

beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), 'isotheme-make-'));
  [site, browser] = await Promise.all([
    datedMap().then((dated) => startSite([dated], async () => Promise.reject(new Error(NO_MODEL)))),
    launch(),
  ]);
  shared = await visit(browser, site.url, 'page');
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
  await rm(scratch, { recursive: true, force: true });
});

const panel = (page: Page) => page.getByRole('region', { name: 'New map' });
const shownMap = (page: Page) => new URLSearchParams(new URL(page.url()).hash.slice(1)).get('map');

async function openPanel(options: Parameters<typeof visit>[3] = {}) {
  const watched = await visit(browser, site.url, 'page', options);
  await watched.page.getByRole('tab', { name: 'New' }).click();
  await panel(watched.page).waitFor();
  return watched;
}

/** The shared page, at rest on the map "page". */
async function reopen(): Promise<Watched> {
  await revisit(shared.page, 'page');
  return shared;
}

async function reopenPanel(): Promise<Watched> {
  const watched = await reopen();
  await watched.page.getByRole('tab', { name: 'New' }).click();
  await panel(watched.page).waitFor();
  return watched;
}

async function make(page: Page, seed: number): Promise<void> {
  await page.getByLabel('Random seed').fill(String(seed));
  await page.getByRole('button', { name: 'Make the map' }).click();
  await page.getByText(`-seed-${seed}” is ready`).waitFor();
}

/** Cancels as soon as it can be: from outside of the page the map is made at times before the button is found. */
function makeAndCancel(page: Page): Promise<void> {
  return page.getByRole('button', { name: 'Make the map' }).evaluate(
    (button) =>
      new Promise<void>((resolve) => {
        const observer = new MutationObserver(() => {
          const cancel = [...document.querySelectorAll('button')].find(
            ({ textContent }) => textContent === 'Cancel',
          );
          if (!cancel) return;
          observer.disconnect();
          cancel.click();
          resolve();
        });
        observer.observe(document.body, { childList: true, subtree: true });
        (button as HTMLButtonElement).click();
      }),
  );
}

/** The map that the page offers for download, unpacked into a folder. */
async function download(page: Page): Promise<{ folder: string; map: ThemeMap }> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download' }).click(),
  ]);
  const files = unzipSync(await readFile(await file.path()));
  const folder = await mkdtemp(path.join(scratch, 'map-'));
  for (const [name, bytes] of Object.entries(files))
    await writeFile(path.join(folder, path.basename(name)), bytes);
  return { folder, map: await readMap(folder) };
}

describe('a map of the same papers with another seed', () => {
  it('embeds no paper, sends no request, and has the themes of the command line to the byte', async () => {
    const { page, requests, errors } = await reopenPanel();
    await make(page, 7);
    await expect.poll(() => shownMap(page)).toBe('page-seed-7');
    const done = await page.locator('.make-done').textContent();
    expect(done).toContain('0 embedded, 106 already known');
    expect(done).not.toContain('As before');
    expect(outside(requests, site.url)).toEqual([]);
    expect(requests.filter((request) => request.includes('/models/'))).toEqual([]);
    expect(errors).toEqual([]);

    const { folder, map } = await download(page);
    const out = path.join(scratch, 'node-7');
    const built = await isotheme([
      'build',
      PAGE,
      '--seed',
      '7',
      '--name',
      'page-seed-7',
      '-o',
      out,
      '--quiet',
    ]);
    expect(built.stderr).toBe('');
    const node = await readMap(out);
    // The layout alone may differ: it is a long chain of Math.pow, which engines may round differently.
    for (const name of [
      'theme',
      'strength',
      'second',
      'neighbours',
      'similarities',
      'vectors',
      'mean',
    ] as const)
      expect(map.manifest.arrays[name].sha256, name).toBe(node.manifest.arrays[name].sha256);
    expect(map.manifest.papers.sha256).toBe(node.manifest.papers.sha256);
    expect(map.manifest.themes.map(({ name, keywords, size }) => ({ name, keywords, size }))).toEqual(
      node.manifest.themes.map(({ name, keywords, size }) => ({ name, keywords, size })),
    );
    const report = JSON.parse((await isotheme(['compare', folder, out, '--json'])).stdout);
    expect(report).toMatchObject({ shared: 106, ari: 1, moved: [] });

    // The next one reuses the stages whose inputs have not changed.
    await make(page, 8);
    expect(await page.locator('.make-done [role=status]').textContent()).toContain(
      'As before: weighing words, finding neighbours, naming.',
    );
  });

  it('shows what changed as flows, table and morph, and returns to the old map', async () => {
    const { page, errors } = await reopenPanel();
    await page.getByLabel('Themes', { exact: true }).fill('9');
    await make(page, 3);
    await page.getByRole('button', { name: 'What changed?' }).click();
    const view = page.getByRole('region', { name: 'Comparison of two maps' });
    await view.locator('.alluvial').waitFor();
    expect(await view.locator('.flow').count()).toBeGreaterThanOrEqual(17);
    expect(await view.textContent()).toContain('Both maps hold the same 106 papers.');
    await view.getByRole('button', { name: 'Table', exact: true }).click();
    expect(await view.locator('tr.change-merged').count()).toBeGreaterThan(0);
    const [csv] = await Promise.all([
      page.waitForEvent('download'),
      view.getByRole('button', { name: 'CSV' }).click(),
    ]);
    expect((await readFile(await csv.path(), 'utf8')).split('\r\n')[0]).toMatch(
      /^what,change,a,b,sizeA,sizeB/,
    );
    await view.getByRole('button', { name: 'Morph' }).click();
    await view.getByRole('slider').fill('0.5');
    await page.keyboard.press('Escape');
    await view.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Back to the old map' }).click();
    await expect.poll(() => shownMap(page)).toBe('page');
    expect(errors).toEqual([]);
  });
});

describe('maps without a paper in common', () => {
  it('are compared by their vectors: which themes are alike and which are new, with names that do not overlap', async () => {
    const { page } = await reopenPanel();
    await page.getByLabel('Compare with').selectOption('dated');
    const view = page.getByRole('region', { name: 'Comparison of two maps' });
    await view.locator('.alluvial').waitFor();
    expect(await view.textContent()).toContain('The two maps share no papers');
    expect(await view.locator('.fate-new').count()).toBeGreaterThan(0);
    const boxes = await view
      .locator('.alluvial text')
      .evaluateAll((texts) => texts.map((each) => each.getBoundingClientRect().toJSON() as DOMRect));
    const covered = boxes.filter((a, i) =>
      boxes.some(
        (b, j) => i < j && a.x < b.right && b.x < a.right && a.y < b.bottom - 2 && b.y < a.bottom - 2,
      ),
    );
    expect(covered).toEqual([]);
    for (const [name, start] of [
      ['JSON', /^\{\n {2}"a": \{/],
      ['Markdown', /^#|^\|/],
    ] as const) {
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        view.getByRole('button', { name }).click(),
      ]);
      expect(await readFile(await file.path(), 'utf8')).toMatch(start);
    }
  });
});

describe('a map of a file', () => {
  it('needs no model if all papers are known: half of the page, dropped', async () => {
    const { page } = await openPanel();
    const half = `${PAGE_TEXT.split('\n').slice(0, 160).join('\n')}\n`;
    await page
      .getByLabel('File of papers')
      .setInputFiles({ name: 'half page.txt', mimeType: 'text/plain', buffer: Buffer.from(half) });
    await page.getByText('half page.txt').waitFor();
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Make the map' }).click();
    await page.getByText('“half-page” is ready').waitFor();
    const { map } = await download(page);
    expect(map.papers.length).toBeGreaterThan(30);
    expect(map.manifest.like).toMatchObject({ papers: map.papers.length });
    expect(map.manifest.source.file).toBe('half page.txt');
    await page.context().close();
  });

  it.each([
    ['empty.txt', '\n\n', 'empty.txt: '],
    ['broken.json', '{"title": ', 'broken.json'],
    ['picture.txt', '\u0000\u0001\u0002\u0000', 'picture.txt'],
  ])(
    'fails with one sentence for a file without papers (%s), and the old map stays',
    async (name, content, said) => {
      const { page } = await reopenPanel();
      await page
        .getByLabel('File of papers')
        .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(content) });
      await page.getByText(name, { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Make the map' }).click();
      const alert = panel(page).getByRole('alert').filter({ hasText: said });
      await alert.waitFor();
      expect(await alert.textContent()).toContain('The map is as it was.');
      expect(shownMap(page)).toBe('page');
    },
  );

  it('fails for new papers without a model, and says what to do', async () => {
    const { page } = await reopenPanel();
    await page
      .getByLabel('Text of papers')
      .fill('A title of a new paper\nAn abstract that nobody has embedded before.');
    await page.getByRole('button', { name: 'Make the map' }).click();
    await panel(page).getByRole('alert').filter({ hasText: 'isotheme model fetch' }).waitFor();
    expect(shownMap(page)).toBe('page');
  });
});

describe('files dropped on the page', () => {
  const sign = (page: Page) => page.locator('.file-drop');
  /** Drags files over a place of the page and lets them go. */
  async function drop(page: Page, files: string[], x: number, y: number): Promise<void> {
    const hand = await page.context().newCDPSession(page);
    const data = { items: [], files, dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      if (type === 'drop') await sign(page).waitFor();
      await hand.send('Input.dispatchDragEvent', { type, x, y, data });
    }
    await hand.detach();
  }

  it('open the panel with the first one chosen and a notice about the others; the page stays', async () => {
    const { page } = await reopen();
    const files = ['first.txt', 'second.txt', 'third.txt'].map((name) => path.join(scratch, name));
    for (const file of files) await writeFile(file, 'A title\nAn abstract of some words.\n');
    const before = page.url();
    await drop(page, files, 800, 300);
    await panel(page).getByText('first.txt', { exact: true }).waitFor();
    await page.getByText('not taken: second.txt, third.txt.').waitFor();
    expect(await sign(page).count()).toBe(0);
    expect(page.url().split('#')[0]).toBe(before.split('#')[0]);
    // In the panel as well, and on a field for text.
    const field = (await panel(page).getByLabel('Text of papers').boundingBox())!;
    await drop(page, [files[1]!], field.x + 20, field.y + 10);
    await panel(page).getByText('second.txt', { exact: true }).waitFor();
  });

  it('and taken away again leave the page as it was', async () => {
    const { page } = await reopen();
    const hand = await page.context().newCDPSession(page);
    const data = { items: [], files: [scratch], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver'] as const)
      await hand.send('Input.dispatchDragEvent', { type, x: 800, y: 300, data });
    await sign(page).waitFor();
    await hand.send('Input.dispatchDragEvent', { type: 'dragCancel', x: 800, y: 300, data });
    await page.mouse.move(700, 300);
    await sign(page).waitFor({ state: 'detached' });
    expect(await panel(page).count()).toBe(0);
  });

  it('leave no sign behind, whichever event ends the drag and however early it comes', async () => {
    const { page } = await reopen();
    /** Drags a file over the page, and does something as soon as the sign is in the page, before it is painted. */
    const dragThen = (end: string) =>
      page.evaluate(
        (name) =>
          new Promise<void>((resolve) => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File(['A title'], 'papers.txt'));
            const field = document.body.appendChild(document.createElement('input'));
            field.type = 'file';
            const ends: Record<string, () => void> = {
              'the pointer moves': () =>
                document.body.dispatchEvent(new Event('pointermove', { bubbles: true })),
              'the files are dropped on a file field': () =>
                field.dispatchEvent(new DragEvent('drop', { bubbles: true, dataTransfer })),
              'the drag leaves': () =>
                document.body.dispatchEvent(new DragEvent('dragleave', { bubbles: true })),
              'its source ends it': () =>
                document.body.dispatchEvent(new DragEvent('dragend', { bubbles: true })),
              'nothing more is heard of it': () => {},
            };
            const observer = new MutationObserver(() => {
              if (!document.querySelector('.file-drop')) return;
              observer.disconnect();
              ends[name]!();
              field.remove();
              resolve();
            });
            observer.observe(document.body, { childList: true, subtree: true });
            document.body.dispatchEvent(
              new DragEvent('dragover', { bubbles: true, cancelable: true, dataTransfer }),
            );
          }),
        end,
      );
    for (const end of [
      'the pointer moves',
      'the files are dropped on a file field',
      'the drag leaves',
      'its source ends it',
      'nothing more is heard of it',
    ]) {
      await dragThen(end);
      await sign(page).waitFor({ state: 'detached' });
    }
    expect(await panel(page).count()).toBe(0);
  });

  it('are refused with one sentence if they are a folder', async () => {
    const { page, errors } = await reopen();
    const folder = await mkdtemp(path.join(scratch, 'papers-'));
    await drop(page, [folder], 800, 300);
    const alert = panel(page)
      .getByRole('alert')
      .filter({ hasText: path.basename(folder) });
    await alert.waitFor();
    expect(await alert.textContent()).toBe(
      `${path.basename(folder)} cannot be read: it is a folder or is gone; choose a file of papers.`,
    );
    expect(errors).toEqual([]);
  });

  it('do not take the place of text dragged into a field', async () => {
    const { page } = await reopenPanel();
    const prevented = await panel(page)
      .getByLabel('Text of papers')
      .evaluate((field) => {
        const text = new DataTransfer();
        text.setData('text/plain', 'A title');
        const event = new DragEvent('dragover', { bubbles: true, cancelable: true, dataTransfer: text });
        field.dispatchEvent(event);
        return event.defaultPrevented;
      });
    expect(prevented).toBe(false);
    expect(await sign(page).count()).toBe(0);
  });
});

describe('papers placed on the shown map', () => {
  it('leave the others where they are, and are reported one by one', async () => {
    const { page } = await openPanel();
    const half = `${PAGE_TEXT.split('\n').slice(0, 160).join('\n')}\n`;
    const give = (name: string, text: string) =>
      page
        .getByLabel('File of papers')
        .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
    await give('half.txt', half);
    await page.getByRole('button', { name: 'Make the map' }).click();
    await page.getByText('“half” is ready').waitFor();
    const before = (await download(page)).map;
    await give('all papers.v2.txt', PAGE_TEXT);
    await page.getByRole('button', { name: 'Place on this map' }).click();
    await page.getByText('“half-with-all-papers.v2” is ready').waitFor();
    expect(await page.locator('.make-done').textContent()).toContain(
      `${before.papers.length} are on the map already`,
    );
    const { map } = await download(page);
    expect(await page.getByText(`${106 - before.papers.length} selected`).count()).toBe(1);
    expect(map.papers).toHaveLength(106);
    expect(map.arrays.layout.subarray(0, before.arrays.layout.length)).toEqual(before.arrays.layout);
    expect(map.manifest.placed).toMatchObject({ file: 'all papers.v2.txt', first: before.papers.length });

    // The new ones keep their mark: in the legend, the tree, the table, as a filter, and over a reload.
    const added = 106 - before.papers.length;
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
    await page.locator('.kept').getByText('half-with-all-papers.v2').waitFor();
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await page.getByRole('tab', { name: 'Themes' }).click();
    await page.getByRole('button', { name: `${added} new`, exact: true }).click();
    await page.getByText(`${added} shown by filters`).waitFor();
    await page.waitForURL(/[#&]new=1/);
    await page.reload();
    await page.getByText(`${added} shown by filters`).waitFor();
    expect(await page.locator('.legend').textContent()).toContain(`${added} new, placed on this map`);
    await page.getByRole('button', { name: 'Table of papers' }).click();
    const rows = page.locator('.table-panel tbody tr[data-row]');
    await rows.first().waitFor();
    // At one moment: the table may yet find room for more rows.
    expect(await rows.evaluateAll((all) => all.filter((row) => !row.querySelector('.tag')).length)).toBe(0);
    await rows.first().locator('.paper-button').click();
    expect(await page.locator('.theme-path .tag').textContent()).toBe('New');
    await page.context().close();
  });
});

describe('making a map with keys', () => {
  it('keeps the focus where it was, whatever happens to the form and after the comparison closes', async () => {
    const { page } = await reopenPanel();
    await page.getByLabel('Random seed').fill('9');
    await page.getByRole('button', { name: 'Make the map' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('-seed-9” is ready').waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await expect.poll(focused).toBe('Make the map');
    await page.getByRole('button', { name: 'What changed?' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Close the comparison' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(focused).toBe('What changed?');
  });
});

describe('cancelling', () => {
  it('keeps the old map, and the next build succeeds', async () => {
    const { page, errors } = await reopenPanel();
    await page.getByLabel('Random seed').fill('5');
    await makeAndCancel(page);
    await page.locator('.make-running').waitFor({ state: 'detached' });
    expect(shownMap(page)).toBe('page');
    await make(page, 6);
    expect(errors).toEqual([]);
  });

  it('by a reload keeps the old map and the stored ones', async () => {
    const { page } = await openPanel();
    await page.getByRole('button', { name: 'Keep' }).click();
    await page.locator('.kept li').waitFor();
    await page.getByRole('button', { name: 'Make the map' }).click();
    await page.reload();
    await page.getByRole('tab', { name: 'New' }).click();
    await page.locator('.kept li').waitFor();
    expect(shownMap(page)).toBe('page');
    await page.context().close();
  });
});

describe('kept maps', () => {
  it('survive a reload, open, and can be removed', async () => {
    const { page } = await openPanel();
    await make(page, 4);
    const name = 'mine-of-a-conference-whose-name-is-longer-than-the-column';
    await page.getByLabel('Name to keep the map under').fill(name);
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
    await page.locator('.kept').getByText(name).waitFor();
    await page.goto(`${site.url}#map=${name}&panel=make`);
    await page.reload();
    await page.locator('.kept').waitFor();
    expect(shownMap(page)).toBe(name);
    const overhang = await page
      .locator('.bar, .sheet')
      .evaluateAll((parts) => parts.map((part) => part.scrollWidth - part.clientWidth));
    expect(overhang).toEqual([0, 0]);
    expect((await download(page)).map.manifest).toMatchObject({ name, settings: { seed: 4 } });
    await page.getByRole('button', { name: `Remove ${name}` }).click();
    await page.locator('.kept').waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('of two tabs do not overwrite each other', async () => {
    const { page } = await openPanel();
    const second = await page.context().newPage();
    await second.goto(`${site.url}#map=page&panel=make`);
    await panel(second).waitFor();
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
    // What the one keeps, the other lists.
    await second.locator('.kept').getByText('page').waitFor();
    await second.getByRole('button', { name: 'Keep', exact: true }).click();
    await second.getByText('is kept in this browser').waitFor();
    // A name that was taken behind one's back is refused.
    const refused = await page.evaluate(async () => {
      const open = indexedDB.open('isotheme');
      const db = await new Promise<IDBDatabase>((resolve) => {
        open.onsuccess = () => resolve(open.result);
      });
      const maps = db.transaction('maps', 'readwrite').objectStore('maps');
      await new Promise((resolve) => {
        maps.put({ name: 'page', papers: 1, themes: 1, revision: 77 }).onsuccess = resolve;
      });
      db.close();
    });
    expect(refused).toBeUndefined();
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
    const alert = panel(page).getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toContain('Another map is kept as “page” already');
    await page.context().close();
  });

  it('that do not fit into the storage are reported', async () => {
    const { page } = await openPanel();
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Storage.overrideQuotaForOrigin', {
      origin: new URL(site.url).origin,
      quotaSize: 20_000,
    });
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
    const alert = panel(page).getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toContain("this browser's storage is full");
    expect(await page.locator('.kept li').count()).toBe(0);
    await page.context().close();
  });
});

describe('the test of how stable the themes are', () => {
  it('reports in words and with a bar for each theme', async () => {
    const { page } = await openPanel();
    await page.getByRole('button', { name: 'How stable are the themes?' }).click();
    const list = page.getByRole('list', { name: 'Stability of the themes' });
    await list.waitFor();
    const { shown } = themeTree((await pageMap()).manifest.themes);
    const themes = [...shown].filter((theme, id) => theme === id).length;
    expect(await list.getByRole('listitem').count()).toBe(themes);
    expect(await panel(page).getByText('The themes were made again 100 times.').count()).toBe(1);

    // It is seen on the map and in the tree, said in words, and can be put away.
    await page.getByText('the less often a paper stayed with its theme').waitFor();
    await page.getByRole('tab', { name: 'Themes' }).click();
    const tree = page.getByRole('region', { name: 'Themes' });
    const areas = await tree.getByRole('meter', { name: /^Stability of / }).all();
    expect(areas).toHaveLength(6);
    expect(await areas[0]!.getAttribute('aria-valuetext')).toMatch(
      /^\d+ %, (stable|partly stable|uncertain)$/,
    );
    expect(await tree.getByText('The themes were made again 100 times.').count()).toBe(1);
    await page.waitForURL(({ hash }) => hash.includes('soft=1') && !hash.includes('panel='));
    await page.reload();
    // What the map itself holds tells after the visit.
    await tree.getByText('The themes were made again').waitFor({ state: 'detached' });
    await tree.getByText(/^\d+ of 17 themes are stable/).waitFor();
    const soft = page.getByRole('button', { name: 'Show how stable the themes are' });
    expect(await soft.getAttribute('aria-pressed')).toBe('true');
    await soft.click();
    await tree.getByRole('meter').first().waitFor({ state: 'detached' });
    await page.waitForURL(({ hash }) => !hash.includes('soft'));
    await page.context().close();
  });
});

describe('new papers with the real model', () => {
  it('are embedded in the page once; the next map of them embeds no paper', async () => {
    const withModel = await startSite([], () => fetchModel());
    try {
      const { page, requests, errors } = await visit(browser, withModel.url, 'page');
      await page.getByRole('tab', { name: 'New' }).click();
      const texts = Array.from(
        { length: 3 },
        (_, i) => `{"title":"A new paper ${i}","abstract":"On subject number ${i}, in a few words."}\n`,
      ).join('');
      const give = async () => {
        await page
          .getByLabel('File of papers')
          .setInputFiles({ name: 'new.jsonl', mimeType: 'text/plain', buffer: Buffer.from(texts) });
        await page.getByRole('button', { name: 'Make the map' }).click();
      };
      await give();
      await page.getByText('“new” is ready').waitFor();
      expect(await page.locator('.make-done').textContent()).toContain('3 embedded, 0 already known');
      expect(outside(requests, withModel.url)).toEqual([]);
      expect(errors).toEqual([]);
      // Another visit, whose maps hold none of them: the browser has kept their vectors.
      await page.goto(`${withModel.url}#map=page&panel=make`);
      await page.reload();
      await panel(page).waitFor();
      await give();
      await page.getByText('“new” is ready').waitFor();
      expect(await page.locator('.make-done').textContent()).toContain('0 embedded, 3 already known');
      await page.context().close();
    } finally {
      await withModel.close();
    }
  });
});
