/** The papers' texts, off the main thread: the keyword index, and the phrases that two papers share. */
import { countWords, type SharedPhrase, sharedPhrases, type WordFrequencies } from '../related/shared.ts';
import { type KeywordDocument, type KeywordHit, KeywordIndex } from './keyword.ts';
import { answerCalls } from './rpc.ts';

let index = new KeywordIndex();
let texts: { title: string; abstract: string }[] = [];
let frequencies: WordFrequencies = { papers: 0, counts: new Map() };

const handlers = {
  /** Forgets all papers: another map. */
  clear(_: null): void {
    index = new KeywordIndex();
    texts = [];
    frequencies = { papers: 0, counts: new Map() };
  },

  /** Adds the papers that follow. */
  add(documents: KeywordDocument[]): void {
    index.add(documents);
    for (const { title, abstract } of documents) {
      texts.push({ title, abstract });
      countWords(frequencies, `${title}\n${abstract}`);
    }
  },

  search({ text, allowed }: { text: string; allowed: number[] | null }): KeywordHit[] {
    return index.search(text, { allowed });
  },

  /** What each of `others` shares with `paper`, in their order. */
  shared({ paper, others }: { paper: number; others: number[] }): SharedPhrase[][] {
    const mine = texts[paper];
    return others.map((other) => {
      const theirs = texts[other];
      return mine && theirs ? sharedPhrases(mine, theirs, frequencies) : [];
    });
  },
};

export type TextWorker = typeof handlers;

answerCalls(handlers);
