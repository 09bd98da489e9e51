/** How well a run of terms reads as a noun phrase, judged by how the papers use its words and, in small corpora, by suffixes. */
import { PairIds } from '../../text/pair-ids.ts';
import type { Term, Tokens } from './vocabulary.ts';

/** A hollow word belongs to the next one if it precedes this share of its occurrences, and not by chance: "point cloud". */
const BOUND_SHARE = 0.5;
const FEWEST_TO_BIND = 10;

/** How often papers write the two terms of each frequent pair next to each other, and how often with a hyphen. */
export class Pairs {
  readonly #ids = new PairIds();
  readonly #counts: Int32Array;
  readonly #hyphens: Int32Array;

  /**
   * @param terms the two terms of each frequent pair
   * @param at `[stream.length]` the pair that begins at each position, −1 for none
   */
  constructor(terms: readonly number[][], at: Int32Array, { joins }: Tokens) {
    for (const [left, right] of terms) this.#ids.idOf(left!, right!);
    this.#counts = new Int32Array(terms.length);
    this.#hyphens = new Int32Array(terms.length);
    for (let i = 0; i < at.length; i++) {
      if (at[i]! < 0) continue;
      this.#counts[at[i]!]!++;
      if (joins.hasHyphen(i + 1)) this.#hyphens[at[i]!]!++;
    }
  }

  /** Whether `right` is mostly written with `left` before it. */
  isBound(left: number, right: number, terms: readonly Term[]): boolean {
    const { count } = terms[right]!;
    return count >= FEWEST_TO_BIND && this.#counts[this.#ids.idOf(left, right)]! >= BOUND_SHARE * count;
  }

  /** Whether papers mostly write a hyphen between the two. */
  isHyphened(left: number, right: number): boolean {
    const pair = this.#ids.idOf(left, right);
    return 2 * this.#hyphens[pair]! > this.#counts[pair]!;
  }
}

const ADJECTIVE =
  /(?:able|ible|ous|ful|less|ical|onal|ular|ative|etic|istic|ive|ary|wise|like|ized|ised|ated|ed|er|est)$/;
/** Endings of single words that name a field of work: "tokenization", "pruning", "retrieval". */
const PROCESS = /(?:[ts]ion|ing|ment|ity|sis|ance|ism|ics?|val|graphy|logy|safety|fairness)$/;
const ADVERB = /ly$/;

/**
 * How well a run reads, 0 … 1; 0 if it is no noun phrase.
 * @param count how often it occurs
 * @param ends how often a phrase ends with it
 * @param pairs null for single terms
 */
export function readabilityOf(
  run: readonly number[],
  count: number,
  ends: number,
  { terms }: Tokens,
  pairs: Pairs | null,
): number {
  const first = terms[run[0]!]!;
  const last = terms[run.at(-1)!]!;
  if (first.grammar || last.grammar) return 0;
  if (run.some((id, i) => run.indexOf(id) !== i)) return 0;
  if (last.empty) return 0;
  if (run.some((id, i) => terms[id]!.empty && !pairs!.isBound(id, run[i + 1]!, terms))) return 0;
  if (run.length === 1 && last.plainHead) return 0;
  // "language models", "training data": general words alone don't name a topic.
  if (run.every((id) => terms[id]!.plainHead))
    return run.some((id) => terms[id]!.longForms) ? 0.4 : run.length < 3 ? 0.15 : 0.3;
  const hyphened = run.length > 1 && pairs!.isHyphened(run.at(-2)!, run.at(-1)!);
  let score = headScore(last, hyphened ? { count, ends } : null);
  if (/(?:ed|ly)$/.test(last.key) && last.longForms === null) score *= 0.3;
  for (const id of run) {
    const term = terms[id]!;
    if (ADVERB.test(term.key) && term.longForms === null) return 0;
    // A product or its version ("GPT-4", "Qwen2") dates a theme rather than naming it.
    if (/\d/.test(term.key) && term.longForms === null) score *= 0.5;
    if (verbShare(term) > 0.35) score *= term === last ? 0.5 : 0.25;
  }
  if (relationalShare(last) > 0.4) score *= 0.3;
  if (run.length === 1) score *= last.longForms ? 0.9 : PROCESS.test(last.key) ? 0.72 : 0.45;
  else if (last.plainHead) score *= 0.92;
  return score;
}

/**
 * A noun often ends its phrase; suffixes decide if the corpus is too small to tell. A hyphenated run is judged as a whole:
 * "zero-sum" is followed by a noun, whatever "sum" is.
 * @param run counts of the hyphenated run that the term ends, or null
 */
function headScore(term: Term, run: { count: number; ends: number } | null): number {
  // An acronym may stand for an adjective: "VL", "EF". A compound is an adjective more often than not: "long-context", "high-resolution".
  const prior = term.longForms ? 1 : term.key.includes('-') ? 0 : ADJECTIVE.test(term.key) ? 0.2 : 0.6;
  let share = (term.ends + 3 * prior) / (term.count + 3);
  if (run) share = (run.ends + 3 * share) / (run.count + 3);
  return share < 0.22 ? 0.1 : Math.min(1, 0.45 + share);
}

function verbShare(term: Term): number {
  return term.verbal / (term.count + 3);
}

function relationalShare(term: Term): number {
  return term.longForms ? 0 : term.relational / (term.count + 3);
}
