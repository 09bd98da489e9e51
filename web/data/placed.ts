/** Papers placed on a finished map, and the themes proposed for those that fit none. Pure. */
import type { MapSketch } from './map-index.ts';

/** Whether a paper was placed on the map after its build. */
export function isPlaced({ manifest }: MapSketch, paper: number): boolean {
  return manifest.placed !== undefined && paper >= manifest.placed.first;
}

export function placedCount({ manifest, index }: MapSketch): number {
  return manifest.placed ? index.count - manifest.placed.first : 0;
}

/** `[themes]` number of placed papers in each theme. */
export function placedByTheme(map: MapSketch): Uint32Array {
  const counts = new Uint32Array(map.themes.length);
  for (let paper = map.index.count - placedCount(map); paper < map.index.count; paper++)
    for (const theme of map.index.paths[map.arrays.theme[paper]!] ?? []) counts[theme]!++;
  return counts;
}

/** Ids of the proposed themes. */
export function proposedThemes(map: MapSketch): number[] {
  return map.themes.filter((theme) => theme.proposed).map((theme) => theme.id);
}
