/**
 * Keyword search over titles, abstracts, authors and theme names. Beginnings of words and small misspellings match; the title
 * counts most. Papers are added in slices, so that the thread can do other work in between; abstracts may follow later.
 */
import { best, QUESTION_WORDS } from '../../../pipeline/related/index.ts';
import { fold } from '../query/query.ts';
import { type Expansion, MOST_WORDS, TokenIndex } from './token-index.ts';

export interface KeywordDocument {
  title: string;
  /** Null if it follows later. */
  abstract: string | null;
  authors?: readonly string[];
  venue?: string;
  /** Names of the paper's themes, from area to finest theme. */
  themes: readonly string[];
}

export interface KeywordHit {
  /** Index of the paper in the map. */
  paper: number;
  score: number;
  /** The paper's words (folded) that match the query, for marking. */
  words: string[];
}

export interface KeywordOptions {
  /** Maximum number of hits. Default 400. */
  limit?: number;
  /** Papers that may be found; null or absent for all. */
  allowed?: readonly number[] | null;
}

const DEFAULT_LIMIT = 400;

/** If no paper contains all words, a hit needs at least this share of the words and of the best score. */
const PARTIAL_WORDS = 0.5;
const PARTIAL_SCORE = 0.4;

/** Weight of a longer word that begins with the query's word, or of a similar one; less, the more letters differ. */
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

  /** Adds the abstract of a paper that was added without it. */
  addAbstract(paper: number, abstract: string): void {
    this.index.add(paper, ABSTRACT, abstract);
  }

  /**
   * Papers that contain all words of `text`, or, if there are none, those that score best with some of them.
   * @returns best first, ties by lower index; empty for a text without words
   */
  search(text: string, options: KeywordOptions = {}): KeywordHit[] {
    const { limit = DEFAULT_LIMIT, allowed } = options;
    const words = [...new Set(this.index.wordsOf(text))];
    // A query of nothing but question words is searched as it is.
    const content = words.filter((word) => !QUESTION_WORDS.has(word));
    const wanted = (content.length > 0 ? content : words).slice(0, MOST_WORDS);
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
      // As in MiniSearch: multiplied by the number of words found.
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
   * Papers whose title or abstract contains each of `phrases` and none of `excluded`. Words must follow each other; the
   * last may be the beginning of a word ("language model" finds "language models").
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

  /** The terms that match a folded word. */
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
