/**
 * Matches the themes of two maps: by shared papers and, as far as papers are not shared, by mean vectors and words. The
 * matching is one to one, with the largest total agreement.
 */
import type { MapTheme, ThemeMap } from '../map/schema.ts';
import { themesOnLevel } from '../map/themes/theme-path.ts';
import { bestAssignment } from './assignment.ts';
import { foldTitle, type PaperPair } from './papers.ts';

/** The themes of one level. */
export interface ThemeSet {
  themes: readonly { name: string; keywords: readonly string[] }[];
  /** `[N]` position in `themes`, −1 for unthemed. */
  of: Int32Array;
  /** `[themes, D]` unit vectors in the space of the other set's; null if they cannot be compared. */
  means: Float32Array | null;
}

/** The themes of one level of a map, with their ids. */
export interface LevelSet extends ThemeSet {
  themes: MapTheme[];
}

/** The themes of a level. @param level undefined if the map has no such level: then no paper has a theme */
export function levelSet(map: ThemeMap, level: number | undefined): LevelSet {
  if (level === undefined) return { themes: [], of: new Int32Array(map.papers.length).fill(-1), means: null };
  const themes = map.manifest.themes.filter((theme) => theme.level === level);
  const position = new Map(themes.map((theme, index) => [theme.id, index]));
  const of = themesOnLevel(map, level).map((id) => position.get(id) ?? -1);
  return { themes, of, means: null };
}

/** A theme of the first set and one of the second, by index. */
export interface ThemePair {
  a: number;
  b: number;
  /** Number of papers in both. */
  papers: number;
  /** Jaccard index of their papers, among those that both corpora hold; 0 if there are none. */
  overlap: number;
  /** Similarity of names and keywords, 0 … 1. */
  nameSimilarity: number;
  /** Cosine of the mean vectors; null if they cannot be compared. */
  vectorSimilarity: number | null;
  /** The agreement that decides, 0 … 1. */
  score: number;
  /** Which of the two contributes more to the score. */
  by: 'papers' | 'meaning';
}

/** The number of shared papers in each pair of themes. */
export interface Crossing {
  /** `[A, B]`. */
  counts: Float64Array;
  /** Shared papers in each theme of the first set, and of the second. */
  sizesA: Float64Array;
  sizesB: Float64Array;
}

/** Least overlap of papers at which two themes match: a third, such as two of three papers on either side. */
const SAME_BY_PAPERS = 1 / 3;
/**
 * Least similarity in meaning at which two themes without shared papers match. Measured on halves of the page and of a
 * conference of 299 papers, with the themes of the whole build as truth: at .35 two of three pairs are right and more
 * than half of the right ones are found, before the one-to-one assignment; at .5 a quarter is found.
 */
const SAME_BY_MEANING = 0.35;
/** Weight of names beside vectors. */
const NAME_WEIGHT = 0.25;
/** Weight of the meaning if papers alone leave a tie. */
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
 * Pairs of matching themes. If all papers are shared, their overlap (Jaccard) decides; if none are, the cosine of mean
 * vectors for three quarters and names for one; otherwise both, weighted by the share of shared papers.
 * @returns in the order of `a`; themes without a counterpart are in no pair
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
      const names = nameSimilarity(a.themes[i]!, b.themes[j]!);
      const vectorSimilarity =
        a.means && b.means ? cosine(rowOf(a.means, i, rows), rowOf(b.means, j, columns)) : null;
      const meaning =
        vectorSimilarity === null
          ? names
          : (1 - NAME_WEIGHT) * Math.max(0, vectorSimilarity) + NAME_WEIGHT * names;
      const score = known * overlap + (1 - known) * meaning;
      const least = known * SAME_BY_PAPERS + (1 - known) * SAME_BY_MEANING;
      const by = known * overlap >= (1 - known) * meaning ? 'papers' : 'meaning';
      all[i * columns + j] = {
        a: i,
        b: j,
        papers,
        overlap,
        nameSimilarity: names,
        vectorSimilarity,
        score,
        by,
        least,
      };
      // A pair below the threshold must not displace one above it.
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

/** A theme of one side that was divided among several of the other. */
export interface Division {
  /** Index of the divided theme. */
  whole: number;
  /** Indices of its parts, largest first, with the number of papers each took. */
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
 * Unit mean vectors of themes, relative to `centre`.
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

/** The mean of the Dice coefficients of names' and of keywords' words; 1 for equal names. */
export function nameSimilarity(
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

function rowOf(matrix: Float32Array, row: number, rows: number): Float32Array {
  const width = matrix.length / rows;
  return matrix.subarray(row * width, (row + 1) * width);
}

/** Cosine of two unit vectors; 0 if they differ in length. */
function cosine(a: Float32Array, b: Float32Array): number {
  return a.length === b.length ? a.reduce((sum, value, d) => sum + value * b[d]!, 0) : 0;
}
