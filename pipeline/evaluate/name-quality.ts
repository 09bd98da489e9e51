/** How good the names of a map's themes are, by how papers use their words and, if there are labels, by those. */
import type { ThemeMap } from '../map/schema.ts';
import { levelsOf, papersByTheme } from '../map/themes/theme-path.ts';
import { EMPTY_WORDS, FUNCTION_WORDS, LINKS, PLAIN_HEADS } from '../text/stop-words.ts';
import { cleanText, foldWord, splitWords } from '../text/tokens.ts';
import { round } from '../util/round.ts';

/**
 * Figures for the names of one level. Each is a mean over the themes that have it, with 4 decimals; null if none has. A
 * paper contains a phrase if it contains all of its words in any order, folded by {@link foldWord}.
 */
export interface NameQuality {
  level: number;
  /**
   * NPMI of a theme's keywords, −1 … 1: how much more often than by chance two of them share a paper (Bouma 2009; for
   * topics: Lau, Newman & Baldwin 2014). Pairs in which one keyword contains the other are left out.
   */
  coherence: number | null;
  /** Distinct words as a share of all words of the level's names, 0 … 1 (Dieng, Ruiz & Blei 2020, on names). */
  distinctness: number | null;
  /** The same for the level's keywords, each phrase counted as one word. */
  diversity: number | null;
  /** Share of a theme's papers that contain its name, 0 … 1. */
  coverage: number | null;
  /** Coverage minus the share of all other papers that contain the name, −1 … 1 (informedness, Youden 1950). */
  informedness: number | null;
  /**
   * Number of themes whose name shares a word with their label, and of themes with a label; null without labels. A theme's
   * label is the commonest among its papers, ties by code unit order. Words that are common to all research count only in
   * a label without other words.
   */
  named: number | null;
  labelled: number | null;
}

/**
 * Measures the names and keywords of each level against the papers of the map.
 *
 * @param labels label by paper id, if there are any
 * @returns one entry a level, coarsest first
 */
export function measureNames(map: ThemeMap, labels?: ReadonlyMap<string, string>): NameQuality[] {
  const members = papersByTheme(map);
  const { themes } = map.manifest;
  const names = themes.map(({ name }) => nameVariants(name));
  const keywords = themes.map((theme) => distinct(theme.keywords.map(phraseKey)));
  const papers = new PaperSets(map.papers, [...names.flat(2), ...keywords.flat().flatMap(splitKey)]);

  return levelsOf(map).map((level) => {
    const ids = themes.filter((theme) => theme.level === level).map(({ id }) => id);
    const usage = ids.map((id) => nameUsage(papers, names[id]!, members[id]!));
    const nameWords = ids.flatMap((id) => distinct(names[id]!.flat()));
    const phrases = ids.flatMap((id) => keywords[id]!);
    const truth = labels ? ids.map((id) => commonestLabel(map, members[id]!, labels)) : [];
    const named = truth.filter(
      (label, t) => label !== null && sharesWord(labelWords(label), names[ids[t]!]!.flat()),
    );
    return {
      level,
      coherence: mean(ids.map((id) => coherence(papers, keywords[id]!))),
      distinctness: shareOfDistinct(nameWords),
      diversity: shareOfDistinct(phrases),
      coverage: mean(usage.map(({ coverage }) => coverage)),
      informedness: mean(usage.map(({ informedness }) => informedness)),
      named: labels ? named.length : null,
      labelled: labels ? truth.filter((label) => label !== null).length : null,
    };
  });
}

/**
 * The ways a paper may write a name, each a list of folded words without function words. "KV Cache & Tokenization" can be
 * either half, "Mixture of Experts (MoE)" the words or the letters.
 */
export function nameVariants(name: string): string[][] {
  return name.split(/\s+&\s+/).flatMap((part) => {
    const match = /^(.*?)\s*\(([^()]+)\)\s*(.*)$/u.exec(part);
    if (!match) return [contentWords(part)];
    const [, before = '', short = '', after = ''] = match;
    return [
      contentWords(`${before} ${after}`),
      contentWords(`${dropSpelled(before, short)} ${short} ${after}`),
    ];
  });
}

/** The words before an acronym without those it stands for: "Sparse Mixture of Experts", "MoE" → "Sparse". */
function dropSpelled(before: string, short: string): string {
  const words = splitWords(before).words;
  const letters = short.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  for (let from = words.length - 1; from >= 0; from--) {
    const run = words.slice(from).map((word) => word.toLowerCase());
    const initials = (all: string[]) => all.map((word) => [...word][0]).join('');
    if ([run, run.filter((word) => !LINKS.has(word))].some((all) => isSpelled(letters, initials(all))))
      return words.slice(0, from).join(' ');
  }
  return '';
}

function isSpelled(letters: string, initials: string): boolean {
  return letters === initials || letters === `${initials}s`;
}

/** Folded words; function words only if there are no others. */
function contentWords(text: string): string[] {
  const words = splitWords(cleanText(text)).words.map(foldWord);
  const content = words.filter((word) => !FUNCTION_WORDS.has(word) && !LINKS.has(word));
  return content.length > 0 ? content : words;
}

/** The specific words of a label. */
function labelWords(label: string): string[] {
  const words = contentWords(label.replaceAll('_', ' '));
  const telling = words.filter((word) => !PLAIN_HEADS.has(word) && !EMPTY_WORDS.has(word));
  return telling.length > 0 ? telling : words;
}

function commonestLabel(
  map: ThemeMap,
  members: readonly number[],
  labels: ReadonlyMap<string, string>,
): string | null {
  const counts = new Map<string, number>();
  for (const paper of members) {
    const label = labels.get(map.papers[paper]!.id);
    if (label !== undefined) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const ranked = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return ranked[0]?.[0] ?? null;
}

function nameUsage(papers: PaperSets, variants: readonly string[][], members: readonly number[]) {
  const saying = papers.withAny(variants);
  const all = countBits(saying);
  const inside = members.filter((paper) => hasBit(saying, paper)).length;
  const coverage = members.length > 0 ? inside / members.length : null;
  const others = papers.count - members.length;
  const informedness = coverage === null || others === 0 ? null : coverage - (all - inside) / others;
  return { coverage, informedness };
}

/** Mean NPMI over pairs of phrases that do not contain each other; null without such a pair. */
function coherence(papers: PaperSets, phrases: readonly string[]): number | null {
  const words = phrases.map(splitKey);
  const sets = words.map((phrase) => papers.withAny([phrase]));
  const values: number[] = [];
  for (let i = 0; i < phrases.length; i++)
    for (let j = i + 1; j < phrases.length; j++) {
      if (holds(words[i]!, words[j]!) || holds(words[j]!, words[i]!)) continue;
      const a = countBits(sets[i]!);
      const b = countBits(sets[j]!);
      values.push(npmi(countBits(and(sets[i]!, sets[j]!)), a, b, papers.count));
    }
  return average(values);
}

/**
 * Normalised pointwise mutual information (Bouma 2009) of two events in `n` trials.
 * @returns −1 if they never occur together, 0 if they are independent, 1 if neither occurs without the other
 */
export function npmi(both: number, a: number, b: number, n: number): number {
  if (both === 0) return -1;
  // A phrase in every paper is not specific to anything.
  if (both === n) return 0;
  return Math.log((both * n) / (a * b)) / Math.log(n / both);
}

/** The papers that contain each wanted word, as bits. */
class PaperSets {
  readonly count: number;
  readonly #sets = new Map<string, Uint32Array>();

  constructor(papers: ThemeMap['papers'], wanted: readonly string[]) {
    this.count = papers.length;
    for (const word of wanted) if (!this.#sets.has(word)) this.#sets.set(word, this.#empty());
    papers.forEach(({ title, abstract }, paper) => {
      for (const text of [title, abstract])
        for (const word of splitWords(cleanText(text)).words) {
          const set = this.#sets.get(foldWord(word));
          if (set) set[paper >> 5]! |= 1 << (paper & 31);
        }
    });
  }

  /** Papers that contain all words of at least one phrase; a phrase without words is in no paper. */
  withAny(phrases: readonly string[][]): Uint32Array {
    const found = this.#empty();
    for (const phrase of phrases) {
      if (phrase.length === 0) continue;
      const all = phrase.map((word) => this.#sets.get(word)!).reduce(and);
      all.forEach((bits, i) => {
        found[i]! |= bits;
      });
    }
    return found;
  }

  #empty(): Uint32Array {
    return new Uint32Array((this.count + 31) >> 5);
  }
}

function and(a: Uint32Array, b: Uint32Array): Uint32Array {
  return a.map((bits, i) => bits & b[i]!);
}

function hasBit(set: Uint32Array, index: number): boolean {
  return ((set[index >> 5]! >>> (index & 31)) & 1) === 1;
}

function countBits(set: Uint32Array): number {
  let count = 0;
  for (let bits of set) for (; bits !== 0; bits &= bits - 1) count++;
  return count;
}

/** A phrase's words in code unit order, joined: the same for "KV cache" and "caches of KV". */
function phraseKey(phrase: string): string {
  return distinct(contentWords(phrase)).sort().join(' ');
}

function splitKey(key: string): string[] {
  return key === '' ? [] : key.split(' ');
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

function holds(phrase: readonly string[], part: readonly string[]): boolean {
  return part.every((word) => phrase.includes(word));
}

function sharesWord(a: readonly string[], b: readonly string[]): boolean {
  return a.some((word) => b.includes(word));
}

function shareOfDistinct(values: readonly string[]): number | null {
  return values.length === 0 ? null : round(distinct(values).length / values.length);
}

function mean(values: readonly (number | null)[]): number | null {
  const value = average(values.filter((entry) => entry !== null));
  return value === null ? null : round(value);
}

function average(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
