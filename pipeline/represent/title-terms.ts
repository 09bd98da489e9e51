/** TF-IDF rows of papers over words and pairs of neighbouring words, with the words of the title counted more. */
import { type SparseRows, words } from '../lexical/terms.ts';
import type { Paper } from '../types.ts';

/** The most widely used terms are kept: enough for all that two papers share in 3,000, and a bound on memory in 100,000. */
const MAX_TERMS = 50_000;

/** In larger corpora a term has to be in three papers: half the terms go, and agreement with 13 areas stays within .004. */
const MANY_PAPERS = 2000;

/**
 * Rows of `(1 + ln tf) · idf`, of length 1, over terms of at least two papers (three of more than 2,000); idf is ln((1 + N) / (1 + df)) + 1.
 * A paper that shares no term with another has an empty row.
 *
 * @param titleWeight how often each word of the title counts
 */
export function weighPapers(papers: readonly Paper[], titleWeight: number): SparseRows {
  const ids = new Map<string, number>();
  const frequency: number[] = [];
  const counted = papers.map((paper) => {
    const counts = new Map<number, number>();
    countTerms(paper.title, titleWeight, ids, frequency, counts);
    countTerms(paper.abstract, 1, ids, frequency, counts);
    return counts;
  });
  const fewest = papers.length > MANY_PAPERS ? 3 : 2;
  const kept = Array.from(ids, ([term, id]) => ({ term, id, df: frequency[id]! }))
    .filter(({ df }) => df >= fewest)
    .sort((a, b) => b.df - a.df || (a.term < b.term ? -1 : 1))
    .slice(0, MAX_TERMS);
  const column = new Int32Array(frequency.length).fill(-1);
  const idf = new Float64Array(kept.length);
  kept.forEach(({ id, df }, c) => {
    column[id] = c;
    idf[c] = Math.log((1 + papers.length) / (1 + df)) + 1;
  });
  return toRows(counted, column, idf);
}

function countTerms(
  text: string,
  weight: number,
  ids: Map<string, number>,
  frequency: number[],
  counts: Map<number, number>,
): void {
  const add = (term: string) => {
    let id = ids.get(term);
    if (id === undefined) {
      id = frequency.length;
      ids.set(term, id);
      frequency.push(0);
    }
    const before = counts.get(id) ?? 0;
    if (before === 0) frequency[id]!++;
    counts.set(id, before + weight);
  };
  let last: string | null = null;
  for (const word of words(text)) {
    add(word);
    if (last !== null) add(`${last} ${word}`);
    last = word;
  }
}

function toRows(counted: Map<number, number>[], column: Int32Array, idf: Float64Array): SparseRows {
  const starts = new Int32Array(counted.length + 1);
  counted.forEach((counts, row) => {
    let known = 0;
    for (const id of counts.keys()) if (column[id]! >= 0) known++;
    starts[row + 1] = starts[row]! + known;
  });
  const columns = new Int32Array(starts[counted.length]!);
  const values = new Float64Array(columns.length);
  counted.forEach((counts, row) => {
    let at = starts[row]!;
    let squares = 0;
    for (const [id, count] of counts) {
      const c = column[id]!;
      if (c < 0) continue;
      columns[at] = c;
      values[at] = (1 + Math.log(count)) * idf[c]!;
      squares += values[at]! ** 2;
      at++;
    }
    for (let e = starts[row]!; e < at; e++) values[e]! /= Math.sqrt(squares);
  });
  return { starts, columns, values, width: idf.length };
}
