/** Which theme a new paper belongs to, and whether to any. */

import { dotRows } from '../linalg/rows.ts';
import type { ThemeMap } from '../map/schema.ts';
import { levelsOf, themesOnLevel } from '../map/theme-path.ts';
import type { Matrix } from '../types.ts';
import { byNearness } from './spot.ts';
import type { PlacedSpace, ThemeScores } from './types.ts';

/** Nearest papers that vote. */
const VOTERS = 7;
/**
 * Half the score is the vote of the nearest papers, half the likeness to the theme's mean. On halves of the page and of a
 * conference the share of papers whose theme is that of the whole build is the same within .03 for any share and for 3 to
 * 12 voters.
 */
const VOTE = 0.5;
/**
 * A paper fits no theme where both its likeness to the nearest theme's mean and that to its three nearest papers are below
 * those of all but this share of the map's own papers. On the page, with one of its six areas left out of the map and
 * then placed on it, .94 to 1 of the area's papers are told to fit none; of papers whose subject is there, .08 are.
 */
const OUTSIDE = 0.1;
const NEAREST = 3;
/** Papers of the map whose nearness is looked at. */
const SAMPLE = 500;
/** The second theme is told where its score reaches this share of the first's. */
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
  const leastLikeness = quantile(ownLikeness(features, of, sums, sizes));
  const leastNearness = quantile(ownNearness(features, old));
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
        const likeness = cosineTo(features, old + row, sums, id);
        return { id, likeness, score: VOTE * votes[id]! + (1 - VOTE) * Math.max(0, likeness) };
      })
      .sort((a, b) => b.score - a.score || a.id - b.id);
    const [best, next] = ranked;
    // What shares nothing with any theme belongs to none, however far the map's own papers are from one another.
    if (!best || best.score === 0) continue;
    const likeness = Math.max(...ranked.map((theme) => theme.likeness));
    if (likeness < leastLikeness && nearness(similarities) < leastNearness) continue;
    result.theme[row] = best.id;
    result.strength[row] = Math.min(1, Math.max(0, 1 - Math.max(0, next?.score ?? 0) / best.score));
    if (next && next.score >= BETWEEN * best.score) result.second[row] = next.id;
  }
  return result;
}

/** Share of each theme in the nearest papers, by similarity; `[themes]`. */
function vote(similarities: Float32Array, of: Int32Array, themes: number): Float64Array {
  const votes = new Float64Array(themes);
  let total = 0;
  for (const paper of byNearness(similarities).slice(0, VOTERS)) {
    const weight = Math.max(0, similarities[paper]!);
    total += weight;
    if (of[paper]! >= 0) votes[of[paper]!]! += weight;
  }
  return total > 0 ? votes.map((weight) => weight / total) : votes;
}

/** Cosine of each paper of the map to the mean of its theme's other papers. */
function ownLikeness(features: Matrix, of: Int32Array, sums: Float64Array, sizes: Int32Array): number[] {
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

/** Mean similarity of papers of the map to their three nearest; of some hundreds, evenly spread, where there are more. */
function ownNearness(features: Matrix, old: number): number[] {
  const own: number[] = [];
  for (let i = 0; i < old; i += Math.ceil(old / SAMPLE)) {
    const others = Float32Array.from({ length: old }, (_, j) =>
      j === i ? -1 : dotRows(features, i, features, j),
    );
    own.push(nearness(others));
  }
  return own;
}

/** Mean of the three largest similarities. */
function nearness(similarities: Float32Array): number {
  const largest = Float32Array.from(similarities).sort().subarray(-NEAREST);
  return largest.reduce((sum, value) => sum + value, 0) / Math.max(1, largest.length);
}

/** The value that all but the share OUTSIDE reach; −∞ where there are none. */
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
