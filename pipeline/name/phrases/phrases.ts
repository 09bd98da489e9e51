/** Phrases that may become names: runs of 1–4 terms that read as noun phrases, with the papers that contain them. */
import { PairIds } from '../../text/pair-ids.ts';
import { Pairs, readabilityOf } from './readability.ts';
import { GAP, type Tokens } from './vocabulary.ts';

/** Most terms of a phrase; an acronym counts as one, whatever its long form. */
const LONGEST = 4;
/** Weight of a paper with the phrase in its abstract only; with the phrase in its title it is 1. */
const ABSTRACT_WEIGHT = 0.6;
/** A phrase is a fragment if this share of its papers contain the same longer phrase. */
const FRAGMENT_SHARE = 0.8;

export interface Phrases {
  /** Term ids of each of the P phrases. */
  terms: number[][];
  /** `[P]` how well each reads as a noun phrase, 0 … 1. */
  readability: Float64Array;
  /** `[P + 1]` where the papers of each phrase begin in the next two. */
  starts: Int32Array;
  /** Papers that contain the phrase, ascending. */
  papers: Int32Array;
  /** How prominent the phrase is in each of them, ABSTRACT_WEIGHT … 1. */
  weights: Float32Array;
}

/** Runs of terms of one length, in enough papers. */
interface Runs {
  /** Terms of each. */
  terms: number[][];
  /** `[stream.length]` the run that begins at each position, −1 for none. */
  at: Int32Array;
  /** `[terms.length]` the run of one term less at its beginning. */
  heads: Int32Array;
  /** `[terms.length]` the run of one term less at its end. */
  tails: Int32Array;
}

/**
 * Mines runs by length: a run is counted only if both shorter runs in it are frequent (Agrawal & Srikant 1994).
 * @param minPapers phrases in fewer papers are left out
 */
export function minePhrases(tokens: Tokens, minPapers: number): Phrases {
  const { starts, stream } = tokens;
  const paperOf = new Int32Array(stream.length);
  for (let p = 0; p + 1 < starts.length; p++) paperOf.fill(p, starts[p]!, starts[p + 1]!);

  const found = new Found();
  const singles = singleRuns(tokens, paperOf, minPapers);
  let pairs: Pairs | null = null;
  let runs = singles;
  for (let size = 1; ; size++) {
    if (size === 2) pairs = new Pairs(runs.terms, runs.at, tokens);
    const { counts, ends } = endings(runs, size, tokens);
    const readability = Float64Array.from(runs.terms, (terms, run) =>
      readabilityOf(terms, counts[run]!, ends[run]!, tokens, pairs),
    );
    found.add(runs, readability, tokens, paperOf);
    if (size === LONGEST) return found.phrases();
    runs = longerRuns(runs, singles, size, paperOf, minPapers);
  }
}

function singleRuns({ terms, stream }: Tokens, paperOf: Int32Array, minPapers: number): Runs {
  const at = stream.map((id) => (id !== GAP && !terms[id]!.grammar ? id : -1));
  const ids = keepFrequent(at, paperOf, terms.length, minPapers);
  const none = new Int32Array(ids.length).fill(-1);
  return { terms: Array.from(ids, (id) => [id]), at, heads: none, tails: none };
}

/** Runs of one term more, from positions where two shorter ones overlap. */
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
 * Renumbers the runs that are in at least `minPapers` papers, in their order; others become −1.
 * @param at `[stream.length]` run at each position, changed in place
 * @param count number of runs
 * @returns the old numbers of the kept runs
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

/** How often each run occurs, and how often a break or a function word follows it. */
function endings({ at, terms: runs }: Runs, size: number, { stream, terms }: Tokens) {
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

/** The papers that contain each of some phrases, as in {@link Phrases}. */
type Postings = Pick<Phrases, 'starts' | 'papers' | 'weights'>;

/** Collects phrases, the shorter ones first. */
class Found {
  readonly #terms: number[][] = [];
  readonly #readability: number[] = [];
  /** Number of papers with each. */
  readonly #paperCounts: number[] = [];
  readonly #isFragment: boolean[] = [];
  /** By length of the phrases. */
  readonly #postings: Postings[] = [];
  /** Phrase of each run of the length before, −1 for none. */
  #before = new Int32Array(0);

  /** @param readability of each run; 0 if it is no phrase */
  add(runs: Runs, readability: Float64Array, { titleEnds }: Tokens, paperOf: Int32Array): void {
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
      this.#paperCounts.push(found.starts[k + 1]! - found.starts[k]!);
      this.#isFragment.push(false);
      this.#markFragments(first + k, runs.heads[run]!, runs.tails[run]!);
    });
    this.#before = phraseOf.map((k) => (k < 0 ? -1 : first + k));
  }

  /**
   * Marks phrases that nearly always occur inside the same longer one ("AI collaboration" in "human-AI collaboration"), as in
   * the C-value of Frantzi, Ananiadou & Mima 2000.
   */
  #markFragments(phrase: number, head: number, tail: number): void {
    for (const part of [tail, head]) {
      const inner = this.#before[part] ?? -1;
      if (inner >= 0 && this.#paperCounts[phrase]! >= FRAGMENT_SHARE * this.#paperCounts[inner]!)
        this.#isFragment[inner] = true;
    }
  }

  /** All phrases but the fragments. */
  phrases(): Phrases {
    const kept = [...this.#terms.keys()].filter((phrase) => !this.#isFragment[phrase]);
    const starts = new Int32Array(kept.length + 1);
    kept.forEach((phrase, p) => {
      starts[p + 1] = starts[p]! + this.#paperCounts[phrase]!;
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

/** @param at `[stream.length]` the phrase, of `count`, that begins at each position; −1 for none */
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
      // A repetition: a paper that returns to a phrase is about it.
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
