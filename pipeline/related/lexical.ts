/**
 * Keyword ranking of papers for one question: BM25 (Robertson & Zaragoza 2009) over title and abstract, in one pass
 * over the papers and without an index, since only the question's own terms are counted.
 */
import { LONGEST_WORDED } from '../text/tokens.ts';
import { QUESTION_WORDS } from './question-words.ts';

/** Saturation of term frequency and normalisation by length; the usual values. */
const K1 = 1.2;
const B = 0.75;
/** A word in the title counts as this many in the abstract. */
const TITLE_WEIGHT = 3;
/** Two words of the question side by side count this much beside the words themselves. */
const PAIR_WEIGHT = 1.5;
/** A paper may write the question's initials in its place ("mixture of experts" → "MoE"). */
const INITIALS_WEIGHT = 0.8;

interface Term {
  /** One word, or two with a space between. */
  text: string;
  weight: number;
}

/** @returns `[N]` scores, 0 where a paper holds none of the question's words */
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
    const rarity = Math.log(1 + (papers.length - holders + 0.5) / (holders + 0.5));
    for (let paper = 0; paper < papers.length; paper++) {
      const frequency = counts[paper * width + index]!;
      if (frequency === 0) continue;
      const damping = K1 * (1 - B + (B * lengths[paper]!) / meanLength);
      scores[paper]! += (weight * rarity * frequency * (K1 + 1)) / (frequency + damping);
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

/** Words in lower case without stop words, plurals cut; "mixture-of-experts" and "mixture of expert" become one. */
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
