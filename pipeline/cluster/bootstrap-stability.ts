/**
 * Stability of themes: the clusterwise Jaccard index of Hennig (2007). The themes are made again, each time without another fifth
 * of the papers, and each theme is compared with the most similar of the new groups; the mean over these resamples is its
 * stability. Hennig calls clusters from .75 on stable and those below .5 dissolved.
 *
 * A resample is divided as the map is, level by level, into as many groups: the question is whether a theme comes back, not how
 * many there are. All papers take part: where a pool of 1,200 of 20,000 papers was divided into as many groups as all of them, 104 of
 * 173 themes seemed dissolved in place of 67.
 */
import { gatherRows } from '../linalg/rows.ts';
import { onlyChildren } from '../map/themes/theme-tree.ts';
import type { Matrix, ThemeGroups } from '../types.ts';
import { permutation, type Random } from '../util/random.ts';
import { divide } from './divide.ts';

/** Each resample leaves out one of so many parts of the papers. */
const PARTS = 5;
/**
 * Resamples of a build: as many as these papers together allow, within bounds. With 40 a figure is .02 from that of 200 on average, with
 * 3 it is .07.
 */
const PAPERS_AFFORDED = 20_000;
const MOST_RESAMPLES = 40;
const LEAST_RESAMPLES = 3;

/** The groups that a part of the papers makes. */
export interface Resample {
  /** Rows that took part, ascending. */
  papers: Int32Array;
  /** Coarsest first: `[papers.length]` group of each of them. */
  levels: Pick<ThemeGroups, 'assignment' | 'count'>[];
}

/** How much each theme of a level has in common with each group of a resample. */
export interface Overlaps {
  themes: number;
  groups: number;
  /** `[themes, groups]` Jaccard indices among the papers that took part. */
  jaccard: Float64Array;
  /** `[themes]` papers that took part. */
  sizes: Int32Array;
}

/**
 * @param x `[N, width]` unit rows
 * @param levels the finest last
 * @returns for each level `[count]` stabilities, 0 … 1
 */
export function bootstrapStability(
  x: Matrix,
  levels: readonly ThemeGroups[],
  random: Random,
): Float32Array[] {
  const next = createResampler(x, levels, random);
  const mean = createStabilityMean(levels);
  const afforded = Math.round(PAPERS_AFFORDED / Math.max(1, x.rows));
  const resamples = Math.min(MOST_RESAMPLES, Math.max(LEAST_RESAMPLES, afforded));
  for (let r = 0; r < resamples; r++) mean.add(overlapsOf(levels, next()));
  return mean.stabilities();
}

/**
 * @param levels the finest last; papers without a theme there (−1) are in no resample
 * @returns makes the next resample; every five of them leave out each paper once
 */
export function createResampler(x: Matrix, levels: readonly ThemeGroups[], random: Random): () => Resample {
  const finest = levels.at(-1)!.assignment;
  const themed = Int32Array.from(finest.keys()).filter((paper) => finest[paper]! >= 0);
  let order: Int32Array = new Int32Array(0);
  let part = PARTS;
  return () => {
    if (part === PARTS) {
      order = permutation(themed.length, random);
      part = 0;
    }
    const left = part++;
    const kept = themed.length > 1 ? order.filter((_, i) => i % PARTS !== left) : order;
    const papers = kept.map((at) => themed[at]!).sort();
    const rows = gatherRows(x, papers);
    let before: Resample['levels'][number] = { assignment: new Int32Array(papers.length), count: 1 };
    return {
      papers,
      levels: levels.map(({ assignment }) => {
        const themes = new Set(papers.map((paper) => assignment[paper]!)).size;
        before = divide(rows, before, { from: themes, to: themes }, 1, random);
        return before;
      }),
    };
  };
}

/** For each level, the overlaps of its themes with the groups of a resample. */
export function overlapsOf(levels: readonly ThemeGroups[], { papers, levels: made }: Resample): Overlaps[] {
  return levels.map(({ assignment, count: themes }, l) => {
    const { assignment: groupOf, count: groups } = made[l]!;
    const jaccard = new Float64Array(themes * groups);
    const sizes = new Int32Array(themes);
    const groupSizes = new Int32Array(groups);
    papers.forEach((paper, i) => {
      const theme = assignment[paper]!;
      const group = groupOf[i]!;
      sizes[theme]!++;
      groupSizes[group]!++;
      jaccard[theme * groups + group]!++;
    });
    for (let theme = 0; theme < themes; theme++)
      for (let group = 0; group < groups; group++) {
        const both = jaccard[theme * groups + group]!;
        if (both > 0) jaccard[theme * groups + group] = both / (sizes[theme]! + groupSizes[group]! - both);
      }
    return { themes, groups, jaccard, sizes };
  });
}

/** The mean, over the resamples that are added, of each theme's largest overlap. */
export function createStabilityMean(levels: readonly ThemeGroups[]) {
  const sums = levels.map(({ count }) => new Float64Array(count));
  const times = levels.map(({ count }) => new Int32Array(count));
  return {
    /** @param overlaps from {@link overlapsOf} */
    add(overlaps: readonly Overlaps[]): void {
      overlaps.forEach(({ themes, groups, jaccard, sizes }, l) => {
        for (let theme = 0; theme < themes; theme++) {
          if (sizes[theme] === 0) continue;
          const own = jaccard.subarray(theme * groups, (theme + 1) * groups);
          sums[l]![theme]! += own.reduce((most, value) => Math.max(most, value), 0);
          times[l]![theme]!++;
        }
      });
    },
    /** For each level `[count]`: 0 for a theme that was in no resample; an only child, the same theme, has its parent's. */
    stabilities(): Float32Array[] {
      const found = sums.map((sum, l) =>
        Float32Array.from(sum, (value, theme) => value / Math.max(1, times[l]![theme]!)),
      );
      levels.forEach(({ parents }, l) => {
        if (l === 0) return;
        onlyChildren(parents).forEach((only, theme) => {
          if (only === 1) found[l]![theme] = found[l - 1]![parents[theme]!]!;
        });
      });
      return found;
    },
  };
}
