/** Phrases that could be names: runs of 1–4 terms that read as noun phrases, with the papers that hold them. */
import { PairIds } from '../lexical/pair-ids.ts';
import { type Corpus, GAP, type Term } from './vocabulary.ts';

/** Terms in a phrase at most; an acronym counts one whatever its long form. */
const LONGEST = 4;
/** A paper with the phrase in its title holds it wholly; in the abstract alone, this much. */
const ABSTRACT_WEIGHT = 0.6;
/** A phrase of which this share of papers hold one and the same longer phrase is a fragment. */
const FRAGMENT_SHARE = 0.8;
/** A word that says nothing alone is part of what it stands before this often, and not by chance: "point cloud". */
const BOUND_SHARE = 0.5;
const FEWEST_TO_BIND = 10;

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

interface Mined {
  terms: number[];
  readability: number;
  /** Runs of this length by position, and which of them this is. */
  grams: Int32Array;
  id: number;
}

/**
 * Mines level by level (a run is looked at only where both its shorter ends are frequent: Agrawal & Srikant 1994).
 * @param minPapers phrases in fewer papers are left out
 */
export function minePhrases(corpus: Corpus, minPapers: number): Phrases {
  const { terms, stream, starts } = corpus;
  const length = stream.length;
  const paperOf = new Int32Array(length);
  for (let p = 0; p + 1 < starts.length; p++) paperOf.fill(p, starts[p]!, starts[p + 1]!);

  const usable = terms.map((term) => !term.grammar);
  const found: Mined[] = [];
  let shorter: Int32Array = stream.map((id) => (id !== GAP && usable[id] ? id : -1));
  let runs: number[][] = terms.map((_, id) => [id]);
  shorter = frequentOnly(shorter, paperOf, runs.length, minPapers);
  const singles = shorter;
  for (let size = 1; size <= LONGEST; size++) {
    const { counts, ends } = endings(shorter, size, runs.length, corpus);
    for (let run = 0; run < runs.length; run++) {
      if (!counts[run]) continue;
      const readability = readabilityOf(runs[run]!, counts[run]!, ends[run]!, corpus);
      if (readability > 0) found.push({ terms: runs[run]!, readability, grams: shorter, id: run });
    }
    if (size === LONGEST) break;
    const ids = new PairIds();
    const longerRuns: number[][] = [];
    const longer = new Int32Array(length).fill(-1);
    for (let i = 0; i + size < length; i++) {
      const head = shorter[i]!;
      const last = singles[i + size]!;
      if (head < 0 || last < 0 || shorter[i + 1]! < 0) continue;
      const id = ids.idOf(head, last);
      if (id === longerRuns.length) longerRuns.push([...runs[head]!, last]);
      longer[i] = id;
    }
    runs = longerRuns;
    shorter = frequentOnly(longer, paperOf, runs.length, minPapers);
  }
  return postings(found, corpus, paperOf);
}

/** How often each run stands anywhere, and how often a break or a word of grammar follows it. */
function endings(grams: Int32Array, size: number, count: number, { stream, terms }: Corpus) {
  const counts = new Int32Array(count);
  const ends = new Int32Array(count);
  for (let i = 0; i < grams.length; i++) {
    const gram = grams[i]!;
    if (gram < 0) continue;
    counts[gram]!++;
    const next = stream[i + size] ?? GAP;
    if (next === GAP || terms[next]!.grammar) ends[gram]!++;
  }
  return { counts, ends };
}

/** Runs that stand in fewer than `minPapers` papers become −1. */
function frequentOnly(grams: Int32Array, paperOf: Int32Array, count: number, minPapers: number): Int32Array {
  const papers = new Int32Array(count);
  const last = new Int32Array(count).fill(-1);
  for (let i = 0; i < grams.length; i++) {
    const gram = grams[i]!;
    if (gram < 0 || last[gram] === paperOf[i]!) continue;
    last[gram] = paperOf[i]!;
    papers[gram]!++;
  }
  return grams.map((gram) => (gram >= 0 && papers[gram]! >= minPapers ? gram : -1));
}

function postings(found: Mined[], { titleEnds }: Corpus, paperOf: Int32Array): Phrases {
  const lists: { papers: number[]; weights: number[] }[] = found.map(() => ({ papers: [], weights: [] }));
  const bySize = new Map<Int32Array, Map<number, number>>();
  found.forEach(({ grams, id }, phrase) => {
    if (!bySize.has(grams)) bySize.set(grams, new Map());
    bySize.get(grams)!.set(id, phrase);
  });
  for (const [grams, phraseOf] of bySize)
    for (let i = 0; i < grams.length; i++) {
      const phrase = grams[i]! < 0 ? undefined : phraseOf.get(grams[i]!);
      if (phrase === undefined) continue;
      const { papers, weights } = lists[phrase]!;
      const paper = paperOf[i]!;
      const weight = i < titleEnds[paper]! ? 1 : ABSTRACT_WEIGHT;
      if (papers.at(-1) === paper) {
        // Said again: a paper that comes back to a phrase is about it.
        weights[weights.length - 1] = Math.min(1, Math.max(weights.at(-1)!, weight) + 0.08);
        continue;
      }
      papers.push(paper);
      weights.push(weight);
    }
  const kept = dropFragments(
    found,
    lists.map(({ papers }) => papers.length),
  );
  const phrases = found.filter((_, phrase) => kept[phrase]);
  const keptLists = lists.filter((_, phrase) => kept[phrase]);
  const starts = new Int32Array(phrases.length + 1);
  keptLists.forEach(({ papers }, p) => {
    starts[p + 1] = starts[p]! + papers.length;
  });
  const papers = new Int32Array(starts.at(-1)!);
  const weights = new Float32Array(starts.at(-1)!);
  keptLists.forEach((list, p) => {
    papers.set(list.papers, starts[p]!);
    weights.set(list.weights, starts[p]!);
  });
  return {
    terms: phrases.map((phrase) => phrase.terms),
    readability: Float64Array.from(phrases, (phrase) => phrase.readability),
    starts,
    papers,
    weights,
  };
}

/**
 * Phrases that stand (nearly) always inside the same longer one are fragments of it ("AI collaboration" of "human-AI
 * collaboration"), as in the C-value of Frantzi, Ananiadou & Mima 2000.
 */
function dropFragments(found: Mined[], paperCounts: readonly number[]): boolean[] {
  const byTerms = new Map(found.map(({ terms }, phrase) => [terms.join(), phrase]));
  const kept = found.map(() => true);
  found.forEach(({ terms }, phrase) => {
    if (terms.length < 2) return;
    for (const part of [terms.slice(1), terms.slice(0, -1)]) {
      const inner = byTerms.get(part.join());
      if (inner !== undefined && paperCounts[phrase]! >= FRAGMENT_SHARE * paperCounts[inner]!)
        kept[inner] = false;
    }
  });
  return kept;
}

const ADJECTIVE =
  /(?:able|ible|ous|ful|less|ical|onal|ular|ative|etic|istic|ive|ary|wise|like|ized|ised|ated|ed|er|est)$/;
/** Single words that name a field of work by themselves: "tokenization", "pruning", "retrieval". */
const PROCESS = /(?:[ts]ion|ing|ment|ity|sis|ance|ism|ics?|val|graphy|logy|safety|fairness)$/;
const ADVERB = /ly$/;

/**
 * 0 for what is no noun phrase; else how well the run reads.
 * @param count how often it stands anywhere @param ends how often its phrase ends with it
 */
function readabilityOf(run: readonly number[], count: number, ends: number, corpus: Corpus): number {
  const { terms } = corpus;
  const first = terms[run[0]!]!;
  const last = terms[run.at(-1)!]!;
  if (first.grammar || last.grammar) return 0;
  if (run.some((id, i) => run.indexOf(id) !== i)) return 0;
  if (last.empty) return 0;
  if (run.some((id, i) => terms[id]!.empty && !isBound(id, run[i + 1]!, corpus))) return 0;
  if (run.length === 1 && last.plainHead) return 0;
  // "language models", "training data": heads alone say nothing of the topic.
  if (run.every((id) => terms[id]!.plainHead))
    return run.some((id) => terms[id]!.longForms) ? 0.4 : run.length < 3 ? 0.15 : 0.3;
  let score = headScore(last, isHyphened(run, corpus) ? { count, ends } : null);
  if (/(?:ed|ly)$/.test(last.key) && last.longForms === null) score *= 0.3;
  for (const id of run) {
    const term = terms[id]!;
    if (ADVERB.test(term.key) && term.longForms === null) return 0;
    // A product or a version of one ("GPT-4", "Qwen2") dates a theme rather than names it.
    if (/\d/.test(term.key) && term.longForms === null) score *= 0.5;
    if (verbShare(term) > 0.35) score *= term === last ? 0.5 : 0.25;
  }
  if (relationalShare(last) > 0.4) score *= 0.3;
  if (run.length === 1) score *= last.longForms ? 0.9 : PROCESS.test(last.key) ? 0.72 : 0.45;
  else if (last.plainHead) score *= 0.92;
  return score;
}

/** Whether `right` is mostly written with `left` before it. */
function isBound(left: number, right: number, { terms, joins }: Corpus): boolean {
  const { count } = terms[right]!;
  if (count < FEWEST_TO_BIND) return false;
  const { apart, hyphen } = joins.of(left, right);
  return apart + hyphen >= BOUND_SHARE * count;
}

/** Whether papers mostly write a hyphen before its last term. */
function isHyphened(run: readonly number[], { joins }: Corpus): boolean {
  if (run.length < 2) return false;
  const { apart, hyphen } = joins.of(run.at(-2)!, run.at(-1)!);
  return hyphen > apart;
}

/**
 * A noun is often the end of its phrase; suffixes tip the scale where the corpus is too small to tell. Of what a hyphen
 * makes one, that is asked as a whole: "zero-sum" goes on, whatever "sum" does.
 */
function headScore(term: Term, run: { count: number; ends: number } | null): number {
  if (term.longForms) return 1;
  // A compound is an adjective more often than not: "long-context", "high-resolution".
  const prior = term.key.includes('-') ? 0 : ADJECTIVE.test(term.key) ? 0.2 : 0.6;
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
