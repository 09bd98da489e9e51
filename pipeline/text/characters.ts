/** The kinds of a character, as bits. They are needed for every character of a corpus: a table is faster than a pattern. */

export const LETTER = 1;
export const NUMBER = 2;
export const MARK = 4;
/** 0 … 9, which are NUMBERs too. */
export const DIGIT = 8;
export const SPACE_CHARACTER = 16;

const KINDS: [RegExp, number][] = [
  [/\p{L}/u, LETTER],
  [/\p{N}/u, NUMBER],
  [/\p{M}/u, MARK],
  [/[0-9]/, DIGIT],
  [/\s/, SPACE_CHARACTER],
];
const UNKNOWN = 128;
const known = new Uint8Array(0x1_0000).fill(UNKNOWN);

/** The kinds of a code point; 0 for punctuation, symbols and half a surrogate pair. */
export function kindsOf(codePoint: number): number {
  const kinds = codePoint < known.length ? known[codePoint]! : UNKNOWN;
  if (kinds !== UNKNOWN) return kinds;
  const character = String.fromCodePoint(codePoint);
  const found = KINDS.reduce((bits, [pattern, bit]) => bits | (pattern.test(character) ? bit : 0), 0);
  if (codePoint < known.length) known[codePoint] = found;
  return found;
}

/** End of the run of characters of these kinds that begins at `at`; `at` if there is none. */
export function endOfRun(text: string, at: number, kinds: number): number {
  let end = at;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (code < 0xd800 || code > 0xdfff) {
      if ((kindsOf(code) & kinds) === 0) break;
      end++;
    } else {
      const codePoint = text.codePointAt(end)!;
      if ((kindsOf(codePoint) & kinds) === 0) break;
      end += codePoint > 0xffff ? 2 : 1;
    }
  }
  return end;
}
