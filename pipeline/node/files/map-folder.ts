/** Maps on disk. A reader sees the old map or the new one, never a mixture, and checks every hash. */
import { randomBytes } from 'node:crypto';
import { constants, existsSync, readdirSync } from 'node:fs';
import { lstat, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import {
  brokenFile,
  decodeManifest,
  decodeMap,
  encodeMap,
  fileNames,
  type Manifest,
  MapError,
  type MapFile,
  type ReadFile,
  readCodes,
  type ThemeMap,
} from '../../map/index.ts';
import { didYouMean, UserError } from '../../util/index.ts';
import { realFolder } from './real-folder.ts';

/** Names of a map's files besides map.json. Other files in its folder are left alone. */
const OWN_FILE = /^[a-z]+-[0-9a-f]{8}\.(?:f32|i32|i8|jsonl?)$/;

/** Whether a file in a map's folder belongs to a map, by its name. */
export const isMapFile = (name: string) => name === 'map.json' || OWN_FILE.test(name);

/** Files of a writer that was killed. */
const LEFTOVER_FILE = /^\.(?:[a-z]+-[0-9a-f]{8}\.(?:f32|i32|i8|jsonl?)|map\.json)-[0-9a-f]{8}$/;
/** Attempts to read a map that is replaced meanwhile; a build takes longer than reading. */
const TRIES = 5;

/**
 * Writes a map into `folder`. Only one process may do so at a time (lock.ts).
 *
 * A new folder is filled under another name and renamed. If the folder has a map, the new files, whose names contain
 * their hash, are written beside the old ones, then `map.json` is replaced, then the old files are removed. Files of an
 * earlier writer that was killed are removed.
 * @throws UserError if the folder holds something that is not a map, or cannot be written to; its content stays
 */
export async function writeMap(map: ThemeMap, folder: string): Promise<void> {
  // Some functions take an empty path for the working folder, others for no folder.
  if (folder === '') throw new UserError("The name of the map's folder is empty; name a folder.");
  // A link to an empty folder stays a link.
  const real = realFolder(folder);
  try {
    if (existsSync(path.join(real, 'map.json'))) await replaceMap(map, real);
    else await createMap(map, real);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof UserError || code === undefined) throw error;
    const what = ADVICE[code] ?? `can't be written to (${message}); name another folder with -o.`;
    throw new UserError(`${folder}: ${what} Its content was not changed.`);
  }
}

const ADVICE: Record<string, string> = {
  ENOSPC: 'the disk is full; free some space and run again.',
  EDQUOT: 'your share of the disk is used up; free some space and run again.',
  EFBIG: 'a file would be larger than this system allows; name another folder with -o.',
  EACCES: 'you have no permission to write there; change it, or name another folder with -o.',
  EPERM: 'you have no permission to write there; change it, or name another folder with -o.',
  EROFS: 'it is on a read-only disk; name another folder with -o.',
};

async function replaceMap(map: ThemeMap, folder: string): Promise<void> {
  const files = encodeMap(map);
  for (const name of await readdir(folder))
    if (LEFTOVER_FILE.test(name)) await rm(path.join(folder, name), { force: true });
  try {
    for (const file of files) {
      // The other files must be on the disk before the manifest that names them.
      if (file.name === 'map.json') await syncFolder(folder);
      await writeDurably(folder, file);
    }
    await syncFolder(folder);
  } finally {
    // Files that cannot be removed now do no harm until the next build removes them.
    await dropUnnamed(folder).catch(() => {});
  }
}

/** Removes map files that `map.json` does not name. */
async function dropUnnamed(folder: string): Promise<void> {
  const kept = new Set(fileNames(await readManifest(folder)));
  for (const name of await readdir(folder))
    if (OWN_FILE.test(name) && !kept.has(name)) await rm(path.join(folder, name), { force: true });
}

async function createMap(map: ThemeMap, folder: string): Promise<void> {
  if (existsSync(folder) && (await readdir(folder)).length > 0)
    throw new UserError(`${folder}: is not empty and holds no map.json; name another folder with -o.`);
  const full = path.resolve(folder);
  const parent = path.dirname(full);
  await mkdir(parent, { recursive: true });
  const prefix = `.${path.basename(full)}-`;
  for (const name of await readdir(parent))
    if (name.startsWith(prefix) && /^[0-9a-f]{8}$/.test(name.slice(prefix.length)))
      await rm(path.join(parent, name), { recursive: true, force: true });
  const temporary = path.join(parent, `${prefix}${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(temporary);
    for (const file of encodeMap(map)) await writeDurably(temporary, file);
    await syncFolder(temporary);
    await rm(full, { recursive: true, force: true });
    await rename(temporary, full);
    await syncFolder(parent);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/**
 * Reads the map in `folder`, again if it is replaced meanwhile.
 * @throws UserError if there is none, MapError if one of its files is wrong; both name the file
 */
export function readMap(folder: string): Promise<ThemeMap> {
  return readWhole(folder, decodeMap);
}

/**
 * The files of the map in `folder`, byte for byte and each checked; no other file that is there.
 * @throws UserError, MapError as {@link readMap}
 */
export function readMapFiles(folder: string): Promise<MapFile[]> {
  return readWhole(folder, async (read) => {
    const files: MapFile[] = [];
    const keep: ReadFile = async (name, most) => {
      const bytes = new Uint8Array(await read(name, most));
      files.push({ name, bytes });
      return bytes;
    };
    const { large } = (await decodeMap(keep)).manifest;
    if (large) await readCodes(keep, large.codes);
    return files;
  });
}

async function readWhole<T>(folder: string, decode: (read: ReadFile) => Promise<T>): Promise<T> {
  const at = await mapFolder(folder);
  const read = fileReader(at);
  for (let tried = 1; ; tried++) {
    const before = await manifestBytes(at);
    try {
      return await decode(read);
    } catch (error) {
      const now = await manifestBytes(at);
      if (tried < TRIES && now !== null && before?.equals(now) === false) continue;
      if (error instanceof MapError) throw inFolder(at, error);
      throw error;
    }
  }
}

const manifestBytes = (folder: string) => readFile(path.join(folder, 'map.json')).catch(() => null);

/** Reads plain files of a map's folder, up to the size that the caller expects, and never through a link. */
export function fileReader(folder: string): ReadFile {
  return async (file, most) => {
    const full = path.join(folder, file);
    // Checked before it is opened, because opening a pipe waits for a writer.
    const entry = await lstat(full).catch(() => null);
    if (!entry?.isFile()) throw brokenFile(file, 'missing or not a plain file');
    if (entry.size > most) throw brokenFile(file, `${entry.size} bytes, and it may have ${most}`);
    const handle = await open(full, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)).catch((error) => {
      throw new MapError(`${file}: can't be read (${error.code}); check its permissions.`, {
        file,
        cause: error,
      });
    });
    try {
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  };
}

/** The manifest alone. @throws UserError, MapError as {@link readMap} */
export async function readManifest(folder: string): Promise<Manifest> {
  const at = await mapFolder(folder);
  try {
    return await decodeManifest(fileReader(at));
  } catch (error) {
    if (error instanceof MapError) throw inFolder(at, error);
    throw error;
  }
}

/** The same error with the map's folder before the file's name. */
function inFolder(folder: string, error: MapError): MapError {
  return new MapError(`${folder}/${error.message}`, { file: `${folder}/${error.file}`, cause: error });
}

/** Folder of maps that are named without a path. */
export const DEFAULT_MAPS = path.join('data', 'maps');

/** Names of the folders in `root` that hold a map, sorted; none if there is no such folder. */
export function mapNames(root: string): string[] {
  if (!existsSync(root)) return [];
  const names = readdirSync(root).filter((name) => !name.startsWith('.'));
  return names.filter((name) => existsSync(path.join(root, name, 'map.json'))).sort();
}

/**
 * The folder of a map that the user named: as named, its parent if `map.json` was named, or `data/maps/<name>`.
 * @throws UserError if there is no map
 */
export async function mapFolder(named: string): Promise<string> {
  const candidates = [named, path.dirname(named), path.join(DEFAULT_MAPS, named)];
  if (path.basename(named) !== 'map.json') candidates.splice(1, 1);
  for (const candidate of candidates) if (existsSync(path.join(candidate, 'map.json'))) return candidate;
  const rest = '; build one with "isotheme build <file>".';
  throw new UserError(
    `${named}: no map there (no map.json)${didYouMean(named, mapNames(DEFAULT_MAPS), rest)}`,
  );
}

/** A rename is durable once its folder is synced. Systems that cannot open a folder keep renames in order. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

async function writeDurably(folder: string, { name, bytes }: MapFile): Promise<void> {
  const temporary = path.join(folder, `.${name}-${randomBytes(4).toString('hex')}`);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path.join(folder, name));
  } finally {
    await rm(temporary, { force: true });
  }
}
