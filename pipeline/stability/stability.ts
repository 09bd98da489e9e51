/**
 * stability: are the themes real? Repeats the clustering with other random numbers and with a fifth of the papers left
 * out, and counts which themes return (Hennig 2007, "Cluster-wise assessment of cluster stability").
 */
import { cluster } from '../cluster/cluster.ts';
import { bestAssignment } from '../compare/assignment.ts';
import { agreement } from '../evaluate/metrics.ts';
import type { ThemeMap } from '../map/schema.ts';
import { levelsOf, themesOnLevel } from '../map/themes/theme-path.ts';
import { neighbours as exactNeighbours } from '../neighbours/neighbours.ts';
import { represent } from '../represent/represent.ts';
import type { Matrix, Neighbours, RunOptions } from '../types.ts';
import { throwIfAborted, UsageError } from '../util/errors.ts';
import { createRandom, deriveSeed, permutation } from '../util/random.ts';
import { round } from '../util/round.ts';
import { stabilitySentence } from './sentence.ts';
import type { Stability } from './types.ts';

/** How often, and with which random numbers, the clustering is repeated. */
export interface StabilityOptions {
  /** Number of runs; every second one leaves out a fifth of the papers. More runs give finer shares. Default 20. */
  runs?: number;
  /** Random seed. Default 1. */
  seed?: number;
  /** Default: exact search. */
  findNeighbours?: (features: Matrix, wanted: number) => Neighbours;
}

/** Share of the papers in a resample. */
const KEPT = 0.8;
/** Jaccard index below which a cluster counts as dissolved (Hennig 2007). */
const RECOVERED = 0.5;

/**
 * Repeats the clustering of a map and counts which themes return. The number of finest themes is the map's own: this asks
 * whether a theme is real, not how many there are.
 * @throws UsageError if `runs` is not a positive whole number
 * @throws CancelledError if `signal` is aborted, which is checked between two runs
 */
export async function assessStability(
  map: ThemeMap,
  {
    runs = 20,
    seed = 1,
    findNeighbours = exactNeighbours,
    onProgress,
    signal,
  }: StabilityOptions & RunOptions = {},
): Promise<Stability> {
  if (!Number.isInteger(runs) || runs < 1)
    throw new UsageError(`runs must be a positive whole number, not ${runs}`, { code: 'invalid-option' });
  const count = map.papers.length;
  const tally = startTally(map);
  for (let r = 0; r < runs; r++) {
    // Lets timers and signals through between two runs.
    await new Promise((resolve) => setTimeout(resolve, 0));
    throwIfAborted(signal);
    const resample = r % 2 === 1;
    const runSeed = deriveSeed(seed, `stability-${r}`);
    const kept = resample ? sample(count, runSeed) : Int32Array.from({ length: count }, (_, i) => i);
    addRun(tally, kept, clusterAgain(map, kept, runSeed, findNeighbours), resample);
    onProgress?.({ stage: 'cluster', done: r + 1, total: runs });
  }
  const report = reportOf(map, runs, tally);
  return { ...report, summary: stabilitySentence(report) };
}

/** The counts over all runs. */
interface Tally {
  /** Coarsest first. */
  levels: LevelTally[];
  /** `[N]` runs in which a paper took part, and in which it was in the counterpart of its theme. */
  seen: Float64Array;
  inTheme: Float64Array;
  /** Agreement of the finest themes in each run. */
  ari: { seeds: number[]; resamples: number[] };
}

/** The counts for the themes of one level. */
interface LevelTally {
  ids: number[];
  /** `[N]` index in `ids`, −1 for unthemed. */
  of: Int32Array;
  recovered: Float64Array;
  overlap: Float64Array;
  /** Runs in which at least one paper of the theme took part. */
  times: Float64Array;
}

function startTally(map: ThemeMap): Tally {
  const count = map.papers.length;
  return {
    levels: levelsOf(map).map((level) => levelTally(map, level)),
    seen: new Float64Array(count),
    inTheme: new Float64Array(count),
    ari: { seeds: [], resamples: [] },
  };
}

/** Counts one run. @param again `[levels][kept]` groups of the run */
function addRun(
  { levels, seen, inTheme, ari }: Tally,
  kept: Int32Array,
  again: readonly Int32Array[],
  resample: boolean,
): void {
  levels.forEach((level, l) => {
    const finest = l === levels.length - 1;
    // If a run finds fewer levels than the map has, its finest stands in for the missing ones.
    const other = finest ? again.at(-1) : (again[l] ?? again.at(-1));
    if (!other) return;
    const counterpart = tallyRun(level, kept, other);
    if (!finest) return;
    kept.forEach((paper, row) => {
      seen[paper]!++;
      const own = level.of[paper]!;
      if (own < 0 ? other[row]! < 0 : counterpart[own] === other[row]) inTheme[paper]!++;
    });
    const themes = Array.from(kept, (paper) => level.of[paper]!);
    (resample ? ari.resamples : ari.seeds).push(agreement(themes, other).ari);
  });
}

function reportOf(
  map: ThemeMap,
  runs: number,
  { levels, seen, inTheme, ari }: Tally,
): Omit<Stability, 'summary'> {
  return {
    runs,
    ari: { seeds: mean(ari.seeds), resamples: mean(ari.resamples) },
    themes: levels.flatMap(({ ids, recovered, overlap, times }) =>
      ids.map((id, t) => {
        const { name, level, size } = map.manifest.themes[id]!;
        const share = (sum: number) => round(sum / Math.max(1, times[t]!));
        return { id, name, level, size, comesBack: share(recovered[t]!), overlap: share(overlap[t]!) };
      }),
    ),
    papers: map.papers.map(({ id, title }, paper) => ({
      paper,
      id,
      title,
      sure: round(inTheme[paper]! / Math.max(1, seen[paper]!)),
    })),
  };
}

function levelTally(map: ThemeMap, level: number): LevelTally {
  const ids = map.manifest.themes.filter((theme) => theme.level === level).map((theme) => theme.id);
  const position = new Map(ids.map((id, index) => [id, index]));
  const zeros = () => new Float64Array(ids.length);
  return {
    ids,
    of: themesOnLevel(map, level).map((id) => position.get(id) ?? -1),
    recovered: zeros(),
    overlap: zeros(),
    times: zeros(),
  };
}

/**
 * Counts one run for one level.
 * @param other `[kept]` groups of the run
 * @returns `[themes]` the one-to-one counterpart of each theme among the groups, −2 if it has none
 */
function tallyRun(level: LevelTally, kept: Int32Array, other: Int32Array): Int32Array {
  const rows = level.ids.length;
  const columns = other.reduce((most, group) => Math.max(most, group + 1), 0);
  const counterpart = new Int32Array(rows).fill(-2);
  if (rows === 0 || columns === 0) return counterpart;
  const shared = new Float64Array(rows * columns);
  const sizeA = new Float64Array(rows);
  const sizeB = new Float64Array(columns);
  kept.forEach((paper, row) => {
    const a = level.of[paper]!;
    const b = other[row]!;
    if (a >= 0) sizeA[a]!++;
    if (b >= 0) sizeB[b]!++;
    if (a >= 0 && b >= 0) shared[a * columns + b]!++;
  });
  const jaccard = shared.map((both, cell) => {
    const union = sizeA[Math.floor(cell / columns)]! + sizeB[cell % columns]! - both;
    return union > 0 ? both / union : 0;
  });
  for (let a = 0; a < rows; a++) {
    if (sizeA[a] === 0) continue;
    const best = jaccard
      .subarray(a * columns, (a + 1) * columns)
      .reduce((most, value) => Math.max(most, value), 0);
    level.times[a]!++;
    level.overlap[a]! += best;
    if (best >= RECOVERED) level.recovered[a]!++;
  }
  bestAssignment(jaccard, rows, columns).forEach((b, a) => {
    if (b >= 0 && jaccard[a * columns + b]! > 0) counterpart[a] = b;
  });
  return counterpart;
}

/** `[levels][kept]` the groups of some of the papers that a build with this seed would find. */
function clusterAgain(
  map: ThemeMap,
  kept: Int32Array,
  seed: number,
  findNeighbours: (features: Matrix, wanted: number) => Neighbours,
): Int32Array[] {
  const { settings } = map.manifest;
  const width = settings.model.dimension;
  const vectors = new Float32Array(kept.length * width);
  kept.forEach((paper, row) => {
    vectors.set(map.arrays.vectors.subarray(paper * width, (paper + 1) * width), row * width);
  });
  const papers = Array.from(kept, (paper) => map.papers[paper]!);
  const features = represent(vectors, width, papers);
  const near = findNeighbours(features, settings.neighbours);
  const finest = map.manifest.levels.at(-1)?.themes ?? 1;
  const { levels } = cluster(features, near, { seed, themes: Math.min(finest, kept.length) });
  return levels.map((level) => level.assignment);
}

function sample(count: number, seed: number): Int32Array {
  const order = permutation(count, createRandom(seed));
  return order.slice(0, Math.max(1, Math.round(KEPT * count))).sort();
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : round(values.reduce((sum, value) => sum + value, 0) / values.length);
}
