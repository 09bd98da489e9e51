/** Maps on disk: written so that a reader sees the old map or the new one, read with every hash checked. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { lstat, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { decodeMap, encodeMap, type MapFile } from '../artifact.ts';
import { UserError } from '../errors.ts';
import { type Manifest, MapError, parseManifest, type ThemeMap } from '../schema.ts';

/** Files that a map's folder may hold besides map.json; anything else in it is left alone. */
const OWN_FILE = /^[a-z]+-[0-9a-f]{8}\.(?:f32|i32|json)$/;

/**
 * Writes a map into `folder`.
 *
 * A new folder is filled under another name and renamed. In one that holds a map already, the new files (whose names
 * carry their hash) come to stand beside the old ones, then `map.json` is renamed over the old, then the old files go.
 * @throws UserError where the folder holds something that is not a map
 */
export async function writeMap(map: ThemeMap, folder: string): Promise<void> {
  const files = encodeMap(map);
  if (existsSync(path.join(folder, 'map.json'))) {
    for (const file of files) await writeDurably(folder, file);
    const kept = new Set(files.map((file) => file.name));
    for (const name of await readdir(folder))
      if (OWN_FILE.test(name) && !kept.has(name)) await rm(path.join(folder, name), { force: true });
    return;
  }
  if (existsSync(folder) && (await readdir(folder)).length > 0)
    throw new UserError(`${folder}: is not empty and holds no map.json; name another folder with -o.`);
  const parent = path.dirname(path.resolve(folder));
  await mkdir(parent, { recursive: true });
  const temporary = path.join(parent, `.${path.basename(folder)}-${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(temporary);
    for (const file of files) await writeDurably(temporary, file);
    await rm(folder, { recursive: true, force: true });
    await rename(temporary, folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/**
 * Reads the map in `folder`.
 * @throws UserError where there is none, MapError where a file of it is wrong; both name the file
 */
export async function readMap(folder: string): Promise<ThemeMap> {
  const at = await mapFolder(folder);
  try {
    return await decodeMap(async (file) => {
      const full = path.join(at, file);
      const entry = await lstat(full).catch(() => null);
      if (!entry?.isFile()) throw new MapError(`${file}: missing or not a plain file; build the map again.`);
      return readFile(full);
    });
  } catch (error) {
    if (error instanceof MapError) throw new MapError(`${at}/${error.message}`);
    throw error;
  }
}

/** The manifest alone. @throws UserError, MapError as {@link readMap} */
export async function readManifest(folder: string): Promise<Manifest> {
  const file = path.join(await mapFolder(folder), 'map.json');
  const text = await readFile(file, 'utf8');
  try {
    return parseManifest(JSON.parse(text), file);
  } catch (error) {
    if (error instanceof SyntaxError) throw new MapError(`${file}: not valid JSON; build the map again.`);
    throw error;
  }
}

/** The folder itself, its parent when `map.json` was named, or `data/maps/<name>` for a bare name. */
async function mapFolder(named: string): Promise<string> {
  const candidates = [named, path.dirname(named), path.join('data', 'maps', named)];
  if (path.basename(named) !== 'map.json') candidates.splice(1, 1);
  for (const candidate of candidates) if (existsSync(path.join(candidate, 'map.json'))) return candidate;
  throw new UserError(`${named}: no map there (no map.json); build one with "isotheme build <file>".`);
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
