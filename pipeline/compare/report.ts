/** The result of a comparison of two maps. */
import type { PaperTheme } from '../map/themes/theme-path.ts';

/** A theme in a report. */
export interface ThemeRef {
  /** Its id in its own map. */
  id: number;
  name: string;
  size: number;
}

/** A theme of both maps. */
export interface MatchedTheme {
  a: ThemeRef;
  b: ThemeRef;
  /** Number of papers in both. */
  papers: number;
  /** Jaccard index of their papers, among those that both maps hold; null if neither has a shared paper. */
  overlap: number | null;
  nameSimilarity: number;
  /** Cosine of their mean vectors; null if different models embedded the maps. */
  vectorSimilarity: number | null;
  /** What decided that they match. */
  by: 'papers' | 'meaning';
  /** Whether its share of all papers changed by a quarter or more, and by at least two papers. */
  change: 'same' | 'grown' | 'shrunk';
}

/** What became of the finest themes of A in B; each theme is in one list, `grown` and `shrunk` apart. */
export interface ThemeChanges {
  matched: MatchedTheme[];
  /** Themes of B without a counterpart in A. */
  born: ThemeRef[];
  /** Themes of A without a counterpart in B. */
  gone: ThemeRef[];
  /** Themes of A that were divided; `papers`: how many each part took. */
  split: { a: ThemeRef; b: (ThemeRef & { papers: number })[] }[];
  /** Themes of A that became one theme of B. */
  merged: { a: (ThemeRef & { papers: number })[]; b: ThemeRef }[];
  /** Those of `matched` with this change. */
  grown: MatchedTheme[];
  shrunk: MatchedTheme[];
}

/** A shared paper whose theme in B is not the counterpart of its theme in A. */
export interface MovedPaper {
  /** Position in A. */
  index: number;
  /** In A. */
  id: string;
  title: string;
  /** Its finest theme in A; null if unthemed. */
  theme: PaperTheme | null;
  /** Whether its whole theme was split or merged, or it moved alone. */
  how: 'moved' | 'split' | 'merged';
  /** Its position and finest theme in B. */
  to: { index: number; theme: PaperTheme | null };
}

/** What became of the papers and themes of one map (A) in another (B). Figures have 4 decimals. */
export interface Comparison {
  a: MapSummary;
  b: MapSummary;
  /** Papers in both. */
  shared: number;
  onlyA: number;
  onlyB: number;
  /** What themes are matched by: shared papers or, without any, vectors and names or names alone. */
  matchedBy: 'papers' | 'vectors and names' | 'names';
  /** The result in a few sentences. */
  summary: string;
  /** Agreement of the finest themes on the shared papers; null with fewer than two. */
  ari: number | null;
  ami: number | null;
  /** The same of the coarsest themes. */
  coarse: { ari: number | null; ami: number | null };
  /** Finest level. */
  themes: ThemeChanges;
  moved: MovedPaper[];
  /** Mean share of a shared paper's 10 nearest shared papers that are the same in both; null if there are none. */
  neighboursKept: number | null;
  /** Median distance that a shared paper moved, after the best rotation and shift, as a share of the map's radius. */
  shift: number | null;
  /** Shared papers by theme on both sides (ids of the finest themes, −1 for unthemed), for an alluvial picture. */
  flows: { from: number; to: number; papers: number }[];
}

/** A map's name and its numbers of papers and finest themes. */
export interface MapSummary {
  name: string;
  papers: number;
  themes: number;
}
