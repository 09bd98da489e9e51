/**
 * Lookups in a map: members, children and paths of themes. Built once when a map is loaded; pure, without the DOM.
 *
 * A map reaches the page in two steps. Its sketch ({@link MapSketch}: themes and positions) is enough for the first
 * draw; the whole map ({@link LoadedMap}) adds papers, neighbours and abstracts. Vectors come last, only on demand.
 */
import type { LargeParts, Manifest, MapTheme, PaperHead, ThemeMap } from '../../pipeline/map/index.ts';
import type { Abstracts } from './abstracts.ts';

/** A paper without its abstract, which {@link LoadedMap.abstracts} holds. */
export type MapPaper = PaperHead;

/** The arrays of a map in the page; {@link LoadedMap.loadVectors} reads the vectors. */
export type PageArrays = Omit<ThemeMap['arrays'], 'vectors' | 'mean'>;

/** The part of a map that the first draw needs: its themes, and the position and theme of each paper. */
export interface MapSketch {
  /** Folder name under `maps/`, and the value of `map` in the URL. */
  name: string;
  manifest: Manifest;
  themes: readonly MapTheme[];
  arrays: Pick<PageArrays, 'layout' | 'theme'>;
  index: MapIndex;
}

/** A whole map: all that the page holds of it. */
export interface LoadedMap extends MapSketch {
  papers: readonly MapPaper[];
  arrays: PageArrays;
  abstracts: Abstracts;
  /** Reads the model's vectors `[N, D]` and their mean `[D]`; those of a small map are kept after the first call. */
  loadVectors: () => Promise<{ vectors: Float32Array; mean: Float32Array; dimension: number }>;
  /** The int8-quantised vectors, for a worker that fetches them itself; null if the map has none. */
  codes: { entry: LargeParts['codes']; address: string; mean: () => Promise<Float32Array> } | null;
}

export interface MapIndex {
  /** Number of papers. */
  count: number;
  /** Number of levels; the finest is `levels - 1`. */
  levels: number;
  /** Theme ids of each level, in the manifest's order. */
  byLevel: readonly (readonly number[])[];
  /** Theme ids of each theme's children. */
  children: readonly (readonly number[])[];
  /** Ids from the coarsest ancestor down to the theme itself. */
  paths: readonly (readonly number[])[];
  /** Papers of each theme, including those of its sub-themes, ascending. */
  members: readonly Int32Array[];
  /** `[N]` id of each paper's coarsest theme, −1 for unthemed. */
  coarse: Int32Array;
  /** Smallest box around the layout. */
  bounds: Box;
}

/** A box in layout units. */
export interface Box {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/** Whether the whole map is loaded, or just its sketch. */
export function isWhole(map: MapSketch): map is LoadedMap {
  return 'papers' in map;
}

const byId = new WeakMap<LoadedMap['papers'], ReadonlyMap<string, number>>();

/** The index of the paper with this id. The first call for a map indexes all its papers. */
export function findPaper({ papers }: Pick<LoadedMap, 'papers'>, id: string): number | undefined {
  let known = byId.get(papers);
  if (!known) {
    known = new Map(papers.map((paper, index) => [paper.id, index]));
    byId.set(papers, known);
  }
  return known.get(id);
}

/** Builds the lookups of a map. */
export function indexMap(themes: readonly MapTheme[], { layout, theme }: MapSketch['arrays']): MapIndex {
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

  return {
    count: theme.length,
    levels: byLevel.length,
    byLevel,
    children,
    paths,
    members: membersOf(paths, theme),
    coarse: theme.map((id) => paths[id]?.[0] ?? -1),
    bounds: boundsOf(layout),
  };
}

/** Papers of each theme, ascending. Sizes are counted first: growing lists took four times as long. */
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

/** The themes from a paper's coarsest down to its own; empty for an unthemed paper. */
export function themePath(map: MapSketch, paper: number): MapTheme[] {
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
