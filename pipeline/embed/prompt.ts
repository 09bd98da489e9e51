/**
 * How a free-text question is embedded and compared with the papers. In one place, because the page and the command line must
 * give the same answer.
 *
 * Measured as mean average precision with bge-small over the page (14 hand-written questions) and over 299 papers of
 * a conference (132 author keywords, relevant: the papers that carry them):
 *
 *   | text        | as it is    | both centred | papers centred |
 *   | plain       | .428 / .400 | .393 / .368  | .422 / .391    |
 *   | with prefix | .452 / .408 | .419 / .393  | .422 / .404    |
 *
 * So a question gets the model's own prefix and is compared with uncentred vectors. (Between papers centring is better.)
 */

import { dotRows } from '../linalg/rows.ts';
import { best, spreadOf } from '../related/score-fusion.ts';
import type { Paper } from '../types.ts';
import { embedText } from './embed-texts.ts';

/** Prefixes that families of models were trained with, of questions and of texts; other models need none. */
const PREFIXES: readonly { family: RegExp; query: string; passage: string }[] = [
  {
    family: /(?:^|\/)bge-(?:small|base|large)-en/i,
    query: 'Represent this sentence for searching relevant passages: ',
    passage: '',
  },
  { family: /(?:^|[/-])e5-/i, query: 'query: ', passage: 'passage: ' },
];

const prefixOf = (modelId: string) => PREFIXES.find(({ family }) => family.test(modelId));

/** The text that is embedded for a question. */
export function queryText(modelId: string, question: string): string {
  return (prefixOf(modelId)?.query ?? '') + question;
}

/** The text that is embedded for a paper. */
export function paperText(modelId: string, paper: Pick<Paper, 'title' | 'abstract'>): string {
  return (prefixOf(modelId)?.passage ?? '') + embedText(paper);
}

/**
 * Cosine similarity of a question's vector to each paper's.
 * @param query `[D]` unit vector
 * @param vectors `[N, D]` unit vectors
 * @returns `[N]`
 */
export function querySimilarities(query: Float32Array, vectors: Float32Array): Float32Array {
  const width = query.length;
  const question = { data: query, rows: 1, width };
  const papers = { data: vectors, rows: vectors.length / width, width };
  return Float32Array.from({ length: papers.rows }, (_, paper) => dotRows(question, 0, papers, paper));
}

/** Papers whose similarity stands out by this many standard deviations count as found. */
const STANDS_OUT = 1;

/**
 * The papers that a question is about: those whose similarity stands out from the spread over the corpus. An absolute bound
 * would not work: bge-small's similarities lie between .5 and .9, and their range differs between questions.
 * @param similarities `[N]`
 * @param options `limit`: most papers, 100 by default; `allowed`: only these papers, compared with the spread of all
 * @returns paper indices, best first, ties by lower index
 */
export function standingOut(
  similarities: Float32Array | Float64Array,
  options: { limit?: number; allowed?: readonly number[] | null } = {},
): number[] {
  const { limit = 100, allowed } = options;
  const { mean, deviation } = spreadOf(similarities);
  const floor = mean + STANDS_OUT * deviation;
  const papers = allowed ? Int32Array.from(allowed).sort() : null;
  const scores = papers ? Float64Array.from(papers, (paper) => similarities[paper]!) : similarities;
  return best(scores, limit)
    .map((i) => (papers ? papers[i]! : i))
    .filter((paper) => similarities[paper]! >= floor);
}
