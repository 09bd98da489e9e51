/** Stability in words, for a reader without statistics. */
import type { Stability, ThemeStability } from './types.ts';

/** Shares of the runs in which a firm theme comes back at least, and a loose one at most. */
const FIRM = 0.8;
const LOOSE = 0.5;
/** Least share of the runs in which a sure paper is in its theme. */
const SURE = 0.8;

export type StabilityWord = 'firm' | 'fair' | 'loose';

/** How stable a theme is that came back in this share (0 … 1) of the runs, in one word. */
export function testedStabilityWord(share: number): StabilityWord {
  return share >= FIRM ? 'firm' : share >= LOOSE ? 'fair' : 'loose';
}

export function stabilitySentence({ runs, themes, papers }: Omit<Stability, 'summary'>): string {
  const finest = Math.max(0, ...themes.map((theme) => theme.level));
  const fine = themes.filter((theme) => theme.level === finest);
  if (fine.length === 0) return 'The map has no themes that could come back.';
  const firm = fine.filter((theme) => testedStabilityWord(theme.comesBack) === 'firm').length;
  const loose = fine.filter((theme) => testedStabilityWord(theme.comesBack) === 'loose');
  const sure = papers.filter((paper) => paper.sure >= SURE).length;
  const parts = [
    `The themes were made again ${times(runs)}, with other random numbers and with a fifth of the papers left out`,
    firm === fine.length
      ? `All ${fine.length} came back at least four times in five`
      : `${firm} of ${fine.length} came back at least four times in five`,
  ];
  if (loose.length > 0) {
    const named = [...loose].sort((a, b) => a.comesBack - b.comesBack || a.id - b.id).slice(0, 3);
    parts.push(
      `Take ${list(named.map((theme) => described(theme, runs)))}${
        loose.length > named.length ? ` and ${loose.length - named.length} more` : ''
      } as a suggestion rather than a fact`,
    );
  }
  parts.push(`${sure} of ${papers.length} papers stayed with their theme nearly every time`);
  return `${parts.join('. ')}.`;
}

function described({ name, comesBack }: ThemeStability, runs: number): string {
  return `"${name}" (came back in ${Math.round(comesBack * runs)} of ${runs} runs)`;
}

function times(runs: number): string {
  return runs === 1 ? 'once' : `${runs} times`;
}

function list(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
