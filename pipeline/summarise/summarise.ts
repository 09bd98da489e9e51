/**
 * What the papers of a theme say: an extractive summary. Sentences are taken word for word from the abstracts: those that hold
 * the terms that set the theme apart, of papers at its centre, that claim something and can stand alone; each unlike those before
 * it (maximal marginal relevance: Carbonell & Goldstein 1998).
 */
import { type PaperTerms, termsApart } from './apart.ts';
import { candidatesOf } from './candidates.ts';
import { backgroundPapers, type CentralPaper, centralPapers, nearestSibling } from './papers.ts';
import { countTerms, termsOf } from './terms.ts';
import type { Summary, SummarySentence, SummarySource } from './types.ts';

const FEWEST = 3;
const MOST = 5;
/** Characters of an abstract that are read; no abstract is longer. */
const LONGEST = 20_000;
/** Share of a sentence's own score in what it is chosen by; the rest is how unlike those before it is. */
const RELEVANCE = 0.7;
/** Sentences with a higher cosine say the same. */
const ALIKE = 0.5;
/** Share of the best score that a sentence beyond the fewest needs, if its part of the theme has one. */
const LEAST = 0.3;
/** What a term counts that is as frequent elsewhere: in a theme of all papers each is. */
const COMMON = 0.1;
/** Below 1, so that a claim with some of the theme's terms goes before a remark with all of them. */
const TOPICAL = 0.6;
/** Added to the number of a sentence's terms, so that short ones do not win by being short. */
const SHORT = 8;

/** @param theme id of a theme of the source */
export async function summarise(source: SummarySource, theme: number): Promise<Summary> {
  const sibling = nearestSibling(source, theme);
  const central = centralPapers(source, theme);
  const [own, there, background] = await Promise.all([
    readPapers(source, central),
    readPapers(source, sibling === null ? [] : centralPapers(source, sibling)),
    readBackground(source),
  ]);
  return {
    sentences: choose(own, new Profile(own, background)),
    apart: sibling === null ? null : { theme: sibling, terms: termsApart(own, there) },
  };
}

interface ReadPaper extends PaperTerms, CentralPaper {
  abstract: string;
}

async function readPapers(source: SummarySource, papers: readonly CentralPaper[]): Promise<ReadPaper[]> {
  const abstracts = await source.readAbstracts(papers.map(({ paper }) => paper));
  return papers.map((each, i) => {
    const { title } = source.papers[each.paper]!;
    const abstract = abstracts[i]!.slice(0, LONGEST);
    return { ...each, abstract, titled: termsOf(title), terms: termsOf(`${abstract} . ${title}`) };
  });
}

interface Background {
  papers: number;
  counts: ReadonlyMap<string, number>;
}

const backgrounds = new WeakMap<Int32Array, Promise<Background>>();

/** The terms of papers from all over the map, read once a map. */
function readBackground(source: SummarySource): Promise<Background> {
  const known = backgrounds.get(source.arrays.theme);
  if (known) return known;
  const some = backgroundPapers(source);
  const read = source.readAbstracts(some).then((abstracts) => ({
    papers: some.length,
    counts: countTerms(
      some.map((paper, i) => termsOf(`${abstracts[i]!.slice(0, LONGEST)} . ${source.papers[paper]!.title}`)),
    ),
  }));
  backgrounds.set(source.arrays.theme, read);
  // What could not be read is asked for again.
  read.catch(() => backgrounds.delete(source.arrays.theme));
  return read;
}

/** What terms count in a theme. */
class Profile {
  readonly #weights = new Map<string, number>();
  readonly #background: Background;

  constructor(own: readonly PaperTerms[], background: Background) {
    this.#background = background;
    for (const [term, count] of countTerms(own.map(({ terms }) => terms))) {
      if (count < Math.min(2, own.length)) continue;
      const share = count / own.length;
      const lift = share / (((background.counts.get(term) ?? 0) + 1) / (background.papers + 2));
      this.#weights.set(term, share * (COMMON + Math.max(0, Math.log(lift))));
    }
  }

  /** By the share of the theme's papers that hold a term and by how much rarer it is elsewhere; 0 for a term of one paper. */
  weight(term: string): number {
    return this.#weights.get(term) ?? 0;
  }

  /** Inverse document frequency. */
  rarity(term: string): number {
    return Math.log((this.#background.papers + 1) / ((this.#background.counts.get(term) ?? 0) + 0.5));
  }
}

interface Scored extends SummarySentence {
  part: number;
  dangling: boolean;
  score: number;
  terms: readonly string[];
}

function choose(papers: readonly ReadPaper[], profile: Profile): SummarySentence[] {
  const all = papers.flatMap((paper) => scored(paper, profile)).filter(({ score }) => score > 0);
  const standing = all.filter(({ dangling }) => !dangling);
  const count = (sentences: readonly Scored[]) => new Set(sentences.map(({ paper }) => paper)).size;
  const pool = count(standing) >= Math.min(FEWEST, count(all)) ? standing : all;
  pool.sort((a, b) => b.score - a.score || a.paper - b.paper);
  const rows = new Map<Scored, Row>();
  const rowOf = (sentence: Scored): Row => {
    if (!rows.has(sentence)) rows.set(sentence, rowOfTerms(sentence.terms, profile));
    return rows.get(sentence)!;
  };
  const wanted = papers.length <= 6 ? FEWEST : papers.length <= 14 ? FEWEST + 1 : MOST;
  const fromPaper = Math.ceil(FEWEST / Math.max(1, count(pool)));
  const fromPart = (part: number) =>
    Math.max(
      fromPaper,
      Math.ceil((wanted * papers.filter((paper) => paper.part === part).length) / papers.length),
    );
  const chosen: Scored[] = [];
  const best = pool[0]?.score ?? 0;
  while (chosen.length < wanted) {
    let next: Scored | null = null;
    let most = -Infinity;
    for (const each of pool) {
      const beside = chosen.filter(({ part }) => part === each.part).length;
      if (
        beside >= fromPart(each.part) ||
        (beside > 0 && chosen.length >= FEWEST && each.score < LEAST * best)
      )
        continue;
      if (chosen.filter(({ paper }) => paper === each.paper).length >= fromPaper) continue;
      // What comes later in the pool has a lower score yet.
      if (RELEVANCE * (each.score / best) <= most) break;
      const alike = chosen.reduce((most, other) => Math.max(most, cosine(rowOf(each), rowOf(other))), 0);
      const value = RELEVANCE * (each.score / best) - (1 - RELEVANCE) * alike;
      if (alike <= ALIKE && value > most) [next, most] = [each, value];
    }
    if (!next) break;
    chosen.push(next);
  }
  return chosen.map(({ paper, text }) => ({ paper, text: text.replace(/\s+/g, ' ') }));
}

function scored({ paper, abstract, titled, centrality, part }: ReadPaper, profile: Profile): Scored[] {
  const sum = (terms: Iterable<string>, value: (term: string) => number) => {
    let total = 0;
    for (const term of terms) total += value(term);
    return total;
  };
  const title = sum(titled.keys(), (term) => profile.rarity(term));
  return candidatesOf(abstract).map(({ text, fitness, dangling }) => {
    const terms = [...termsOf(text).keys()];
    const topical = sum(terms, (term) => profile.weight(term)) / Math.sqrt(terms.length + SHORT);
    // A paper's main sentence shares words with its title.
    const shared = sum(terms, (term) => (titled.has(term) ? profile.rarity(term) : 0));
    const main = 0.7 + 0.6 * Math.min(1, (2 * shared) / Math.max(title, 1e-9));
    return {
      paper,
      part,
      text,
      dangling,
      score: topical ** TOPICAL * (0.4 + 0.6 * centrality) * main * fitness,
      terms,
    };
  });
}

interface Row {
  values: ReadonlyMap<string, number>;
  length: number;
}

function rowOfTerms(terms: readonly string[], profile: Profile): Row {
  const values = new Map(terms.map((term) => [term, profile.rarity(term)]));
  return { values, length: Math.hypot(...values.values()) };
}

function cosine(a: Row, b: Row): number {
  let sum = 0;
  for (const [term, value] of a.values) sum += value * (b.values.get(term) ?? 0);
  return sum === 0 ? 0 : sum / (a.length * b.length);
}
