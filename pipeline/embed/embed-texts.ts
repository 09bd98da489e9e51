/** The text of a paper that is embedded. Its sha256 is part of every cache key, so a change here invalidates all cached vectors. */
import type { Paper } from '../types.ts';

/** `title. abstract`, or only the one that the paper has. */
export function embedText(paper: Pick<Paper, 'title' | 'abstract'>): string {
  if (paper.abstract === '') return paper.title;
  if (paper.title === '') return paper.abstract;
  return `${paper.title}. ${paper.abstract}`;
}

/** Tokens of a text that the models read, including two special ones. */
const MODEL_TOKENS = 512;
/** Any text of this many characters has as many tokens, even Chinese without a space; tokenizers overflow at some millions. */
const LONGEST_PREFIX = 100_000;

/**
 * The part of `text` that determines its vector; the rest is beyond the model's 512 tokens. It ends with the 512th run of
 * non-white-space characters that contains an ASCII letter or digit: each such run is at least one token, and no token spans
 * white space, so that the vector is the same to the byte. This spares the tokenizer one second per megabyte.
 */
export function modelPrefix(text: string): string {
  if (text.length < 2 * MODEL_TOKENS) return text;
  let words = 0;
  let inWord = false;
  for (let i = 0; i < Math.min(text.length, LONGEST_PREFIX); i++) {
    const code = text.charCodeAt(i);
    if (code === 32 || (code >= 9 && code <= 13)) {
      if (inWord && ++words === MODEL_TOKENS) return text.slice(0, i);
      inWord = false;
    } else {
      const letter = code | 32;
      if ((code >= 48 && code <= 57) || (letter >= 97 && letter <= 122 && code < 128)) inWord = true;
    }
  }
  return text.slice(0, LONGEST_PREFIX);
}
