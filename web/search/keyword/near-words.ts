/** Which words are nearly the same. */

/** Letters of a word as bits, by the lower five of their codes: an edit takes one of them away and adds one at most. */
export function lettersOf(word: string): number {
  let letters = 0;
  for (let i = 0; i < word.length; i++) letters |= 1 << (word.charCodeAt(i) & 31);
  return letters;
}

/** Whether words of these letters may lie within `most` edits of each other. */
export function mayBeNear(letters: number, others: number, most: number): boolean {
  return atMost(letters & ~others, most) && atMost(others & ~letters, most);
}

function atMost(bits: number, most: number): boolean {
  let left = bits;
  for (let i = 0; i < most; i++) left &= left - 1;
  return left === 0;
}

/** Rows of {@link editDistance}, made once: it is asked of thousands of words a question. */
const LONGEST = 64;
const rows = [new Uint8Array(LONGEST + 1), new Uint8Array(LONGEST + 1)] as const;

/**
 * Edits (letters added, left out or changed; Levenshtein 1966) from one word to another, `most + 1` where there are
 * more: only the cells that so few can reach are looked at (Ukkonen 1985).
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
