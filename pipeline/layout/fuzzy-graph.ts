/** UMAP's fuzzy neighbour graph (McInnes, Healy & Melville 2018, sections 3.1 and 4.2) on typed arrays. */
import type { Neighbours } from '../types.ts';

/** A symmetric weighted graph as a list of edges, each twice (i→j and j→i), sorted by head, then tail. */
export interface FuzzyGraph {
  count: number;
  /** `[E]` */
  heads: Int32Array;
  /** `[E]` */
  tails: Int32Array;
  /** `[E]` membership in (0, 1]. */
  weights: Float32Array;
}

const SMOOTHING_STEPS = 64;
const SMOOTHING_TOLERANCE = 1e-5;
const SMALLEST_SCALE = 1e-3;

/** Cosine distances 1 − similarity, never negative. @returns `[N, k]` */
export function distances(neighbours: Neighbours): Float32Array {
  return neighbours.similarities.map((similarity) => Math.max(0, 1 - similarity));
}

/**
 * UMAP's graph with local connectivity 1 and the fuzzy union a + b − ab of both directions.
 * @param neighbours without the paper itself, so that k + 1 is umap-learn's n_neighbors
 */
export function fuzzyGraph(neighbours: Neighbours): FuzzyGraph {
  const { count, k, indices } = neighbours;
  const distance = distances(neighbours);
  const membership = new Float32Array(count * k);
  let total = 0;
  for (const d of distance) total += d;
  const meanAll = total / Math.max(1, count * (k + 1));
  for (let i = 0; i < count; i++) {
    const row = distance.subarray(i * k, (i + 1) * k);
    const { rho, sigma } = smooth(row, meanAll);
    for (let j = 0; j < k; j++) {
      const beyond = row[j]! - rho;
      membership[i * k + j] = beyond <= 0 ? 1 : Math.exp(-beyond / sigma);
    }
  }
  return symmetrise(count, k, indices, membership);
}

/** The nearest non-zero distance and the scale at which the row's memberships sum to log2(k + 1). */
function smooth(row: Float32Array, meanAll: number): { rho: number; sigma: number } {
  const target = Math.log2(row.length + 1);
  let rho = 0;
  let sum = 0;
  for (const d of row) {
    sum += d;
    if (d > 0 && (rho === 0 || d < rho)) rho = d;
  }
  let low = 0;
  let high = Infinity;
  let sigma = 1;
  for (let step = 0; step < SMOOTHING_STEPS; step++) {
    let mass = 0;
    for (const d of row) mass += d - rho > 0 ? Math.exp(-(d - rho) / sigma) : 1;
    if (Math.abs(mass - target) < SMOOTHING_TOLERANCE) break;
    if (mass > target) high = sigma;
    else low = sigma;
    sigma = high === Infinity ? sigma * 2 : (low + high) / 2;
  }
  const floor = SMALLEST_SCALE * (rho > 0 ? sum / (row.length + 1) : meanAll);
  return { rho, sigma: Math.max(sigma, floor, Number.MIN_VALUE) };
}

function symmetrise(count: number, k: number, indices: Int32Array, membership: Float32Array): FuzzyGraph {
  // Each directed edge is entered at both ends; the two directions of a pair are adjacent in the sorted row and united there.
  const starts = new Int32Array(count + 1);
  for (let e = 0; e < count * k; e++) {
    starts[Math.floor(e / k) + 1]!++;
    starts[indices[e]! + 1]!++;
  }
  for (let i = 0; i < count; i++) starts[i + 1]! += starts[i]!;
  const next = starts.slice(0, count);
  const ends = new Int32Array(2 * count * k);
  const values = new Float32Array(2 * count * k);
  for (let i = 0; i < count; i++)
    for (let j = 0; j < k; j++) {
      const other = indices[i * k + j]!;
      const weight = membership[i * k + j]!;
      ends[next[i]!] = other;
      values[next[i]!++] = weight;
      ends[next[other]!] = i;
      values[next[other]!++] = weight;
    }
  const heads: number[] = [];
  const tails: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < count; i++) {
    const row = Array.from({ length: starts[i + 1]! - starts[i]! }, (_, e) => starts[i]! + e);
    row.sort((a, b) => ends[a]! - ends[b]!);
    for (let e = 0; e < row.length; e++) {
      const tail = ends[row[e]!]!;
      let weight = values[row[e]!]!;
      if (e + 1 < row.length && ends[row[e + 1]!] === tail) {
        const other = values[row[++e]!]!;
        weight = weight + other - weight * other;
      }
      heads.push(i);
      tails.push(tail);
      weights.push(weight);
    }
  }
  return {
    count,
    heads: Int32Array.from(heads),
    tails: Int32Array.from(tails),
    weights: Float32Array.from(weights),
  };
}
