/** The theme of each new paper, if it fits any. */
import { dotRows } from '../linalg/rows.ts';
import type { ThemeMap } from '../map/schema.ts';
import { levelsOf, themesOnLevel } from '../map/themes/theme-path.ts';
import type { Matrix } from '../types.ts';
import { bySimilarity } from './positions.ts';
import type { PlacedSpace, ThemeScores } from './types.ts';

/** Number of nearest papers that vote. */
const VOTERS = 7;
/**
 * Share of the vote in a theme's score; the rest is the similarity to the theme's mean. On halves of the page and of a
 * conference, the share of papers that get the theme of the whole build differs by less than .03 for any value, and for
 * 3 to 12 voters.
 */
const VOTE = 0.5;
/**
 * A paper fits no theme if both its similarity to the nearest theme's mean and that to its three nearest papers are lower
 * than those of all but this share of the map's own papers. On the page, with one of its six areas left out of the map
 * and then placed on it, .94 to 1 of the area's papers fit no theme; of papers on a subject of the map, .08 do.
 */
const OUTSIDE = 0.1;
const NEAREST = 3;
/** Papers of the map that are sampled for the similarity to their nearest papers. */
const SAMPLE = 500;
/** A runner-up theme is reported if its score reaches this share of the best one's. */
const BETWEEN = 0.8;

/**
 * Scores every fresh paper against every finest theme: the cosine to the theme's mean, and the share that the theme
 * has in the paper's nearest papers, weighed by similarity.
 */
export function themeScores(map: ThemeMap, { features, toOld }: PlacedSpace): ThemeScores {
  const old = map.papers.length;
  const fresh = features.rows - old;
  const level = levelsOf(map).at(-1);
  const of = level === undefined ? new Int32Array(old).fill(-1) : themesOnLevel(map, level);
  const themes = map.manifest.themes.filter((theme) => theme.level === level && theme.size > 0);
  const { sums, sizes } = sumsOfThemes(features, of, map.manifest.themes.length);
  const leastToMean = quantile(ownToMean(features, of, sums, sizes));
  const leastToNearest = quantile(ownToNearest(features, old));
  const result: ThemeScores = {
    theme: new Int32Array(fresh).fill(-1),
    second: new Int32Array(fresh).fill(-1),
    strength: new Float32Array(fresh),
  };
  for (let row = 0; row < fresh; row++) {
    const similarities = toOld.subarray(row * old, (row + 1) * old);
    const votes = vote(similarities, of, map.manifest.themes.length);
    const ranked = themes
      .map(({ id }) => {
        const toMean = cosineTo(features, old + row, sums, id);
        return { id, toMean, score: VOTE * votes[id]! + (1 - VOTE) * Math.max(0, toMean) };
      })
      .sort((a, b) => b.score - a.score || a.id - b.id);
    const [best, next] = ranked;
    // A paper that shares nothing with any theme belongs to none, however dissimilar the map's own papers are.
    if (!best || best.score === 0) continue;
    const toMean = Math.max(...ranked.map((theme) => theme.toMean));
    if (toMean < leastToMean && toNearest(similarities) < leastToNearest) continue;
    result.theme[row] = best.id;
    result.strength[row] = Math.min(1, Math.max(0, 1 - Math.max(0, next?.score ?? 0) / best.score));
    if (next && next.score >= BETWEEN * best.score) result.second[row] = next.id;
  }
  return result;
}

/** `[themes]` the share of each theme in the nearest papers, weighted by similarity. */
function vote(similarities: Float32Array, of: Int32Array, themes: number): Float64Array {
  const votes = new Float64Array(themes);
  let total = 0;
  for (const paper of bySimilarity(similarities).slice(0, VOTERS)) {
    const weight = Math.max(0, similarities[paper]!);
    total += weight;
    if (of[paper]! >= 0) votes[of[paper]!]! += weight;
  }
  return total > 0 ? votes.map((weight) => weight / total) : votes;
}

/** Cosine of each paper of the map to the mean of its theme's other papers. */
function ownToMean(features: Matrix, of: Int32Array, sums: Float64Array, sizes: Int32Array): number[] {
  const { width, data: vectors } = features;
  const own: number[] = [];
  of.forEach((theme, paper) => {
    if (theme < 0 || sizes[theme]! < 2) return;
    let inner = 0;
    let squares = 0;
    for (let d = 0; d < width; d++) {
      const value = vectors[paper * width + d]!;
      const rest = sums[theme * width + d]! - value;
      inner += rest * value;
      squares += rest * rest;
    }
    if (squares > 1e-12) own.push(inner / Math.sqrt(squares));
  });
  return own;
}

/** Mean similarity of the map's papers to their three nearest; of large maps, of an even sample. */
function ownToNearest(features: Matrix, old: number): number[] {
  const own: number[] = [];
  for (let i = 0; i < old; i += Math.ceil(old / SAMPLE)) {
    const others = Float32Array.from({ length: old }, (_, j) =>
      j === i ? -1 : dotRows(features, i, features, j),
    );
    own.push(toNearest(others));
  }
  return own;
}

/** Mean of the three largest similarities. */
function toNearest(similarities: Float32Array): number {
  const largest = Float32Array.from(similarities).sort().subarray(-NEAREST);
  return largest.reduce((sum, value) => sum + value, 0) / Math.max(1, largest.length);
}

/** The value that all but the share OUTSIDE reach; −∞ for an empty list. */
function quantile(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[Math.floor(values.length * OUTSIDE)] ?? -Infinity;
}

/** Sums of the rows of each theme, `[themes, R]`. */
function sumsOfThemes(features: Matrix, of: Int32Array, themes: number) {
  const { width, data: vectors } = features;
  const sums = new Float64Array(themes * width);
  const sizes = new Int32Array(themes);
  of.forEach((theme, paper) => {
    if (theme < 0) return;
    sizes[theme]!++;
    for (let d = 0; d < width; d++) sums[theme * width + d]! += vectors[paper * width + d]!;
  });
  return { sums, sizes };
}

function cosineTo({ width, data: vectors }: Matrix, row: number, sums: Float64Array, theme: number): number {
  let inner = 0;
  let squares = 0;
  for (let d = 0; d < width; d++) {
    const value = sums[theme * width + d]!;
    inner += vectors[row * width + d]! * value;
    squares += value * value;
  }
  return squares > 0 ? inner / Math.sqrt(squares) : 0;
}
