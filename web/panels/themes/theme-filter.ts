/** The table of contents, narrowed to what a reader looks for. Pure. */
import type { MapSketch } from '../../data/map-index.ts';

/**
 * Themes whose name or keywords hold the text, with all above and below them; with `proposed` only such as are proposed.
 * Null where nothing is asked for.
 */
export function matching(map: MapSketch, text: string, proposed = false): ReadonlySet<number> | null {
  const wanted = text.trim().toLowerCase();
  if (wanted === '' && !proposed) return null;
  const found = new Set<number>();
  for (const theme of map.themes) {
    if (proposed && !theme.proposed) continue;
    if (![theme.name, ...theme.keywords].some((word) => word.toLowerCase().includes(wanted))) continue;
    for (const id of map.index.paths[theme.id]!) found.add(id);
    for (const other of map.themes) if (map.index.paths[other.id]!.includes(theme.id)) found.add(other.id);
  }
  return found;
}
