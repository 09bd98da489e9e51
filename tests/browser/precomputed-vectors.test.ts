/** A map of vectors that name no model: the page opens it, finds words and nearest papers, and asks for no model. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isotheme } from '../support/command-line.ts';
import { groupedVectors } from '../support/small-map.ts';
import { launch, outside, type Site, startSite, visit } from './site.ts';

let browser: Browser;
let site: Site;
beforeAll(async () => {
  [browser, site] = await Promise.all([
    launch(),
    startSite([], () => Promise.reject(new Error('No model.'))),
  ]);
  const file = (name: string) => path.join(site.maps, name);
  const papers = Array.from({ length: 24 }, (_, i) =>
    JSON.stringify({ title: `Study ${i} of group ${i % 3}`, abstract: `Words of group ${i % 3}.` }),
  );
  await writeFile(file('papers.jsonl'), papers.join('\n'));
  await writeFile(file('own.f32'), new Uint8Array(groupedVectors(24, 1).buffer));
  const words = ['build', file('papers.jsonl'), '--vectors', file('own.f32'), '-o', file('own'), '--quiet'];
  const { code, stderr } = await isotheme(words);
  expect(code, stderr).toBe(0);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

it('a map of precomputed vectors is shown and searched by words, and says why not by meaning', async () => {
  const { page, requests, errors } = await visit(browser, site.url, 'own');
  await page.getByRole('searchbox', { name: 'Search papers' }).fill('study 7');
  await page.getByText('precomputed vectors without a named model').waitFor();
  await expect
    .poll(() => page.locator('.results .result-title').first().textContent())
    .toBe('Study 7 of group 1');
  await page.locator('.results .result-title').first().click();
  await page.getByRole('heading', { name: 'Study 7 of group 1' }).first().waitFor();
  expect(requests.filter((request) => request.includes('/models/'))).toEqual([]);
  expect(outside(requests, site.url)).toEqual([]);
  expect(errors).toEqual([]);
  await page.context().close();
});

it('a map of precomputed vectors is built again without a model, but no papers can be added in the page', async () => {
  const { page, requests, errors } = await visit(browser, site.url, 'own');
  await page.getByRole('tab', { name: 'New' }).click();
  await page.getByLabel('Random seed').fill('7');
  await page.getByRole('button', { name: 'Make the map' }).click();
  await page.getByText('“own-seed-7” is ready').waitFor();
  expect(await page.locator('.make-done').textContent()).toContain('0 embedded, 24 already known');
  await page
    .getByLabel('Text of papers')
    .fill('A title of a new paper\nAn abstract of a paper of another group.');
  await page.getByRole('button', { name: 'Place on this map' }).click();
  expect(await page.getByRole('alert').textContent()).toContain(
    'The vectors of this map come from a file that the page does not have; add papers to it on the command line.',
  );
  expect(requests.filter((request) => request.includes('/models/'))).toEqual([]);
  expect(errors).toEqual([]);
  await page.context().close();
});
