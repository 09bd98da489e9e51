/** Splits a text at the phrases to mark in it. */
import { stem, wordsOf } from './words.ts';

export interface Segment {
  text: string;
  /** Index of the phrase; absent for plain text. */
  phrase?: number;
}

/**
 * @param phrases each a list of word stems (see words.ts); if several begin at one word the longest is marked
 * @returns segments whose texts, joined, are `text`
 */
export function markText(text: string, phrases: readonly (readonly string[])[]): Segment[] {
  const words = wordsOf(text);
  const byFirst = new Map<string, number[]>();
  phrases.forEach((phrase, which) => {
    if (phrase.length === 0) return;
    const list = byFirst.get(phrase[0]!) ?? [];
    list.push(which);
    byFirst.set(phrase[0]!, list);
  });
  for (const list of byFirst.values()) list.sort((a, b) => phrases[b]!.length - phrases[a]!.length || a - b);
  const segments: Segment[] = [];
  let done = 0;
  for (let at = 0; at < words.length; ) {
    const hit = byFirst
      .get(words[at]!.stem)
      ?.find((which) => phrases[which]!.every((part, i) => words[at + i]?.stem === part));
    if (hit === undefined) {
      at++;
      continue;
    }
    const last = at + phrases[hit]!.length - 1;
    if (words[at]!.start > done) segments.push({ text: text.slice(done, words[at]!.start) });
    segments.push({ text: text.slice(words[at]!.start, words[last]!.end), phrase: hit });
    done = words[last]!.end;
    at = last + 1;
  }
  if (done < text.length) segments.push({ text: text.slice(done) });
  return segments;
}

/** Search terms as phrases for {@link markText}. */
export function termPhrases(terms: readonly string[]): string[][] {
  return terms
    .map((term) => wordsOf(term).map((word) => word.stem))
    .filter((phrase) => phrase.length > 0)
    .map((phrase) => phrase.map(stem));
}
