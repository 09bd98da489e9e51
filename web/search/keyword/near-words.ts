/** Finds words within a few edits of each other, fast enough to compare a query with the whole vocabulary at each key. */

/** The set of a word's letters as bits (lower five bits of each code): an edit removes and adds at most one of them. */
export function lettersOf(word: string): number {
  let letters = 0;
  for (let i = 0; i < word.length; i++) letters |= 1 << (word.charCodeAt(i) & 31);
  return letters;
}

/** False if words with these letter sets are certainly more than `most` edits apart. */
export function mayBeNear(letters: number, others: number, most: number): boolean {
  return atMost(letters & ~others, most) && atMost(others & ~letters, most);
}

/** Whether at most `most` bits are set. */
function atMost(bits: number, most: number): boolean {
  let left = bits;
  for (let i = 0; i < most; i++) left &= left - 1;
  return left === 0;
}

/** Rows of {@link editDistance}, allocated once: it is called for thousands of words a query. */
const LONGEST = 64;
const rows = [new Uint8Array(LONGEST + 1), new Uint8Array(LONGEST + 1)] as const;

/**
 * Number of edits (insertions, deletions, changes; Levenshtein 1966) between two words, `most + 1` if there are more: only
 * the cells within that distance of the diagonal are computed (Ukkonen 1985). The suggestions of util/nearest-word.ts also
 * count swapped letters, and are too slow for a vocabulary.
 * @param most fewer than 255
 */
export function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let [row, next] = b.length > LONGEST ? [new Uint8Array(b.length + 1), new Uint8Array(b.length + 1)] : rows;
  const beyond = most + 1;
  for (let j = 0; j <= b.length; j++) row[j] = Math.min(j, beyond);
  for (let i = 1; i <= a.length; i++) {
    const letter = a.charCodeAt(i - 1);
    const from = Math.max(1, i - most);
    const to = Math.min(b.length, i + most);
    next[from - 1] = from === 1 ? Math.min(i, beyond) : beyond;
    let least = next[from - 1]!;
    for (let j = from; j <= to; j++) {
      const changed = row[j - 1]! + (letter === b.charCodeAt(j - 1) ? 0 : 1);
      const cell = Math.min(changed, row[j]! + 1, next[j - 1]! + 1, beyond);
      next[j] = cell;
      if (cell < least) least = cell;
    }
    if (to < b.length) next[to + 1] = beyond;
    if (least > most) return beyond;
    [row, next] = [next, row];
  }
  return Math.min(row[b.length]!, beyond);
}
