/**
 * represent: one matrix of unit rows whose dot product is the similarity of two papers. Neighbours, themes and the layout
 * see nothing else.
 *
 * It joins what the model understands (principal components of the sentence vectors) with the words that a paper uses
 * (latent semantic analysis of TF-IDF), then smooths each paper with its nearest ones. On 3,045 papers in 13
 * areas the share of a paper's five nearest that are of its area goes from .598 (vectors as they are) over .602 (centred)
 * and .612 (joined) to .615 (smoothed); on a page of 106 papers from .60 to .67.
 */

import type { Matrix, Paper } from '../types.ts';
import { createRandom } from '../util/random.ts';
import { latentRows } from './lsa.ts';
import { principalComponents } from './principal.ts';
import { scaleRowsToUnit } from './rows.ts';
import { smooth } from './smooth.ts';
import { weighPapers } from './title-terms.ts';

export interface RepresentOptions {
  /** Share of the words in the similarity, 0 … 1; the rest is the vectors'. Default .4, flat from .3 to .5. */
  wordShare?: number;
  /** Principal components of the vectors that are kept. Default 128. */
  vectorRank?: number;
  /** Power of a component's singular value; 1 leaves them as they are. Default 1.2. */
  vectorPower?: number;
  /** Latent dimensions of the words. Default 96; ranks of 64 to 128 do equally well, the full rank worse. */
  wordRank?: number;
  /** How often a word of the title counts. Default 2. */
  titleWeight?: number;
  /** Nearest papers to smooth with, at most a tenth of the corpus; 0 for none. Default 10. */
  smoothing?: number;
}

/** Share of the neighbours in a smoothed row: .3 to .7 are the same within a hundredth. */
const SMOOTHING_SHARE = 0.5;

/**
 * @param vectors `[N, D]` row-major, one row a paper
 * @param dimension D
 * @param papers N papers, of which titles and abstracts are read
 * @returns `[N, R]` with R ≤ vectorRank + wordRank; a row is zero only where a paper has neither vector nor words
 * @throws RangeError where the sizes do not fit
 */
export function represent(
  vectors: Float32Array,
  dimension: number,
  papers: readonly Paper[],
  options: RepresentOptions = {},
): Matrix {
  const {
    wordShare = 0.4,
    vectorRank = 128,
    vectorPower = 1.2,
    wordRank = 96,
    titleWeight = 2,
    smoothing = 10,
  } = options;
  const count = papers.length;
  if (vectors.length !== count * dimension)
    throw new RangeError(
      `${count} papers of ${dimension} values need ${count * dimension} values, not ${vectors.length}`,
    );
  if (!(wordShare >= 0 && wordShare <= 1)) throw new RangeError(`wordShare must be 0 … 1, not ${wordShare}`);
  if (count === 0) return { rows: count, width: 1, data: new Float32Array(0) };

  const sense = principalComponents(vectors, count, dimension, vectorRank, vectorPower);
  // One fixed seed: the random start of the decomposition is no choice of the user's.
  const word = latentRows(weighPapers(papers, titleWeight), wordRank, createRandom(1));
  const width = sense.width + word.width;
  const joined = new Float32Array(count * width);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < sense.width; c++)
      joined[i * width + c] = Math.sqrt(1 - wordShare) * sense.rows[i * sense.width + c]!;
    for (let c = 0; c < word.width; c++)
      joined[i * width + sense.width + c] = Math.sqrt(wordShare) * word.rows[i * word.width + c]!;
  }
  const k = Math.min(smoothing, Math.floor(count / 10));
  return {
    rows: count,
    width,
    data: smooth(scaleRowsToUnit(joined, count, width), count, width, k, SMOOTHING_SHARE),
  };
}
