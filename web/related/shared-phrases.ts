/** Finds phrases that two papers share and few other papers contain: why the two are related, in words. */
import { EMPTY_WORDS, wordsOf } from './words.ts';

/** Number of papers in which each word stem occurs. */
export interface WordFrequencies {
  papers: number;
  counts: Map<string, number>;
}

/** Adds the words of a paper to the frequencies. */
export function countWords(frequencies: WordFrequencies, text: string): void {
  frequencies.papers++;
  for (const word of new Set(wordsOf(text).map((w) => w.stem)))
    frequencies.counts.set(word, (frequencies.counts.get(word) ?? 0) + 1);
}

export interface SharedPhrase {
  /** As written in the first text. */
  text: string;
  /** Stems of its words, as `markText` takes them. */
  stems: readonly string[];
  weight: number;
}

const LONGEST = 3;

/** A word that a third of the papers contain says nothing by itself. */
const MIN_WEIGHT = Math.log(3);

/**
 * Phrases of one to three words that both papers contain, rarest first; no word is in two of them. The weight of a phrase
 * is the sum of its words' inverse document frequencies: more if both papers repeat it or a title contains it, less for a
 * single word (which may mean different things in two papers).
 * @param limit maximum number of phrases
 */
export function sharedPhrases(
  a: Readonly<{ title: string; abstract: string }>,
  b: Readonly<{ title: string; abstract: string }>,
  frequencies: WordFrequencies,
  limit = 5,
): SharedPhrase[] {
  const inA = phrases(a);
  const inB = phrases(b);
  const rarity = (word: string) =>
    Math.log((frequencies.papers + 1) / ((frequencies.counts.get(word) ?? 0) + 1));
  const candidates: SharedPhrase[] = [];
  for (const [key, mine] of inA) {
    const theirs = inB.get(key);
    if (!theirs) continue;
    const stems = key.split(' ');
    const titled = mine.titled || theirs.titled;
    // A single participle or adverb is a matter of style, unless it is in a title ("pruning").
    if (stems.length === 1 && !titled && /(?:ing|ed|ly)$/.test(key)) continue;
    const rare = stems.reduce((sum, word) => sum + rarity(word), 0);
    if (rare < MIN_WEIGHT) continue;
    const weight =
      rare *
      Math.sqrt(Math.min(mine.times, theirs.times)) *
      (titled ? 1.5 : 1) *
      (stems.length === 1 ? 0.6 : 1);
    candidates.push({ text: mine.text, stems, weight });
  }
  candidates.sort((x, y) => y.weight - x.weight || (x.text < y.text ? -1 : 1));
  const chosen: SharedPhrase[] = [];
  const known = new Set<string>();
  for (const candidate of candidates) {
    if (chosen.length === limit) break;
    if (candidate.stems.some((word) => known.has(word))) continue;
    for (const word of candidate.stems) known.add(word);
    chosen.push(candidate);
  }
  return chosen;
}

interface Occurrence {
  /** As written at its first occurrence. */
  text: string;
  times: number;
  titled: boolean;
}

/** A paper's phrases by their stems. A phrase does not cross punctuation and contains no empty word. */
function phrases({
  title,
  abstract,
}: Readonly<{ title: string; abstract: string }>): Map<string, Occurrence> {
  const found = new Map<string, Occurrence>();
  for (const text of [title, abstract]) {
    const words = wordsOf(text);
    for (let first = 0; first < words.length; first++) {
      for (let last = first; last < Math.min(words.length, first + LONGEST); last++) {
        if (last > first && !/^[ -]+$/.test(text.slice(words[last - 1]!.end, words[last]!.start))) break;
        if (isEmpty(words[last]!.stem)) break;
        const key = words
          .slice(first, last + 1)
          .map((w) => w.stem)
          .join(' ');
        const known = found.get(key);
        if (known) known.times++;
        else
          found.set(key, {
            text: text.slice(words[first]!.start, words[last]!.end),
            times: 1,
            titled: text === title,
          });
      }
    }
  }
  return found;
}

function isEmpty(word: string): boolean {
  return EMPTY_WORDS.has(word) || word.length < 2 || /^\d+$/.test(word);
}
