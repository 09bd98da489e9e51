/** The phrases that two papers have in common and few others have: what relates them, in words. */
import { EMPTY_WORDS, type Word, wordsOf } from './words.ts';

/** In how many papers each word stem occurs. */
export interface WordFrequencies {
  papers: number;
  counts: Map<string, number>;
}

/** Counts paper after paper; call once for each. */
export function countWords(frequencies: WordFrequencies, text: string): void {
  frequencies.papers++;
  for (const word of new Set(wordsOf(text).map((w) => w.stem)))
    frequencies.counts.set(word, (frequencies.counts.get(word) ?? 0) + 1);
}

export interface SharedPhrase {
  /** As the first text writes it. */
  text: string;
  /** Its words, as {@link markText} takes them. */
  stems: readonly string[];
  weight: number;
}

const LONGEST = 3;

/**
 * Phrases of one to three words that occur in both texts, most telling first. The weight is the sum of the words'
 * inverse document frequencies; a part of a longer shared phrase is left out unless it also occurs by itself in both.
 * @param limit phrases at most
 */
export function sharedPhrases(a: string, b: string, frequencies: WordFrequencies, limit = 5): SharedPhrase[] {
  const wordsA = wordsOf(a);
  const inB = new Set(phrases(b, wordsOf(b)).keys());
  const rarity = (word: string) =>
    Math.log((frequencies.papers + 1) / ((frequencies.counts.get(word) ?? 0) + 1));
  const candidates = [...phrases(a, wordsA)]
    .filter(([key]) => inB.has(key))
    .map(([key, text]) => {
      const stems = key.split(' ');
      return { text, stems, weight: stems.reduce((sum, word) => sum + rarity(word), 0) };
    })
    .sort((x, y) => y.weight - x.weight || (x.text < y.text ? -1 : 1));
  const chosen: SharedPhrase[] = [];
  for (const candidate of candidates) {
    if (chosen.length === limit) break;
    if (candidate.weight < MIN_WEIGHT) break;
    const known = new Set(chosen.flatMap((phrase) => phrase.stems));
    if (candidate.stems.some((word) => known.has(word))) continue;
    chosen.push(candidate);
  }
  return chosen;
}

/** A word that every third paper has tells nothing by itself. */
const MIN_WEIGHT = Math.log(3);

/** Phrases by their stems, with the text of their first occurrence. A phrase neither crosses punctuation nor begins or ends empty. */
function phrases(text: string, words: readonly Word[]): Map<string, string> {
  const found = new Map<string, string>();
  for (let first = 0; first < words.length; first++) {
    if (isEmpty(words[first]!.stem)) continue;
    for (let last = first; last < Math.min(words.length, first + LONGEST); last++) {
      if (last > first && !/^[\s-]+$/.test(text.slice(words[last - 1]!.end, words[last]!.start))) break;
      if (isEmpty(words[last]!.stem)) {
        // An empty word inside a phrase is no part of a term of the field.
        break;
      }
      const key = words
        .slice(first, last + 1)
        .map((w) => w.stem)
        .join(' ');
      if (!found.has(key)) found.set(key, text.slice(words[first]!.start, words[last]!.end));
    }
  }
  return found;
}

function isEmpty(word: string): boolean {
  return EMPTY_WORDS.has(word) || word.length < 2 || /^\d+$/.test(word);
}
