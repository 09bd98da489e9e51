/**
 * Where phrases lie among the papers. The papers that contain a phrase stand for its meaning: "federated learning" is in papers
 * that lie together, "conclusions" in papers from everywhere. So a phrase has a direction without a model that knows its words.
 */
import { addRow } from '../../linalg/rows.ts';
import type { Matrix } from '../../types.ts';
import type { Phrases } from './phrases.ts';

/** Pairs of papers that are added, without similarity, to those of a phrase: a phrase of two papers proves little. */
const PRIOR_PAIRS = 3;

export interface PhraseMeaning {
  /** `[R]` unit vector from the mean of all papers to the mean of those with the phrase. */
  direction: Float32Array;
  /** Mean similarity of two papers with the phrase, 0 … 1: low for words that any paper may use. */
  topicality: number;
}

export class PhraseSpace {
  readonly #features: Matrix;
  readonly #phrases: Phrases;
  readonly #mean: Float64Array;
  readonly #known = new Map<number, PhraseMeaning>();

  /** @param features `[N, R]` unit rows, of the papers that the phrases were mined from */
  constructor(features: Matrix, phrases: Phrases) {
    this.#features = features;
    this.#phrases = phrases;
    const { rows } = features;
    this.#mean = this.#sum(Int32Array.from({ length: rows }, (_, i) => i)).map(
      (sum) => sum / Math.max(1, rows),
    );
  }

  of(phrase: number): PhraseMeaning {
    const known = this.#known.get(phrase);
    if (known) return known;
    const { starts, papers, weights } = this.#phrases;
    const [from, to] = [starts[phrase]!, starts[phrase + 1]!];
    const own = weights.subarray(from, to);
    const sum = this.#sum(papers.subarray(from, to), own);
    const total = own.reduce((all, weight) => all + weight, 0);
    const squares = own.reduce((all, weight) => all + weight * weight, 0);
    const length = sum.reduce((all, value) => all + value * value, 0);
    const meaning = {
      direction: this.#directionOf(sum, total),
      topicality: (length - squares) / (total * total - squares + PRIOR_PAIRS),
    };
    this.#known.set(phrase, meaning);
    return meaning;
  }

  /** `[R]` unit vector from the mean of all papers to the mean of these. */
  centroid(papers: ArrayLike<number>): Float32Array {
    return this.#directionOf(this.#sum(papers), papers.length);
  }

  #sum(papers: ArrayLike<number>, weights?: ArrayLike<number>): Float64Array {
    const { width } = this.#features;
    const sum = { data: new Float64Array(width), rows: 1, width };
    for (let p = 0; p < papers.length; p++) addRow(sum, 0, this.#features, papers[p]!, weights?.[p]);
    return sum.data;
  }

  #directionOf(sum: Float64Array, total: number): Float32Array {
    const mean = this.#mean;
    const direction = new Float32Array(sum.length);
    let squares = 0;
    for (let d = 0; d < sum.length; d++) squares += (sum[d]! - total * mean[d]!) ** 2;
    const length = Math.sqrt(squares) || 1;
    for (let d = 0; d < sum.length; d++) direction[d] = (sum[d]! - total * mean[d]!) / length;
    return direction;
  }
}

/** Cosine of two unit vectors. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let dot = 0;
  for (let d = 0; d < a.length; d++) dot += a[d]! * b[d]!;
  return dot;
}
