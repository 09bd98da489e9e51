/** What of a paper is embedded. Its sha256 is part of every cache key, so a change here makes every vector anew. */
import type { Paper } from '../types.ts';

/** `title. abstract`; whichever there is where a paper lacks the other. */
export function embedText(paper: Pick<Paper, 'title' | 'abstract'>): string {
  if (paper.abstract === '') return paper.title;
  if (paper.title === '') return paper.abstract;
  return `${paper.title}. ${paper.abstract}`;
}

/** Tokens that the models read of a text, two of them marks of their own. */
const MODEL_TOKENS = 512;
/** Characters in which any text has as many, Chinese without a space among it; tokenizers overflow at some millions. */
const LONGEST_PREFIX = 100_000;

/**
 * The part of `text` that decides on its vector; the rest is past the model's 512 tokens. Cut behind the 512th run of
 * characters between white space that holds a letter or digit of ASCII: each such run is a token or more, and no token
 * reaches across white space, so the vector is the same to the byte. Spares the tokenizer a second per megabyte.
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
