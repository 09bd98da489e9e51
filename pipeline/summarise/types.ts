import type { MapTheme } from '../map/schema.ts';

/** What of a map its summaries are made from. */
export interface SummarySource {
  themes: readonly MapTheme[];
  papers: readonly { title: string }[];
  arrays: { theme: Int32Array; neighbours: Int32Array; similarities: Float32Array; strength: Float32Array };
  /** Abstracts of some papers, in their order. */
  readAbstracts(papers: readonly number[]): Promise<readonly string[]>;
}

/** What the papers of a theme say. */
export interface Summary {
  /** The foremost first; empty if no abstract holds a sentence that is fit. */
  sentences: SummarySentence[];
  /** What sets the theme apart from the nearest other; null if it has no sibling. */
  apart: Apart | null;
}

/** A sentence of an abstract. */
export interface SummarySentence {
  /** Position of its paper. */
  paper: number;
  /** Word for word; a line break is a space. */
  text: string;
}

/** What sets a theme apart from its nearest sibling. */
export interface Apart {
  /** Id of the sibling. */
  theme: number;
  /** The surest first, at most 4; empty if no term is much more frequent. */
  terms: ApartTerm[];
}

/** A term that more papers of a theme hold than of its sibling. */
export interface ApartTerm {
  /** As most of the theme's papers spell it. */
  term: string;
  /** Share of the theme's papers that hold it, from 0 to 1; of a large theme, of its central papers. */
  share: number;
  /** The same for the sibling. */
  there: number;
}
