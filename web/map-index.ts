/**
 * What the page looks up again and again in a map: members, children and paths of themes. Made once when a map is
 * loaded; pure, without the DOM.
 */
import type { PaperHead } from '../pipeline/papers-file.ts';
import type { LargeParts, Manifest, MapTheme, ThemeMap } from '../pipeline/schema.ts';
import type { Abstracts } from './abstracts.ts';

/** A paper without its abstract, which is had from the map's {@link LoadedMap.abstracts}. */
export type MapPaper = PaperHead;

/** The arrays that are read before the first picture; the vectors come later and only where they are asked for. */
export type PageArrays = Omit<ThemeMap['arrays'], 'vectors' | 'mean'>;

/** A map as the page holds it. */
export interface LoadedMap {
  /** Folder name under `maps/`, and the `map` of the URL. */
  name: string;
  manifest: Manifest;
  themes: readonly MapTheme[];
  papers: readonly MapPaper[];
  arrays: PageArrays;
  index: MapIndex;
  abstracts: Abstracts;
  /** The model's vectors `[N, D]` and their mean `[D]`; of a small map read once, on the first call. */
  loadVectors: () => Promise<{ vectors: Float32Array; mean: Float32Array; dimension: number }>;
  /** The vectors in eight bits, for a worker that fetches them by itself; null where there are none such. */
  codes: { entry: LargeParts['codes']; address: string; mean: () => Promise<Float32Array> } | null;
}

export interface MapIndex {
  /** Number of levels; the finest is `levels - 1`. */
  levels: number;
  /** Theme ids of each level, in the manifest's order. */
  byLevel: readonly (readonly number[])[];
  /** Theme ids of each theme's children. */
  children: readonly (readonly number[])[];
  /** Ids from the coarsest ancestor down to the theme itself. */
  paths: readonly (readonly number[])[];
  /** Papers of each theme, those of its sub-themes among them, ascending. */
  members: readonly Int32Array[];
  /** `[N]` id of each paper's coarsest theme, −1 for unthemed. */
  coarse: Int32Array;
  /** Smallest box around the layout. */
  bounds: Box;
  /** Paper index by id. */
  paperById: ReadonlyMap<string, number>;
}

/** A box in the layout's own units. */
export interface Box {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/** Builds the lookups of a map. */
export function indexMap(
  themes: readonly MapTheme[],
  papers: readonly MapPaper[],
  arrays: Pick<PageArrays, 'layout' | 'theme'>,
): MapIndex {
  const children: number[][] = themes.map(() => []);
  const paths: number[][] = [];
  const byLevel: number[][] = [];
  for (const theme of themes) {
    const above = theme.parent === null ? [] : (paths[theme.parent] ?? []);
    paths[theme.id] = [...above, theme.id];
    if (theme.parent !== null) children[theme.parent]?.push(theme.id);
    byLevel[theme.level] ??= [];
    byLevel[theme.level]!.push(theme.id);
  }
  for (let level = 0; level < byLevel.length; level++) byLevel[level] ??= [];

  const members: number[][] = themes.map(() => []);
  const coarse = new Int32Array(papers.length).fill(-1);
  for (let paper = 0; paper < papers.length; paper++) {
    const path = paths[arrays.theme[paper]!] ?? [];
    for (const theme of path) members[theme]!.push(paper);
    coarse[paper] = path[0] ?? -1;
  }
  return {
    levels: byLevel.length,
    byLevel,
    children,
    paths,
    members: members.map((list) => Int32Array.from(list)),
    coarse,
    bounds: boundsOf(arrays.layout),
    paperById: new Map(papers.map((paper, index) => [paper.id, index])),
  };
}

/** The smallest box around `papers` (all where none are named) of a layout `[N, 2]`; a unit box where there is nothing. */
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

/** The names from the coarsest theme down to a paper's own; empty for an unthemed paper. */
export function themePath(map: LoadedMap, paper: number): MapTheme[] {
  return (map.index.paths[map.arrays.theme[paper]!] ?? []).map((id) => map.themes[id]!);
}

/** A paper's neighbours, nearest first, as the map holds them. */
export function neighboursOf(map: LoadedMap, paper: number): { paper: number; similarity: number }[] {
  const k = map.manifest.arrays.neighbours.shape[1] ?? 0;
  return Array.from({ length: k }, (_, rank) => ({
    paper: map.arrays.neighbours[paper * k + rank]!,
    similarity: map.arrays.similarities[paper * k + rank]!,
  })).filter((hit) => hit.paper >= 0);
}
