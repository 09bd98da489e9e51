/**
 * Searches the papers' texts: keyword search, and the phrases that two papers share. Runs in the keyword worker, or in the
 * page if that is one file.
 */
import {
  type AbstractChunks,
  abstractBytes,
  abstractOrder,
  decodeChunk,
  joinBytes,
  MapError,
} from '../../../pipeline/map/index.ts';
import { fetchPieces } from '../../data/file-host.ts';
import {
  countWords,
  type SharedPhrase,
  sharedPhrases,
  type WordFrequencies,
} from '../../related/shared-phrases.ts';
import { stem } from '../../related/words.ts';
import { type KeywordDocument, type KeywordHit, KeywordIndex } from './keyword-index.ts';

export interface PaperText {
  title: string;
  abstract: string;
}

export interface KeywordService {
  /** Removes all papers. */
  clear(_: null): void;
  /** Adds papers after those already there, in the map's order. */
  add(documents: KeywordDocument[]): void;
  /** Counts word frequencies over papers: all of a map, or a sample. */
  count(papers: PaperText[]): void;
  /**
   * Reads and adds the abstracts of papers that were added without them.
   * @param from `theme`: `[N]` finest theme of each paper
   * @param report receives the number of papers that have their abstracts
   * @throws MapError
   */
  addAbstracts(
    from: { described: AbstractChunks; address: string; theme: Int32Array },
    report: (papers: number) => void,
  ): Promise<void>;
  /** @param question `allowed`: papers that may be found; null for all */
  search(question: { text: string; allowed: readonly number[] | null }): KeywordHit[];
  /** Papers that contain all phrases and nothing excluded. */
  holding(question: { phrases: readonly string[]; excluded: readonly string[] }): number[];
  /** The phrases that each of `others` shares with `paper`, in their order. */
  shared(question: { paper: PaperText; others: readonly PaperText[] }): SharedPhrase[][];
}

export function createKeywordService(): KeywordService {
  let index = new KeywordIndex();
  let frequencies: WordFrequencies = { papers: 0, counts: new Map() };
  return {
    clear() {
      index = new KeywordIndex();
      frequencies = { papers: 0, counts: new Map() };
    },
    add(documents) {
      index.add(documents);
    },
    count(papers) {
      for (const { title, abstract } of papers) countWords(frequencies, `${title}\n${abstract}`);
    },
    async addAbstracts({ described, address, theme }, report) {
      const mine = index;
      const order = abstractOrder(theme);
      let which = 0;
      for await (const chunk of chunksOf(
        fetchPieces(address, described.file, abstractBytes(described)),
        described,
      )) {
        const texts = await decodeChunk(described, which, chunk, order.length);
        if (index !== mine) return;
        for (const [i, text] of texts.entries()) index.addAbstract(order[which * described.every + i]!, text);
        which++;
        report(Math.min(which * described.every, order.length));
      }
    },
    search: ({ text, allowed }) =>
      index.search(text, { allowed }).map((hit) => ({ ...hit, words: distinctive(hit.words, frequencies) })),
    holding: ({ phrases, excluded }) => index.holding(phrases, excluded),
    shared: ({ paper, others }) => others.map((other) => sharedPhrases(paper, other, frequencies)),
  };
}

/** Cuts a file into its chunks as it arrives. */
async function* chunksOf(
  pieces: AsyncIterable<Uint8Array>,
  { file, chunks }: AbstractChunks,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  let which = 0;
  for await (const piece of pieces) {
    waiting.push(piece);
    length += piece.length;
    if (which < chunks.length && length < chunks[which]!.bytes) continue;
    let rest = joinBytes(waiting);
    for (; which < chunks.length && rest.length >= chunks[which]!.bytes; which++) {
      yield rest.slice(0, chunks[which]!.bytes);
      rest = rest.subarray(chunks[which]!.bytes);
    }
    waiting = [rest];
    length = rest.length;
  }
  if (which < chunks.length)
    throw new MapError(`${file}: ends within chunk ${which} of ${chunks.length}; build the map again.`);
}

/** Words that at most half of the papers contain: common ones ("model") are marked only if there are no others. */
function distinctive(words: string[], { papers, counts }: WordFrequencies): string[] {
  const rare = words.filter((word) => (counts.get(stem(word)) ?? 0) <= papers / 2);
  return rare.length > 0 ? rare : words;
}
