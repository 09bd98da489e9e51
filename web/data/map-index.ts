/**
 * A map as the page holds it. Pure, without the DOM.
 *
 * A map reaches the page in two steps. Its sketch ({@link MapSketch}: themes and positions) is enough for the first
 * draw; the whole map ({@link LoadedMap}) adds papers, neighbours and abstracts. Vectors come last, only on demand.
 */
import type {
  LargeParts,
  Manifest,
  MapTheme,
  PaperHead,
  ThemeIndex,
  ThemeMap,
} from '../../pipeline/map/index.ts';
import type { Abstracts } from './abstracts.ts';

/** The arrays of a map in the page; {@link LoadedMap.loadVectors} reads the vectors. */
export type PageArrays = Omit<ThemeMap['arrays'], 'vectors' | 'mean'>;

/** The part of a map that the first draw needs: its themes, and the position and theme of each paper. */
export interface MapSketch {
  /** Folder name under `maps/`, and the value of `map` in the URL. */
  name: string;
  manifest: Manifest;
  themes: readonly MapTheme[];
  arrays: Pick<PageArrays, 'layout' | 'theme'>;
  index: ThemeIndex;
}

/** A whole map: all that the page holds of it. */
export interface LoadedMap extends MapSketch {
  /** Without their abstracts, which {@link LoadedMap.abstracts} reads. */
  papers: readonly PaperHead[];
  arrays: PageArrays;
  abstracts: Abstracts;
  /** Reads the model's vectors `[N, D]` and their mean `[D]`; those of a small map are kept after the first call. */
  loadVectors: () => Promise<{ vectors: Float32Array; mean: Float32Array; dimension: number }>;
  /** The int8-quantised vectors, for a worker that fetches them itself; null if the map has none. */
  codes: { entry: LargeParts['codes']; address: string; mean: () => Promise<Float32Array> } | null;
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

/** A paper's neighbours, nearest first, as the map holds them. */
export function neighboursOf(map: LoadedMap, paper: number): { paper: number; similarity: number }[] {
  const k = map.manifest.arrays.neighbours.shape[1] ?? 0;
  return Array.from({ length: k }, (_, rank) => ({
    paper: map.arrays.neighbours[paper * k + rank]!,
    similarity: map.arrays.similarities[paper * k + rank]!,
  })).filter((hit) => hit.paper >= 0);
}
