/** Splits abstracts into sentences, and finds the two that are closest in meaning. */

/** Words whose full stop does not end a sentence; initials and numbers are recognised by rule. */
const ABBREVIATIONS = new Set(
  'e.g i.e et al cf vs fig figs eq eqs sec tab no approx resp etc dr prof st incl dept vol ca'.split(' '),
);

const MIN_LENGTH = 25;
/** Characters before a full stop in which an abbreviation is looked for, including brackets and quotes. */
const LONGEST_ABBREVIATION = 40;

/**
 * Splits running text into sentences. A full stop ends a sentence if a space and a capital letter, digit, quote or bracket
 * follow and no abbreviation or initial precedes it; very short pieces are joined to the sentence before.
 */
export function splitSentences(text: string): string[] {
  const sentences: string[] = [];
  let start = 0;
  for (const match of text.matchAll(/(?<![.!?])[.!?]+["')\]]*\s+(?=[\p{Lu}\d"'([$\\])/gu)) {
    const end = match.index + match[0].length;
    const before = text.slice(Math.max(start, match.index - LONGEST_ABBREVIATION), match.index);
    const last = /(\S+)$/.exec(before)?.[1] ?? '';
    const word = last.replace(/^[^\p{L}\d]+/u, '').toLowerCase();
    if (match[0].startsWith('.') && (ABBREVIATIONS.has(word) || /^\p{Lu}$/u.test(last))) continue;
    if (end - start < MIN_LENGTH) continue;
    sentences.push(text.slice(start, end).trim());
    start = end;
  }
  const rest = text.slice(start).trim();
  if (rest.length >= MIN_LENGTH || sentences.length === 0) {
    if (rest) sentences.push(rest);
  } else if (rest) sentences[sentences.length - 1] += ` ${rest}`;
  return sentences;
}

export interface SentencePair {
  /** Indices into the two lists. */
  a: number;
  b: number;
  /** Cosine similarity. */
  similarity: number;
}

/** The pair of rows with the highest dot product, ties by the earlier rows; null if a list is empty. */
export function closestPair(a: readonly Float32Array[], b: readonly Float32Array[]): SentencePair | null {
  let best: SentencePair | null = null;
  for (let i = 0; i < a.length; i++)
    for (let j = 0; j < b.length; j++) {
      let sum = 0;
      const left = a[i]!;
      const right = b[j]!;
      for (let d = 0; d < left.length; d++) sum += left[d]! * right[d]!;
      if (!best || sum > best.similarity) best = { a: i, b: j, similarity: sum };
    }
  return best;
}
