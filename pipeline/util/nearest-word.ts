/**
 * The likeliest of a few words that a misspelling stands for. Swapped letters count as one edit, since people make that
 * mistake when they type options. The page's keyword search (web/search/keyword/near-words.ts) compares a word with a whole
 * vocabulary at each key: it has a bounded distance without swaps.
 */

/** The share of the longer word that may differ. */
const MOST_WRONG = 0.4;

/**
 * The candidate nearest to `word` by optimal string alignment: insertions, deletions, changes and swaps of adjacent characters
 * cost 1 each, case costs nothing. Ties go to the earlier candidate.
 * @returns null if more than two fifths of the longer word differ from every candidate
 */
export function nearestWord<W extends string>(word: string, candidates: Iterable<W>): W | null {
  let best: W | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const length = Math.max(word.length, candidate.length);
    const cost = editDistance(word.toLowerCase(), candidate.toLowerCase()) / length;
    if (!(cost < least) || cost > MOST_WRONG) continue;
    least = cost;
    best = candidate;
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(change, last[j]! + 1, row[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j]!, before[j - 2]! + 1);
    }
    before = last;
    last = row;
  }
  return last[b.length]!;
}
