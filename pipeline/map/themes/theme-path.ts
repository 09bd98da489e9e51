/** Paths in a map's hierarchy of themes. */
import type { Manifest, MapTheme, ThemeMap } from '../schema.ts';

/** The themes of a paper, coarsest first; empty if unthemed. */
export function themePath(
  map: { manifest: Pick<Manifest, 'themes'>; arrays: Pick<ThemeMap['arrays'], 'theme'> },
  paper: number,
): MapTheme[] {
  const path: MapTheme[] = [];
  let theme = map.manifest.themes[map.arrays.theme[paper]!];
  while (theme) {
    path.push(theme);
    // Parents precede their children; the check keeps a broken map from looping for ever.
    theme = theme.parent !== null && theme.parent < theme.id ? map.manifest.themes[theme.parent] : undefined;
  }
  return path.reverse();
}

/** A theme as results name it. */
export interface PaperTheme {
  /** Its index in the map's themes. */
  id: number;
  name: string;
}

/** The theme with this id as results name it; null for −1, no theme. */
export function themeOf({ manifest }: ThemeMap, id: number): PaperTheme | null {
  const theme = manifest.themes[id];
  return theme ? { id, name: theme.name } : null;
}

/** `[N]` id of each paper's theme on one level, −1 if it has none there. */
export function themesOnLevel(map: ThemeMap, level: number): Int32Array {
  return Int32Array.from(
    map.papers,
    (_, paper) => themePath(map, paper).find((theme) => theme.level === level)?.id ?? -1,
  );
}

/** Levels that the map has, coarsest first. */
export function levelsOf(map: ThemeMap): number[] {
  return [...new Set(map.manifest.themes.map((theme) => theme.level))].sort((a, b) => a - b);
}

/** The papers of each theme by theme id, including those of its sub-themes. */
export function papersByTheme(map: ThemeMap): number[][] {
  const members = map.manifest.themes.map((): number[] => []);
  for (let paper = 0; paper < map.papers.length; paper++)
    for (const theme of themePath(map, paper)) members[theme.id]!.push(paper);
  return members;
}
