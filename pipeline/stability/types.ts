/** The result of making the themes again. */

/** How well a theme comes back. */
export interface ThemeStability {
  id: number;
  name: string;
  level: number;
  size: number;
  /** Mean overlap with its most similar group (Jaccard index), 0 … 1: the same measure as in the manifest. */
  stability: number;
}

/** How well a paper stays in its theme. */
export interface PaperStability {
  /** Index in the map. */
  paper: number;
  id: string;
  title: string;
  /** Of the runs that it took part in, the share in which it was in the counterpart of its finest theme; null if unthemed. */
  stability: number | null;
}

/** Which themes and papers came back. */
export interface Stability {
  runs: number;
  /** Mean agreement (ARI) of the finest themes with the groups of the runs; null if the map has no themes. */
  ari: number | null;
  themes: ThemeStability[];
  papers: PaperStability[];
  /** The result in words. */
  summary: string;
}
