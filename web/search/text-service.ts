/** What is asked of the papers' texts: keyword search, and the phrases that two papers share. Runs in a worker or in the page. */
import { countWords, type SharedPhrase, sharedPhrases, type WordFrequencies } from '../related/shared.ts';
import { stem } from '../related/words.ts';
import { type KeywordDocument, type KeywordHit, KeywordIndex } from './keyword.ts';

export interface TextService {
  /** Forgets all papers: another map. */
  clear(_: null): void;
  /** Adds the papers that follow. */
  add(documents: KeywordDocument[]): void;
  /** @param question `allowed`: only these papers; all where null */
  search(question: { text: string; allowed: number[] | null }): KeywordHit[];
  /** What each of `others` shares with `paper`, in their order. */
  shared(question: { paper: number; others: number[] }): SharedPhrase[][];
}

export function createTextService(): TextService {
  let index = new KeywordIndex();
  let texts: { title: string; abstract: string }[] = [];
  let frequencies: WordFrequencies = { papers: 0, counts: new Map() };
  return {
    clear() {
      index = new KeywordIndex();
      texts = [];
      frequencies = { papers: 0, counts: new Map() };
    },
    add(documents) {
      index.add(documents);
      for (const { title, abstract } of documents) {
        texts.push({ title, abstract });
        countWords(frequencies, `${title}\n${abstract}`);
      }
    },
    search: ({ text, allowed }) =>
      index.search(text, { allowed }).map((hit) => ({ ...hit, words: telling(hit.words, frequencies) })),
    shared({ paper, others }) {
      const mine = texts[paper];
      return others.map((other) => {
        const theirs = texts[other];
        return mine && theirs ? sharedPhrases(mine, theirs, frequencies) : [];
      });
    },
  };
}

/** What most papers say is not worth a mark ("model"), unless there is nothing else. */
function telling(words: string[], { papers, counts }: WordFrequencies): string[] {
  const rare = words.filter((word) => (counts.get(stem(word)) ?? 0) <= papers / 2);
  return rare.length > 0 ? rare : words;
}
