/** What the parts of place hand to one another, and what it returns. */
import type { Matrix, ThemeWords } from '../types.ts';

/** A paper of the map, near a new one. */
export interface NearPaper {
  /** Position in the map. */
  paper: number;
  id: string;
  title: string;
  similarity: number;
}

/** Where one new paper belongs on the map. */
export interface PlacedPaper {
  id: string;
  title: string;
  /** The paper of the map that it is; null for a new one. */
  already: { paper: number; id: string; title: string } | null;
  /** Position of an earlier paper of the same file that it repeats, else null. */
  repeats: number | null;
  /** Nearest papers of the map, nearest first. */
  nearest: NearPaper[];
  /** Id of its finest theme; null where it fits none. */
  theme: number | null;
  themeName: string | null;
  /** Id of the theme that comes second, where the paper lies between two. */
  second: number | null;
  /** How clearly it belongs to its theme, 0 … 1. */
  strength: number;
  /** Position in `proposed`, null where it fits a theme or stands alone. */
  proposed: number | null;
  x: number;
  y: number;
}

/** A theme that the map lacks, gathered from papers that fit none of its themes. */
export interface ProposedTheme extends ThemeWords {
  /** Positions among the new papers. */
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

/** Old and new papers in one space, for those who go on with them. */
export interface PlacedSpace {
  /** Rows of the map's papers, then of the fresh ones. */
  features: Matrix;
  /** Positions among the new papers of the rows after the map's own: those that are neither there already nor repeated. */
  fresh: readonly number[];
  /** `[fresh, N]` similarity of each fresh paper to each of the map's. */
  toOld: Float32Array;
}

export interface ThemeScores {
  /** `[fresh]` id of the finest theme, −1 where the paper fits none. */
  theme: Int32Array;
  /** `[fresh]` id of the theme that comes second where it comes close, else −1. */
  second: Int32Array;
  /** `[fresh]` 0 … 1, 0 where the paper fits none. */
  strength: Float32Array;
}
