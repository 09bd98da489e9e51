/**
 * Searches the papers' vectors: hybrid search, more like these, the nearest papers of other areas. Runs in the vector worker,
 * or in the page if that is one file.
 */
import { querySimilarities } from '../../../pipeline/embed/index.ts';
import { similarityTo } from '../../../pipeline/related/index.ts';
import {
  centreVectors,
  floatRows,
  moreLikeThese,
  nearestOutside,
  type Rows,
  type Similar,
} from '../../related/relevance-feedback.ts';
import { type HybridHit, hybridSearch, type KeywordScores } from '../query/hybrid-search.ts';
import { type CodesSource, type Vectors, vectorsOfCodes } from './read-codes.ts';

/** Vectors `[N, D]` as the model computed them, or the address of their int8 codes; with their mean `[D]`. */
export type VectorSource = { vectors: Float32Array; mean: Float32Array } | CodesSource;

export interface VectorQuestion {
  /** `[D]` the question's vector. */
  vector: Float32Array;
  /** What keyword search found among the allowed papers. */
  keywords: KeywordScores;
  /** Papers that may be found; null for all. */
  allowed: readonly number[] | null;
}

export interface VectorService {
  /** Replaces the vectors by those of another map; the latest call wins, even if an earlier one takes longer. */
  load(source: VectorSource): Promise<void>;
  /** Computes the similarities to a question's vector `[D]` ahead of {@link hybrid}, while keyword search still runs. */
  compare(vector: Float32Array): void;
  /** The papers that answer a question, best first. */
  hybrid(question: VectorQuestion): HybridHit[];
  /** Papers like all of `like` and unlike `unlike`. */
  moreLikeThese(question: { like: readonly number[]; unlike: readonly number[]; k: number }): Similar[];
  /** The papers of other areas nearest to a paper. @param question `areas`: `[N]` area of each paper */
  nearestOutside(question: { paper: number; areas: Int32Array; k: number }): Similar[];
}

export function createVectorService(): VectorService {
  let current: Vectors | null = null;
  let turn = 0;
  const vectors = (): Vectors => {
    if (!current) throw new Error('no vectors are loaded');
    return current;
  };
  let compared: { vector: Float32Array; similarities: Float32Array } | null = null;
  const similaritiesTo = (vector: Float32Array): Float32Array => {
    if (!compared?.vector.every((value, d) => value === vector[d]))
      compared = { vector, similarities: vectors().similarities(vector) };
    return compared.similarities;
  };
  return {
    async load(source) {
      const own = ++turn;
      current = null;
      compared = null;
      const loaded = 'vectors' in source ? ofFloats(source) : ((await vectorsOfCodes?.(source)) ?? null);
      // Otherwise these are the codes of a map that is no longer shown.
      if (own === turn) current = loaded;
    },
    compare(vector) {
      similaritiesTo(vector);
    },
    hybrid({ vector, keywords, allowed }) {
      return hybridSearch(similaritiesTo(vector), keywords, vectors().similarityTo, allowed);
    },
    moreLikeThese: ({ like, unlike, k }) => moreLikeThese(vectors().rows(), like, unlike, k),
    nearestOutside: ({ paper, areas, k }) => nearestOutside(vectors().rows(), paper, areas, k),
  };
}

function ofFloats({ vectors, mean }: { vectors: Float32Array; mean: Float32Array }): Vectors {
  let rows: Rows | null = null;
  return {
    rows: () => {
      rows ??= floatRows(centreVectors(vectors, mean), mean.length);
      return rows;
    },
    similarities: (query) => querySimilarities(query, vectors),
    similarityTo: (papers) => similarityTo(papers, vectors, mean),
  };
}
