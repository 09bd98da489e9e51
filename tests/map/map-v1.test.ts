/** A map of version 1, kept as the bytes that were written then: every later version must open it. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMap } from '../../pipeline/node/files/map-folder.ts';
import { loadMap } from '../../web/data/load.ts';
import { isotheme } from '../cli/run.ts';

const FOLDER = path.resolve('tests/fixtures/map-v1');
const THEMES = ['Draft Model', 'Turbid Water', 'Mends'];

const run = async (...words: string[]) => {
  const { code, stdout, stderr } = await isotheme(words);
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
};

describe('a map of version 1 is opened by', () => {
  it('verify', async () => {
    const result = JSON.parse(await run('verify', FOLDER, '--json'));
    expect(result).toEqual({ map: { name: 'map-v1', papers: 12, themes: 3 }, files: 10, faults: [] });
  });

  it('related', async () => {
    const found = JSON.parse(await run('related', FOLDER, 'p3', '-k', '3', '--json'));
    expect(found.map((paper: { id: string }) => paper.id)).toEqual(['p0', 'p6', 'p9']);
  });

  it('compare', async () => {
    const { ari, shared } = JSON.parse(await run('compare', FOLDER, FOLDER, '--json'));
    expect([ari, shared]).toEqual([1, 12]);
  });

  it('eval', async () => {
    const labels = path.resolve('tests/fixtures/map-v1-labels.jsonl');
    const { papers, knn1 } = JSON.parse(await run('eval', FOLDER, '--labels', labels, '--json'));
    expect([papers, knn1]).toEqual([12, 1]);
  });

  it('export, whose rows hold what they held', async () => {
    const rows = (await run('export', FOLDER, '--format', 'jsonl')).trim().split('\n');
    expect(rows).toHaveLength(12);
    expect(JSON.parse(rows[0]!)).toMatchObject({
      id: 'p0',
      title: 'Study 0 of “speculative decoding” in $O(n^2)$ 漢字',
      theme: 'Draft Model',
      neighbours: ['p3', 'p6', 'p9', 'p10', 'p1'],
      url: 'https://example.org/0',
      venue: 'ACL',
      tags: ['decoding', 'drafts'],
    });
    for (const format of ['csv', 'bibtex', 'markdown', 'svg', 'html'])
      expect(await run('export', FOLDER, '--format', format)).toContain('漢字');
  });

  it('the page, as by the command line', async () => {
    const shown = await loadMap(
      async (file) => new Uint8Array(await readFile(path.join(FOLDER, path.basename(file)))),
      'map-v1',
    );
    const { manifest, papers, arrays } = await readMap(FOLDER);
    const { vectors, mean } = await shown.loadVectors();
    expect({ ...shown.arrays, vectors, mean }).toEqual(arrays);
    expect([shown.manifest, shown.papers]).toEqual([manifest, papers]);
    expect(manifest.themes.map((theme) => theme.name)).toEqual(THEMES);
    expect([...arrays.theme.slice(0, 6)]).toEqual([0, 1, 2, 0, 1, 2]);
  });
});
