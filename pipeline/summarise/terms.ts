/** The terms of texts: single words and pairs of words, and how many papers hold them. */
import { PLAIN_WORDS } from '../text/plain-words.ts';
import { BREAK, foldWord, HYPHEN, splitWords } from '../text/tokens.ts';

/** Terms by key, as first spelled. The key of a pair of words has a space. */
export type Terms = ReadonlyMap<string, string>;

const EMPTY: ReadonlySet<string> = new Set(PLAIN_WORDS.map(foldWord));

/** Scripts that put no spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]/u;

export function termsOf(text: string): Terms {
  const { words, joins } = splitWords(text);
  const terms = new Map<string, string>();
  const add = (key: string, spelled: string) => {
    if (!terms.has(key)) terms.set(key, spelled);
  };
  /** Key of the word before, null if it says nothing. */
  let before: string | null = null;
  for (const [at, word] of words.entries()) {
    if (UNSPACED.test(word)) {
      // Pairs of characters stand for words.
      for (let i = 0; i + 1 < word.length; i++) add(word.slice(i, i + 2), word.slice(i, i + 2));
      before = null;
      continue;
    }
    const key = foldWord(word);
    if (key.length < 2 || /^[\d.]+$/.test(key) || EMPTY.has(key)) {
      before = null;
      continue;
    }
    add(key, word);
    if (before !== null && joins[at] !== BREAK)
      add(`${before} ${key}`, `${words[at - 1]}${joins[at] === HYPHEN ? '-' : ' '}${word}`);
    before = key;
  }
  return terms;
}

/** Number of words of a text; two characters of a script without spaces count as one. */
export function countWords(text: string): number {
  const words = text.match(/\S+/g) ?? [];
  if (!UNSPACED.test(text)) return words.length;
  return words.reduce((sum, word) => sum + (UNSPACED.test(word) ? Math.ceil(word.length / 2) : 1), 0);
}

/** How many of some texts hold each term. */
export function countTerms(texts: readonly Terms[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const terms of texts) for (const key of terms.keys()) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
