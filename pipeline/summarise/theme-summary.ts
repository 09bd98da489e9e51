import type { ThemeMap } from '../map/schema.ts';
import { type PaperTheme, themeOf } from '../map/themes/theme-path.ts';
import { summarise } from './summarise.ts';
import type { ApartTerm, SummarySource } from './types.ts';

/** What the papers of a theme say, in their own sentences. */
export interface ThemeSummary {
  theme: PaperTheme;
  /** Three to five, the foremost first; fewer if the theme has fewer abstracts with sentences that can stand alone. */
  sentences: ThemeSentence[];
  /** What sets the theme apart from the sibling with most links to it; null if it has none. */
  apart: ThemeContrast | null;
}

/** A sentence of a paper's abstract. */
export interface ThemeSentence {
  /** Position of the paper in the map. */
  index: number;
  id: string;
  title: string;
  /** Word for word; a line break is a space. */
  text: string;
}

/** Terms that more papers of a theme hold than of its nearest sibling. */
export interface ThemeContrast {
  /** The sibling. */
  theme: PaperTheme;
  /** The surest first, at most 4; none if no term is much more frequent. */
  terms: ApartTerm[];
}

/** The summary of a theme of a map in memory. @param theme its id */
export async function summariseTheme(map: ThemeMap, theme: number): Promise<ThemeSummary> {
  const { sentences, apart } = await summarise(sourceOf(map), theme);
  return {
    theme: themeOf(map, theme)!,
    sentences: sentences.map(({ paper, text }) => {
      const { id, title } = map.papers[paper]!;
      return { index: paper, id, title, text };
    }),
    apart: apart && { theme: themeOf(map, apart.theme)!, terms: apart.terms },
  };
}

function sourceOf({ manifest, papers, arrays }: ThemeMap): SummarySource {
  return {
    themes: manifest.themes,
    papers,
    arrays,
    readAbstracts: async (some) => some.map((paper) => papers[paper]!.abstract),
  };
}
