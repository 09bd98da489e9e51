/**
 * Divides groups of papers further: a Ward tree in each group, the highest merges of all trees undone, then each paper to the
 * nearest centroid within its group. Groups are never mixed, so levels made one after the other are a hierarchy.
 */
import { permutation, type Random } from '../util/random.ts';
import { centroidsOf, nearestCentroids, refine } from './centroids.ts';
import { type Bounds, type CountChoice, chooseCount } from './counts.ts';
import { cutMerges, type Merges, squaredDistances, wardMerges } from './ward.ts';

/** A tree takes n² memory and time, so larger groups are divided by the tree of a sample. */
const TREE_UP_TO = 3500;
const SAMPLE = 2500;
const REFINE_TURNS = 20;

export interface Division {
  /** `[N]` group, −1 for rows that are in none. */
  assignment: Int32Array;
  /** `[count]` the group before that each lies in. */
  parents: Int32Array;
  count: number;
  choice: CountChoice;
}

/**
 * @param rows `[N, width]` unit rows
 * @param before `[N]` groups to divide, −1 for rows to leave out
 * @param groups their number
 * @param leastSize smaller groups are dissolved into their siblings; 1 keeps all
 */
export function divide(
  rows: Float32Array,
  width: number,
  before: Int32Array,
  groups: number,
  bounds: Bounds,
  leastSize: number,
  random: Random,
): Division {
  const members: number[][] = Array.from({ length: groups }, () => []);
  for (let i = 0; i < before.length; i++) if (before[i]! >= 0) members[before[i]!]!.push(i);
  const trees = members.map((items) => growTree(rows, width, items, random));
  const merges = trees
    .flatMap(({ merges, scale }, group) => Array.from(merges.heights, (h) => ({ group, height: h * scale })))
    .sort((x, y) => y.height - x.height || x.group - y.group);
  const choice = chooseCount(
    merges.map(({ height }) => height),
    groups,
    bounds,
  );
  const wanted = new Int32Array(groups).fill(1);
  for (const { group } of merges.slice(0, choice.themes - groups)) wanted[group]!++;

  const assignment = new Int32Array(before.length).fill(-1);
  const parents: number[] = [];
  members.forEach((items, group) => {
    const labels = groupsOf(rows, width, items, trees[group]!, wanted[group]!);
    const kept = dissolveSmall(rows, width, items, labels, wanted[group]!, leastSize);
    for (let i = 0; i < items.length; i++) assignment[items[i]!] = parents.length + labels[i]!;
    for (let g = 0; g < kept; g++) parents.push(group);
  });
  return { assignment, parents: Int32Array.from(parents), count: parents.length, choice };
}

interface Tree {
  merges: Merges;
  /** Rows that the tree was made of. */
  sample: Int32Array;
  /** Ward's heights grow with the square root of the papers that a sample stands for. */
  scale: number;
}

function growTree(rows: Float32Array, width: number, items: readonly number[], random: Random): Tree {
  const whole = items.length <= TREE_UP_TO;
  const sample = whole
    ? Int32Array.from(items)
    : permutation(items.length, random)
        .slice(0, SAMPLE)
        .map((at) => items[at]!)
        .sort();
  const merges = wardMerges(squaredDistances(rows, width, sample), sample.length);
  return { merges, sample, scale: Math.sqrt(items.length / Math.max(1, sample.length)) };
}

/** Groups of all items, from the tree of their sample; numbered 0 … wanted − 1. */
function groupsOf(
  rows: Float32Array,
  width: number,
  items: readonly number[],
  { merges, sample }: Tree,
  wanted: number,
): Int32Array {
  const cut = cutMerges(merges, wanted);
  if (wanted === 1) return new Int32Array(items.length);
  let labels = cut;
  if (sample.length < items.length) {
    const centroids = centroidsOf(rows, width, sample, cut, wanted);
    const known = new Map(Array.from(sample, (row, s) => [row, cut[s]!]));
    labels = nearestCentroids(rows, width, items, centroids, wanted);
    items.forEach((item, i) => {
      labels[i] = known.get(item) ?? labels[i]!;
    });
  }
  refine(rows, width, items, labels, wanted, REFINE_TURNS);
  return labels;
}

/**
 * Gives the papers of groups smaller than `least` to the nearest of the others, and numbers what is left by size, the
 * largest first.
 * @returns the number of groups that are left; `labels` are changed in place
 */
function dissolveSmall(
  rows: Float32Array,
  width: number,
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
  if (kept.length < count) {
    const centroids = centroidsOf(rows, width, items, labels, kept.length);
    const left = Array.from(labels.keys()).filter((i) => labels[i]! < 0);
    const homes = nearestCentroids(
      rows,
      width,
      left.map((i) => items[i]!),
      centroids,
      kept.length,
    );
    left.forEach((i, at) => {
      labels[i] = homes[at]!;
    });
  }
  return kept.length;
}
