/**
 * What is asked of the papers' vectors: the answer to a question, papers like others, the nearest outside of an area.
 * Runs in a worker or in the page.
 */

import { querySimilarities } from '../../../pipeline/embed/index.ts';
import type { LargeParts } from '../../../pipeline/map/index.ts';
import { joinBytes, readCodes } from '../../../pipeline/map/index.ts';
import { likeness } from '../../../pipeline/related/index.ts';
import { fetchPieces } from '../../data/file-host.ts';
import { codedVectors } from '../../related/coded-vectors.ts';
import {
  centreVectors,
  direction,
  floatRows,
  moreLike,
  nearestOutside,
  type Rows,
  type Similar,
} from '../../related/relevance-feedback.ts';
import { type HybridHit, hybridSearch, type KeywordScores } from '../query/hybrid-search.ts';

/** Vectors `[N, D]` as the model gave them, or where they lie in eight bits, with their mean `[D]`. */
export type VectorSource = { mean: Float32Array } & (
  | { vectors: Float32Array }
  | { entry: LargeParts['codes']; address: string }
);

export interface VectorQuestion {
  /** `[D]` the question's vector. */
  vector: Float32Array;
  /** What the keywords of the question found among the allowed papers. */
  keywords: KeywordScores;
  /** Only these papers; all where null. */
  allowed: readonly number[] | null;
}

export interface VectorService {
  /** Takes the vectors of a map; those of another are forgotten, also where they come later than these. */
  load(source: VectorSource): Promise<void>;
  /** Compares a question's vector `[D]` with the papers ahead of {@link answer}, while keywords are still looked for. */
  compare(vector: Float32Array): void;
  /** The papers that answer a question, best first. */
  answer(question: VectorQuestion): HybridHit[];
  /** Papers like all of `like` and unlike `unlike`. */
  like(question: { like: readonly number[]; unlike: readonly number[]; k: number }): Similar[];
  /** The papers nearest to one, of other areas. @param question `areas`: `[N]` of each paper */
  outside(question: { paper: number; areas: Int32Array; k: number }): Similar[];
}

interface Vectors {
  rows(): Rows;
  similarities(query: Float32Array): Float32Array;
  likenessTo(papers: readonly number[]): Float32Array | Float64Array;
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
      const loaded = 'vectors' in source ? ofFloats(source) : await ofCodes(source);
      // Codes that come late are those of a map that has been left.
      if (own === turn) current = loaded;
    },
    compare(vector) {
      similaritiesTo(vector);
    },
    answer({ vector, keywords, allowed }) {
      return hybridSearch(similaritiesTo(vector), keywords, vectors().likenessTo, allowed);
    },
    like: ({ like, unlike, k }) => moreLike(vectors().rows(), like, unlike, k),
    outside: ({ paper, areas, k }) => nearestOutside(vectors().rows(), paper, areas, k),
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
    likenessTo: (papers) => likeness(papers, vectors, mean),
  };
}

async function ofCodes(source: {
  entry: LargeParts['codes'];
  address: string;
  mean: Float32Array;
}): Promise<Vectors> {
  const read = async (file: string, most: number) => {
    const pieces: Uint8Array[] = [];
    for await (const piece of fetchPieces(source.address, file, most)) pieces.push(piece);
    return joinBytes(pieces);
  };
  const { rows, similarities } = codedVectors(await readCodes(read, source.entry), source.mean);
  return {
    rows: () => rows,
    similarities,
    likenessTo: (papers) => rows.dots(direction(rows, papers)),
  };
}
