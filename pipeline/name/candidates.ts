/**
 * The phrases that may name each theme of a level, best first. What tells a good phrase from a bad one is measured
 * (PhraseFeatures), and how much each measure counts was learnt from reference names (weights.ts).
 */
import type { ThemeGroups } from '../types.ts';
import { type PhraseFeatures, weigh } from './features.ts';
import { cosine, type PhraseSpace } from './phrases/phrase-space.ts';
import type { Phrases } from './phrases/phrases.ts';
import type { Tokens } from './phrases/vocabulary.ts';
import { PHRASE_WEIGHTS } from './weights.ts';

export interface Candidate {
  phrase: number;
  /** Papers of the theme with the phrase. */
  papers: number;
  /** Comparable within a theme. */
  score: number;
}

/** Phrases of a theme that are scored: the best by a plain product, and those that most titles have. */
const BY_PRODUCT = 80;
const BY_TITLE = 20;
/** Candidates kept for each theme. */
const KEPT = 60;
/** A candidate is in this share of the theme's papers at least. */
const LEAST_SHARE = 0.05;
/** A phrase that reads worse is no noun phrase: "Multimodal", "Determining". */
const LEAST_READABILITY = 0.15;
/** Most bits of lift: beyond, a phrase simply belongs to the theme. */
const MOST_LIFT = 6;
/** A weight of this in a paper means its title, or most of its abstract. */
const PROMINENT = 0.995;
/** log2 of the size of a theme of medium size; the features "of large" are 0 there. */
const MEDIUM_SIZE = 5;

/** A phrase in a theme, as it is counted. */
interface Counted {
  phrase: number;
  papers: number;
  prominent: number;
  lift: number;
  siblingLift: number;
  product: number;
}

/**
 * @param space of the same phrases
 * @returns for each theme of the level its best candidates, best first
 */
export function findCandidates(
  tokens: Tokens,
  phrases: Phrases,
  space: PhraseSpace,
  level: ThemeGroups,
): Candidate[][] {
  return measureCandidates(tokens, phrases, space, level).map((list) =>
    list
      .map(({ phrase, papers, features }) => ({ phrase, papers, score: weigh(features, PHRASE_WEIGHTS) }))
      .sort((a, b) => b.score - a.score || a.phrase - b.phrase)
      .slice(0, KEPT),
  );
}

/** What the weights are learnt from: the features of each theme's phrases. */
export function measureCandidates(
  tokens: Tokens,
  phrases: Phrases,
  space: PhraseSpace,
  level: ThemeGroups,
): { phrase: number; papers: number; features: PhraseFeatures }[][] {
  const members: number[][] = Array.from({ length: level.count }, () => []);
  level.assignment.forEach((theme, paper) => {
    if (theme >= 0) members[theme]!.push(paper);
  });
  const titles = members.map((papers) => titleWords(tokens, papers));
  return countPhrases(phrases, level, members).map((list, theme) => {
    const centroid = space.centroid(members[theme]!);
    const size = members[theme]!.length;
    return shortlist(list).map((counted) => ({
      phrase: counted.phrase,
      papers: counted.papers,
      features: featuresOf(counted, size, {
        words: phrases.terms[counted.phrase]!.map((term) => (titles[theme]!.get(term) ?? 0) / size),
        similarity: cosine(space.of(counted.phrase).direction, centroid),
        topicality: space.of(counted.phrase).topicality,
        readability: phrases.readability[counted.phrase]!,
        length: writtenWords(phrases.terms[counted.phrase]!, tokens),
      }),
    }));
  });
}

function featuresOf(
  { papers, prominent, lift, siblingLift }: Counted,
  size: number,
  phrase: { words: number[]; similarity: number; topicality: number; readability: number; length: number },
): PhraseFeatures {
  const large = (Math.log2(size) - MEDIUM_SIZE) / 4;
  const share = logShare(papers / size);
  const mean = phrase.words.reduce((sum, value) => sum + value, 0) / phrase.words.length;
  return {
    share,
    share2: share ** 2,
    inTitle: prominent / papers,
    titleOfLarge: logShare(prominent / size) * large,
    titleWords: logShare(mean),
    rarestTitleWord: logShare(Math.min(...phrase.words)),
    lift,
    lift2: lift ** 2,
    liftOfLarge: lift * large,
    siblingLift,
    siblingLift2: siblingLift ** 2,
    similarity: phrase.similarity,
    similarity2: phrase.similarity ** 2,
    similarityOfLarge: phrase.similarity * large,
    topicality: phrase.topicality,
    readability: phrase.readability,
    oneWord: phrase.length === 1 ? 1 : 0,
    threeWords: phrase.length === 3 ? 1 : 0,
  };
}

/** Counts each readable phrase in the themes that have it in enough papers. */
function countPhrases(phrases: Phrases, level: ThemeGroups, members: readonly number[][]): Counted[][] {
  const { assignment, parents, count } = level;
  const total = assignment.length;
  const familyOf = Int32Array.from(parents, (parent) => Math.max(parent, 0));
  const familySize = new Int32Array(count);
  for (let t = 0; t < count; t++) familySize[familyOf[t]!]! += members[t]!.length;

  const found: Counted[][] = Array.from({ length: count }, () => []);
  const holders = new Int32Array(count);
  const prominent = new Int32Array(count);
  const family = new Int32Array(count);
  for (let phrase = 0; phrase < phrases.terms.length; phrase++) {
    if (phrases.readability[phrase]! < LEAST_READABILITY) continue;
    const [from, to] = [phrases.starts[phrase]!, phrases.starts[phrase + 1]!];
    const touched: number[] = [];
    for (let e = from; e < to; e++) {
      const theme = assignment[phrases.papers[e]!]!;
      if (theme < 0) continue;
      if (holders[theme] === 0) touched.push(theme);
      holders[theme]!++;
      family[familyOf[theme]!]!++;
      if (phrases.weights[e]! >= PROMINENT) prominent[theme]!++;
    }
    for (const theme of touched) {
      const papers = holders[theme]!;
      const size = members[theme]!.length;
      if (papers < Math.min(size, Math.max(2, Math.ceil(size * LEAST_SHARE)))) continue;
      const share = (papers + 0.25) / (size + 0.5);
      const elsewhere = (to - from - papers + 0.5) / (total - size + 1);
      const siblings = familySize[familyOf[theme]!]! - size;
      const near = (family[familyOf[theme]!]! - papers + 0.5) / (siblings + 1);
      const lift = bits(share, elsewhere);
      const siblingLift = siblings > 0 ? bits(share, near) : lift;
      const product = phrases.readability[phrase]! * (papers / size) ** 0.6 * Math.max(0, lift + siblingLift);
      if (product > 0)
        found[theme]!.push({ phrase, papers, prominent: prominent[theme]!, lift, siblingLift, product });
    }
    for (const theme of touched) {
      holders[theme] = 0;
      prominent[theme] = 0;
      family[familyOf[theme]!] = 0;
    }
  }
  return found;
}

function shortlist(list: Counted[]): Counted[] {
  const byProduct = list.sort((a, b) => b.product - a.product || a.phrase - b.phrase);
  const byTitle = [...byProduct].sort((a, b) => b.prominent - a.prominent);
  return [...new Set([...byProduct.slice(0, BY_PRODUCT), ...byTitle.slice(0, BY_TITLE)])];
}

/** Number of the papers whose title has each term. */
function titleWords({ stream, starts, titleEnds }: Tokens, papers: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const paper of papers) {
    const title = stream.subarray(starts[paper]!, titleEnds[paper]!);
    title.forEach((term, at) => {
      if (title.indexOf(term) === at) counts.set(term, (counts.get(term) ?? 0) + 1);
    });
  }
  return counts;
}

/** Number of words as written: "long-context" is two. */
function writtenWords(phrase: readonly number[], { terms }: Tokens): number {
  return phrase.reduce((sum, id) => sum + terms[id]!.key.split('-').length, 0);
}

function logShare(share: number): number {
  return Math.log(share + 0.02);
}

function bits(share: number, other: number): number {
  return Math.max(-1, Math.min(MOST_LIFT, Math.log2(share / other)));
}
