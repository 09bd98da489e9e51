/** Splits a text into words with their positions, for shared phrases and for marks. */
import { endOfRun, LETTER, NUMBER, PLAIN_WORDS } from '../../pipeline/text/index.ts';
import { fold } from '../search/query/query.ts';

export interface Word {
  /** Folded, without the plural's s. */
  stem: string;
  /** Range in the text, end exclusive. */
  start: number;
  end: number;
}

/** Runs of letters and numbers; anything else separates words ("key-value" is two words). */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (let start = 0; start < text.length; ) {
    const end = endOfRun(text, start, LETTER | NUMBER);
    if (end > start) words.push({ stem: stem(text.slice(start, end)), start, end });
    start = Math.max(end, start + 1);
  }
  return words;
}

/** The form in which words are compared: lower case, no accents, no plural s ("caches" = "cache", "loss" stays). */
export function stem(word: string): string {
  const folded = fold(word);
  return folded.length > 3 && /[^su]s$/.test(folded) && !folded.endsWith('is') ? folded.slice(0, -1) : folded;
}

/** Words that say nothing about a paper's subject, as stems. */
export const EMPTY_WORDS: ReadonlySet<string> = new Set(PLAIN_WORDS.map(stem));
