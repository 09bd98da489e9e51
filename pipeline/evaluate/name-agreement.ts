/** How well the names of themes agree with the keywords that authors gave to their papers, and with what the papers say. */
import type { ThemeMap } from '../map/schema.ts';
import { themePath } from '../map/themes/theme-path.ts';
import type { PaperKeywords } from '../read/keywords.ts';
import { UserError } from '../util/errors.ts';
import { LONG_FORMS } from './long-forms.ts';

/** How well a map's names agree with keywords, as `isotheme eval --keywords` prints it. */
export interface NameAgreement {
  /** Papers of the map. */
  papers: number;
  /** Papers of the map that have keywords. */
  withKeywords: number;
  /** Coarsest first. */
  levels: LevelAgreement[];
  /** Each theme, level by level, the largest first. */
  themes: ThemeAgreement[];
}

/** Agreement of one level's names. Shares have 3 decimals, a tie to the even digit. */
export interface LevelAgreement {
  level: number;
  themes: number;
  /** Share of themes whose name agrees in all of its parts. "KV Cache & Decoding" has two parts. */
  hit: number;
  /** Share of the parts that agree. */
  part: number;
  /** Share of themes of which at least a third of the papers say a part of the name. */
  said: number;
  /** Share of themes of which less than a tenth do. */
  false: number;
  /** Number of themes that have all papers of their parent and another name. */
  twice: number;
}

/** Agreement of one theme's name. */
export interface ThemeAgreement {
  id: number;
  name: string;
  level: number;
  size: number;
  /** Which parts of the name agree with a reference keyword. */
  agrees: 'all' | 'some' | 'none';
  /** Share of the theme's papers whose title or abstract says a part of the name. */
  said: number;
  /** The foremost keywords of the theme's papers, at most 8, that the name is held to. */
  reference: string[];
}

/** Keywords that a name is held to. */
const REFERENCE = 8;
const SAID = 1 / 3;
const FALSE = 0.1;
/** The least that a keyword's lift counts. */
const LEAST_LIFT = 0.05;

/** Words that tell no keyword from another. */
const PLAIN_WORDS = new Set(
  'of for the in and with from on to a based using model method learning'.split(' '),
);
/** Endings of words and what stands in their place; the first that fits, then one of {@link SUFFIXES}. */
const PLURALS = [
  ['ies', 'y'],
  ['sses', 'ss'],
  ['ses', 's'],
  ['ings', 'ing'],
  ['s', ''],
] as const;
const SUFFIXES = 'ization isation ation izing ising ing ized ised ment ed al er or e'.split(' ');

/**
 * Holds the names of a map to keywords, such as those that authors gave. A part of a name agrees with a keyword if the
 * stems of the one are all among those of the other; its reference are the 8 keywords of the theme that come first by
 * their share of its papers times their lift.
 *
 * @throws UserError if no keyword is for a paper of the map, or none has a letter of the Latin alphabet or a digit
 */
export function agreeWithKeywords(map: ThemeMap, keywords: readonly PaperKeywords[]): NameAgreement {
  const given = new Map<string, readonly string[]>();
  for (const each of keywords) given.set(titleKey(each.title), each.keywords);
  const texts = map.papers.map(({ title, abstract }) => ` ${stemmed(`${title} . ${abstract}`)} `);
  const own = map.papers.map(({ title }) => keywordsByStems(given.get(titleKey(title)) ?? []));
  const withKeywords = own.filter(({ size }) => size > 0).length;
  if (withKeywords === 0)
    throw new UserError(
      `None of the ${keywords.length} titles with keywords is that of a paper of the map "${map.manifest.name}"; give the keywords of its papers by their titles (such as "${map.papers[0]?.title ?? ''}").`,
    );
  if (own.every((each) => [...each.keys()].every((stems) => stems === '')))
    throw new UserError(
      'No keyword has a Latin letter or a digit; keywords are compared with names by such words.',
    );
  const holders = new Map<string, number>();
  for (const each of own) for (const stems of each.keys()) add(holders, stems);

  const levels: LevelAgreement[] = [];
  const themes: ThemeAgreement[] = [];
  const paths = map.papers.map((_, paper) => themePath(map, paper).map(({ id }) => id));
  const sizes = new Map<number, number>();
  const depth = paths.reduce((most, path) => Math.max(most, path.length), 0);
  for (let level = 0; level < depth; level++) {
    const members = new Map<number, number[]>();
    paths.forEach((path, paper) => {
      const theme = path[level];
      if (theme === undefined) return;
      if (!members.has(theme)) members.set(theme, []);
      members.get(theme)!.push(paper);
    });
    const counts = { hit: 0, said: 0, false: 0, twice: 0, agreeing: 0, parts: 0 };
    for (const [id, papers] of [...members].sort(([, a], [, b]) => b.length - a.length)) {
      const { name, parent } = map.manifest.themes[id]!;
      const reference = referenceOf(papers.map((paper) => own[paper]!));
      const stems = reference.map(([key]) => setOf(key));
      const parts = name.split(' & ');
      const agreeing = parts.filter((part) => {
        const words = new Set(stemsOf(part));
        return stems.some((keyword) => isWithin(words, keyword) || isWithin(keyword, words));
      }).length;
      const forms = parts.flatMap(spokenForms);
      const saying = papers.filter((paper) => forms.some((form) => texts[paper]!.includes(form))).length;
      const said = saying / papers.length;
      counts.hit += Number(agreeing === parts.length);
      counts.said += Number(said >= SAID);
      counts.false += Number(said < FALSE);
      counts.agreeing += agreeing;
      counts.parts += parts.length;
      if (
        parent !== null &&
        sizes.get(parent) === papers.length &&
        name !== map.manifest.themes[parent]!.name
      )
        counts.twice++;
      sizes.set(id, papers.length);
      themes.push({
        id,
        name,
        level,
        size: papers.length,
        agrees: agreeing === parts.length ? 'all' : agreeing > 0 ? 'some' : 'none',
        said: shortShare(said),
        reference: reference.map(([, spelled]) => spelled),
      });
    }
    levels.push({
      level,
      themes: members.size,
      hit: shortShare(counts.hit / members.size),
      part: shortShare(counts.agreeing / counts.parts),
      said: shortShare(counts.said / members.size),
      false: shortShare(counts.false / members.size),
      twice: counts.twice,
    });
  }
  return { papers: map.papers.length, withKeywords, levels, themes };

  /** The foremost keywords of some papers, as stems and as spelled. */
  function referenceOf(papers: readonly ReadonlyMap<string, string>[]): [string, string][] {
    const counts = new Map<string, number>();
    const spelled = new Map<string, string>();
    for (const each of papers)
      for (const [stems, keyword] of each) {
        add(counts, stems);
        spelled.set(stems, keyword);
      }
    const all = papers.filter(({ size }) => size > 0).length;
    const scored = [...counts].map(([stems, count]) => {
      const share = count / all;
      const lift = Math.log(share / (holders.get(stems)! / withKeywords) + 1);
      return { stems, score: share * Math.max(LEAST_LIFT, lift) };
    });
    // Ties stay in the order of the papers.
    return scored
      .sort((a, b) => b.score - a.score)
      .slice(0, REFERENCE)
      .map(({ stems }) => [stems, spelled.get(stems)!]);
  }
}

/** A paper's keywords by their stems, without what stands before a colon ("Search: heuristics"). */
function keywordsByStems(keywords: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const keyword of keywords) {
    if (keyword.trim() === '') continue;
    const last = keyword.slice(keyword.lastIndexOf(':') + 1).trim();
    found.set([...new Set(stemsOf(last))].sort().join(' '), last);
  }
  return found;
}

/** Stems of a keyword's or a name's words, acronyms in words; brackets and plain words are left out unless nothing else is there. */
function stemsOf(text: string): string[] {
  const words = latinWords(text.toLowerCase().replace(/\([^)]*\)/g, ' ')).flatMap((word) =>
    (LONG_FORMS.get(word) ?? LONG_FORMS.get(word.replace(/s+$/, '')) ?? word).split(' '),
  );
  const telling = words.filter((word) => !PLAIN_WORDS.has(word));
  return (telling.length > 0 ? telling : words).map(stem);
}

/** The ways to say a part of a name, between spaces: its words, and what stands in brackets. */
function spokenForms(part: string): string[] {
  const inBrackets = [...part.matchAll(/\(([^)]*)\)/g)].map(([, inner]) => inner!);
  return [part.replace(/\([^)]*\)/g, ' '), ...inBrackets]
    .map(stemmed)
    .filter((form) => form !== '')
    .map((form) => ` ${form} `);
}

function stemmed(text: string): string {
  return latinWords(text.toLowerCase()).map(stem).join(' ');
}

function latinWords(text: string): string[] {
  return text.split(/[^a-z0-9]+/).filter((word) => word !== '');
}

/** A word without its endings: "planners" and "plan" do not meet, "planner" and "planned" do. */
function stem(word: string): string {
  const plural = PLURALS.find(
    ([ending]) => word.endsWith(ending) && word.length - ending.length >= 3 && !word.endsWith('ss'),
  );
  const single = plural ? word.slice(0, word.length - plural[0].length) + plural[1] : word;
  const suffix = SUFFIXES.find((ending) => single.endsWith(ending) && single.length - ending.length >= 4);
  return suffix === undefined ? single : single.slice(0, single.length - suffix.length);
}

function titleKey(title: string): string {
  return title
    .replace(/[^\p{L}\p{N}_]+/gu, ' ')
    .trim()
    .toLowerCase();
}

function setOf(stems: string): Set<string> {
  return new Set(stems === '' ? [] : stems.split(' '));
}

function isWithin(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  return [...some].every((word) => all.has(word));
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** A share with 3 decimals, a tie to the even digit. Only odd sixteenths lie exactly between two such numbers. */
function shortShare(share: number): number {
  const below = Math.floor(share * 1000);
  const tied = (share * 16) % 2 === 1;
  return tied ? (below + (below % 2)) / 1000 : Number(share.toFixed(3));
}
