/** The keywords of a theme: its best candidates that don't repeat each other. */
import type { Candidate } from './candidates.ts';
import { displayShort } from './phrases/display.ts';
import type { Phrases } from './phrases/phrases.ts';
import type { Tokens } from './phrases/vocabulary.ts';

const KEYWORDS = 8;
/** A keyword reads at least this well. */
const LEAST_READABILITY = 0.3;

/**
 * @param candidates best first
 * @param name of the theme, the only keyword of a theme without candidates
 * @returns up to 8 keywords, and their weights relative to the best
 */
export function keywordsOf(
  candidates: readonly Candidate[],
  tokens: Tokens,
  phrases: Phrases,
  name: string,
): { keywords: string[]; keywordWeights: number[] } {
  const chosen: { candidate: Candidate; text: string; words: Set<number> }[] = [];
  for (const candidate of candidates) {
    if (chosen.length === KEYWORDS) break;
    if (phrases.readability[candidate.phrase]! < LEAST_READABILITY) continue;
    const terms = phrases.terms[candidate.phrase]!;
    const text = displayShort(terms, tokens);
    const words = new Set(terms);
    // A part of a chosen phrase adds nothing, nor does a longer one around it.
    const repeats = chosen.some(
      (other) =>
        other.text.toLowerCase() === text.toLowerCase() ||
        terms.every((term) => other.words.has(term)) ||
        [...other.words].every((term) => words.has(term)),
    );
    if (!repeats) chosen.push({ candidate, text, words });
  }
  if (chosen.length === 0) return { keywords: [name], keywordWeights: [1] };
  const best = chosen[0]!.candidate.score;
  return {
    keywords: chosen.map(({ text }) => text),
    keywordWeights: chosen.map(({ candidate }) => 1 / (1 + (best - candidate.score))),
  };
}
