/** Tests papers against the filters of a query. The keyword index handles its words and phrases. */
import { yearOf } from '../../state/selectors.ts';
import { FIELDS, type Filter, fold, type Query } from './query.ts';

/** The fields of a paper that filters test. */
export interface Filterable {
  authors?: readonly string[];
  date?: string;
  venue?: string;
  tags?: readonly string[];
}

/** First and last year of a `year:` value: `2024`, `2020-2023`, `2020-`, `-2020`; null if it is not a year. */
export function yearRange(value: string): [number, number] | null {
  const match = /^(\d{4})?(-|–|\.\.)?(\d{4})?$/.exec(value.trim());
  if (!match || (match[1] === undefined && match[3] === undefined)) return null;
  const [, from, dash, to] = match;
  if (dash === undefined) return from !== undefined && to === undefined ? [Number(from), Number(from)] : null;
  return [from === undefined ? -Infinity : Number(from), to === undefined ? Infinity : Number(to)];
}

/**
 * Compiles the filters of a query into a test for papers.
 * @param themeNames names of all themes of the map: a `theme:` value equal to one of them matches that theme only, any
 * other value matches every theme whose name contains it
 * @param papers all papers of the map: a quoted value equal to the name of an author, a venue or a tag matches that name
 * only, any other value matches every name that contains it
 * @returns `(paper, path)`, where `path` holds the names of the paper's themes, coarsest first
 */
export function paperFilter(
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

type NameField = 'author' | 'venue' | 'tag';

/** The names that a paper has in a field. */
const NAMES: Record<NameField, (paper: Filterable) => readonly string[]> = {
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
      return quoted && isName(papers, field, wanted)
        ? (paper) => names(paper).some((name) => fold(name) === wanted)
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

/** By list of papers and by field and folded value: whether a paper has exactly this name. One scan per value, not per key. */
const knownNames = new WeakMap<readonly Filterable[], Map<string, boolean>>();

function isName(papers: readonly Filterable[], field: NameField, wanted: string): boolean {
  const known = knownNames.get(papers) ?? new Map<string, boolean>();
  knownNames.set(papers, known);
  const key = `${field}:${wanted}`;
  const found =
    known.get(key) ?? papers.some((paper) => NAMES[field](paper).some((name) => fold(name) === wanted));
  known.set(key, found);
  return found;
}
