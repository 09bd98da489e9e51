/** The list of maps that a page can choose from: `maps/index.json`. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { readManifest } from './map-folder.ts';
import { outOfFiles } from './out-of-files.ts';

export interface MapList {
  maps: { name: string; papers: number; themes: number }[];
}

/**
 * The maps in `root`, by name. A map whose manifest cannot be read is listed without papers, so that the page can report it.
 * @throws Error if too many files are open
 */
export async function listMaps(root: string): Promise<MapList> {
  const entries = await readdir(root, { withFileTypes: true }).catch((error) => {
    if (outOfFiles(error)) throw error;
    return [];
  });
  const names = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
  const maps: MapList['maps'] = [];
  for (const name of names) {
    const folder = path.join(root, name);
    if (!existsSync(path.join(folder, 'map.json'))) continue;
    try {
      const manifest = await readManifest(folder);
      maps.push({ name, papers: manifest.source.papers, themes: manifest.levels.at(-1)?.themes ?? 0 });
    } catch (error) {
      if (outOfFiles(error)) throw error;
      maps.push({ name, papers: 0, themes: 0 });
    }
  }
  return { maps };
}
