/** The phrases that two papers have in common and few others have: what relates them, in words. */
import { EMPTY_WORDS, wordsOf } from './words.ts';

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

/** A word that every third paper has tells nothing by itself. */
const MIN_WEIGHT = Math.log(3);

/**
 * Phrases of one to three words that both papers hold, most telling first; no word in two of them. A phrase weighs
 * the sum of its words' inverse document frequencies, more where both say it often or one says it in its title, less
 * where it is a single word (which may mean two things in two papers).
 * @param limit phrases at most
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
    // A lone participle or adverb is style, unless a title is made of it ("pruning").
    if (stems.length === 1 && !titled && /(?:ing|ed|ly)$/.test(key)) continue;
    const telling = stems.reduce((sum, word) => sum + rarity(word), 0);
    if (telling < MIN_WEIGHT) continue;
    const weight =
      telling *
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
  /** As it is written first. */
  text: string;
  times: number;
  titled: boolean;
}

/** A paper's phrases by their stems. A phrase crosses no punctuation and holds no empty word. */
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
