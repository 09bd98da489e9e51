/**
 * Approximate nearest neighbours: candidates from an HNSW index (Malkov & Yashunin 2020, `hnswlib-node`), ranked by exact
 * similarity. As far as the index finds the right candidates, values and order are those of neighbours.ts.
 */
import {
  emptyNeighbours,
  neighbours as exactNeighbours,
  neighbourCount,
  rankCandidates,
} from '../../neighbours/index.ts';
import type { Matrix, Neighbours } from '../../types.ts';

/** The part of `hnswlib-node` that is used. Its own types are missing if the optional package could not be installed. */
export interface Hnswlib {
  HierarchicalNSW: new (
    space: 'ip',
    dimensions: number,
  ) => {
    initIndex(maxElements: number, links: number, buildWidth: number, seed: number): void;
    addPoint(point: number[], label: number): void;
    setEf(queryWidth: number): void;
    searchKnn(point: number[], k: number): { neighbors: number[] };
  };
}

/** In a variable, so that the compiler does not resolve a package that may be missing. */
const ADDON: string = 'hnswlib-node';

/** Links per node, and the search width when building (`efConstruction`) and searching (`ef`). */
interface Width {
  links: number;
  build: number;
  query: (k: number) => number;
}

/**
 * Up to 5,000 papers a wide search is cheap and has a recall ≥ .99 (tested). Beyond, NARROW takes half the time of
 * hnswlib's defaults at a recall of .983, which is above theirs (20,000 papers, `npm run bench -- neighbours`).
 */
const WIDE: Width = { links: 16, build: 100, query: (k) => Math.max(100, 4 * k) };
const NARROW: Width = { links: 16, build: 48, query: (k) => 2 * k + 1 };
const WIDE_UP_TO = 5000;
/** Up to this many papers, a search as wide as the corpus is cheap and exact. */
const EXHAUSTIVE = 500;

/** The native addon; null if it was not built, for lack of a C++ compiler at install. */
export async function loadHnswlib(): Promise<Hnswlib | null> {
  try {
    const module = (await import(ADDON)) as Hnswlib & { default?: Hnswlib };
    return module.default ?? module;
  } catch {
    return null;
  }
}

export interface NeighbourSearch {
  /** Same signature as `neighbours`. */
  find: (features: Matrix, wanted: number) => Neighbours;
}

/**
 * Uses HNSW if the addon is installed, else exact search, which is logged.
 * @param load replaced in tests, to simulate an install without a compiler
 */
export async function createNeighbourSearch(
  log: (line: string) => void,
  load: () => Promise<Hnswlib | null> = loadHnswlib,
): Promise<NeighbourSearch> {
  const hnswlib = await load();
  if (!hnswlib) {
    log('hnswlib-node is not built on this machine; using exact search (slower above 10,000 papers).');
    return { find: exactNeighbours };
  }
  return { find: (features, wanted) => hnswNeighbours(hnswlib, features, wanted) };
}

/**
 * The k nearest papers of each paper. Points are added one by one, in their order and with a fixed seed of levels, so the
 * index and the candidates are the same every time.
 * @param features `[N, R]` unit rows
 * @throws RangeError if `wanted` is not a positive integer
 */
export function hnswNeighbours(hnswlib: Hnswlib, features: Matrix, wanted: number): Neighbours {
  const { rows: count, width, data: vectors } = features;
  const k = neighbourCount(count, wanted);
  const result = emptyNeighbours(count, k);
  if (k === 0) return result;
  const index = new hnswlib.HierarchicalNSW('ip', width);
  const { links, build, query } = count <= WIDE_UP_TO ? WIDE : NARROW;
  index.initIndex(count, links, build, 100);
  // The addon takes only plain arrays; one is reused for all rows.
  const point = new Array<number>(width).fill(0);
  const row = (i: number) => {
    for (let d = 0; d < width; d++) point[d] = vectors[i * width + d]!;
    return point;
  };
  for (let i = 0; i < count; i++) index.addPoint(row(i), i);
  // Twice k, because the index ranks in single precision and the exact ranking may change the last ones.
  const asked = Math.min(count, 2 * k + 1);
  index.setEf(count <= EXHAUSTIVE ? count : Math.max(query(k), asked));
  for (let i = 0; i < count; i++) {
    const candidates = index.searchKnn(row(i), asked).neighbors.filter((j) => j !== i);
    if (candidates.length < k) fillUp(candidates, i, count, k);
    rankCandidates(features, i, candidates, result);
  }
  return result;
}

/** Completes too few candidates, as a graph search gives if many papers coincide, by the lowest missing indices. */
function fillUp(candidates: number[], i: number, count: number, k: number): void {
  const seen = new Set(candidates);
  for (let j = 0; j < count && candidates.length < k; j++) if (j !== i && !seen.has(j)) candidates.push(j);
}
