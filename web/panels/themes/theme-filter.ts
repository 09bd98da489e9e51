/** Filters the list of themes. */
import type { MapSketch } from '../../data/map-index.ts';

/**
 * Themes whose name or keywords contain the text, and all themes above and below them; null without a filter.
 * @param proposed whether only proposed themes match
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
