/** A map of version 1, kept as the bytes that were written then: every later version must open it. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportMap } from '../../pipeline/export/export.ts';
import { readMap } from '../../pipeline/node/files/map-folder.ts';
import { loadMap } from '../../web/data/load.ts';

const FOLDER = path.resolve('tests/fixtures/map-v1');
const THEMES = ['Draft Model', 'Turbid Water', 'Mends'];

describe('a map of version 1 is opened by', () => {
  it.each(['csv', 'bibtex', 'markdown', 'svg'] as const)('the export to %s', async (format) => {
    expect(await exportMap(await readMap(FOLDER), format)).toContain('漢字');
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
    // Nobody knows any more why.
    expect(manifest.themes.filter((theme) => 'evidence' in theme)).toEqual([]);
    expect([...arrays.theme.slice(0, 6)]).toEqual([0, 1, 2, 0, 1, 2]);
  });
});
