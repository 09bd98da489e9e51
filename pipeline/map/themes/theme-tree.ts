/** The tree of themes that people see. A theme whose parent has no other child holds the same papers: it is its parent. */
import type { MapTheme } from '../schema.ts';

/**
 * Which themes are only children.
 * @param parents of the themes of one level, or of all themes of a map; null or −1 for none
 * @returns `[parents.length]` 1 for a theme whose parent has no other child
 */
export function onlyChildren(parents: ArrayLike<number | null>): Uint8Array {
  const counts = new Map<number, number>();
  const list = Array.from(parents, (parent) => parent ?? -1);
  for (const parent of list) counts.set(parent, (counts.get(parent) ?? 0) + 1);
  return Uint8Array.from(list, (parent) => (parent >= 0 && counts.get(parent) === 1 ? 1 : 0));
}

export interface ThemeTree {
  /** `[themes]` id of the theme that is shown for each one: its own or, for an only child, that of its parent's. */
  shown: Int32Array;
  /** Ids of the coarsest themes. */
  roots: readonly number[];
  /** Ids of the parts of each theme, without only children: theirs are in their place. */
  children: readonly (readonly number[])[];
}

/** @param themes of a map, parents before children */
export function themeTree(themes: readonly Pick<MapTheme, 'id' | 'parent'>[]): ThemeTree {
  const only = onlyChildren(themes.map(({ parent }) => parent));
  const shown = Int32Array.from(themes, ({ id }) => id);
  const roots: number[] = [];
  const children: number[][] = themes.map(() => []);
  for (const { id, parent } of themes) {
    const above = parent === null ? undefined : shown[parent];
    if (only[id] === 1) {
      shown[id] = above!;
      children[id] = children[above!]!;
    } else if (above === undefined) roots.push(id);
    else children[above]!.push(id);
  }
  return { shown, roots, children };
}
