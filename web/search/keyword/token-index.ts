/**
 * The index of keyword search: the words of all papers in their order, as numbers. Words lie in blocks, and each full block
 * is inverted, so that papers can be added while queries are answered. A word takes at most eight bytes; an inverted index
 * built of maps takes about fifty.
 *
 * Scores are BM25+ (Lv & Zhai 2011) with the parameters of MiniSearch 7, against which they are tested. The command line
 * scores whole questions without an index, and otherwise (pipeline/related/keyword-scores.ts).
 */

import { rarity } from '../../../pipeline/related/index.ts';
import { editDistance, lettersOf, mayBeNear } from './near-words.ts';
import { MOST_TEXTS, Postings } from './postings.ts';
import { Uint32List } from './uint32-list.ts';

/** A term of the papers that matches a word of the query, and its weight. */
export interface Expansion {
  term: number;
  /** 0 … {@link MOST_WORDS} − 1 */
  word: number;
  weight: number;
}

export interface Scores {
  /** `[papers]`, 0 if nothing is found. */
  scores: Float64Array;
  /** `[papers]` a bit for each word of the query that the paper contains. */
  words: Uint32Array;
}

/** Words of a query: a bit each. */
export const MOST_WORDS = 31;

/** BM25+: saturation of frequency, weight of the text's length, and the least score of a word that occurs. */
const K = 1.2;
const B = 0.7;
const DELTA = 0.5;

/** Bounded, because a pattern overflows the stack in a run of millions; empty words between two matches are ignored. */
const SPLIT = /[\s\p{Z}\p{P}]{1,1000}/u;
const BLOCK = 1 << 18;

/** Texts one after the other; no text spans two blocks. */
interface Block {
  tokens: Uint32Array;
  used: number;
  /** By text: its paper, where its tokens end, and how many of them are different. */
  papers: Uint32List;
  ends: Uint32List;
  different: Uint32List;
  /** Postings of the block's first texts; null before the first query. */
  inverted: { texts: number; postings: Postings } | null;
}

interface Field {
  boost: number;
  blocks: Block[];
  texts: number;
  /** Sum over the texts. */
  different: number;
  /** By term: number of texts that contain it. */
  holding: Uint32List;
}

export class TokenIndex {
  /** One more than the highest paper added so far. */
  papers = 0;
  private readonly fields: Field[];
  private readonly ids = new Map<string, number>();
  private readonly terms: string[] = [];
  private readonly letters = new Uint32List();
  /** By term: the last text that contains it. */
  private readonly lastText = new Uint32List();
  private texts = 0;
  private readonly fold: (word: string) => string;

  /**
   * @param fold maps a word to the form in which words are compared; idempotent
   * @param boosts weight of a hit, by field
   */
  constructor(fold: (word: string) => string, boosts: readonly number[]) {
    this.fold = fold;
    this.fields = boosts.map((boost) => ({
      boost,
      blocks: [],
      texts: 0,
      different: 0,
      holding: new Uint32List(),
    }));
  }

  /** Adds one field of a paper; the fields of a paper may be added at different times. */
  add(paper: number, field: number, text: string): void {
    const into = this.fields[field]!;
    const words = text.split(SPLIT);
    const block = this.roomFor(into.blocks, words.length);
    const number = ++this.texts;
    let different = 0;
    for (const word of words) {
      const term = this.termOf(word);
      if (term < 0) continue;
      block.tokens[block.used++] = term;
      if (this.lastText.get(term) === number) continue;
      this.lastText.set(term, number);
      into.holding.set(term, into.holding.get(term) + 1);
      different++;
    }
    block.papers.push(paper);
    block.ends.push(block.used);
    block.different.push(different);
    into.texts++;
    into.different += different;
    this.papers = Math.max(this.papers, paper + 1);
  }

  /** The folded words of a text, split as by {@link add}. */
  wordsOf(text: string): string[] {
    return text.split(SPLIT).map(this.fold).filter(Boolean);
  }

  termText(term: number): string {
    return this.terms[term]!;
  }

  /** The term of a folded word, or −1. */
  find(word: string): number {
    return this.ids.get(word) ?? -1;
  }

  /** Terms that begin with a folded word, including the word itself. */
  beginning(word: string): number[] {
    const found: number[] = [];
    for (let id = 0; id < this.terms.length; id++) if (this.terms[id]!.startsWith(word)) found.push(id);
    return found;
  }

  /** Terms within `most` edits of a folded word, with their distances. */
  near(word: string, most: number): { term: number; distance: number }[] {
    const letters = lettersOf(word);
    const found: { term: number; distance: number }[] = [];
    for (let term = 0; term < this.terms.length; term++) {
      if (!mayBeNear(letters, this.letters.get(term), most)) continue;
      const distance = editDistance(word, this.terms[term]!, most);
      if (distance <= most) found.push({ term, distance });
    }
    return found;
  }

  /** The score of each paper for the expansions of a query's words, summed over its fields. */
  score(expansions: readonly Expansion[]): Scores {
    const scores = new Float64Array(this.papers);
    const words = new Uint32Array(this.papers);
    for (const field of this.fields) {
      const { boost, holding } = field;
      const average = field.different / Math.max(1, field.texts);
      const rarities = expansions.map(({ term }) => rarity(this.papers, holding.get(term)));
      this.eachHit(field, expansions, (i, { papers, different }, text, often) => {
        const { word, weight } = expansions[i]!;
        const paper = papers.get(text);
        const long = K * (1 - B + (B * different.get(text)) / average);
        scores[paper]! += weight * boost * rarities[i]! * (DELTA + (often * (K + 1)) / (often + long));
        words[paper]! |= 1 << word;
      });
    }
    return { scores, words };
  }

  /** For each of `papers`: the terms of the expansions that it contains. */
  termsIn(papers: readonly number[], expansions: readonly Expansion[]): Set<number>[] {
    const rank = new Int32Array(this.papers).fill(-1);
    for (const [i, paper] of papers.entries()) rank[paper] = i;
    const found = papers.map(() => new Set<number>());
    for (const field of this.fields)
      this.eachHit(field, expansions, (i, block, text) => {
        const which = rank[block.papers.get(text)]!;
        if (which >= 0) found[which]!.add(expansions[i]!.term);
      });
    return found;
  }

  /**
   * Papers that contain folded words next to each other in one of the fields; the last may be the beginning of a word.
   * @returns `[papers]` 1 for these papers
   */
  holding(words: readonly string[], fields: readonly number[]): Uint8Array {
    const papers = new Uint8Array(this.papers);
    const before = words.slice(0, -1).map((word) => this.find(word));
    if (words.length === 0 || before.includes(-1)) return papers;
    const last = new Uint8Array(this.terms.length);
    for (const term of this.beginning(words.at(-1)!)) last[term] = 1;
    this.eachText((paper, tokens, from, to) => {
      for (let at = from + before.length; at < to; at++)
        if (last[tokens[at]!] === 1 && before.every((term, i) => tokens[at - before.length + i] === term))
          papers[paper] = 1;
    }, fields);
    return papers;
  }

  private eachText(
    visit: (paper: number, tokens: Uint32Array, from: number, to: number) => void,
    fields: readonly number[],
  ): void {
    for (const field of fields)
      for (const { tokens, papers, ends } of this.fields[field]!.blocks)
        for (let text = 0, from = 0; text < papers.length; text++) {
          const to = ends.get(text);
          visit(papers.get(text), tokens, from, to);
          from = to;
        }
  }

  /** Visits the occurrences of expansions in a field: index of the expansion, block, text, and how often it occurs there. */
  private eachHit(
    { blocks }: Field,
    expansions: readonly Expansion[],
    visit: (expansion: number, block: Block, text: number, often: number) => void,
  ): void {
    for (const block of blocks) {
      const postings = this.postingsOf(block);
      for (let i = 0; i < expansions.length; i++) {
        const [from, to] = postings.rangeOf(expansions[i]!.term);
        for (let at = from; at < to; at++) visit(i, block, postings.texts[at]!, postings.times[at]!);
      }
    }
  }

  private postingsOf(block: Block): Postings {
    const texts = block.ends.length;
    if (block.inverted?.texts !== texts)
      block.inverted = {
        texts,
        postings: new Postings(block.tokens, block.ends.values(), this.terms.length),
      };
    return block.inverted.postings;
  }

  /** The last block, or a new one if it has no room for so many tokens. */
  private roomFor(blocks: Block[], tokens: number): Block {
    const last = blocks.at(-1);
    if (last && last.used + tokens <= last.tokens.length && last.ends.length < MOST_TEXTS) return last;
    // Inverts the full block now, while papers are added, so that no query waits for it.
    if (last) this.postingsOf(last);
    // Small maps need no large block: each is as large as all before it together.
    const size = Math.max(
      tokens,
      Math.min(
        BLOCK,
        blocks.reduce((sum, block) => sum + block.tokens.length, 1024),
      ),
    );
    const block = {
      tokens: new Uint32Array(size),
      used: 0,
      papers: new Uint32List(),
      ends: new Uint32List(),
      different: new Uint32List(),
      inverted: null,
    };
    blocks.push(block);
    return block;
  }

  private termOf(word: string): number {
    if (word === '') return -1;
    // A word that is a term is already folded.
    const known = this.ids.get(word);
    if (known !== undefined) return known;
    const folded = this.fold(word);
    if (folded === '') return -1;
    const other = this.ids.get(folded);
    if (other !== undefined) return other;
    const term = this.terms.length;
    const own = copyOf(folded);
    this.ids.set(own, term);
    this.terms.push(own);
    this.letters.set(term, lettersOf(own));
    return term;
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A copy that does not share memory: a piece of a split text would keep the whole text alive. */
function copyOf(text: string): string {
  return decoder.decode(encoder.encode(text));
}
