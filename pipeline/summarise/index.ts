/** summarise: what the papers of a theme say, in their own sentences. */
export { summarise } from './summarise.ts';
export {
  summariseTheme,
  type ThemeContrast,
  type ThemeSentence,
  type ThemeSummary,
} from './theme-summary.ts';
export type { Apart, ApartTerm, Summary, SummarySentence, SummarySource } from './types.ts';
