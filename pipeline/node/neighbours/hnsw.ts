/**
 * Nearest neighbours in Node: candidates from an HNSW index (Malkov & Yashunin 2020, `hnswlib-node`), ranked again by
 * the exact similarity, so that values and order are those of neighbours.ts wherever the candidates are.
 */
import {
  emptyNeighbours,
  neighbours as exactNeighbours,
  neighbourCount,
  rankCandidates,
} from '../../neighbours/index.ts';
import type { Matrix, Neighbours } from '../../types.ts';

/** What is used of `hnswlib-node`. Its own types are not there where the optional package could not be installed. */
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

/** In a variable, so that compiling does not look for a package that may be missing. */
const ADDON: string = 'hnswlib-node';

/** Links per node and the width of the search while the index is built and while it is asked. */
interface Width {
  links: number;
  build: number;
  query: (k: number) => number;
}

/**
 * Up to 5,000 papers a wide search, since it costs little there: recall ≥ .99 (a test says so). Beyond, half the time of
 * hnswlib's defaults at a recall of .983, above theirs (20,000 papers, `npm run bench -- neighbours`).
 */
const WIDE: Width = { links: 16, build: 100, query: (k) => Math.max(100, 4 * k) };
const NARROW: Width = { links: 16, build: 48, query: (k) => 2 * k + 1 };
const WIDE_UP_TO = 5000;
/** Up to here a search as wide as the corpus costs little, and is exact. */
const EXHAUSTIVE = 500;

/** The native addon, or null where it was not built (no C++ compiler at install). */
export async function loadHnswlib(): Promise<Hnswlib | null> {
  try {
    const module = (await import(ADDON)) as Hnswlib & { default?: Hnswlib };
    return module.default ?? module;
  } catch {
    return null;
  }
}

export interface NeighbourSearch {
  /** With the signature of neighbours.ts. */
  find: (features: Matrix, wanted: number) => Neighbours;
}

/**
 * HNSW where the addon is there, else exact search, with one line to `log` that says so.
 * @param load for tests: stands in for an install without a compiler
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
 * The k nearest papers of each paper. Points enter the index one by one in index order with a fixed level seed, so the
 * index, and with it the candidates, are the same every time.
 * @param features `[N, R]` unit rows
 * @throws RangeError where `wanted` is not a positive integer
 */
export function hnswNeighbours(hnswlib: Hnswlib, features: Matrix, wanted: number): Neighbours {
  const { rows: count, width, data: vectors } = features;
  const k = neighbourCount(count, wanted);
  const result = emptyNeighbours(count, k);
  if (k === 0) return result;
  const index = new hnswlib.HierarchicalNSW('ip', width);
  const { links, build, query } = count <= WIDE_UP_TO ? WIDE : NARROW;
  index.initIndex(count, links, build, 100);
  // The addon takes plain arrays alone; one serves for all rows.
  const point = new Array<number>(width).fill(0);
  const row = (i: number) => {
    for (let d = 0; d < width; d++) point[d] = vectors[i * width + d]!;
    return point;
  };
  for (let i = 0; i < count; i++) index.addPoint(row(i), i);
  // Twice k: the index ranks in single precision, and the last places can change in the exact ranking.
  const asked = Math.min(count, 2 * k + 1);
  index.setEf(count <= EXHAUSTIVE ? count : Math.max(query(k), asked));
  for (let i = 0; i < count; i++) {
    const candidates = index.searchKnn(row(i), asked).neighbors.filter((j) => j !== i);
    if (candidates.length < k) fillUp(candidates, i, count, k);
    rankCandidates(features, i, candidates, result);
  }
  return result;
}

/** A graph search can come back short where many papers coincide; the lowest indices not yet there make up for it. */
function fillUp(candidates: number[], i: number, count: number, k: number): void {
  const seen = new Set(candidates);
  for (let j = 0; j < count && candidates.length < k; j++) if (j !== i && !seen.has(j)) candidates.push(j);
}
