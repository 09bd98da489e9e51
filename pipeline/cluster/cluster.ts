/**
 * cluster: a strict hierarchy of themes, coarsest level first.
 *
 * Ward's tree gives the groups, spherical k-means moves each paper to its nearest centroid, and each group is then divided
 * again in the same way (cluster/divide.ts); the number of groups of a level is read off the tree (cluster/counts.ts). On 3,045
 * papers in 13 areas and on samples of them this was better than k-means from random starts, average linkage, Leiden, spectral
 * groups, mixtures and consensus. Up to 3,500 papers it uses no randomness.
 */

import type { ClusterChoice, Clustering, Matrix, Neighbours, RunOptions, ThemeGroups } from '../types.ts';
import { throwIfAborted } from '../util/errors.ts';
import { createRandom, deriveSeed, type Random } from '../util/random.ts';
import { bootstrapStability } from './bootstrap-stability.ts';
import {
  type Bounds,
  coarseBounds,
  fineBounds,
  LEAST_TO_DIVIDE,
  middleBounds,
  THREE_LEVELS_FROM,
} from './counts.ts';
import { type Division, divide } from './divide.ts';
import { type Membership, memberships, silhouette } from './membership.ts';
import { splitsWeakly } from './weak-split.ts';

export interface ClusterOptions {
  /**
   * A whole number; 42 by default. It decides which papers of a group above 3,500 the tree is grown from, and the samples of the
   * bootstrap; smaller maps get the same themes from every seed.
   */
  seed?: number;
  /**
   * Number of finest themes, at least 1; at most one per paper is made. More give narrower themes. By default the papers
   * decide, around 1.4 √N: 14 for 106 papers, 77 for 3,000. Set it if the themes are too broad or too narrow for you.
   */
  themes?: number;
  /** Receives the themes before their bootstrap stability is known, which takes a while longer. */
  onThemes?: (levels: ThemeGroups[]) => void;
}

/** A paper whose nearest theme and nearest paper are both less similar than this belongs to no theme. */
const UNTHEMED_BELOW = 0.1;
/** At most this share of the papers is left unthemed, the least similar first. */
const MOST_UNTHEMED = 0.05;
/** From this many papers a theme has three papers at the least, from 16 on two. */
const THREE_PAPERS_FROM = 300;
/** A paper lies between two themes if its silhouette is below this. */
const BETWEEN_BELOW = 0.1;
const NO_PAPERS: Clustering = {
  levels: [
    {
      count: 0,
      assignment: new Int32Array(0),
      parents: new Int32Array(0),
      stability: new Float32Array(0),
    },
  ],
  silhouette: new Float32Array(0),
  runnerUp: new Int32Array(0),
  unthemed: [],
  chosen: { reason: 'There are no papers.', levels: [] },
};

/**
 * Groups the papers into themes.
 *
 * @param features `[N, R]` unit rows
 * @param neighbours of the same papers; only the nearest one of each is used
 * @returns one level for fewer than 8 papers or papers that cannot be divided further, two below 60 papers or if the coarsest
 * has half as many themes as the finest, else three
 * @throws RangeError if `themes` is not a positive whole number or the two inputs differ in N
 * @throws CancelledError if `run.signal` is aborted
 */
export function cluster(
  features: Matrix,
  neighbours: Neighbours,
  options: ClusterOptions = {},
  run: RunOptions = {},
): Clustering {
  const { seed = 42, themes, onThemes } = options;
  if (themes !== undefined && !(Number.isInteger(themes) && themes > 0))
    throw new RangeError(`themes must be a positive whole number, not ${themes}`);
  if (neighbours.count !== features.rows)
    throw new RangeError(`${features.rows} papers but neighbours of ${neighbours.count}`);
  if (features.rows === 0) return NO_PAPERS;
  const step = (done: number, note: string) => {
    throwIfAborted(run.signal);
    run.onProgress?.({ stage: 'cluster', done, total: 5, note });
  };

  const start = initialGroup(features);
  const divisions = divideToFinest(features, start, themes, createRandom(deriveSeed(seed, 'cluster')), step);
  const finest = divisions.at(-1)!;
  step(3, 'papers that no theme claims');
  const members = memberships(features, finest.assignment, finest.count);
  const unthemed = findUnthemed(finest, start, members, neighbours);
  for (const { paper } of unthemed) for (const { assignment } of divisions) assignment[paper] = -1;
  const groups = divisions.map(
    ({ count, assignment, parents }, l): ThemeGroups => ({
      count,
      assignment,
      parents: l === 0 ? new Int32Array(count).fill(-1) : parents,
    }),
  );
  onThemes?.(groups);
  step(4, 'stability');
  const stabilities = bootstrapStability(features, groups, createRandom(deriveSeed(seed, 'stability')));
  step(5, '');

  const levels = groups.map((level, l) => ({ ...level, stability: stabilities[l]! }));
  const weak = splitsWeakly(features, groups[0]!, stabilities[0]!);
  return { levels, ...clarity(finest, members), unthemed, chosen: explain(divisions, themes, weak) };
}

/** Each paper's silhouette in its finest theme, and the runner-up theme of those that lie between two. */
function clarity(
  { assignment, count }: Division,
  { own, other, runnerUp }: Membership,
): Pick<Clustering, 'silhouette' | 'runnerUp'> {
  const silhouettes = new Float32Array(assignment.length);
  const between = new Int32Array(assignment.length).fill(-1);
  assignment.forEach((theme, i) => {
    if (theme < 0) return;
    silhouettes[i] = count === 1 ? Math.min(1, Math.max(0, own[i]!)) : silhouette(own[i]!, other[i]!);
    if (silhouettes[i]! < BETWEEN_BELOW && other[i]! > UNTHEMED_BELOW) between[i] = runnerUp[i]!;
  });
  return { silhouette: silhouettes, runnerUp: between };
}

/** `[N]`: 0 for papers to group, −1 for those with nothing to compare; 0 for all if no paper has anything to compare. */
function initialGroup({ data, rows, width }: Matrix): Int32Array {
  const start = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    let empty = true;
    for (let c = i * width; empty && c < (i + 1) * width; c++) empty = data[c] === 0;
    if (empty) start[i] = -1;
  }
  return start.every((group) => group === -1) ? start.fill(0) : start;
}

/** Divides all papers, then each group, down to the finest level. */
function divideToFinest(
  features: Matrix,
  start: Int32Array,
  themes: number | undefined,
  random: Random,
  step: (done: number, note: string) => void,
): Division[] {
  const n = start.reduce((sum, group) => sum + (group >= 0 ? 1 : 0), 0);
  const fine: Bounds =
    themes === undefined ? fineBounds(n) : { from: Math.min(themes, n), to: Math.min(themes, n) };
  const divisions: Division[] = [];
  const next = (bounds: Bounds) => {
    step(divisions.length, `level ${divisions.length + 1}`);
    const before = divisions.at(-1);
    const exact = themes !== undefined && bounds === fine;
    const least =
      exact || n < 16
        ? 1
        : Math.max(n < THREE_PAPERS_FROM ? 2 : 3, Math.round((0.05 * n) / (bounds.usual ?? bounds.to)));
    const division = divide(features, before ?? { assignment: start, count: 1 }, bounds, least, random);
    // A level that divides nothing would only repeat the one before.
    if (!before || division.count > before.count) divisions.push(division);
  };
  if (themes === undefined && n < LEAST_TO_DIVIDE) {
    next({ from: 1, to: 1 });
    return divisions;
  }
  const coarse = coarseBounds(n);
  const most = Math.floor(fine.to / 2);
  if (most >= 2) {
    next({ ...coarse, from: Math.min(coarse.from, most), to: Math.min(coarse.to, most) });
    const middle = n >= THREE_LEVELS_FROM ? middleBounds(divisions[0]!.count, fine) : null;
    if (middle) next(middle);
  }
  next(fine);
  return divisions;
}

/** Papers with nothing to compare, and those whose nearest theme and paper are too far away; ascending. */
function findUnthemed(
  { assignment }: Division,
  start: Int32Array,
  { own, other }: Membership,
  neighbours: Neighbours,
): Clustering['unthemed'] {
  const n = start.length;
  const empty: Clustering['unthemed'] = [];
  const alone: { paper: number; near: number }[] = [];
  for (let i = 0; i < n; i++) {
    if (start[i] === -1) empty.push({ paper: i, reason: 'It has no words or vector to compare.' });
    else if (neighbours.k > 0) {
      const near = Math.max(own[i]!, other[i]!, neighbours.similarities[i * neighbours.k]!);
      if (near < UNTHEMED_BELOW) alone.push({ paper: i, near });
    }
  }
  const sizes = new Map<number, number>();
  for (const theme of assignment) sizes.set(theme, (sizes.get(theme) ?? 0) + 1);
  alone.sort((a, b) => a.near - b.near || a.paper - b.paper);
  const left = alone.slice(0, Math.floor(MOST_UNTHEMED * n)).filter(({ paper }) => {
    // The last paper of a theme stays: no theme may be empty.
    const size = sizes.get(assignment[paper]!)!;
    sizes.set(assignment[paper]!, size === 1 ? 1 : size - 1);
    return size > 1;
  });
  return [
    ...empty,
    ...left.map(({ paper, near }) => ({
      paper,
      reason: `No paper and no theme is near it: the highest similarity is ${near.toFixed(2)}.`,
    })),
  ].sort((a, b) => a.paper - b.paper);
}

function explain(divisions: readonly Division[], themes: number | undefined, weak: boolean): ClusterChoice {
  const counts = divisions.map(({ count }) => count);
  const levels = divisions.map(({ count, choice }) => ({ themes: count, candidates: choice.candidates }));
  const list =
    counts.length === 1 ? `${counts[0]}` : `${counts.slice(0, -1).join(', ')} and ${counts.at(-1)}`;
  const why =
    themes === undefined
      ? 'each level stops where the next merge would be the largest step up in distance'
      : `${themes} finest themes were asked for`;
  const sentence = `${list} theme${counts.at(-1) === 1 ? '' : 's'}${counts.length > 1 ? ' on the levels' : ''}: ${why}.`;
  return {
    reason: weak
      ? `${sentence} The corpus splits weakly: papers without topics would form themes as clear as these.`
      : sentence,
    levels,
  };
}
