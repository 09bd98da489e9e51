/** Maps that many tests need, built once for all of them: the page of 106 papers, and samples. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ThemeMap } from '../../pipeline/map/schema.ts';
import { readMap, writeMap } from '../../pipeline/node/files/map-folder.ts';

const OUTPUT = 'tests/.output';

/** Of all that a map depends on. */
const FINGERPRINT = (() => {
  const hash = createHash('sha256');
  for (const folder of ['pipeline', 'tests/support'])
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort())
      if (file.endsWith('.ts')) hash.update(readFileSync(path.join(folder, file)));
  for (const file of ['package-lock.json', 'data/daily-papers-aug-19.txt']) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
})();

/**
 * A folder with the map that `build` gives, as `isotheme build` writes it. It is kept until the pipeline, its packages,
 * the page or what tests build maps with change. Nothing may write to it.
 */
async function keptFolder(name: string, build: () => Promise<ThemeMap>): Promise<string> {
  const folder = path.resolve(OUTPUT, `${name}-${FINGERPRINT}`);
  if (existsSync(folder)) return folder;
  await mkdir(OUTPUT, { recursive: true });
  // Several workers may build it at once; they write the same bytes, and the first to finish puts its folder in place.
  const own = await mkdtemp(`${folder}-`);
  await writeMap(await build(), own);
  await rename(own, folder).catch(() => rm(own, { recursive: true }));
  for (const old of readdirSync(OUTPUT))
    if (old.startsWith(`${name}-`) && !old.includes(FINGERPRINT))
      await rm(path.join(OUTPUT, old), { recursive: true, force: true });
  return folder;
}

/** The map that `build` gives, from its kept folder. */
export async function keptMap(name: string, build: () => Promise<ThemeMap>): Promise<ThemeMap> {
  return readMap(await keptFolder(name, build));
}

/** Folder of the page's map, to the byte as the command line builds it without options. Nothing may write to it. */
export function pageFolder(): Promise<string> {
  return keptFolder('page', async () => (await import('./page-map.ts')).buildWholePage());
}

/** The page's map. */
export async function pageMap(): Promise<ThemeMap> {
  return readMap(await pageFolder());
}

/** Copies the page's map to `target`. */
export async function copyPage(target: string): Promise<void> {
  await cp(await pageFolder(), target, { recursive: true });
}
