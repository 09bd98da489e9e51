import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeMap } from '../../pipeline/map/decode.ts';
import { encodeMap } from '../../pipeline/map/encode.ts';
import { parseManifest } from '../../pipeline/map/schema.ts';
import { readManifest, readMap, writeMap } from '../../pipeline/node/files/map-folder.ts';
import { listMaps } from '../../pipeline/node/files/map-list.ts';
import { smallMap } from '../support/small-map.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'isotheme-maps-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the artifact', () => {
  it('is read back from its files unchanged', async () => {
    const map = await smallMap();
    const files = new Map(encodeMap(map).map((file) => [file.name, file.bytes]));
    expect([...files.keys()].at(-1)).toBe('map.json');
    expect(await decodeMap(async (name) => files.get(name)!)).toEqual(map);
  });

  it('describes each array with its shape and hash', async () => {
    const { manifest } = await smallMap();
    expect(manifest.arrays.layout.shape).toEqual([12, 2]);
    expect(manifest.arrays.neighbours.shape).toEqual([12, 11]);
    expect(manifest.arrays.neighbours.dtype).toBe('int32');
    expect(manifest.arrays.vectors.shape).toEqual([12, 8]);
    expect(manifest.papers.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ['a later version', { version: 99 }, 'made by a later version of Isotheme, and this one reads version 2'],
    ['another version', { version: '1' }, 'field "version"'],
    ['another format', { format: 'png' }, 'field "format"'],
    ['no themes', { themes: undefined }, 'field "themes"'],
    [
      'a path that leads out',
      { papers: { file: '../../secret', sha256: '0'.repeat(64) } },
      'field "papers.file"',
    ],
    ['an absolute path', { papers: { file: '/etc/passwd', sha256: '0'.repeat(64) } }, 'field "papers.file"'],
    [
      'a parent that comes after',
      { source: { file: 'x', sha256: 'x', papers: -1, warnings: 0 } },
      'field "source',
    ],
  ])('refuses %s', async (_, change, message) => {
    const { manifest } = await smallMap();
    expect(() => parseManifest({ ...manifest, ...change })).toThrow(message);
  });

  it('refuses a theme whose parent is not on the level above', async () => {
    const { manifest } = await smallMap();
    const themes = manifest.themes.map((theme) => ({ ...theme, parent: theme.id }));
    expect(() => parseManifest({ ...manifest, themes })).toThrow('field "themes.0.parent"');
  });

  it('refuses a file with a changed byte and names it', async () => {
    const map = await smallMap();
    const files = new Map(encodeMap(map).map((file) => [file.name, file.bytes.slice()]));
    files.get(map.manifest.arrays.strength.file)![3]! ^= 1;
    await expect(decodeMap(async (name) => files.get(name)!)).rejects.toThrow(
      `${map.manifest.arrays.strength.file}: its sha256 is not the one in map.json`,
    );
  });
});

describe('maps on disk', () => {
  it('are written whole and read back', async () => {
    const map = await smallMap();
    const target = path.join(folder, 'deep', 'map');
    await writeMap(map, target);
    expect(await readMap(target)).toEqual(map);
    expect(await readMap(path.join(target, 'map.json'))).toEqual(map);
    expect((await readManifest(target)).name).toBe('small');
    expect((await readdir(path.dirname(target))).sort()).toEqual(['map']);
  });

  it('are replaced without a leftover of the old map, and other files stay', async () => {
    const target = path.join(folder, 'map');
    await writeMap(await smallMap(1), target);
    await writeFile(path.join(target, 'notes.txt'), 'mine');
    const second = await smallMap(2);
    await writeMap(second, target);
    expect(await readMap(target)).toEqual(second);
    expect((await readdir(target)).sort()).toEqual(
      [...encodeMap(second).map((file) => file.name), 'notes.txt'].sort(),
    );
  });

  it('are written to the target of a link, and the link stays', async () => {
    const map = await smallMap();
    const target = path.join(folder, 'map');
    for (const [link, there] of [
      ['empty', true],
      ['dangling', false],
    ] as const) {
      await rm(target, { recursive: true, force: true });
      if (there) await mkdir(target);
      await symlink('map', path.join(folder, link));
      for (let times = 0; times < 2; times++) await writeMap(map, path.join(folder, link));
      expect((await lstat(path.join(folder, link))).isSymbolicLink()).toBe(true);
      expect(await readMap(target)).toEqual(map);
    }
  });

  it('are not written over something else', async () => {
    await writeFile(path.join(folder, 'thesis.tex'), 'years of work');
    await expect(writeMap(await smallMap(), folder)).rejects.toThrow('is not empty and holds no map.json');
    await expect(writeMap(await smallMap(), '')).rejects.toThrow('folder is empty; name a folder');
    expect(await readdir(folder)).toEqual(['thesis.tex']);
  });

  it('leave nothing behind if writing fails', async () => {
    const map = await smallMap();
    const broken = { ...map, manifest: { ...map.manifest, papers: { file: 'no/such', sha256: '' } } };
    await expect(writeMap(broken, path.join(folder, 'map'))).rejects.toThrow('ENOENT');
    expect(await readdir(folder)).toEqual([]);
  });

  it('are not read through symbolic links', async () => {
    const map = await smallMap();
    await writeMap(map, path.join(folder, 'map'));
    const file = path.join(folder, 'map', map.manifest.papers.file);
    const bytes = await readFile(file);
    await writeFile(path.join(folder, 'elsewhere'), bytes);
    await rm(file);
    await symlink(path.join(folder, 'elsewhere'), file);
    await expect(readMap(path.join(folder, 'map'))).rejects.toThrow('missing or not a plain file');
  });

  it('are reported with advice if they do not exist', async () => {
    await expect(readMap(path.join(folder, 'none'))).rejects.toThrow('no map there');
  });

  it('are listed by name, including broken ones', async () => {
    await writeMap(await smallMap(), path.join(folder, 'b'));
    await writeMap(await smallMap(), path.join(folder, 'a'));
    await writeFile(path.join(folder, 'b', 'map.json'), '{"format":"isotheme-map","version":7}');
    expect(await listMaps(folder)).toEqual({
      maps: [
        { name: 'a', papers: 12, themes: 3 },
        { name: 'b', papers: 0, themes: 0 },
      ],
    });
    expect(await listMaps(path.join(folder, 'none'))).toEqual({ maps: [] });
  });
});
