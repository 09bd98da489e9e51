/**
 * Hybrid search: one ranking of papers for a question from two, by meaning and by keywords.
 *
 * Reciprocal rank fusion (Cormack, Clarke & Büttcher 2009) finds the three papers that surely answer the question. Then
 * each paper is scored by meaning, by keywords and by its similarity to those three (pseudo-relevance feedback, Rocchio
 * 1971), each in standard deviations from the corpus's mean so that they can be added.
 *
 * The weight of the keywords depends on how far the papers that they find also stand out in meaning: the name of a topic
 * finds papers on it, the words of a question in everyday English often find others.
 *
 * Mean average precision with bge-small over the page (16 topics) and 299 papers of a conference (61 author keywords), topics
 * by name, then in other words; page / conference (`npm run bench -- questions`):
 *
 *   | by meaning alone             | .783 / .376 | .516 / .242 |
 *   | by keywords alone            | .792 / .395 | .359 / .146 |
 *   | both, keywords at full weight| .873 / .447 | .574 / .249 |
 *   | both, keywords as trusted    | .879 / .446 | .613 / .265 |
 *
 * Earlier, by name only: reciprocal rank fusion .841 / .419, standard scores without feedback .845 / .430, with feedback
 * from 2, 3, 5 and 8 papers .860 / .450, .874 / .449, .850 / .446, .860 / .448. Bounds of 2 or 3 deviations instead of 2.5
 * change these by less than .005; trust by the correlation of the two scores gave the same.
 */

/** Damping of reciprocal ranks, as in the paper. */
const DAMPING = 60;
/** Papers of each ranking that the first fusion uses. */
const DEPTH = 200;
/** Standard deviations above the mean from which on keywords have their full weight. */
const TRUSTED = 2.5;
/** Papers that the feedback uses. */
const SURE = 3;

/**
 * @param meaning `[N]` similarities to the question
 * @param keywords `[N]` scores, 0 for papers without a word of the question
 * @param similarityTo computes `[N]` the similarity of each paper to some, as {@link similarityTo} does
 * @returns `[N]` scores, higher is better
 */
export function fuseScores(
  meaning: Float32Array,
  keywords: Float64Array,
  similarityTo: (papers: readonly number[]) => Float32Array | Float64Array,
): Float64Array {
  const found = best(keywords, DEPTH).filter((paper) => keywords[paper]! > 0);
  const standard = standardScores(meaning);
  const trust = trustIn(found, standard);
  const fused = new Float64Array(meaning.length);
  const add = (ranking: readonly number[], weight: number) =>
    ranking.forEach((paper, rank) => {
      fused[paper]! += weight / (DAMPING + rank + 1);
    });
  add(best(meaning, DEPTH), 1);
  add(found, trust);
  const alike = standardScores(similarityTo(best(fused, SURE)));
  const words = standardScores(keywords);
  return standard.map((value, paper) => value + trust * words[paper]! + alike[paper]!);
}

/** The weight of keywords, 0 … 1: how far the first papers that they find stand out in meaning. */
function trustIn(found: readonly number[], meaning: Float64Array): number {
  const first = found.slice(0, SURE);
  const mean = first.reduce((sum, paper) => sum + meaning[paper]!, 0) / Math.max(1, first.length);
  return Math.min(1, Math.max(0, mean / TRUSTED));
}

/** Indices by descending score; ties by lower index. */
export function ranked(scores: Float32Array | Float64Array): number[] {
  return Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]! || a - b);
}

/** The first `k` of {@link ranked}, without sorting all of them. */
export function best(scores: Float32Array | Float64Array, k: number): number[] {
  if (k >= scores.length) return ranked(scores);
  if (k <= 0) return [];
  const least = kthHighest(scores, k);
  const found: number[] = [];
  for (let i = 0; i < scores.length; i++) if (scores[i]! >= least) found.push(i);
  return found.sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, k);
}

/** The lowest of the `k` highest values: the root of a min-heap of them (Williams 1964). @param k 1 … N */
function kthHighest(values: Float32Array | Float64Array, k: number): number {
  const heap = values.slice(0, k).sort();
  for (let i = k; i < values.length; i++) {
    const value = values[i]!;
    if (value <= heap[0]!) continue;
    let at = 0;
    for (let child = 1; child < k; child = 2 * at + 1) {
      if (child + 1 < k && heap[child + 1]! < heap[child]!) child++;
      if (heap[child]! >= value) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = value;
  }
  return heap[0]!;
}

/** `[N]` cosine of each paper's centred vector with the sum of the unit centred vectors of `papers`. */
export function similarityTo(
  papers: readonly number[],
  vectors: Float32Array,
  mean: Float32Array,
): Float64Array {
  const width = mean.length;
  const wanted = new Float64Array(width);
  for (const paper of papers) {
    const length = centredLength(paper, vectors, mean);
    if (length > 0)
      for (let d = 0; d < width; d++) wanted[d]! += (vectors[paper * width + d]! - mean[d]!) / length;
  }
  const norm = Math.hypot(...wanted);
  return Float64Array.from({ length: vectors.length / width }, (_, paper) => {
    const length = centredLength(paper, vectors, mean);
    if (length === 0 || norm === 0) return 0;
    let sum = 0;
    for (let d = 0; d < width; d++) sum += wanted[d]! * (vectors[paper * width + d]! - mean[d]!);
    return sum / (length * norm);
  });
}

function centredLength(paper: number, vectors: Float32Array, mean: Float32Array): number {
  const row = paper * mean.length;
  let sum = 0;
  for (let d = 0; d < mean.length; d++) sum += (vectors[row + d]! - mean[d]!) ** 2;
  return Math.sqrt(sum);
}

/** Mean and standard deviation of values. */
export function spreadOf(values: Float32Array | Float64Array): { mean: number; deviation: number } {
  const count = values.length;
  let mean = 0;
  for (let i = 0; i < count; i++) mean += values[i]! / count;
  let variance = 0;
  for (let i = 0; i < count; i++) variance += (values[i]! - mean) ** 2 / count;
  return { mean, deviation: Math.sqrt(variance) };
}

/** Standard deviations from the mean; all 0 if the values are equal. */
function standardScores(values: Float32Array | Float64Array): Float64Array {
  const { mean, deviation } = spreadOf(values);
  const scores = new Float64Array(values.length);
  if (deviation > 1e-12) for (let i = 0; i < scores.length; i++) scores[i] = (values[i]! - mean) / deviation;
  return scores;
}
