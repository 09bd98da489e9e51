/**
 * Keyword search of the command line and the library: BM25 (Robertson & Zaragoza 2009) over title and abstract, in one
 * pass over the papers and without an index, since only the terms of the question are counted.
 *
 * The page's keyword search (web/search/keyword) answers while a reader types, so it scores otherwise: beginnings of words
 * and misspellings match, authors and themes are searched too, and if any paper holds all words, others are left out.
 * Here pairs of words and the initials of the question count. The question words and the weight of rare terms are shared.
 */
import { LONGEST_WORDED } from '../text/tokens.ts';
import { QUESTION_WORDS } from './question-words.ts';
import { rarity } from './rarity.ts';

/** Saturation of term frequency, and normalisation by length: the usual values. */
const K1 = 1.2;
const B = 0.75;
/** A word of the title counts as this many of the abstract. */
const TITLE_WEIGHT = 3;
/** Weight of two adjacent words of the question, in addition to the words themselves. */
const PAIR_WEIGHT = 1.5;
/** Weight of the question's initials, which a paper may use instead ("mixture of experts" → "MoE"). */
const INITIALS_WEIGHT = 0.8;

interface Term {
  /** One word, or two with a space between. */
  text: string;
  weight: number;
}

/** @returns `[N]` scores, 0 for a paper without a word of the question */
export function keywordScores(
  papers: readonly { title: string; abstract: string }[],
  question: string,
): Float64Array {
  const terms = termsOf(question);
  const scores = new Float64Array(papers.length);
  if (terms.length === 0) return scores;
  const slot = new Map(terms.map((term, index) => [term.text, index]));
  const width = terms.length;
  const counts = new Float64Array(papers.length * width);
  const lengths = new Float64Array(papers.length);
  papers.forEach(({ title, abstract }, paper) => {
    lengths[paper] = count(title, TITLE_WEIGHT) + count(abstract, 1);
    function count(text: string, weight: number): number {
      const words = wordsOf(text);
      for (let i = 0; i < words.length; i++) {
        add(slot.get(words[i]!));
        if (i > 0) add(slot.get(`${words[i - 1]} ${words[i]}`));
      }
      function add(index: number | undefined): void {
        if (index !== undefined) counts[paper * width + index]! += weight;
      }
      return words.length * weight;
    }
  });
  const meanLength = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, papers.length) || 1;
  terms.forEach(({ weight }, index) => {
    let holders = 0;
    for (let paper = 0; paper < papers.length; paper++) if (counts[paper * width + index]! > 0) holders++;
    const rare = rarity(papers.length, holders);
    for (let paper = 0; paper < papers.length; paper++) {
      const frequency = counts[paper * width + index]!;
      if (frequency === 0) continue;
      const damping = K1 * (1 - B + (B * lengths[paper]!) / meanLength);
      scores[paper]! += (weight * rare * frequency * (K1 + 1)) / (frequency + damping);
    }
  });
  return scores;
}

function termsOf(question: string): Term[] {
  const words = wordsOf(question);
  const terms = new Map<string, number>();
  for (const word of words) terms.set(word, 1);
  for (let i = 1; i < words.length; i++) terms.set(`${words[i - 1]} ${words[i]}`, PAIR_WEIGHT);
  const raw = writtenWords(question);
  const initials = raw.map((word) => word[0]).join('');
  if (raw.length >= 3 && raw.length <= 5 && !terms.has(initials)) terms.set(initials, INITIALS_WEIGHT);
  return [...terms].map(([text, weight]) => ({ text, weight }));
}

function writtenWords(text: string): string[] {
  return (
    text
      .slice(0, LONGEST_WORDED)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** Words in lower case, singular, without question words; "mixture-of-experts" and "mixture of expert" are equal. */
function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const word of writtenWords(text)) if (!QUESTION_WORDS.has(word)) words.push(singular(word));
  return words;
}

function singular(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.length > 3 && word.endsWith('s') && !/(?:ss|us|is)$/.test(word)) return word.slice(0, -1);
  return word;
}
