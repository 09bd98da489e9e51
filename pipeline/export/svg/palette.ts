/** Colours of themes in files for other programs: those of the page's light scheme. */
import { themePalette } from '../../colour.ts';
import type { MapTheme } from '../../schema.ts';

/** `#rrggbb` by theme id. */
export function themeColours(themes: readonly MapTheme[]): string[] {
  return [...themePalette(themes, 'light').css];
}
