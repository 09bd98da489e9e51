/** Splits a paper's text into words and what separates them: the raw material of names. */
import { DIGIT, endOfRun, kindsOf, LETTER, MARK, NUMBER, SPACE_CHARACTER } from './characters.ts';

/** What precedes a word. A phrase never spans a break. */
export const BREAK = 0;
export const SPACE = 1;
export const HYPHEN = 2;

export interface Words {
  /** As spelled, without a possessive 's. */
  words: string[];
  /** Same length: BREAK, SPACE or HYPHEN. */
  joins: number[];
}

/**
 * Characters of a text that are searched for words. No abstract is longer, and on some millions of non-Latin letters in a row a
 * regular expression overflows the stack.
 */
export const LONGEST_WORDED = 1_000_000;

/** Longer texts are cut: no abstract is longer, and names gain nothing from the rest. */
const LONGEST_TEXT = 20_000;

/** Removes links, markup and formulas; each leaves a break, so that no phrase spans it. */
export function cleanText(text: string): string {
  return text
    .slice(0, LONGEST_TEXT)
    .replace(/(?:https?:\/\/|www\.)\S+/gi, ' . ')
    .replace(/\\[a-zA-Z]{1,30}\{([^{}]{0,200})\}/g, '$1')
    .replace(/\$[^$\n]{1,200}\$/g, ' . ')
    .replace(/\\[a-zA-Z]{1,30}/g, ' ')
    .replace(/[*`]+/g, '')
    .replace(/_/g, '');
}

/** Splits cleaned text into words. Hyphens join ("vision-language" is two words), any other mark breaks. */
export function splitWords(text: string): Words {
  const words: string[] = [];
  const joins: number[] = [];
  scanWords(text, (from, to, join) => {
    words.push(text.slice(from, to));
    joins.push(join);
  });
  return { words, joins };
}

/**
 * Visits the words of {@link splitWords}. A word is a run of letters, numbers and marks, including decimals ("2.5") and what
 * follows an apostrophe ("don’t"), except a possessive 's.
 * @param visit receives where each begins and ends, and what precedes it: BREAK, SPACE or HYPHEN
 */
export function scanWords(text: string, visit: (from: number, to: number, join: number) => void): void {
  let end = -1;
  for (let at = 0; at < text.length; ) {
    const to = endOfWord(text, at);
    if (to === at) {
      at += text.codePointAt(at)! > 0xffff ? 2 : 1;
      continue;
    }
    visit(at, isPossessive(text, at, to) ? to - 2 : to, end < 0 ? BREAK : joinOf(text, end, at));
    end = to;
    at = to;
  }
}

const WORD = LETTER | NUMBER | MARK;

/** End of the word that begins at `at`; `at` if none does. */
function endOfWord(text: string, at: number): number {
  let end = endOfRun(text, at, WORD);
  if (end === at) return at;
  for (;;) {
    const kinds = text[end] === '.' ? DIGIT : isApostrophe(text[end]) ? LETTER : 0;
    const next = kinds === 0 ? end + 1 : endOfRun(text, end + 1, kinds);
    if (next === end + 1) return end;
    end = next;
  }
}

function isPossessive(text: string, from: number, to: number): boolean {
  return to - from > 2 && text[to - 1] === 's' && isApostrophe(text[to - 2]);
}

function isApostrophe(character: string | undefined): boolean {
  return character === "'" || character === '’';
}

/** BREAK, SPACE or HYPHEN, for the characters between two words. */
function joinOf(text: string, from: number, to: number): number {
  if (to - from === 1) {
    if (text[from] === ' ') return SPACE;
    if ('-‐‑–'.includes(text[from]!)) return HYPHEN;
  }
  for (let at = from; at < to; at++)
    if (!isApostrophe(text[at]) && (kindsOf(text.charCodeAt(at)) & SPACE_CHARACTER) === 0) return BREAK;
  return from === to ? BREAK : SPACE;
}

/**
 * A word's key, in lower case and singular. It need not be a word, only the same for all variants of one ("caches" and "cache"
 * both give "cach").
 */
export function foldWord(word: string): string {
  let key = word.toLowerCase();
  if (key.length > 4 && key.endsWith('ies')) key = `${key.slice(0, -3)}y`;
  else if (key.length > 2 && key.endsWith('s') && !/(?:ss|us|is)$/.test(key)) key = key.slice(0, -1);
  return key.length > 3 && /(?:ch|sh|ss|x|z)e$/.test(key) ? key.slice(0, -1) : key;
}
