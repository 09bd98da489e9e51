/** Stability in words, for a reader without statistics: the same in the page, the report and the command line. */
import type { MapTheme } from '../map/schema.ts';

/** Least stability of a stable theme and of a partly stable one (Hennig 2007), in percent as they are shown. */
const STABLE = 75;
const PARTLY = 50;
/** Uncertain themes that a sentence names. */
const NAMED = 3;

/** Least stability of a paper that stayed with its theme nearly every time, 0 … 1. */
export const STAYED = 0.8;

export type StabilityWord = 'stable' | 'partly stable' | 'uncertain';

/** How stable a theme is, in one word. @param stability 0 … 1 */
export function stabilityWord(stability: number): StabilityWord {
  const percent = Math.round(100 * stability);
  if (percent >= STABLE) return 'stable';
  return percent >= PARTLY ? 'partly stable' : 'uncertain';
}

/** Stability as it is shown. @param stability 0 … 1 */
export function stabilityPercent(stability: number): string {
  return `${Math.round(100 * stability)} %`;
}

/** Stability as it is shown, with what it means. @param stability 0 … 1 */
export function stabilityWords(stability: number): string {
  return `${stabilityPercent(stability)}, ${stabilityWord(stability)}`;
}

/** The stability that a map gives a theme, 0 … 1; null for a proposed one, which nothing has measured. */
export function stabilityOf({ stability, proposed }: MapTheme): number | null {
  return proposed ? null : stability;
}

/** Whether a theme is marked as uncertain. @param stability 0 … 1; null if it has not been measured */
export function isUncertain(stability: number | null): boolean {
  return stability !== null && stabilityWord(stability) === 'uncertain';
}

/** What its stability says about one theme. @param stability 0 … 1; null if it has not been measured */
export function themeSentence(stability: number | null): string {
  if (stability === null) return 'Its stability has not been measured.';
  const means: Record<StabilityWord, string> = {
    stable: 'When the themes are made again without a fifth of the papers, it comes back much the same.',
    'partly stable':
      'When the themes are made again without a fifth of the papers, it comes back in part: papers at its border may belong elsewhere.',
    uncertain:
      'When the themes are made again without a fifth of the papers, less than half of it comes back: take it as a suggestion.',
  };
  return means[stabilityWord(stability)];
}

/**
 * How many of the finest themes are stable, and which themes of any level are uncertain. Themes that have not been measured (null)
 * are left out.
 */
export function themesSentence(
  themes: readonly { id: number; name: string; level: number; stability: number | null }[],
): string {
  const finest = Math.max(0, ...themes.map((theme) => theme.level));
  const measured = themes.flatMap(({ stability, ...theme }) =>
    stability === null ? [] : [{ ...theme, stability }],
  );
  const fine = measured.filter((theme) => theme.level === finest);
  const [only] = fine;
  if (!only) return 'The map has no themes that could come back.';
  if (fine.length === 1)
    return `The only theme is ${stabilityWord(only.stability)}. ${themeSentence(only.stability)}`;
  const stable = fine.filter((theme) => stabilityWord(theme.stability) === 'stable').length;
  // An only child is the same theme as its parent and has its name.
  const uncertain = measured
    .filter(
      (theme, i) =>
        isUncertain(theme.stability) && measured.findIndex(({ name }) => name === theme.name) === i,
    )
    .sort((a, b) => a.stability - b.stability || a.id - b.id);
  const first = `${stable === fine.length ? 'All' : `${stable} of`} ${fine.length} themes are stable: without a fifth of the papers, they come back much the same.`;
  if (uncertain.length === 0) return first;
  const named = uncertain
    .slice(0, NAMED)
    .map(({ name, stability }) => `“${name}” (${stabilityPercent(stability)})`);
  const more = uncertain.length - named.length;
  const list = more > 0 ? [...named, `${more} more`] : named;
  const all = list.length === 1 ? list[0] : `${list.slice(0, -1).join(', ')} and ${list.at(-1)}`;
  return list.length === 1
    ? `${first} ${all} is uncertain: take it as a suggestion.`
    : `${first} ${all} are uncertain: take them as suggestions.`;
}
