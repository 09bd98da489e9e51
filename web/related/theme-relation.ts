/** How the themes of two papers are related. */
import type { LoadedMap } from '../data/map-index.ts';

export type ThemeRelation =
  | { kind: 'same'; theme: number }
  /** Different finest themes below the same coarser one. */
  | { kind: 'siblings'; parent: number; theme: number }
  /** One theme is the runner-up theme of the other paper. */
  | { kind: 'between'; theme: number }
  | { kind: 'other'; theme: number }
  /** The other paper has no theme. */
  | { kind: 'none' };

/** @returns `theme` is always the finest theme of `other` */
export function themeRelation(
  map: Pick<LoadedMap, 'arrays' | 'index'>,
  paper: number,
  other: number,
): ThemeRelation {
  const { theme, second } = map.arrays;
  const mine = theme[paper]!;
  const theirs = theme[other]!;
  if (theirs < 0) return { kind: 'none' };
  if (mine === theirs) return { kind: 'same', theme: theirs };
  const path = map.index.paths[mine] ?? [];
  const shared = (map.index.paths[theirs] ?? []).filter((id) => path.includes(id)).at(-1);
  if (shared !== undefined) return { kind: 'siblings', parent: shared, theme: theirs };
  if (mine >= 0 && (second[paper] === theirs || second[other] === mine))
    return { kind: 'between', theme: theirs };
  return { kind: 'other', theme: theirs };
}
