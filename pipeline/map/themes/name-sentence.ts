/** Why a theme has its name, in words: the same in the page and the report. */
import type { MapTheme } from '../schema.ts';

/** Joins the two phrases of a name. */
const AND = ' & ';

/** How many of a theme's papers use its name; null if nothing is known about it. */
export function nameSentence({ name, evidence }: Pick<MapTheme, 'name' | 'evidence'>): string | null {
  if (!evidence) return null;
  const { share, papers, runnersUp } = evidence;
  if (papers.length === 0)
    return runnersUp.length > 0
      ? 'The phrases that its papers share name other themes, so a title stands in.'
      : 'Its papers share no phrase that could name it, so a title stands in.';
  const percent = Math.round(100 * share);
  const many = percent === 0 ? 'Less than 1 %' : `${percent} %`;
  return `${many} of its papers use ${name.includes(AND) ? 'one of its phrases' : 'the phrase'} in title or abstract.`;
}

/** The names that were nearly chosen; null if there are none. */
export function runnersUpSentence({ evidence }: Pick<MapTheme, 'evidence'>): string | null {
  return evidence && evidence.runnersUp.length > 0
    ? `Also considered: ${evidence.runnersUp.join(' · ')}.`
    : null;
}
