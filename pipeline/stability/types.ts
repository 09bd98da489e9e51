/** What came back when the themes were made again. */

/** How surely one theme comes back. */
export interface ThemeStability {
  id: number;
  name: string;
  level: number;
  size: number;
  /** Share of the runs in which at least half of what it and its likest theme hold was the same (Jaccard ≥ .5). */
  comesBack: number;
  /** Mean of that Jaccard index over the runs. */
  overlap: number;
}

/** How surely one paper stays in its theme. */
export interface PaperStability {
  /** Position in the map. */
  paper: number;
  id: string;
  title: string;
  /** Share of the runs that it took part in, in which it was in the counterpart of its finest theme. */
  sure: number;
}

/** What came back when the themes were made again and again. */
export interface Stability {
  runs: number;
  /** Mean agreement (ARI) of the finest themes with the map: with other random numbers alone, and with papers left out. */
  ari: { seeds: number | null; resamples: number | null };
  themes: ThemeStability[];
  papers: PaperStability[];
  /** The outcome in words. */
  summary: string;
}
