/** A name for a theme whose papers share no phrase: the title of its most central paper, shortened. */
import { cleanText } from '../text/tokens.ts';
import { LONGEST_NAME } from './phrases/display.ts';

/** A title is cut before one of these: what follows tells how or what for. */
const CUT =
  /\s+(?:for|with|via|using|by|from|in|on|at|under|through|without|and|to|of|as|is|are|that|which)\s/gi;

/** Tags, brackets of tags that are cut, and marks that turn the direction of what follows. */
const NO_TEXT = /<\/?[a-z][^<>]*>|[<>\u202A-\u202E\u2066-\u2069]/gi;

/**
 * @param titles of the theme's papers, most central first
 * @param taken names that the map has already, in lower case
 * @param theme its index, for the last resort
 */
export function titleName(titles: readonly string[], taken: ReadonlySet<string>, theme: number): string {
  const isFree = (text: string) => !taken.has(text.toLowerCase());
  for (const title of titles) for (const text of shortened(title)) if (isFree(text)) return text;
  for (let number = theme + 1; ; number++) if (isFree(`Theme ${number}`)) return `Theme ${number}`;
}

/** Beginnings of a title that fit, the best first: its part before or after a colon, cut before a link, or cut between words. */
function shortened(title: string): string[] {
  const whole = cleanText(title).replace(NO_TEXT, ' ').replace(/\s+/g, ' ').trim();
  const [before, after] = whole.split(/:\s|\s[–—-]\s|\?\s/, 2) as [string, string?];
  // One word before a colon is a coined name, and more are the subject.
  const parts = [whole, ...(after ? (before.includes(' ') ? [before, after] : [after, before]) : [])];
  const cut = parts.flatMap((part) =>
    [...part.matchAll(CUT)].map(({ index }) => part.slice(0, index)).reverse(),
  );
  const words = parts.map((part) => part.slice(0, LONGEST_NAME + 1).replace(/\s+\S*$/, ''));
  // A character beyond the first 65,536 is two of those that are counted, and not cut in two.
  const characters = whole.slice(0, LONGEST_NAME).replace(/[\uD800-\uDBFF]$/, '');
  return [...parts, ...cut, ...words, characters]
    .filter((text) => text.length <= LONGEST_NAME)
    .map((text) => text.replace(/[\s.,;:!?-]+$/, '').replace(/^./u, (letter) => letter.toUpperCase()))
    .filter((text) => text.length > 0 && text.length <= LONGEST_NAME);
}
