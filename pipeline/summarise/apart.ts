/** The terms that set one theme apart from another. */
import { surelyMore } from '../text/log-odds.ts';
import { countTerms, type Terms } from './terms.ts';
import type { ApartTerm } from './types.ts';

export interface PaperTerms {
  terms: Terms;
  /** Those of the title alone. */
  titled: Terms;
}

const MOST = 4;
/** A term that fewer of the theme's papers hold says nothing about the theme. */
const LEAST_SHARE = 0.1;
/** Standard errors by which a term must be more frequent. */
const LEAST_SURE = 1;
/** Share of the papers that hold a word that a pair of it needs to stand for it. */
const WHOLE = 0.7;
/** Words that set nothing apart by themselves, by key. */
const PLAIN_HEADS = new Set(
  (
    'model system task data dataset training learning network algorithm application domain information knowledge architecture ' +
    'benchmark inference prediction representation generation optimization analysis understanding survey tool language text ' +
    'user human machine neural deep function parameter process space structure feature object layer control detection ' +
    'recognition solution strategy framework performance quality score accuracy size number level scale'
  ).split(' '),
);
/** Beginnings of words with hyphens. */
const PREFIXES = new Set('non pre post multi self semi inter intra co sub anti cross bi multiple'.split(' '));
/** Two words say more than one. */
const PAIR = 1.25;

/**
 * Ranks by how surely a term is more frequent. Some paper of the theme has it in its title, which tells subjects from turns of
 * phrase; no word is in two of the terms.
 */
export function termsApart(own: readonly PaperTerms[], there: readonly PaperTerms[]): ApartTerm[] {
  const counts = countTerms(own.map(({ terms }) => terms));
  const titles = countTerms(own.map(({ titled }) => titled));
  const others = countTerms(there.map(({ terms }) => terms));
  const [m, n] = [own.length, there.length];
  const scored = [...titles].flatMap(([key, inTitles]) => {
    const pair = key.includes(' ');
    const x = counts.get(key) ?? 0;
    if (x < 2 || x < LEAST_SHARE * m || (!pair && (PLAIN_HEADS.has(key) || PREFIXES.has(key)))) return [];
    const y = others.get(key) ?? 0;
    const sure = surelyMore(x, m, y, n);
    return sure < LEAST_SURE ? [] : [{ key, score: sure * (1 + inTitles / m) * (pair ? PAIR : 1) }];
  });
  scored.sort((p, q) => q.score - p.score || (p.key < q.key ? -1 : 1));
  const chosen: string[] = [];
  for (const { key } of scored) {
    if (chosen.length === MOST) break;
    const whole = wholeTerm(key, counts);
    const words = whole.split(' ');
    if (!chosen.some((other) => other.split(' ').some((word) => words.includes(word)))) chosen.push(whole);
  }
  return chosen.map((key) => ({
    term: spelling(own, key),
    share: (counts.get(key) ?? 0) / m,
    there: n === 0 ? 0 : (others.get(key) ?? 0) / n,
  }));
}

/** The pair of which a word is a part in most papers that hold it ("fine" of "fine-tuning"), or the word itself. */
function wholeTerm(key: string, counts: ReadonlyMap<string, number>): string {
  if (key.includes(' ')) return key;
  let whole = key;
  let most = WHOLE * counts.get(key)! - 1e-9;
  for (const [pair, count] of counts)
    if (count > most && pair.includes(' ') && pair.split(' ').includes(key)) [whole, most] = [pair, count];
  return whole;
}

/** The most frequent spelling; of several, the last by code unit order, which is in lower case. */
function spelling(papers: readonly PaperTerms[], key: string): string {
  const forms = new Map<string, number>();
  for (const { terms } of papers) {
    const form = terms.get(key);
    if (form !== undefined) forms.set(form, (forms.get(form) ?? 0) + 1);
  }
  return [...forms].sort(([a, m], [b, n]) => n - m || (a > b ? -1 : 1))[0]![0];
}
