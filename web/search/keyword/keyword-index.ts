/**
 * Full-text search over title, abstract, authors and theme names: beginnings and small misspellings match, the title
 * counts most. Filled in slices, so that whoever owns the thread can do other things in between; abstracts may follow
 * later than the rest.
 */
import { best, QUESTION_WORDS } from '../../../pipeline/related/index.ts';
import { fold } from '../query/query.ts';
import { type Expansion, MOST_WORDS, TokenIndex } from './token-index.ts';

export interface KeywordDocument {
  title: string;
  /** Null where it is not at hand. */
  abstract: string | null;
  authors?: readonly string[];
  venue?: string;
  /** Names of the themes of its path. */
  themes: readonly string[];
}

export interface KeywordHit {
  /** Position of the paper in the map. */
  paper: number;
  score: number;
  /** The words of the papers (folded) that the query's words matched, for marking. */
  words: string[];
}

export interface KeywordOptions {
  /** Hits at most; 400 where absent. */
  limit?: number;
  /** Only these papers; all where absent or null. */
  allowed?: readonly number[] | null;
}

const DEFAULT_LIMIT = 400;

/** Where no paper holds all words: at least this share of them, and of the best score, or it says too little. */
const PARTIAL_WORDS = 0.5;
const PARTIAL_SCORE = 0.4;

/** What a word counts that only begins as the query's, or is nearly it; less, the more letters they differ by. */
const PREFIX = { shortest: 2, weight: 0.6, letter: 0.3 };
const FUZZY = { shortest: 5, weight: 0.35, share: 0.2, most: 2 };

const TITLE = 0;
const ABSTRACT = 1;
const AUTHORS = 2;
const THEMES = 3;
const BOOSTS = [3, 1, 2, 2];

export class KeywordIndex {
  private readonly index = new TokenIndex(fold, BOOSTS);
  private next = 0;

  /** Papers in the index so far. */
  get size(): number {
    return this.next;
  }

  /** Adds the papers that follow those already there, in the map's order. */
  add(documents: readonly KeywordDocument[]): void {
    for (const { title, abstract, authors, venue, themes } of documents) {
      const paper = this.next++;
      this.index.add(paper, TITLE, title);
      if (abstract !== null) this.addAbstract(paper, abstract);
      this.index.add(paper, AUTHORS, [...(authors ?? []), venue ?? ''].join('\n'));
      this.index.add(paper, THEMES, themes.join('\n'));
    }
  }

  /** The abstract of a paper that was added without it. */
  addAbstract(paper: number, abstract: string): void {
    this.index.add(paper, ABSTRACT, abstract);
  }

  /**
   * Papers that hold all words of `text`; where none does, those that hold the most telling of them.
   * @returns best first; ties by lower index; empty for a text without words
   */
  search(text: string, options: KeywordOptions = {}): KeywordHit[] {
    const { limit = DEFAULT_LIMIT, allowed } = options;
    const words = [...new Set(this.index.wordsOf(text))];
    // A query of nothing else is searched as it is.
    const telling = words.filter((word) => !QUESTION_WORDS.has(word));
    const wanted = (telling.length > 0 ? telling : words).slice(0, MOST_WORDS);
    if (wanted.length === 0) return [];
    const expansions = wanted.flatMap((word, i) => this.expand(word, i));
    const { scores, words: found } = this.index.score(expansions);
    if (allowed) keepOnly(scores, allowed);
    const all = 2 ** wanted.length - 1;
    let some = false;
    for (let paper = 0; paper < scores.length && !some; paper++)
      some = scores[paper]! > 0 && found[paper] === all;
    for (let paper = 0; paper < scores.length; paper++) {
      if (some && found[paper] !== all) scores[paper] = 0;
      // As MiniSearch weighs: by the number of words that were found.
      else if (scores[paper]! > 0) scores[paper]! *= bitsOf(found[paper]!);
    }
    let papers = best(scores, limit).filter((paper) => scores[paper]! > 0);
    if (papers.length > 0 && found[papers[0]!] !== all) {
      const floor = scores[papers[0]!]! * PARTIAL_SCORE;
      const share = Math.max(1, Math.round(wanted.length * PARTIAL_WORDS));
      papers = papers.filter((paper) => scores[paper]! >= floor && bitsOf(found[paper]!) >= share);
    }
    const terms = this.index.termsIn(papers, expansions);
    return papers.map((paper, i) => ({
      paper,
      score: scores[paper]!,
      words: Array.from(terms[i]!, (term) => this.index.termText(term)),
    }));
  }

  /**
   * Papers whose title or abstract holds each of `phrases` and none of `excluded`: words in this order, the last of
   * which may go on ("language model" finds "language models").
   */
  holding(phrases: readonly string[], excluded: readonly string[]): number[] {
    const parts = (texts: readonly string[]) =>
      texts
        .map((text) => this.index.wordsOf(text))
        .filter((words) => words.length > 0)
        .map((words) => this.index.holding(words, [TITLE, ABSTRACT]));
    const wanted = parts(phrases);
    const unwanted = parts(excluded);
    return Array.from({ length: this.next }, (_, paper) => paper).filter(
      (paper) => wanted.every((held) => held[paper] === 1) && unwanted.every((held) => held[paper] !== 1),
    );
  }

  /** The terms that stand for a folded word. */
  private expand(word: string, which: number): Expansion[] {
    const weights = new Map<number, number>();
    const { length } = word;
    if (length >= FUZZY.shortest)
      for (const { term, distance } of this.index.near(
        word,
        Math.min(FUZZY.most, Math.round(length * FUZZY.share)),
      )) {
        const own = this.index.termText(term).length;
        weights.set(term, (FUZZY.weight * own) / (own + distance));
      }
    if (length >= PREFIX.shortest)
      for (const term of this.index.beginning(word)) {
        const own = this.index.termText(term).length;
        weights.set(term, (PREFIX.weight * own) / (own + PREFIX.letter * (own - length)));
      }
    const exact = this.index.find(word);
    if (exact >= 0) weights.set(exact, 1);
    return Array.from(weights, ([term, weight]) => ({ term, word: which, weight }));
  }
}

function keepOnly(scores: Float64Array, allowed: readonly number[]): void {
  const all = scores.slice();
  scores.fill(0);
  for (const paper of allowed) scores[paper] = all[paper] ?? 0;
}

function bitsOf(set: number): number {
  let bits = 0;
  for (let left = set; left !== 0; left &= left - 1) bits++;
  return bits;
}
