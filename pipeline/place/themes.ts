/** Which theme a new paper belongs to, and whether to any. */
import type { PlacedSpace } from '../place.ts';
import type { ThemeMap } from '../schema.ts';
import { levelsOf, themesOnLevel } from '../theme-path.ts';
import type { Representation } from '../types.ts';
import { byNearness } from './spot.ts';

export interface ThemeScores {
  /** `[fresh]` id of the finest theme, −1 where the paper fits none. */
  theme: Int32Array;
  /** `[fresh]` id of the theme that comes second where it comes close, else −1. */
  second: Int32Array;
  /** `[fresh]` 0 … 1, 0 where the paper fits none. */
  strength: Float32Array;
  /** `[fresh]` id of the likeliest theme, whether the paper fits it or not. */
  likeliest: Int32Array;
  /** Similarity to its own theme below which a paper does not fit. */
  floor: number;
}

/** Nearest papers that vote. */
const VOTERS = 7;
/** Half the score is the vote of the nearest papers, half the likeness to the theme's mean. */
const VOTE = 0.5;
/** A paper fits where it is no farther from its theme than all but this share of the theme's own papers. */
const OUTSIDE = 0.02;
/** The second theme is told where its score reaches this share of the first's. */
const BETWEEN = 0.8;

/**
 * Scores every fresh paper against every finest theme: the cosine to the theme's mean, and the share that the theme
 * has in the paper's nearest papers, weighed by similarity.
 */
export function themeScores(map: ThemeMap, { representation, toOld }: PlacedSpace): ThemeScores {
  const old = map.papers.length;
  const fresh = representation.count - old;
  const level = levelsOf(map).at(-1);
  const of = level === undefined ? new Int32Array(old).fill(-1) : themesOnLevel(map, level);
  const themes = map.manifest.themes.filter((theme) => theme.level === level && theme.size > 0);
  const { means, sizes } = centroids(representation, of, map.manifest.themes.length);
  const floor = fitFloor(representation, of, means, sizes);
  const result: ThemeScores = {
    theme: new Int32Array(fresh).fill(-1),
    second: new Int32Array(fresh).fill(-1),
    strength: new Float32Array(fresh),
    likeliest: new Int32Array(fresh).fill(-1),
    floor,
  };
  for (let row = 0; row < fresh; row++) {
    const votes = vote(toOld.subarray(row * old, (row + 1) * old), of, map.manifest.themes.length);
    const ranked = themes
      .map(({ id }) => {
        const likeness = cosineTo(representation, old + row, means, id);
        return { id, likeness, score: VOTE * votes[id]! + (1 - VOTE) * Math.max(0, likeness) };
      })
      .sort((a, b) => b.score - a.score || a.id - b.id);
    const [best, next] = ranked;
    if (!best) continue;
    result.likeliest[row] = best.id;
    if (best.likeness < floor) continue;
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

/** The similarity that all but a few papers of the map have with the mean of their theme's other papers. */
function fitFloor(
  representation: Representation,
  of: Int32Array,
  means: Float64Array,
  sizes: Int32Array,
): number {
  const { width, vectors } = representation;
  const own: number[] = [];
  of.forEach((theme, paper) => {
    if (theme < 0 || sizes[theme]! < 2) return;
    let inner = 0;
    let squares = 0;
    for (let d = 0; d < width; d++) {
      const value = vectors[paper * width + d]!;
      const rest = means[theme * width + d]! - value;
      inner += rest * value;
      squares += rest * rest;
    }
    if (squares > 1e-12) own.push(inner / Math.sqrt(squares));
  });
  own.sort((a, b) => a - b);
  return own[Math.floor(own.length * OUTSIDE)] ?? -1;
}

/** Sums of the rows of each theme, `[themes, R]`. */
function centroids(representation: Representation, of: Int32Array, themes: number) {
  const { width, vectors } = representation;
  const means = new Float64Array(themes * width);
  const sizes = new Int32Array(themes);
  of.forEach((theme, paper) => {
    if (theme < 0) return;
    sizes[theme]!++;
    for (let d = 0; d < width; d++) means[theme * width + d]! += vectors[paper * width + d]!;
  });
  return { means, sizes };
}

function cosineTo(
  { width, vectors }: Representation,
  row: number,
  means: Float64Array,
  theme: number,
): number {
  let inner = 0;
  let squares = 0;
  for (let d = 0; d < width; d++) {
    const value = means[theme * width + d]!;
    inner += vectors[row * width + d]! * value;
    squares += value * value;
  }
  return squares > 0 ? inner / Math.sqrt(squares) : 0;
}
