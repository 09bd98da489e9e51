/** The folder of a static site: what a newer one replaces, what stays, and what is there after a run that was ended. */
import { existsSync, readFileSync } from 'node:fs';
import fileSystem, { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeSite } from '../../pipeline/node/serve/site-folder.ts';

let folder: string;
let out: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'isotheme-site-folder-'));
  out = path.join(folder, 'web');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Files = Record<string, string>;

async function put(root: string, files: Files): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
}

async function contents(root: string): Promise<Files> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files: Files = {};
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    files[path.relative(root, file)] = await readFile(file, 'utf8');
  }
  return files;
}

const write = (files: Files) => writeSite(out, (made) => put(made, files));

/** Each file's text is the names of those that it needs. */
const OLDER: Files = {
  'index.html': 'assets/index-Bbbb2222.js assets/zip-Bbbb2222.js',
  'assets/index-Bbbb2222.js': '',
  'assets/index-Bbbb2222.js.br': '',
  'assets/zip-Bbbb2222.js': '',
  'maps/index.json': 'maps/both/map.json maps/gone/map.json',
  'maps/index.json.br': 'older',
  'maps/both/map.json': 'maps/both/layout-00000001.f32',
  'maps/both/layout-00000001.f32': '',
  'maps/gone/map.json': '',
  'models/a/b/onnx/model_quantized.onnx': '',
  'models/a/b/config.json': '',
  'ort/ort-wasm-simd.wasm': '',
};
const NEWER: Files = {
  'index.html': 'assets/index-Aaaa1111.js assets/zip-Aaaa1111.js',
  'assets/index-Aaaa1111.js': '',
  'assets/zip-Aaaa1111.js': '',
  'maps/index.json': 'maps/both/map.json maps/more/map.json',
  'maps/both/map.json': 'maps/both/layout-00000002.f32',
  'maps/both/layout-00000002.f32': '',
  'maps/more/map.json': '',
};
const STRANGERS: Files = {
  CNAME: 'maps.example.org',
  '.git/HEAD': 'ref: refs/heads/main',
  'assets/index-portrait.js': 'in words',
  'assets/Acme-LogoDark.js': 'of another name',
  'maps/gone/notes.txt': 'read again',
  'models/readme.txt': 'why',
  'paper/index.html': 'another page',
};

it('a site replaces an earlier one, and leaves files that belong to no site alone', async () => {
  await write(OLDER);
  expect(await contents(out)).toEqual(OLDER);
  await put(out, STRANGERS);
  await put(folder, { 'elsewhere/ort-wasm-simd.wasm': '' });
  await rm(path.join(out, 'ort'), { recursive: true });
  await symlink('../elsewhere', path.join(out, 'ort'));
  await write(NEWER);
  expect(await contents(out)).toEqual({ ...NEWER, ...STRANGERS });
  expect((await readdir(path.join(out, 'models'))).sort()).toEqual(['readme.txt']);
  expect(await readdir(path.join(folder, 'elsewhere'))).toEqual(['ort-wasm-simd.wasm']);
  expect(await readdir(folder)).toEqual(['elsewhere', 'web']);
});

it('a site is not written among other files, except hidden ones', async () => {
  await put(out, { '.git/HEAD': '', 'thesis.tex': 'years of work' });
  await expect(write(NEWER)).rejects.toThrow('is not empty and holds no earlier site');
  expect(await contents(out)).toEqual({ '.git/HEAD': '', 'thesis.tex': 'years of work' });
  await rm(path.join(out, 'thesis.tex'));
  await write(NEWER);
  expect(await contents(out)).toEqual({ ...NEWER, '.git/HEAD': '' });
});

it('an error names the file that is in the way of a site', async () => {
  await write(OLDER);
  await put(out, { 'maps/more': 'a file' });
  await expect(write(NEWER)).rejects.toThrow(/maps\/more.*: can't be written \(E\w+\); remove what is there/);
});

it.each([
  ['a new folder', null],
  ['an empty folder', {}],
  ['an earlier site', OLDER],
])('is whole wherever a run is ended, in %s, and the next one finishes', async (_, before) => {
  const { rename, rm: remove } = fileSystem;
  let left: number;
  const ending =
    <T extends unknown[]>(change: (...words: T) => Promise<void>) =>
    (...words: T) =>
      left-- > 0 ? change(...words) : Promise.reject(new Error('ended'));
  for (let at = 0, ended = true; ended; at++) {
    await rm(out, { recursive: true, force: true });
    if (before) await mkdir(out);
    if (before && 'index.html' in before) await write(before);
    left = at;
    Object.assign(fileSystem, { rename: ending(rename), rm: ending(remove) });
    syncBuiltinESMExports();
    try {
      ended = await write(NEWER).then(
        () => false,
        () => true,
      );
    } finally {
      Object.assign(fileSystem, { rename, rm: remove });
      syncBuiltinESMExports();
    }
    for (const name of ['index.html', 'maps/index.json', 'maps/both/map.json']) {
      const file = path.join(out, name);
      if (!existsSync(file)) expect(before, name).not.toBe(OLDER);
      else
        for (const needed of readFileSync(file, 'utf8').split(' '))
          expect(existsSync(path.join(out, needed)), `${at}: ${name} needs ${needed}`).toBe(true);
    }
    await write(NEWER);
    expect(await contents(out), `${at}`).toEqual(NEWER);
    expect(await readdir(folder)).toEqual(['web']);
  }
});
