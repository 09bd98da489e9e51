/** The result of repeating the clustering. */

/** How surely a theme returns. */
export interface ThemeStability {
  id: number;
  name: string;
  level: number;
  size: number;
  /** Share of the runs with a theme that has at least half of their papers together in common (Jaccard ≥ .5). */
  comesBack: number;
  /** Mean of that Jaccard index over the runs. */
  overlap: number;
}

/** How surely a paper stays in its theme. */
export interface PaperStability {
  /** Index in the map. */
  paper: number;
  id: string;
  title: string;
  /** Of the runs that it took part in, the share in which it was in the counterpart of its finest theme. */
  sure: number;
}

/** Which themes and papers returned. */
export interface Stability {
  runs: number;
  /** Mean agreement (ARI) of the finest themes with the map: with other random numbers only, and with papers left out too. */
  ari: { seeds: number | null; resamples: number | null };
  themes: ThemeStability[];
  papers: PaperStability[];
  /** The result in words. */
  summary: string;
}
