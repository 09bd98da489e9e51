/** Words of a paper's text, with what stands between them: the raw material of names. */

/** What stands before a word. A phrase never runs over a break. */
export const BREAK = 0;
export const SPACE = 1;
export const HYPHEN = 2;

export interface Words {
  /** As written, without a possessive 's. */
  words: string[];
  /** Same length: BREAK, SPACE or HYPHEN. */
  joins: number[];
}

/**
 * Characters of a text in which words are looked for. No abstract is longer, and in a run of some millions of letters
 * beyond Latin a pattern runs out of stack.
 */
export const LONGEST_WORDED = 1_000_000;

/** Longer texts are cut: no abstract is, and a name gains nothing from the rest. */
const LONGEST_TEXT = 20_000;

/** Text without links, markup and formulas; each leaves a break, so that no phrase runs over it. */
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
  const pattern = /[\p{L}\p{N}\p{M}]+(?:\.\d+|['’][\p{L}]+)*/gu;
  let end = -1;
  for (const match of text.matchAll(pattern)) {
    const start = match.index;
    joins.push(end < 0 ? BREAK : joinOf(text.slice(end, start)));
    words.push(match[0].replace(/['’]s?$/u, ''));
    end = start + match[0].length;
  }
  return { words, joins };
}

function joinOf(gap: string): number {
  if (gap === ' ') return SPACE;
  return /^[-‐‑–]$/u.test(gap) ? HYPHEN : /^[\s'’]+$/u.test(gap) ? SPACE : BREAK;
}

/**
 * A word's key: lower case, singular. Not a dictionary form, only the same for all variants of a word ("caches" and
 * "cache" both give "cach").
 */
export function foldWord(word: string): string {
  let key = word.toLowerCase();
  if (key.length > 4 && key.endsWith('ies')) key = `${key.slice(0, -3)}y`;
  else if (key.length > 2 && key.endsWith('s') && !/(?:ss|us|is)$/.test(key)) key = key.slice(0, -1);
  return key.length > 3 && /(?:ch|sh|ss|x|z)e$/.test(key) ? key.slice(0, -1) : key;
}
