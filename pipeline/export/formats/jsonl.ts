/** JSON Lines: one paper a line, in the map's order. */
import type { ThemeMap } from '../../map/schema.ts';
import { exportRow } from '../rows.ts';

export function toJsonl(map: ThemeMap, papers: readonly number[] = [...map.papers.keys()]): string {
  return papers.map((paper) => `${JSON.stringify(exportRow(map, paper))}\n`).join('');
}
