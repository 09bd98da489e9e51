/**
 * Full-text search with MiniSearch over title, abstract, authors and theme names: prefixes and small misspellings
 * match, the title counts most. Filled in slices, so that whoever owns the thread can do other things in between.
 */
import MiniSearch from 'minisearch';
import { fold } from './query.ts';

export interface KeywordDocument {
  title: string;
  abstract: string;
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

/** Words too common to look for by themselves; a query of nothing else is searched as it is. */
const STOP_WORDS = new Set(
  'a an and are as at be but by can do for from how in into is it its of on or than that the their them then these this to via was we were what when where which who why will with without'.split(
    ' ',
  ),
);

/** Where no paper holds all words: at least this share of them, and of the best score, or it says too little. */
const PARTIAL_WORDS = 0.5;
const PARTIAL_SCORE = 0.4;

interface IndexedDocument {
  id: number;
  title: string;
  abstract: string;
  authors: string;
  themes: string;
}

export class KeywordIndex {
  private readonly index = new MiniSearch<IndexedDocument>({
    fields: ['title', 'abstract', 'authors', 'themes'],
    processTerm: (term) => fold(term) || null,
    searchOptions: {
      boost: { title: 3, themes: 2, authors: 2 },
      prefix: (term) => term.length >= 2,
      fuzzy: (term) => (term.length >= 5 ? 0.2 : false),
      maxFuzzy: 2,
      weights: { fuzzy: 0.35, prefix: 0.6 },
    },
  });
  private next = 0;

  /** Papers in the index so far. */
  get size(): number {
    return this.next;
  }

  /** Adds the papers that follow those already there, in the map's order. */
  add(documents: readonly KeywordDocument[]): void {
    for (const { title, abstract, authors, venue, themes } of documents)
      this.index.add({
        id: this.next++,
        title,
        abstract,
        authors: [...(authors ?? []), venue ?? ''].join('\n'),
        themes: themes.join('\n'),
      });
  }

  /**
   * Papers that hold all words of `text`; where none does, those that hold the most telling of them.
   * @returns best first; ties by lower index; empty for a text without words
   */
  search(text: string, options: KeywordOptions = {}): KeywordHit[] {
    const { limit = DEFAULT_LIMIT, allowed } = options;
    const filter = allowed ? inSet(allowed) : {};
    const words = text.split(/[\s\p{P}]+/u).filter(Boolean);
    if (words.length === 0) return [];
    const telling = words.filter((word) => !STOP_WORDS.has(fold(word)));
    const wanted = telling.length > 0 ? telling : words;
    let results = this.index.search(wanted.join(' '), { ...filter, combineWith: 'AND' });
    if (results.length === 0) {
      results = this.index.search(wanted.join(' '), { ...filter, combineWith: 'OR' });
      const score = (results[0]?.score ?? 0) * PARTIAL_SCORE;
      const share = Math.max(1, Math.round(wanted.length * PARTIAL_WORDS));
      results = results.filter((hit) => hit.score >= score && hit.queryTerms.length >= share);
    }
    return results
      .map((result) => ({ paper: result.id as number, score: result.score, words: result.terms }))
      .sort((a, b) => b.score - a.score || a.paper - b.paper)
      .slice(0, limit);
  }
}

function inSet(allowed: readonly number[]): { filter: (result: { id: number }) => boolean } {
  const papers = new Set(allowed);
  return { filter: ({ id }) => papers.has(id) };
}
