/**
 * The lexical embedder: TF-IDF of words and pairs of words, brought down to 128 dimensions by a truncated SVD (latent
 * semantic analysis, Deerwester et al. 1990). It needs no model and knows no meaning; it runs only where it is asked
 * for, and the map says so. On the page of 106 papers TF-IDF alone agrees with the labels of .58 of the 5 nearest
 * papers, the transformer of .66 (centred).
 */

import { fitVocabulary, type Vocabulary, weighTerms } from '../../text/tf-idf.ts';
import type { Embedder, ModelInfo } from '../../types.ts';
import { throwIfAborted } from '../../util/errors.ts';
import { createRandom, deriveSeed } from '../../util/random.ts';
import { rightSingularVectors, times } from './svd.ts';

/** D of the lexical embedder. */
export const LEXICAL_WIDTH = 128;

export const LEXICAL_MODEL: ModelInfo = {
  id: 'lexical',
  sha256: null,
  pooling: 'none',
  dimension: LEXICAL_WIDTH,
};

/** What {@link createLexicalEmbedder} can be told. */
export interface LexicalOptions {
  /** Default 0. */
  seed?: number | undefined;
}

/** A vector space made from one corpus. */
interface Fitted {
  vocabulary: Vocabulary;
  /** `[terms, LEXICAL_WIDTH]`. */
  projection: Float64Array;
}

/**
 * An embedder whose first call makes the space from the texts it is given, and whose later calls place their texts in
 * that space: embed the corpus first, then queries. Rows have length 1; a text without a word of the corpus gets a row
 * of zeros, since there is nothing to compare.
 */
export function createLexicalEmbedder({ seed = 0 }: LexicalOptions = {}): Embedder {
  let fitted: Fitted | undefined;
  return {
    model: LEXICAL_MODEL,
    async embed(texts, run = {}) {
      throwIfAborted(run.signal);
      fitted ??= fitSpace(texts, seed);
      const vectors = project(texts, fitted);
      run.onProgress?.({ stage: 'embed', done: texts.length, total: texts.length, note: 'lexical' });
      return vectors;
    },
  };
}

function fitSpace(texts: readonly string[], seed: number): Fitted {
  const vocabulary = fitVocabulary(texts);
  const random = createRandom(deriveSeed(seed, 'lexical'));
  return {
    vocabulary,
    projection: rightSingularVectors(weighTerms(texts, vocabulary), LEXICAL_WIDTH, random),
  };
}

function project(texts: readonly string[], { vocabulary, projection }: Fitted): Float32Array {
  const dense = times(weighTerms(texts, vocabulary), projection, LEXICAL_WIDTH);
  const vectors = new Float32Array(dense.length);
  for (let start = 0; start < dense.length; start += LEXICAL_WIDTH) {
    let squares = 0;
    for (let c = 0; c < LEXICAL_WIDTH; c++) squares += dense[start + c]! ** 2;
    if (squares === 0) continue;
    const scale = 1 / Math.sqrt(squares);
    for (let c = 0; c < LEXICAL_WIDTH; c++) vectors[start + c] = dense[start + c]! * scale;
  }
  return vectors;
}
