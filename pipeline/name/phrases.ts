/** Phrases that could be names: runs of 1–4 terms that read as noun phrases, with the papers that hold them. */
import { PairIds } from '../text/pair-ids.ts';
import { Pairs, readabilityOf } from './readability.ts';
import { GAP, type TokenCorpus } from './vocabulary.ts';

/** Terms in a phrase at most; an acronym counts one whatever its long form. */
const LONGEST = 4;
/** A paper with the phrase in its title holds it wholly; in the abstract alone, this much. */
const ABSTRACT_WEIGHT = 0.6;
/** A phrase of which this share of papers hold one and the same longer phrase is a fragment. */
const FRAGMENT_SHARE = 0.8;

export interface Phrases {
  /** Term ids of each phrase. */
  terms: number[][];
  /** How well each reads as a noun phrase, 0 … 1. */
  readability: Float64Array;
  /** `[P + 1]` where the postings of each phrase begin. */
  starts: Int32Array;
  /** Papers, ascending, and how much each holds the phrase (ABSTRACT_WEIGHT … 1). */
  papers: Int32Array;
  weights: Float32Array;
}

/** Runs of one length that are in enough papers. */
interface Runs {
  /** Terms of each. */
  terms: number[][];
  /** `[stream.length]` the run that begins at each place, −1 where none does. */
  at: Int32Array;
  /** `[terms.length]` each without its last term and without its first, as runs of the length before. */
  heads: Int32Array;
  tails: Int32Array;
}

/**
 * Mines level by level (a run is looked at only where both its shorter ends are frequent: Agrawal & Srikant 1994).
 * @param minPapers phrases in fewer papers are left out
 */
export function minePhrases(corpus: TokenCorpus, minPapers: number): Phrases {
  const { starts, stream } = corpus;
  const paperOf = new Int32Array(stream.length);
  for (let p = 0; p + 1 < starts.length; p++) paperOf.fill(p, starts[p]!, starts[p + 1]!);

  const found = new Found();
  const singles = singleRuns(corpus, paperOf, minPapers);
  let pairs: Pairs | null = null;
  let runs = singles;
  for (let size = 1; ; size++) {
    if (size === 2) pairs = new Pairs(runs.terms, runs.at, corpus);
    const { counts, ends } = endings(runs, size, corpus);
    const readability = Float64Array.from(runs.terms, (terms, run) =>
      readabilityOf(terms, counts[run]!, ends[run]!, corpus, pairs),
    );
    found.add(runs, readability, corpus, paperOf);
    if (size === LONGEST) return found.phrases();
    runs = longerRuns(runs, singles, size, paperOf, minPapers);
  }
}

function singleRuns({ terms, stream }: TokenCorpus, paperOf: Int32Array, minPapers: number): Runs {
  const at = stream.map((id) => (id !== GAP && !terms[id]!.grammar ? id : -1));
  const ids = keepFrequent(at, paperOf, terms.length, minPapers);
  const none = new Int32Array(ids.length).fill(-1);
  return { terms: Array.from(ids, (id) => [id]), at, heads: none, tails: none };
}

/** Runs of one term more, from places where two of these overlap. */
function longerRuns(
  shorter: Runs,
  singles: Runs,
  size: number,
  paperOf: Int32Array,
  minPapers: number,
): Runs {
  const pairs = new PairIds();
  const at = new Int32Array(shorter.at.length).fill(-1);
  for (let i = 0; i + size < at.length; i++) {
    const head = shorter.at[i]!;
    const last = singles.at[i + size]!;
    if (head >= 0 && last >= 0 && shorter.at[i + 1]! >= 0) at[i] = pairs.idOf(head, last);
  }
  const ids = keepFrequent(at, paperOf, pairs.size, minPapers);
  const tails = new Int32Array(ids.length);
  for (let i = 0; i < at.length; i++) if (at[i]! >= 0) tails[at[i]!] = shorter.at[i + 1]!;
  return {
    terms: Array.from(ids, (id) => [...shorter.terms[pairs.left(id)]!, singles.terms[pairs.right(id)]![0]!]),
    at,
    heads: Int32Array.from(ids, (id) => pairs.left(id)),
    tails,
  };
}

/**
 * Numbers anew those of `count` runs that stand in at least `minPapers` papers, in their order; others become −1.
 * @returns the old numbers of those that are left
 */
function keepFrequent(at: Int32Array, paperOf: Int32Array, count: number, minPapers: number): Int32Array {
  const papers = new Int32Array(count);
  const last = new Int32Array(count).fill(-1);
  for (let i = 0; i < at.length; i++) {
    const run = at[i]!;
    if (run < 0 || last[run] === paperOf[i]!) continue;
    last[run] = paperOf[i]!;
    papers[run]!++;
  }
  const kept = Int32Array.from(papers.keys()).filter((run) => papers[run]! >= minPapers);
  const numbers = last.fill(-1);
  kept.forEach((run, number) => {
    numbers[run] = number;
  });
  for (let i = 0; i < at.length; i++) if (at[i]! >= 0) at[i] = numbers[at[i]!]!;
  return kept;
}

/** How often each run stands anywhere, and how often a break or a word of grammar follows it. */
function endings({ at, terms: runs }: Runs, size: number, { stream, terms }: TokenCorpus) {
  const counts = new Int32Array(runs.length);
  const ends = new Int32Array(runs.length);
  for (let i = 0; i < at.length; i++) {
    const run = at[i]!;
    if (run < 0) continue;
    counts[run]!++;
    const next = stream[i + size] ?? GAP;
    if (next === GAP || terms[next]!.grammar) ends[run]!++;
  }
  return { counts, ends };
}

/** The papers that hold each of some phrases, as in {@link Phrases}. */
type Postings = Pick<Phrases, 'starts' | 'papers' | 'weights'>;

/** Phrases as they are found, the shorter ones first, with the papers that hold them. */
class Found {
  readonly #terms: number[][] = [];
  readonly #readability: number[] = [];
  /** Papers that hold each. */
  readonly #holders: number[] = [];
  readonly #isFragment: boolean[] = [];
  /** Of the phrases of each length. */
  readonly #postings: Postings[] = [];
  /** Phrase of each run of the length before, −1 where it is none. */
  #before = new Int32Array(0);

  /** @param readability of each run; 0 is no phrase */
  add(runs: Runs, readability: Float64Array, { titleEnds }: TokenCorpus, paperOf: Int32Array): void {
    const first = this.#terms.length;
    const kept = Int32Array.from(readability.keys()).filter((run) => readability[run]! > 0);
    const phraseOf = new Int32Array(readability.length).fill(-1);
    kept.forEach((run, k) => {
      phraseOf[run] = k;
    });
    const found = postings(
      runs.at.map((run) => (run < 0 ? -1 : phraseOf[run]!)),
      kept.length,
      titleEnds,
      paperOf,
    );
    this.#postings.push(found);
    kept.forEach((run, k) => {
      this.#terms.push(runs.terms[run]!);
      this.#readability.push(readability[run]!);
      this.#holders.push(found.starts[k + 1]! - found.starts[k]!);
      this.#isFragment.push(false);
      this.#markFragments(first + k, runs.heads[run]!, runs.tails[run]!);
    });
    this.#before = phraseOf.map((k) => (k < 0 ? -1 : first + k));
  }

  /**
   * Phrases that stand (nearly) always inside the same longer one are fragments of it ("AI collaboration" of "human-AI
   * collaboration"), as in the C-value of Frantzi, Ananiadou & Mima 2000.
   */
  #markFragments(phrase: number, head: number, tail: number): void {
    for (const part of [tail, head]) {
      const inner = this.#before[part] ?? -1;
      if (inner >= 0 && this.#holders[phrase]! >= FRAGMENT_SHARE * this.#holders[inner]!)
        this.#isFragment[inner] = true;
    }
  }

  /** All but the fragments. */
  phrases(): Phrases {
    const kept = [...this.#terms.keys()].filter((phrase) => !this.#isFragment[phrase]);
    const starts = new Int32Array(kept.length + 1);
    kept.forEach((phrase, p) => {
      starts[p + 1] = starts[p]! + this.#holders[phrase]!;
    });
    const papers = new Int32Array(starts.at(-1)!);
    const weights = new Float32Array(starts.at(-1)!);
    let phrase = 0;
    let to = 0;
    for (const found of this.#postings)
      for (let k = 0; k + 1 < found.starts.length; k++) {
        if (this.#isFragment[phrase++]) continue;
        const [from, end] = [found.starts[k]!, found.starts[k + 1]!];
        papers.set(found.papers.subarray(from, end), to);
        weights.set(found.weights.subarray(from, end), to);
        to += end - from;
      }
    return {
      terms: kept.map((index) => this.#terms[index]!),
      readability: Float64Array.from(kept, (index) => this.#readability[index]!),
      starts,
      papers,
      weights,
    };
  }
}

/** @param at `[stream.length]` phrase that begins at each place, of `count`; −1 where none does */
function postings(at: Int32Array, count: number, titleEnds: Int32Array, paperOf: Int32Array): Postings {
  const starts = new Int32Array(count + 1);
  const last = new Int32Array(count).fill(-1);
  for (let i = 0; i < at.length; i++) {
    const phrase = at[i]!;
    if (phrase < 0 || last[phrase] === paperOf[i]!) continue;
    last[phrase] = paperOf[i]!;
    starts[phrase + 1]!++;
  }
  for (let p = 0; p < count; p++) starts[p + 1]! += starts[p]!;
  const papers = new Int32Array(starts[count]!);
  const weights = new Float64Array(starts[count]!);
  const next = starts.slice();
  last.fill(-1);
  for (let i = 0; i < at.length; i++) {
    const phrase = at[i]!;
    if (phrase < 0) continue;
    const paper = paperOf[i]!;
    const weight = i < titleEnds[paper]! ? 1 : ABSTRACT_WEIGHT;
    if (last[phrase] === paper) {
      // Said again: a paper that comes back to a phrase is about it.
      const held = next[phrase]! - 1;
      weights[held] = Math.min(1, Math.max(weights[held]!, weight) + 0.08);
      continue;
    }
    last[phrase] = paper;
    papers[next[phrase]!] = paper;
    weights[next[phrase]!++] = weight;
  }
  return { starts, papers, weights: Float32Array.from(weights) };
}
