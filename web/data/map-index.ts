/**
 * What the page looks up again and again in a map: members, children and paths of themes. Made once when a map is
 * loaded; pure, without the DOM.
 */
import type { LargeParts, Manifest, MapTheme, PaperHead, ThemeMap } from '../../pipeline/map/index.ts';
import type { Abstracts } from './abstracts.ts';

/** A paper without its abstract, which is had from the map's {@link LoadedMap.abstracts}. */
export type MapPaper = PaperHead;

/** The arrays of a map in the page; the vectors come later and only where they are asked for. */
export type PageArrays = Omit<ThemeMap['arrays'], 'vectors' | 'mean'>;

/** What of a map its first picture needs: the themes, and where each paper lies. It is drawn before the rest is read. */
export interface MapSketch {
  /** Folder name under `maps/`, and the `map` of the URL. */
  name: string;
  manifest: Manifest;
  themes: readonly MapTheme[];
  arrays: Pick<PageArrays, 'layout' | 'theme'>;
  index: MapIndex;
}

/** A map as the page holds it. */
export interface LoadedMap extends MapSketch {
  papers: readonly MapPaper[];
  arrays: PageArrays;
  abstracts: Abstracts;
  /** The model's vectors `[N, D]` and their mean `[D]`; of a small map read once, on the first call. */
  loadVectors: () => Promise<{ vectors: Float32Array; mean: Float32Array; dimension: number }>;
  /** The vectors in eight bits, for a worker that fetches them by itself; null where there are none such. */
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
  /** Papers of each theme, those of its sub-themes among them, ascending. */
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

/** Whether all of a map is here, or what its first picture needs. */
export function isWhole(map: MapSketch): map is LoadedMap {
  return 'papers' in map;
}

const byId = new WeakMap<LoadedMap['papers'], ReadonlyMap<string, number>>();

/** Index of the paper with an id; the first question of a map looks through all its papers. */
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

/** Papers of each theme, ascending. Counted first: lists that grow take four times as long. */
function membersOf(paths: readonly (readonly number[])[], theme: Int32Array): Int32Array[] {
  const sizes = new Uint32Array(paths.length);
  for (const id of theme) for (const above of paths[id] ?? []) sizes[above]!++;
  const members = Array.from(sizes, (size) => new Int32Array(size));
  sizes.fill(0);
  for (let paper = 0; paper < theme.length; paper++)
    for (const above of paths[theme[paper]!] ?? []) members[above]![sizes[above]!++] = paper;
  return members;
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
