/** Which words are nearly the same. */

/** Letters of a word as bits, by the lower five of their codes: words that differ by d edits differ by 2 d bits at most. */
export function lettersOf(word: string): number {
  let letters = 0;
  for (let i = 0; i < word.length; i++) letters |= 1 << (word.charCodeAt(i) & 31);
  return letters;
}

/** Whether words of these letters may lie within `most` edits of each other. */
export function mayBeNear(letters: number, others: number, most: number): boolean {
  let differ = (letters ^ others) >>> 0;
  let count = 0;
  for (; differ !== 0 && count <= 2 * most; count++) differ &= differ - 1;
  return count <= 2 * most;
}

/** Edits (letters added, left out or changed; Levenshtein 1966) from one word to another; `most + 1` where there are more. */
export function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const changed = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min(changed, row[j]! + 1, next[j - 1]! + 1);
      least = Math.min(least, next[j]!);
    }
    if (least > most) return most + 1;
    row = next;
  }
  return Math.min(row[b.length]!, most + 1);
}
