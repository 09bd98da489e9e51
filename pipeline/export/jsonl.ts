/** JSON Lines: one paper a line, in the map's order. */
import type { ThemeMap } from '../schema.ts';
import { exportRow } from './rows.ts';

export function toJsonl(map: ThemeMap): string {
  return map.papers.map((_, paper) => `${JSON.stringify(exportRow(map, paper))}\n`).join('');
}
