/** Finds the two sentences of two abstracts that are closest in meaning. */

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
