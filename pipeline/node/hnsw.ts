/**
 * Nearest neighbours in Node: candidates from an HNSW index (Malkov & Yashunin 2020, `hnswlib-node`), ranked again by
 * the exact similarity, so that values and order are those of neighbours.ts wherever the candidates are.
 */
import {
  emptyNeighbours,
  neighbours as exactNeighbours,
  neighbourCount,
  rankCandidates,
} from '../neighbours.ts';
import type { Neighbours, Representation } from '../types.ts';

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

/** Links per node, and the width of the search while building and asking. Recall ≥ .99 to 3,000 papers (a test says so). */
const LINKS = 16;
const BUILD_WIDTH = 100;
const QUERY_WIDTH = 100;
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

/** A function with the signature of neighbours.ts, and how it searches. */
export interface NeighbourSearch {
  find: (representation: Representation, wanted: number) => Neighbours;
  method: 'hnsw' | 'exact';
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
    log(
      'hnswlib-node is not built on this machine; using exact search (same results, slower above 10,000 papers).',
    );
    return { find: exactNeighbours, method: 'exact' };
  }
  return {
    find: (representation, wanted) => hnswNeighbours(hnswlib, representation, wanted),
    method: 'hnsw',
  };
}

/**
 * The k nearest papers of each paper. Points enter the index one by one in index order with a fixed level seed, so the
 * index, and with it the candidates, are the same every time.
 * @param representation `[N, R]` unit rows
 * @throws RangeError where `wanted` is not a positive integer
 */
export function hnswNeighbours(hnswlib: Hnswlib, representation: Representation, wanted: number): Neighbours {
  const { count, width, vectors } = representation;
  const k = neighbourCount(count, wanted);
  const result = emptyNeighbours(count, k);
  if (k === 0) return result;
  const index = new hnswlib.HierarchicalNSW('ip', width);
  index.initIndex(count, LINKS, BUILD_WIDTH, 100);
  const rows = Array.from({ length: count }, (_, i) =>
    Array.from(vectors.subarray(i * width, (i + 1) * width)),
  );
  for (let i = 0; i < count; i++) index.addPoint(rows[i]!, i);
  index.setEf(count <= EXHAUSTIVE ? count : Math.max(QUERY_WIDTH, 4 * k));
  // Twice k: the index ranks in single precision, and the last places can change in the exact ranking.
  const asked = Math.min(count, 2 * k + 1);
  for (let i = 0; i < count; i++) {
    const candidates = index.searchKnn(rows[i]!, asked).neighbors.filter((j) => j !== i);
    if (candidates.length < k) fillUp(candidates, i, count, k);
    rankCandidates(representation, i, candidates, result);
  }
  return result;
}

/** A graph search can come back short where many papers coincide; the lowest indices not yet there make up for it. */
function fillUp(candidates: number[], i: number, count: number, k: number): void {
  const seen = new Set(candidates);
  for (let j = 0; j < count && candidates.length < k; j++) if (j !== i && !seen.has(j)) candidates.push(j);
}
