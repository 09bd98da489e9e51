/** Agreement of a grouping with labels, and of neighbourhoods with each other. Pure functions on arrays. */
import { dotRows } from '../linalg/rows.ts';
import type { Matrix, Neighbours } from '../types.ts';

/** How well one grouping agrees with another. */
export interface Agreement {
  /** Adjusted Rand index (Hubert & Arabie 1985): 1 for the same grouping, 0 on average by chance. */
  ari: number;
  /** Adjusted mutual information (Vinh, Epps & Bailey 2010), normalised by the arithmetic mean of the entropies. */
  ami: number;
  /** 1 if each group holds one label only (Rosenberg & Hirschberg 2007). */
  homogeneity: number;
  /** 1 if each label is in one group only. */
  completeness: number;
  /** Harmonic mean of homogeneity and completeness. */
  vMeasure: number;
  /** Share of items that carry the commonest label of their group. */
  purity: number;
}

/**
 * Compares a grouping with labels. Items in no group (−1) count as groups of one; a label of −1 likewise.
 *
 * The expectation in AMI is computed over pairs of distinct group sizes, so that many groups of one cost nothing:
 * O(N + sizes² · largest).
 *
 * @param groups `[N]` and @param labels `[N]`: whole numbers, −1 for none
 * @throws RangeError if the lengths differ
 */
export function agreement(groups: ArrayLike<number>, labels: ArrayLike<number>): Agreement {
  if (groups.length !== labels.length)
    throw new RangeError(`${groups.length} groups but ${labels.length} labels; both need one entry an item`);
  const n = groups.length;
  if (n === 0) return { ari: 1, ami: 1, homogeneity: 1, completeness: 1, vMeasure: 1, purity: 1 };
  const a = compact(groups);
  const b = compact(labels);
  const cells = new Map<number, number>();
  for (let i = 0; i < n; i++) {
    const key = a.of[i]! * b.sizes.length + b.of[i]!;
    cells.set(key, (cells.get(key) ?? 0) + 1);
  }
  let pairs = 0;
  let mutual = 0;
  const best = new Float64Array(a.sizes.length);
  for (const [key, shared] of cells) {
    const row = Math.floor(key / b.sizes.length);
    const column = key % b.sizes.length;
    pairs += choose2(shared);
    mutual += (shared / n) * Math.log((shared * n) / (a.sizes[row]! * b.sizes[column]!));
    if (shared > best[row]!) best[row] = shared;
  }
  mutual = Math.max(0, mutual);
  const pairsA = a.sizes.reduce((sum, size) => sum + choose2(size), 0);
  const pairsB = b.sizes.reduce((sum, size) => sum + choose2(size), 0);
  const entropyA = entropy(a.sizes, n);
  const entropyB = entropy(b.sizes, n);
  const homogeneity = entropyB === 0 ? 1 : mutual / entropyB;
  const completeness = entropyA === 0 ? 1 : mutual / entropyA;
  return {
    ari: adjusted(pairs, n > 1 ? (pairsA * pairsB) / choose2(n) : 0, (pairsA + pairsB) / 2),
    ami: adjustedMutual(mutual, [a.sizes, b.sizes], (entropyA + entropyB) / 2, n),
    homogeneity,
    completeness,
    vMeasure:
      homogeneity + completeness === 0 ? 0 : (2 * homogeneity * completeness) / (homogeneity + completeness),
    purity: best.reduce((sum, size) => sum + size, 0) / n,
  };
}

/**
 * Mean share of a paper's `k` nearest labelled neighbours that carry its label, over the papers with a label.
 * @param labels `[N]`, −1 for none
 * @returns NaN if no labelled paper has a labelled neighbour
 */
export function neighbourAgreement(neighbours: Neighbours, labels: ArrayLike<number>, k: number): number {
  let sum = 0;
  let papers = 0;
  for (let i = 0; i < neighbours.count; i++) {
    if (labels[i]! < 0) continue;
    let seen = 0;
    let same = 0;
    for (let slot = 0; slot < neighbours.k && seen < k; slot++) {
      const label = labels[neighbours.indices[i * neighbours.k + slot]!]!;
      if (label < 0) continue;
      seen++;
      if (label === labels[i]) same++;
    }
    if (seen === 0) continue;
    sum += same / seen;
    papers++;
  }
  return sum / papers;
}

/** How well a layout preserves the neighbourhoods of the feature matrix; each figure is 0 … 1. */
export interface Preservation {
  /** Lower if papers are close on the map and far apart in the feature matrix (Venna & Kaski 2001). */
  trustworthiness: number;
  /** Lower if papers are close in the feature matrix and far apart on the map. */
  continuity: number;
  /** Share of the k nearest in the feature matrix that are among the k nearest on the map. */
  kept: number;
}

/**
 * Trustworthiness, continuity and kept neighbours of a layout. O(rows · N · R).
 *
 * @param layout `[N, 2]`
 * @param k neighbourhood size; if there are no more than k other papers, all are kept
 * @param rows papers whose neighbourhoods are compared. Default: all
 */
export function preservation(
  features: Matrix,
  layout: Float32Array,
  k = 15,
  rows: ArrayLike<number> = Int32Array.from({ length: features.rows }, (_, i) => i),
): Preservation {
  const n = features.rows;
  if (n - 1 <= k || rows.length === 0) return { trustworthiness: 1, continuity: 1, kept: 1 };
  const high = new Float64Array(n);
  const low = new Float64Array(n);
  let intruders = 0;
  let missing = 0;
  let kept = 0;
  for (let r = 0; r < rows.length; r++) {
    const i = rows[r]!;
    const x = layout[i * 2]!;
    const y = layout[i * 2 + 1]!;
    for (let j = 0; j < n; j++) {
      high[j] = -dotRows(features, i, features, j);
      low[j] = (layout[j * 2]! - x) ** 2 + (layout[j * 2 + 1]! - y) ** 2;
    }
    high[i] = low[i] = Infinity;
    const nearHigh = nearest(high, k);
    const nearLow = nearest(low, k);
    for (const j of nearLow) {
      const rank = rankOf(high, j);
      if (rank > k) intruders += rank - k;
      else kept++;
    }
    for (const j of nearHigh) {
      const rank = rankOf(low, j);
      if (rank > k) missing += rank - k;
    }
  }
  // The largest possible sum of ranks, for neighbourhoods of less and of more than half of the papers.
  const worst = rows.length * (k < n / 2 ? (k * (2 * n - 3 * k - 1)) / 2 : ((n - k) * (n - k - 1)) / 2);
  return {
    trustworthiness: clampUnit(1 - intruders / worst),
    continuity: clampUnit(1 - missing / worst),
    kept: kept / (rows.length * k),
  };
}

/**
 * Share of the k nearest in the feature matrix that are among the k nearest on the map, from known neighbours.
 * O(rows · N): for large corpora, of which {@link preservation} can afford few rows.
 * @param neighbours rows of at least k
 */
export function keptNeighbours(
  neighbours: Neighbours,
  layout: Float32Array,
  k: number,
  rows: ArrayLike<number>,
): number {
  const n = neighbours.count;
  if (n - 1 <= k || rows.length === 0) return 1;
  if (neighbours.k < k) throw new RangeError(`neighbours hold ${neighbours.k} a paper, ${k} are needed`);
  const low = new Float64Array(n);
  let kept = 0;
  for (let r = 0; r < rows.length; r++) {
    const i = rows[r]!;
    const x = layout[i * 2]!;
    const y = layout[i * 2 + 1]!;
    for (let j = 0; j < n; j++) low[j] = (layout[j * 2]! - x) ** 2 + (layout[j * 2 + 1]! - y) ** 2;
    low[i] = Infinity;
    const near = new Set(nearest(low, k));
    for (let slot = 0; slot < k; slot++) if (near.has(neighbours.indices[i * neighbours.k + slot]!)) kept++;
  }
  return kept / (rows.length * k);
}

/** Indices of the k smallest values, smallest first, ties by lower index. */
function nearest(values: Float64Array, k: number): Int32Array {
  const best = new Int32Array(k);
  let filled = 0;
  for (let j = 0; j < values.length; j++) {
    const value = values[j]!;
    if (filled === k && value >= values[best[k - 1]!]!) continue;
    let slot = filled < k ? filled++ : k - 1;
    while (slot > 0 && values[best[slot - 1]!]! > value) {
      best[slot] = best[slot - 1]!;
      slot--;
    }
    best[slot] = j;
  }
  return best;
}

/** 1-based rank of entry `j`, ties by lower index. */
function rankOf(values: Float64Array, j: number): number {
  const value = values[j]!;
  let rank = 1;
  for (let i = 0; i < values.length; i++) if (values[i]! < value || (values[i] === value && i < j)) rank++;
  return rank;
}

interface Grouping {
  /** `[N]` 0-based group of each item. */
  of: Int32Array;
  sizes: number[];
}

function compact(groups: ArrayLike<number>): Grouping {
  const index = new Map<number, number>();
  const of = new Int32Array(groups.length);
  const sizes: number[] = [];
  for (let i = 0; i < groups.length; i++) {
    const group = groups[i]!;
    let at = group < 0 ? undefined : index.get(group);
    if (at === undefined) {
      at = sizes.push(0) - 1;
      if (group >= 0) index.set(group, at);
    }
    of[i] = at;
    sizes[at]!++;
  }
  return { of, sizes };
}

function choose2(size: number): number {
  return (size * (size - 1)) / 2;
}

function entropy(sizes: readonly number[], n: number): number {
  return sizes.length === 1 ? 0 : sizes.reduce((sum, size) => sum - (size / n) * Math.log(size / n), 0);
}

/** (index − expected) / (max − expected); 1 if max equals expected, as for one group of all or all groups of one. */
function adjusted(index: number, expected: number, max: number): number {
  return max - expected === 0 ? 1 : (index - expected) / (max - expected);
}

function adjustedMutual(
  mutual: number,
  [a, b]: readonly [readonly number[], readonly number[]],
  meanEntropy: number,
  n: number,
): number {
  if (a.length === b.length && (a.length === 1 || a.length === n)) return 1;
  if (a.length === 1 || b.length === 1) return 0;
  const expected = expectedMutual(a, b, n);
  const room = meanEntropy - expected;
  // If chance alone reaches the bound, rounding would decide the quotient; scikit-learn bounds it in the same way.
  return (mutual - expected) / (room < 0 ? Math.min(room, -Number.EPSILON) : Math.max(room, Number.EPSILON));
}

/** Expected mutual information under random groupings of these sizes (Vinh, Epps & Bailey 2010, equation 24a). */
function expectedMutual(a: readonly number[], b: readonly number[], n: number): number {
  const logFactorial = new Float64Array(n + 1);
  for (let i = 2; i <= n; i++) logFactorial[i] = logFactorial[i - 1]! + Math.log(i);
  const sizesB = countSizes(b);
  let sum = 0;
  for (const [sizeA, timesA] of countSizes(a))
    for (const [sizeB, timesB] of sizesB) {
      const fixed =
        logFactorial[sizeA]! +
        logFactorial[sizeB]! +
        logFactorial[n - sizeA]! +
        logFactorial[n - sizeB]! -
        logFactorial[n]!;
      let pair = 0;
      for (let shared = Math.max(1, sizeA + sizeB - n); shared <= Math.min(sizeA, sizeB); shared++) {
        const probability = Math.exp(
          fixed -
            logFactorial[shared]! -
            logFactorial[sizeA - shared]! -
            logFactorial[sizeB - shared]! -
            logFactorial[n - sizeA - sizeB + shared]!,
        );
        pair += (shared / n) * Math.log((n * shared) / (sizeA * sizeB)) * probability;
      }
      sum += timesA * timesB * pair;
    }
  return sum;
}

function countSizes(sizes: readonly number[]): [number, number][] {
  const times = new Map<number, number>();
  for (const size of sizes) times.set(size, (times.get(size) ?? 0) + 1);
  return [...times].sort(([left], [right]) => left - right);
}

function clampUnit(value: number): number {
  return Math.min(1, Math.max(0, value));
}
