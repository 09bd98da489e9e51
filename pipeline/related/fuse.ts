/**
 * One ranking of papers for a question from two: by meaning and by keywords.
 *
 * Reciprocal rank fusion (Cormack, Clarke & Büttcher 2009) finds the three papers that the question is surely about;
 * then each paper is scored by meaning, by keywords and by likeness to those three (pseudo-relevance feedback, Rocchio
 * 1971), each as standard deviations from the corpus's mean so that they can be added.
 *
 * Keywords count as far as the papers that they find stand out in meaning too: the name of a topic finds papers on it, the words
 * of a question in everyday English often others.
 *
 * Mean average precision with bge-small over the page (16 topics) and 299 papers of a conference (61 author keywords), topics
 * by name and, behind the bar, in other words (`npm run bench -- questions`):
 *
 *   | by meaning alone             | .783 / .376 | .516 / .242 |
 *   | by keywords alone            | .792 / .395 | .359 / .146 |
 *   | both, keywords always whole  | .873 / .447 | .574 / .249 |
 *   | both, as they are trusted    | .879 / .446 | .613 / .265 |
 *
 * Earlier, by name only: reciprocal rank fusion .841 / .419, standard scores without feedback .845 / .430, with feedback
 * from 2, 3, 5 and 8 papers .860 / .450, .874 / .449, .850 / .446, .860 / .448. Bounds of 2 and 3 deviations in place of 2.5
 * change these by less than .005; trust by correlation of the two scores gave the same.
 */

/** Damping of reciprocal ranks; the paper's own value. */
const DAMPING = 60;
/** Papers that each ranking puts into the first fusion. */
const DEPTH = 200;
/** Standard deviations above the mean at which keywords are trusted wholly. */
const TRUSTED = 2.5;
/** Papers that the feedback comes from. */
const SURE = 3;

/**
 * @param meaning `[N]` similarities to the question
 * @param keywords `[N]` scores, 0 where no word is found
 * @param likenessTo gives `[N]` the likeness of each paper to some, as {@link likeness} does
 * @returns `[N]` scores, higher is better
 */
export function fuseScores(
  meaning: Float32Array,
  keywords: Float64Array,
  likenessTo: (papers: readonly number[]) => Float32Array | Float64Array,
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
  const like = standardScores(likenessTo(best(fused, SURE)));
  const words = standardScores(keywords);
  return standard.map((value, paper) => value + trust * words[paper]! + like[paper]!);
}

/**
 * How far keywords are to be trusted, 0 … 1: by how far the first papers that they found stand out in meaning. The name of a
 * topic finds papers of that topic; the words of a question are often those of others.
 */
function trustIn(found: readonly number[], meaning: Float64Array): number {
  const first = found.slice(0, SURE);
  const mean = first.reduce((sum, paper) => sum + meaning[paper]!, 0) / Math.max(1, first.length);
  return Math.min(1, Math.max(0, mean / TRUSTED));
}

/** Positions by descending score, ties by lower position. */
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

/** The lowest of the `k` highest values: the root of a heap that holds them (Williams 1964), lowest first. @param k 1 … N */
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

/** `[N]` cosine of each paper's centred vector with the sum of some papers' centred vectors. */
export function likeness(papers: readonly number[], vectors: Float32Array, mean: Float32Array): Float64Array {
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

/** Standard deviations from the mean; all 0 where the values are alike. */
function standardScores(values: Float32Array | Float64Array): Float64Array {
  const { mean, deviation } = spreadOf(values);
  const scores = new Float64Array(values.length);
  if (deviation > 1e-12) for (let i = 0; i < scores.length; i++) scores[i] = (values[i]! - mean) / deviation;
  return scores;
}
