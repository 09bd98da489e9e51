/**
 * Divides groups of papers further: a Ward tree in each group, the highest merges of all trees undone, then each paper moved to
 * the nearest centroid within its group. Groups are never mixed, so that successive levels form a hierarchy.
 */
import type { Matrix, ThemeGroups } from '../types.ts';
import { permutation, type Random } from '../util/random.ts';
import { centroidsOf, nearestCentroids, refine } from './centroids.ts';
import { type Bounds, type CountChoice, chooseCount } from './counts.ts';
import { cutMerges, type Merges, squaredDistances, wardMerges } from './ward.ts';

/** A tree takes n² memory and time, so larger groups are divided by the tree of a sample. */
const TREE_UP_TO = 3500;
const SAMPLE = 2500;
const REFINE_TURNS = 20;

/** Groups of papers, `parents` being groups of the division before, and how their number was chosen. */
export interface Division extends ThemeGroups {
  choice: CountChoice;
}

/**
 * @param x `[N, width]` unit rows
 * @param before groups to divide; rows in none (−1) are left out
 * @param least smaller groups are dissolved into their siblings; 1 keeps all
 */
export function divide(
  x: Matrix,
  before: Pick<ThemeGroups, 'assignment' | 'count'>,
  bounds: Bounds,
  least: number,
  random: Random,
): Division {
  const members: number[][] = Array.from({ length: before.count }, () => []);
  before.assignment.forEach((group, i) => {
    if (group >= 0) members[group]!.push(i);
  });
  const trees = members.map((items) => growTree(x, items, random));
  const merges = trees
    .flatMap(({ merges, scale }, group) => Array.from(merges.heights, (h) => ({ group, height: h * scale })))
    .sort((a, b) => b.height - a.height || a.group - b.group);
  const choice = chooseCount(
    merges.map(({ height }) => height),
    before.count,
    bounds,
  );
  const wanted = new Int32Array(before.count).fill(1);
  for (const { group } of merges.slice(0, choice.themes - before.count)) wanted[group]!++;

  const assignment = new Int32Array(x.rows).fill(-1);
  const parents: number[] = [];
  members.forEach((items, group) => {
    const labels = groupsOf(x, items, trees[group]!, wanted[group]!);
    const kept = dissolveSmall(x, items, labels, wanted[group]!, least);
    for (let i = 0; i < items.length; i++) assignment[items[i]!] = parents.length + labels[i]!;
    for (let g = 0; g < kept; g++) parents.push(group);
  });
  return { assignment, parents: Int32Array.from(parents), count: parents.length, choice };
}

interface Tree {
  merges: Merges;
  /** Rows from which the tree was grown. */
  sample: Int32Array;
  /** Ward's heights grow with the square root of the papers that a sample stands for. */
  scale: number;
}

function growTree(x: Matrix, items: readonly number[], random: Random): Tree {
  const whole = items.length <= TREE_UP_TO;
  const sample = whole
    ? Int32Array.from(items)
    : permutation(items.length, random)
        .slice(0, SAMPLE)
        .map((at) => items[at]!)
        .sort();
  const merges = wardMerges(squaredDistances(x, sample));
  return { merges, sample, scale: Math.sqrt(items.length / Math.max(1, sample.length)) };
}

/** Groups of all items, from the tree of their sample; numbered 0 … wanted − 1. */
function groupsOf(x: Matrix, items: readonly number[], { merges, sample }: Tree, wanted: number): Int32Array {
  const cut = cutMerges(merges, wanted);
  if (wanted === 1) return new Int32Array(items.length);
  let labels = cut;
  if (sample.length < items.length) {
    const known = new Map(Array.from(sample, (row, s) => [row, cut[s]!]));
    labels = nearestCentroids(x, items, centroidsOf(x, sample, cut, wanted));
    items.forEach((item, i) => {
      labels[i] = known.get(item) ?? labels[i]!;
    });
  }
  refine(x, items, labels, wanted, REFINE_TURNS);
  return labels;
}

/**
 * Moves the papers of groups smaller than `least` to the nearest of the others, and numbers the remaining groups by size, the
 * largest first.
 * @param labels changed in place
 * @returns the number of remaining groups
 */
function dissolveSmall(
  x: Matrix,
  items: readonly number[],
  labels: Int32Array,
  count: number,
  least: number,
): number {
  const sizes = new Int32Array(count);
  for (const label of labels) sizes[label]!++;
  const bySize = Array.from(sizes, (_, g) => g).sort((a, b) => sizes[b]! - sizes[a]! || a - b);
  const kept = bySize.filter((g, rank) => rank === 0 || sizes[g]! >= least);
  const number = new Int32Array(count).fill(-1);
  kept.forEach((g, rank) => {
    number[g] = rank;
  });
  for (let i = 0; i < labels.length; i++) labels[i] = number[labels[i]!]!;
  if (kept.length === count) return count;
  const left = Array.from(labels.keys()).filter((i) => labels[i]! < 0);
  const homes = nearestCentroids(
    x,
    left.map((i) => items[i]!),
    centroidsOf(x, items, labels, kept.length),
  );
  left.forEach((i, at) => {
    labels[i] = homes[at]!;
  });
  return kept.length;
}
