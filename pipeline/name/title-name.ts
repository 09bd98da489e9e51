/** A name for a theme whose papers share no phrase: the title of its most central paper, shortened. */
import { cleanText } from '../text/tokens.ts';
import { LONGEST_NAME } from './phrases/display.ts';

/** A title is cut before one of these: what follows tells how or what for. */
const CUT =
  /\s+(?:for|with|via|using|by|from|in|on|at|under|through|without|and|to|of|as|is|are|that|which)\s/gi;

/**
 * @param titles of the theme's papers, most central first
 * @param taken names that the map has already
 * @param theme its index, for the last resort
 */
export function titleName(titles: readonly string[], taken: ReadonlySet<string>, theme: number): string {
  for (const title of titles) for (const text of shortened(title)) if (!taken.has(text)) return text;
  for (let number = theme + 1; ; number++) if (!taken.has(`Theme ${number}`)) return `Theme ${number}`;
}

/** Beginnings of a title that fit, the best first: its part before or after a colon, cut before a link, or cut between words. */
function shortened(title: string): string[] {
  const whole = cleanText(title).replace(/\s+/g, ' ').trim();
  const [before, after] = whole.split(/:\s|\s[–—-]\s|\?\s/, 2) as [string, string?];
  const parts = [whole, ...(after ? [after, before] : [])].filter(Boolean);
  const fits = (text: string) => text.length > 0 && text.length <= LONGEST_NAME;
  const cut = parts.flatMap((part) =>
    [...part.matchAll(CUT)].map(({ index }) => part.slice(0, index)).reverse(),
  );
  const words = parts.map((part) => part.slice(0, LONGEST_NAME + 1).replace(/\s+\S*$/, ''));
  return [...parts, ...cut, ...words, whole.slice(0, LONGEST_NAME)]
    .filter(fits)
    .map((text) => text.replace(/[\s.,;:!?-]+$/, '').replace(/^./u, (letter) => letter.toUpperCase()));
}
