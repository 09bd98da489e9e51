/** The result of a placement, and what its parts pass to each other. */
import type { PaperTheme } from '../map/themes/theme-path.ts';
import type { Matrix, ThemeWords } from '../types.ts';

/** A paper of the map, near a new one. */
export interface NearPaper {
  /** Position in the map. */
  index: number;
  id: string;
  title: string;
  /** Its finest theme; null if unthemed. */
  theme: PaperTheme | null;
  similarity: number;
}

/** Where one new paper belongs on the map. */
export interface PlacedPaper {
  /** Position in the map that addPapers builds: a new paper comes after the map's own, a known one is where it is. */
  index: number;
  id: string;
  title: string;
  /** The same paper on the map; null for a new one. */
  already: { index: number; id: string; title: string } | null;
  /** Index of an earlier paper of the input that it repeats; null if it repeats none. */
  repeats: number | null;
  /** Nearest papers of the map, nearest first. */
  nearest: NearPaper[];
  /** Its finest theme; null if it fits none. */
  theme: PaperTheme | null;
  /** The runner-up theme, if the paper lies between two. */
  second: PaperTheme | null;
  /** How clearly it belongs to its theme, 0 … 1. */
  strength: number;
  /** Index in `proposed`; null if it fits a theme or no other paper is like it. */
  proposed: number | null;
  x: number;
  y: number;
}

/** A theme that the map lacks: a group of papers that fit none of its themes. */
export interface ProposedTheme extends ThemeWords {
  /** Indices of the new papers. */
  papers: number[];
}

/** Where new papers belong on a map, and the themes that it lacks for them. */
export interface Placement {
  /** In the order given. */
  papers: PlacedPaper[];
  proposed: ProposedTheme[];
  /** The outcome in a sentence. */
  summary: string;
}

/** Old and new papers in one feature space. */
export interface PlacedSpace {
  /** Rows of the map's papers, then of the fresh ones. */
  features: Matrix;
  /** Index among the new papers of each row after the map's own: those that are neither on the map nor repeated. */
  fresh: readonly number[];
  /** `[fresh, N]` similarity of each fresh paper to each of the map's. */
  toOld: Float32Array;
}

/** A placement, and the space in which it was found. */
export interface Placed {
  placement: Placement;
  space: PlacedSpace;
}

export interface ThemeScores {
  /** `[fresh]` id of the finest theme, −1 if the paper fits none. */
  theme: Int32Array;
  /** `[fresh]` id of the runner-up theme if it comes close, else −1. */
  second: Int32Array;
  /** `[fresh]` 0 … 1, 0 if the paper fits no theme. */
  strength: Float32Array;
}
