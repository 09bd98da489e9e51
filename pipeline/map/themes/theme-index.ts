/** The hierarchy of a map's themes as look-ups: children, paths, members and bounds, computed once a map. */
import type { MapTheme } from '../schema.ts';
import { themeTree } from './theme-tree.ts';

export interface ThemeIndex {
  /** Number of papers. */
  count: number;
  /** Number of levels; the finest is `levels - 1`. */
  levels: number;
  /** Theme ids of each level, in the manifest's order. */
  byLevel: readonly (readonly number[])[];
  /** Theme ids of each theme's parts; an only child is its parent, so its parts are there. */
  children: readonly (readonly number[])[];
  /** Ids from the coarsest ancestor down to the theme itself. */
  paths: readonly (readonly number[])[];
  /** The same without only children: what people see. The last is the theme that is shown for this one. */
  trails: readonly (readonly number[])[];
  /** Papers of each theme, including those of its sub-themes, ascending. */
  members: readonly Int32Array[];
  /** `[N]` id of each paper's coarsest theme, −1 for unthemed. */
  coarse: Int32Array;
  /** Smallest box around the layout. */
  bounds: Box;
}

/** A box in the layout's own units. */
export interface Box {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/**
 * Indexes the themes of a map.
 * @param layout `[N, 2]`
 * @param theme `[N]` id of each paper's finest theme, −1 for unthemed
 */
export function indexThemes(
  themes: readonly MapTheme[],
  { layout, theme }: { layout: Float32Array; theme: Int32Array },
): ThemeIndex {
  const paths: number[][] = [];
  const byLevel: number[][] = [];
  for (const theme of themes) {
    const above = theme.parent === null ? [] : (paths[theme.parent] ?? []);
    paths[theme.id] = [...above, theme.id];
    byLevel[theme.level] ??= [];
    byLevel[theme.level]!.push(theme.id);
  }
  for (let level = 0; level < byLevel.length; level++) byLevel[level] ??= [];
  const { shown, children } = themeTree(themes);

  return {
    count: theme.length,
    levels: byLevel.length,
    byLevel,
    children,
    paths,
    trails: paths.map((path) => path.filter((id) => shown[id] === id)),
    members: membersOf(paths, theme),
    coarse: theme.map((id) => paths[id]?.[0] ?? -1),
    bounds: boundsOf(layout),
  };
}

/** Papers of each theme, ascending. Counting first and then filling is four times as fast as growing lists. */
function membersOf(paths: readonly (readonly number[])[], theme: Int32Array): Int32Array[] {
  const sizes = new Uint32Array(paths.length);
  for (const id of theme) for (const above of paths[id] ?? []) sizes[above]!++;
  const members = Array.from(sizes, (size) => new Int32Array(size));
  sizes.fill(0);
  for (let paper = 0; paper < theme.length; paper++)
    for (const above of paths[theme[paper]!] ?? []) members[above]![sizes[above]!++] = paper;
  return members;
}

/** The smallest box around `papers` (default: all) of a layout `[N, 2]`; a unit box if there are none. */
export function boundsOf(layout: Float32Array, papers?: Iterable<number>): Box {
  const box = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
  const add = (paper: number) => {
    const x = layout[2 * paper]!;
    const y = layout[2 * paper + 1]!;
    if (x < box.x0) box.x0 = x;
    if (x > box.x1) box.x1 = x;
    if (y < box.y0) box.y0 = y;
    if (y > box.y1) box.y1 = y;
  };
  if (papers) for (const paper of papers) add(paper);
  else for (let paper = 0; paper < layout.length / 2; paper++) add(paper);
  return box.x0 <= box.x1 ? box : { x0: -0.5, y0: -0.5, x1: 0.5, y1: 0.5 };
}
