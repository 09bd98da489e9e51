/** The list of maps that a page can choose from: `maps/index.json`. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseManifest } from '../schema.ts';

export interface MapIndex {
  maps: { name: string; papers: number; themes: number }[];
}

/** The folders of `root` that hold a map, by name; one whose manifest can't be read is listed with no papers, so that the page can say what is wrong. */
export async function listMaps(root: string): Promise<MapIndex> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const names = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
  const maps: MapIndex['maps'] = [];
  for (const name of names) {
    const text = await readFile(path.join(root, name, 'map.json'), 'utf8').catch(() => null);
    if (text === null) continue;
    try {
      const manifest = parseManifest(JSON.parse(text));
      maps.push({ name, papers: manifest.source.papers, themes: manifest.levels.at(-1)?.themes ?? 0 });
    } catch {
      maps.push({ name, papers: 0, themes: 0 });
    }
  }
  return { maps };
}
