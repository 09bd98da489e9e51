/**
 * Which themes of two groupings are the same: by the papers that both hold, and, as far as they hold others, by mean
 * vector and words. One to one, so that the total agreement is largest.
 */

import type { MapTheme, ThemeMap } from '../map/schema.ts';
import { themesOnLevel } from '../map/theme-path.ts';
import { bestAssignment } from './assignment.ts';
import { foldTitle, type PaperPair } from './papers.ts';

/** The themes of one level. */
export interface ThemeSet {
  themes: readonly { name: string; keywords: readonly string[] }[];
  /** `[N]` position in `themes`, −1 for unthemed. */
  of: Int32Array;
  /** `[themes, D]` unit vectors that may be compared with the other set's; null where none may. */
  means: Float32Array | null;
}

/** The themes of one level of a map, with their ids. */
export interface LevelSet extends ThemeSet {
  themes: MapTheme[];
}

/** @param level undefined where the map has no such level: then no paper has a theme */
export function levelSet(map: ThemeMap, level: number | undefined): LevelSet {
  if (level === undefined) return { themes: [], of: new Int32Array(map.papers.length).fill(-1), means: null };
  const themes = map.manifest.themes.filter((theme) => theme.level === level);
  const position = new Map(themes.map((theme, index) => [theme.id, index]));
  const of = themesOnLevel(map, level).map((id) => position.get(id) ?? -1);
  return { themes, of, means: null };
}

/** A theme of the first set and one of the second, by position. */
export interface ThemePair {
  a: number;
  b: number;
  /** Papers that are in both. */
  papers: number;
  /** Jaccard index of their papers, among those that both corpora hold; 0 where there are none. */
  overlap: number;
  /** 0 … 1, of names and keywords. */
  nameSimilarity: number;
  /** Cosine of mean vectors, null where they can't be compared. */
  vectorSimilarity: number | null;
  /** What decided, 0 … 1. */
  score: number;
  /** Which of the two decided more. */
  by: 'papers' | 'meaning';
}

/** How many shared papers lie in each pair of themes. */
export interface Crossing {
  /** `[A, B]`. */
  counts: Float64Array;
  /** Shared papers in each theme of the first set, and of the second. */
  sizesA: Float64Array;
  sizesB: Float64Array;
}

/** Least overlap of papers at which two themes are one: a third, as two of three with one more on each side. */
const SAME_BY_PAPERS = 1 / 3;
/**
 * Least likeness in meaning at which two themes without shared papers are one. Measured on halves of the page and of a
 * conference of 299 papers, where the whole build tells which themes belong together: at .35 two of three pairs are
 * right and more than half of the right ones are found, before the one-to-one assignment; at .5 a quarter is found.
 */
const SAME_BY_MEANING = 0.35;
/** How much names count where papers or vectors are there as well. */
const NAME_WEIGHT = 0.25;
/** Settles what the papers leave open. */
const TIE_BREAK = 0.02;

/** Counts shared papers by their themes on either side. */
export function crossing(a: ThemeSet, b: ThemeSet, pairs: readonly PaperPair[]): Crossing {
  const counts = new Float64Array(a.themes.length * b.themes.length);
  const sizesA = new Float64Array(a.themes.length);
  const sizesB = new Float64Array(b.themes.length);
  for (const pair of pairs) {
    const themeA = a.of[pair.a]!;
    const themeB = b.of[pair.b]!;
    if (themeA >= 0) sizesA[themeA]!++;
    if (themeB >= 0) sizesB[themeB]!++;
    if (themeA >= 0 && themeB >= 0) counts[themeA * b.themes.length + themeB]!++;
  }
  return { counts, sizesA, sizesB };
}

/**
 * Pairs of themes that are the same one. Where all papers are shared, their overlap (Jaccard) decides; where none are,
 * three quarters cosine of mean vectors and one quarter names; between, each in the share of shared papers.
 * @returns by position in `a`; themes without a counterpart are in no pair
 */
export function matchThemes(a: ThemeSet, b: ThemeSet, pairs: readonly PaperPair[]): ThemePair[] {
  const rows = a.themes.length;
  const columns = b.themes.length;
  if (rows === 0 || columns === 0) return [];
  const cross = crossing(a, b, pairs);
  const all = new Array<ThemePair & { least: number }>(rows * columns);
  const benefit = new Float64Array(rows * columns);
  const sizeA = sizes(a);
  const sizeB = sizes(b);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const papers = cross.counts[i * columns + j]!;
      const union = cross.sizesA[i]! + cross.sizesB[j]! - papers;
      const overlap = union > 0 ? papers / union : 0;
      const known = (cross.sizesA[i]! + cross.sizesB[j]!) / Math.max(1, sizeA[i]! + sizeB[j]!);
      const nameSimilarity = likeness(a.themes[i]!, b.themes[j]!);
      const vectorSimilarity = a.means && b.means ? cosine(a.means, i, b.means, j, rows, columns) : null;
      const meaning =
        vectorSimilarity === null
          ? nameSimilarity
          : (1 - NAME_WEIGHT) * Math.max(0, vectorSimilarity) + NAME_WEIGHT * nameSimilarity;
      const score = known * overlap + (1 - known) * meaning;
      const least = known * SAME_BY_PAPERS + (1 - known) * SAME_BY_MEANING;
      const by = known * overlap >= (1 - known) * meaning ? 'papers' : 'meaning';
      all[i * columns + j] = {
        a: i,
        b: j,
        papers,
        overlap,
        nameSimilarity,
        vectorSimilarity,
        score,
        by,
        least,
      };
      // A pair that would not be taken anyway must not push out one that would.
      benefit[i * columns + j] = score >= least ? 1e-3 + score + TIE_BREAK * meaning : 0;
    }
  const columnOf = bestAssignment(benefit, rows, columns);
  const matched: ThemePair[] = [];
  columnOf.forEach((j, i) => {
    if (j < 0) return;
    const { least, ...pair } = all[i * columns + j]!;
    if (pair.score >= least) matched.push(pair);
  });
  return matched;
}

/** Themes of one side that went into several of the other. */
export interface Division {
  /** Position of the theme that was divided. */
  whole: number;
  /** Positions of its parts, largest first, with the papers they took from it. */
  parts: { theme: number; papers: number }[];
}

/**
 * Themes of the first set whose shared papers are in two or more themes of the second, each of which took at least a
 * quarter of them (two papers or more) and consists of them for more than half (after MONIC's split, Spiliopoulou et
 * al. 2006). With the sets exchanged: themes that came together.
 */
export function divided(a: ThemeSet, b: ThemeSet, pairs: readonly PaperPair[]): Division[] {
  const { counts, sizesA, sizesB } = crossing(a, b, pairs);
  const columns = b.themes.length;
  const found: Division[] = [];
  for (let whole = 0; whole < a.themes.length; whole++) {
    const parts: Division['parts'] = [];
    for (let theme = 0; theme < columns; theme++) {
      const papers = counts[whole * columns + theme]!;
      if (papers >= 2 && papers >= sizesA[whole]! / 4 && papers > sizesB[theme]! / 2)
        parts.push({ theme, papers });
    }
    if (parts.length < 2) continue;
    parts.sort((x, y) => y.papers - x.papers || x.theme - y.theme);
    found.push({ whole, parts });
  }
  return found;
}

/**
 * Unit mean vectors of themes, about `centre`.
 * @param vectors `[N, D]` @param of `[N]` theme or −1 @param centre `[D]`
 * @returns `[count, D]`, a row of zeros for a theme without papers
 */
export function themeMeans(
  vectors: Float32Array,
  of: Int32Array,
  count: number,
  centre: ArrayLike<number>,
): Float32Array {
  const width = centre.length;
  const sums = new Float64Array(count * width);
  of.forEach((theme, paper) => {
    if (theme < 0) return;
    for (let d = 0; d < width; d++) sums[theme * width + d]! += vectors[paper * width + d]! - centre[d]!;
  });
  const means = new Float32Array(count * width);
  for (let theme = 0; theme < count; theme++) {
    let squares = 0;
    for (let d = 0; d < width; d++) squares += sums[theme * width + d]! ** 2;
    const length = Math.sqrt(squares);
    if (length > 1e-9)
      for (let d = 0; d < width; d++) means[theme * width + d] = sums[theme * width + d]! / length;
  }
  return means;
}

/** Dice coefficients of the words of names and of keywords, half each; 1 for the same name. */
export function likeness(
  a: { name: string; keywords: readonly string[] },
  b: { name: string; keywords: readonly string[] },
): number {
  if (foldTitle(a.name) === foldTitle(b.name)) return 1;
  return (dice(wordSet([a.name]), wordSet([b.name])) + dice(wordSet(a.keywords), wordSet(b.keywords))) / 2;
}

function wordSet(texts: readonly string[]): Set<string> {
  const words = texts.flatMap((text) => foldTitle(text).split(' '));
  return new Set(words.map((word) => (word.length > 3 ? word.replace(/s$/, '') : word)).filter(Boolean));
}

function dice(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0;
  for (const word of a) if (b.has(word)) both++;
  return a.size + b.size === 0 ? 0 : (2 * both) / (a.size + b.size);
}

function sizes({ themes, of }: ThemeSet): Float64Array {
  const counts = new Float64Array(themes.length);
  for (const theme of of) if (theme >= 0) counts[theme]!++;
  return counts;
}

function cosine(
  a: Float32Array,
  i: number,
  b: Float32Array,
  j: number,
  rows: number,
  columns: number,
): number {
  const width = a.length / rows;
  if (b.length / columns !== width) return 0;
  let sum = 0;
  for (let d = 0; d < width; d++) sum += a[i * width + d]! * b[j * width + d]!;
  return sum;
}
