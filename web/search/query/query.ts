/**
 * The search box's language: free text, `"an exact phrase"`, `-without`, and the filters `theme:`, `author:`, `year:`,
 * `venue:` and `tag:`, whose values may be quoted. Values of one field are alternatives, different fields must all hold:
 * `cache theme:"Mixture of Experts" theme:Retrieval year:2023-2024`. Names are found by a part of them (`author:li`); where
 * somebody is called just what the quotes hold, `author:"Wei Li"` means those alone, and no Wei Liu.
 */

import { yearOf } from '../../state/selectors.ts';

export const FIELDS = ['theme', 'author', 'year', 'venue', 'tag'] as const;
export type Field = (typeof FIELDS)[number];

export interface Filter {
  field: Field;
  value: string;
  /** `-venue:ACL`: the paper must not match. */
  negated: boolean;
  /** Typed in quotes. */
  quoted?: true;
}

export interface Query {
  /** The free words and phrases, in the order typed and without quotes: what the model and the index are asked. */
  text: string;
  /** The words of each must stand in the title or abstract in this order, whatever their case. */
  phrases: string[];
  /** Words and phrases that must not occur there. */
  excluded: string[];
  filters: Filter[];
}

/** What the filters look at; a paper's own fields and the names on its theme's path. */
export interface Filterable {
  authors?: readonly string[];
  date?: string;
  venue?: string;
  tags?: readonly string[];
}

const TOKEN =
  /(?<minus>-)?(?:(?<field>theme|author|year|venue|tag):(?:"(?<quotedValue>[^"]*)"?|(?<value>\S*))|"(?<phrase>[^"]*)"?|(?<word>\S+))/giy;

/**
 * Reads what was typed. Never fails: an open quote runs to the end, an unknown `name:` is a word, and a filter
 * without a value yet is left out.
 */
export function parseQuery(input: string): Query {
  const query: Query = { text: '', phrases: [], excluded: [], filters: [] };
  const words: string[] = [];
  TOKEN.lastIndex = 0;
  for (;;) {
    const space = /\s*/y;
    space.lastIndex = TOKEN.lastIndex;
    space.exec(input);
    TOKEN.lastIndex = space.lastIndex;
    if (TOKEN.lastIndex >= input.length) break;
    const match = TOKEN.exec(input);
    if (!match?.groups) break;
    const { minus, field, quotedValue, value, phrase, word } = match.groups;
    const negated = minus !== undefined;
    if (field !== undefined) {
      const text = (quotedValue ?? value ?? '').trim();
      if (text)
        query.filters.push({
          field: field.toLowerCase() as Field,
          value: text,
          negated,
          ...(quotedValue !== undefined && { quoted: true }),
        });
    } else if (phrase !== undefined) {
      const text = phrase.trim();
      if (!text) continue;
      if (negated) query.excluded.push(text);
      else {
        query.phrases.push(text);
        words.push(text);
      }
    } else if (word !== undefined) {
      if (negated) query.excluded.push(word);
      else words.push(word);
    } else if (negated) words.push('-');
  }
  query.text = words.join(' ');
  return query;
}

/** Whether nothing is asked at all. */
export function isEmptyQuery(query: Query): boolean {
  return !query.text && query.excluded.length === 0 && query.filters.length === 0;
}

/** Lower case without accents, one form for each character: the form in which text is compared. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
}

/** One filter as it is typed, in quotes where it was or its value needs them. */
export function formatFilter({ field, value, negated, quoted }: Filter): string {
  const plain = value.replaceAll('"', '');
  return `${negated ? '-' : ''}${field}:${quoted || /\s|^$/.test(plain) ? `"${plain}"` : plain}`;
}

/**
 * The typed text with one filter put in at its end, or taken out where it is in already; the rest stays as typed.
 * This is how a click on a chart's bar, an author or a venue narrows the search.
 */
export function toggleFilter(input: string, field: Field, value: string): string {
  const wanted = fold(value.replaceAll('"', ''));
  let found = false;
  const kept = splitTokens(input).filter((token) => {
    const filter = parseQuery(token).filters[0];
    const same =
      filter !== undefined && !filter.negated && filter.field === field && fold(filter.value) === wanted;
    found ||= same;
    return !same;
  });
  if (!found) kept.push(formatFilter({ field, value, negated: false, quoted: true }));
  return kept.join(' ');
}

/** Whether the filter stands in the typed text. */
export function hasFilter(input: string, field: Field, value: string): boolean {
  const wanted = fold(value.replaceAll('"', ''));
  return parseQuery(input).filters.some((f) => !f.negated && f.field === field && fold(f.value) === wanted);
}

/** The first and last year that a `year:` value means: `2024`, `2020-2023`, `2020-`, `-2020`; null for no year. */
export function yearRange(value: string): [number, number] | null {
  const match = /^(\d{4})?(-|–|\.\.)?(\d{4})?$/.exec(value.trim());
  if (!match || (match[1] === undefined && match[3] === undefined)) return null;
  const [, from, dash, to] = match;
  if (dash === undefined) return from !== undefined && to === undefined ? [Number(from), Number(from)] : null;
  return [from === undefined ? -Infinity : Number(from), to === undefined ? Infinity : Number(to)];
}

/**
 * A test for papers, made once for a query's filters. Words and phrases are the keyword index's affair.
 * @param themeNames all the map's theme names: a `theme:` value that is one of them means that theme alone, any other
 * means each theme whose name contains it
 * @param papers all the map's papers: a quoted value that is the name of an author, a venue or a tag of theirs means that
 * one alone, any other means each whose name contains it
 * @returns `(paper, path)`, where `path` holds the names of the paper's themes, coarsest first
 */
export function matcher(
  query: Query,
  themeNames: readonly string[],
  papers: readonly Filterable[] = [],
): (paper: Filterable, path: readonly string[]) => boolean {
  const names = new Set(themeNames.map(fold));
  const groups = FIELDS.map((field) => {
    const tests = query.filters
      .filter((filter) => filter.field === field)
      .map((filter) => ({ negated: filter.negated, test: fieldTest(filter, names, papers) }));
    return { wanted: tests.filter((t) => !t.negated), unwanted: tests.filter((t) => t.negated) };
  }).filter((group) => group.wanted.length + group.unwanted.length > 0);
  return (paper, path) => {
    for (const { wanted, unwanted } of groups) {
      if (wanted.length > 0 && !wanted.some(({ test }) => test(paper, path))) return false;
      if (unwanted.some(({ test }) => test(paper, path))) return false;
    }
    return true;
  };
}

type Test = (paper: Filterable, path: readonly string[]) => boolean;

/** The names that papers have in a field. */
const NAMES: Record<'author' | 'venue' | 'tag', (paper: Filterable) => readonly string[]> = {
  author: (paper) => paper.authors ?? [],
  venue: (paper) => [paper.venue ?? ''],
  tag: (paper) => paper.tags ?? [],
};

function fieldTest(
  { field, value, quoted }: Filter,
  themeNames: ReadonlySet<string>,
  papers: readonly Filterable[],
): Test {
  const wanted = fold(value);
  switch (field) {
    case 'theme':
      return themeNames.has(wanted)
        ? (_, path) => path.some((name) => fold(name) === wanted)
        : (_, path) => path.some((name) => fold(name).includes(wanted));
    case 'author':
    case 'venue':
    case 'tag': {
      const names = NAMES[field];
      const isNamed = (paper: Filterable) => names(paper).some((name) => fold(name) === wanted);
      return quoted && papers.some(isNamed)
        ? isNamed
        : (paper) => names(paper).some((name) => fold(name).includes(wanted));
    }
    case 'year': {
      const range = yearRange(value);
      return (paper) => {
        const year = yearOf(paper.date);
        return range !== null && year !== null && year >= range[0] && year <= range[1];
      };
    }
  }
}

function splitTokens(input: string): string[] {
  return input.match(/-?(?:[a-z]+:)?"[^"]*"?|\S+/gi) ?? [];
}
