/** Columns of the table of papers, and sorting by them. */
import type { LoadedMap } from '../../data/map-index.ts';
import { yearOf } from '../../state/selectors.ts';

export type Column = 'title' | 'theme' | 'authors' | 'year' | 'venue' | 'strength' | 'relevance';

export interface Order {
  column: Column;
  descending: boolean;
}

/** The columns for which the map has data, from left to right. */
export function columnsOf(map: LoadedMap, ranked: boolean): Column[] {
  const has = (test: (paper: LoadedMap['papers'][number]) => unknown) => map.papers.some(test);
  const columns: Column[] = ranked ? ['relevance', 'title', 'theme'] : ['title', 'theme'];
  if (has((paper) => (paper.authors?.length ?? 0) > 0)) columns.push('authors');
  if (has((paper) => yearOf(paper.date) !== null)) columns.push('year');
  if (has((paper) => paper.venue)) columns.push('venue');
  return [...columns, 'strength'];
}

/** The value of a paper in a column; null if the paper has none. */
export function cellValue(
  map: LoadedMap,
  paper: number,
  column: Exclude<Column, 'relevance'>,
): string | number | null {
  const { title, authors, date, venue } = map.papers[paper]!;
  switch (column) {
    case 'title':
      return title;
    case 'theme':
      return map.themes[map.arrays.theme[paper]!]?.name ?? null;
    case 'authors':
      return authors && authors.length > 0 ? authors.join(', ') : null;
    case 'year':
      return yearOf(date);
    case 'venue':
      return venue || null;
    case 'strength':
      return map.arrays.strength[paper]!;
  }
}

/**
 * Sorts papers by a column: empty cells last in both directions, ties in the map's order.
 * @param ranks rank of each paper among the search results, for the column `relevance`
 */
export function sortPapers(
  map: LoadedMap,
  papers: readonly number[],
  { column, descending }: Order,
  ranks: ReadonlyMap<number, number> = new Map(),
): number[] {
  const keys = new Map(
    papers.map((paper) => [
      paper,
      column === 'relevance' ? (ranks.get(paper) ?? null) : cellValue(map, paper, column),
    ]),
  );
  const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  const sign = descending ? -1 : 1;
  return [...papers].sort((a, b) => {
    const left = keys.get(a)!;
    const right = keys.get(b)!;
    if (left === null || right === null) return left === right ? a - b : left === null ? 1 : -1;
    const by =
      typeof left === 'number' && typeof right === 'number'
        ? left - right
        : collator.compare(String(left), String(right));
    return by === 0 ? a - b : sign * by;
  });
}
