/** The folder of a static site: a new site replaces an older one, and files of neither are left alone. */
import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../util/index.ts';
import { lockFolder } from '../files/lock.ts';
import { isMapFile } from '../files/map-folder.ts';
import { isModelFile } from '../models/files.ts';
import { CODINGS, ENDINGS } from './encoding.ts';
import { ORT_FILE } from './ort-file.ts';

/** Path of the list of a site's maps. */
export const MAP_LIST = 'maps/index.json';
/** Folders in which an older site may have files that the newer one lacks. */
const FOLDERS = ['assets', 'maps', 'models', 'ort'];
/** The hash in an asset's name, before its ending; a word of eight lower-case letters is not a hash. */
const HASH = /-(?=[a-z-]*[A-Z\d_])[\w-]{8}(?=\.\w+$)/;

/**
 * Writes a site: `make` fills a temporary folder, whose files move to `out` when it is complete. Files of an earlier site
 * that the new one lacks are removed.
 * @throws UserError if `out` holds something other than a site, is locked by another process, or cannot be written to
 */
export async function writeSite(out: string, make: (folder: string) => Promise<void>): Promise<void> {
  const full = path.resolve(out);
  const prefix = `.${path.basename(full)}-`;
  const isLeftover = (name: string) =>
    name.startsWith(prefix) && /^[0-9a-f]{8}$/.test(name.slice(prefix.length));
  const there = existsSync(full) ? await readdir(full) : [];
  // Ignore hidden files; leftovers of an interrupted run prove that the folder is one of our sites.
  const foreign = there.some((name) => !name.startsWith('.')) && !there.some(isLeftover);
  if (foreign && !existsSync(path.join(full, MAP_LIST)))
    throw new UserError(`${out}: is not empty and holds no earlier site; name another folder with -o.`);
  const unlock = lockFolder(out);
  const fresh = !existsSync(full);
  const parent = path.dirname(full);
  const own = `${prefix}${randomBytes(4).toString('hex')}`;
  // Inside an existing folder, because it may be a disk of its own, and files cannot be renamed between disks.
  const temporary = path.join(fresh ? parent : full, own);
  try {
    await mkdir(temporary);
    for (const folder of fresh ? [parent] : [parent, full])
      for (const name of await readdir(folder))
        if (isLeftover(name) && name !== own)
          await rm(path.join(folder, name), { recursive: true, force: true });
    await make(temporary);
    if (fresh) await rename(temporary, full);
    else await replaceSite(temporary, full);
  } finally {
    await rm(temporary, { recursive: true, force: true }).finally(unlock);
  }
}

/**
 * Moves the files in `from` to `to`, one by one, then removes the older ones. In between, or if the process is killed, the
 * page and the maps in its list are complete.
 */
async function replaceSite(from: string, to: string): Promise<void> {
  const names = await filesBelow(from);
  for (const name of names.sort((a, b) => turnOf(a) - turnOf(b))) {
    const target = path.join(to, name);
    try {
      await mkdir(path.dirname(target), { recursive: true });
      await rename(path.join(from, name), target);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new UserError(
        `${target}: can't be written (${code}); remove what is there, or name another folder with -o.`,
      );
    }
  }
  await dropOlder(to, names);
}

/** Files come before those that name them, and the page before maps of a version that an older page cannot read. */
function turnOf(name: string): number {
  if (name.startsWith(MAP_LIST)) return 3;
  if (/^maps\/[^/]+\/map\.json/.test(name)) return 2;
  return name.includes('/') ? 0 : 1;
}

async function dropOlder(folder: string, names: readonly string[]): Promise<void> {
  const kept = new Set(names);
  const assets = new Set(names.map((name) => name.replace(HASH, '')));
  for (const below of FOLDERS)
    for (const name of await filesBelow(folder, below)) {
      if (kept.has(name) || !isOfSite(name, assets)) continue;
      await rm(path.join(folder, name), { force: true });
      await dropEmpty(folder, path.dirname(name));
    }
}

/** @param assets names of the new site's files without their hashes */
function isOfSite(name: string, assets: ReadonlySet<string>): boolean {
  const ending = CODINGS.map((coding) => ENDINGS[coding]).find((end) => name.endsWith(end)) ?? '';
  const plain = name.slice(0, name.length - ending.length);
  const [top, , file, ...deeper] = plain.split('/');
  if (top === 'assets') return HASH.test(plain) && assets.has(plain.replace(HASH, ''));
  if (top === 'maps' && file !== undefined) return deeper.length === 0 && isMapFile(file);
  if (top === 'models') return isModelFile(plain.slice('models/'.length));
  return plain === MAP_LIST || plain === `ort/${ORT_FILE}`;
}

/** Removes an empty folder and the folders above it that are empty then, up to `root`. */
async function dropEmpty(root: string, name: string): Promise<void> {
  try {
    for (let each = name; each !== '.'; each = path.dirname(each)) await rmdir(path.join(root, each));
  } catch {
    // It is not empty.
  }
}

/** Plain files in `root`, or in one folder of it, as paths below `root` with forward slashes. Links are not followed. */
async function filesBelow(root: string, folder = ''): Promise<string[]> {
  const start = path.join(root, folder);
  if (!lstatSync(start, { throwIfNoEntry: false })?.isDirectory()) return [];
  const entries = await readdir(start, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}
