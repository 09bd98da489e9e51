/** `isotheme site`: the files of a site, and what is refused. What a browser makes of them is in tests/browser. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finishMap } from '../../pipeline/map/finish.ts';
import { writeMap } from '../../pipeline/node/files/map-folder.ts';
import { isotheme } from '../support/command-line.ts';
import { lexicalMap } from '../support/sample-maps.ts';

let folder: string;
const at = (...parts: string[]) => path.join(folder, ...parts);
const site = (...words: string[]) => isotheme(['site', at('maps'), '-o', at('out'), ...words]);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'isotheme-site-'));
  const map = await lexicalMap();
  await writeMap(map, at('maps/small'));
  await writeMap(await finishMap(map, { mostWhole: 5, every: 5 }), at('maps/large'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function filesOf(where: string): Promise<string[]> {
  const entries = await readdir(where, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(where, path.join(entry.parentPath, entry.name)))
    .sort();
}

describe('a static site', () => {
  it('holds the files of its maps as they are, none that lies beside them, and those of the host that were there', async () => {
    const own = await filesOf(at('maps'));
    expect(own.filter((name) => /large.(?:abstracts|codes)-/.test(name))).toHaveLength(2);
    await writeFile(at('maps/small/notes.txt'), 'private');
    await writeFile(at('maps/small/papers-00000000.json'), '[]');
    await mkdir(at('maps/small/drafts'));
    await writeFile(at('maps/small/drafts/map.json'), '{}');
    await symlink('/etc/hostname', at('maps/small/link.txt'));
    for (const name of ['.git', 'maps']) await mkdir(at('out', name), { recursive: true });
    const hosts = ['.git/HEAD', 'CNAME'];
    for (const name of ['maps/index.json', ...hosts]) await writeFile(at('out', name), name);
    const { code, stdout, stderr } = await site();
    expect(code, stderr).toBe(0);
    for (const name of hosts) expect(await readFile(at('out', name), 'utf8')).toBe(name);
    expect(stdout).toBe(`${at('out')}\n`);
    const written = await filesOf(at('out/maps'));
    expect(written.filter((name) => !/\.(?:br|gz)$/.test(name))).toEqual(['index.json', ...own]);
    for (const name of own)
      expect(await readFile(at('out/maps', name))).toEqual(await readFile(at('maps', name)));
    expect(JSON.parse(await readFile(at('out/maps/index.json'), 'utf8'))).toEqual({
      maps: ['large', 'small'].map((name) => ({ name, papers: 12, themes: 3 })),
    });
    // A map of word counts asks no model.
    expect(await readdir(at('out'))).not.toContain('models');
  });

  it('has text compressed beside it for the hosts that look for that', async () => {
    const files = await filesOf(at('out'));
    const compressed = files.filter((name) => name.endsWith('.br'));
    expect(compressed).toContain('maps/small/map.json.br');
    expect(compressed).toContain('index.html.br');
    expect(compressed.some((name) => /^assets\/index-.*\.js\.br$/.test(name))).toBe(true);
    expect(compressed.filter((name) => /\.(?:f32|i32|i8|jsonl|woff2)\.br$/.test(name))).toEqual([]);
    for (const name of compressed) {
      const whole = name.slice(0, -3);
      const bytes = await readFile(at('out', whole));
      expect(brotliDecompressSync(await readFile(at('out', name))).equals(bytes), name).toBe(true);
      expect(gunzipSync(await readFile(at('out', `${whole}.gz`))).equals(bytes), whole).toBe(true);
    }
  });

  it('is not written of a damaged map, and the earlier one stays', async () => {
    await cp(at('maps/small'), at('maps/spoilt'), { recursive: true });
    const array = (await readdir(at('maps/spoilt'))).find((name) => name.startsWith('layout-'))!;
    await writeFile(at('maps/spoilt', array), new Uint8Array(96));
    const { code, stdout, stderr } = await site('--quiet');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      `isotheme: ${at('maps/spoilt', array)}: its sha256 is not the one in map.json; build the map again.\n`,
    );
    expect(await filesOf(at('out/maps'))).toContain('small/map.json');
    expect((await readdir(folder)).sort()).toEqual(['maps', 'out']);
  });
});
