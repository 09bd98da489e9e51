/** Sparse TF-IDF rows over words and pairs of words, with a vocabulary that is fitted once and reused. */
import type { SparseMatrix } from '../linalg/sparse.ts';
import { LONGEST_WORDED } from './tokens.ts';

export interface Vocabulary {
  /** Column of each term. */
  columns: Map<string, number>;
  /** `[columns.size]`. */
  idf: Float64Array;
}

/** Terms kept, the most widely used. Beyond some ten thousand they are typing errors and formulas. */
const MAX_TERMS = 20_000;

const STOP_WORDS = new Set(
  (
    'a about above after again all also among an and any are as at be because been before being below between both but ' +
    'by can could did do does doing down during each few for from further had has have having he her here how i if in ' +
    'into is it its itself just may might more most much no nor not of off on once only or other our out over own same ' +
    'she should so some such than that the their them then there these they this those through to too under until up ' +
    'upon us very via was we were what when where which while who whom why will with within without would you your'
  ).split(' '),
);

/** Words of two to forty characters in lower case, in order, without stop words. */
export function words(text: string): string[] {
  const found = text
    .slice(0, LONGEST_WORDED)
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+(?:[-'’][\p{L}\p{N}]+)*/gu);
  return (found ?? []).filter((word) => word.length > 1 && word.length <= 40 && !STOP_WORDS.has(word));
}

/** Words and pairs of adjacent words with their counts. */
function countTerms(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (term: string) => counts.set(term, (counts.get(term) ?? 0) + 1);
  let last: string | null = null;
  for (const word of words(text)) {
    add(word);
    if (last !== null) add(`${last} ${word}`);
    last = word;
  }
  return counts;
}

/** Terms of at least two texts (one, if there are fewer than ten), with smoothed idf: ln((1 + N) / (1 + df)) + 1. */
export function fitVocabulary(texts: readonly string[]): Vocabulary {
  const frequency = new Map<string, number>();
  for (const text of texts) {
    for (const term of countTerms(text).keys()) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  }
  const least = texts.length < 10 ? 1 : 2;
  const kept = [...frequency]
    .filter(([, count]) => count >= least)
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, MAX_TERMS);
  return {
    columns: new Map(kept.map(([term], column) => [term, column])),
    idf: Float64Array.from(kept, ([, count]) => Math.log((1 + texts.length) / (1 + count)) + 1),
  };
}

/** `(1 + ln tf) · idf`, each row of length 1; a row without known terms is empty. */
export function weighTerms(texts: readonly string[], { columns, idf }: Vocabulary): SparseMatrix {
  const starts = new Int32Array(texts.length + 1);
  const allColumns: number[] = [];
  const allValues: number[] = [];
  texts.forEach((text, row) => {
    const entries: [number, number][] = [];
    for (const [term, count] of countTerms(text)) {
      const column = columns.get(term);
      if (column !== undefined) entries.push([column, (1 + Math.log(count)) * idf[column]!]);
    }
    entries.sort(([a], [b]) => a - b);
    const length = Math.hypot(...entries.map(([, value]) => value));
    for (const [column, value] of entries) {
      allColumns.push(column);
      allValues.push(value / length);
    }
    starts[row + 1] = allColumns.length;
  });
  return {
    starts,
    columns: Int32Array.from(allColumns),
    values: Float64Array.from(allValues),
    width: idf.length,
  };
}
