/** Counts for the charts. Each chart ignores its own filter, so that the reader can change it. */
import type { LoadedMap } from '../data/map-index.ts';
import { yearSpan } from '../data/year-span.ts';
import { passes, yearOf } from '../state/selectors.ts';
import { type Filters, noFilters, type State } from '../state/state.ts';

export interface Count<K> {
  key: K;
  /** Papers of the whole map. */
  total: number;
  /** Papers that pass the search and the filters of the other charts. */
  shown: number;
}

type Picked = Pick<State, 'map' | 'results' | 'filters'>;

/** A test whether a paper passes the search and all filters except a chart's own. */
function passesOthers(state: Picked, ...own: (keyof Filters)[]): (paper: number) => boolean {
  const filters: Filters = { ...state.filters };
  for (const each of own) Object.assign(filters, { [each]: noFilters[each] });
  const found = state.results ? new Set(state.results.hits.map((hit) => hit.paper)) : null;
  return (paper) => (found === null || found.has(paper)) && passes({ map: state.map, filters }, paper);
}

/** Papers of each theme of a level, in the manifest's order. */
export function themeCounts(state: Picked & { map: LoadedMap }, level: number): Count<number>[] {
  const left = passesOthers(state, 'themes');
  return (state.map.index.byLevel[level] ?? []).map((key) => {
    const members = state.map.index.members[key]!;
    return {
      key,
      total: members.length,
      shown: members.reduce((sum, paper) => sum + (left(paper) ? 1 : 0), 0),
    };
  });
}

/** Papers of each year of {@link yearSpan}, including years without papers; empty without dates. */
export function yearCounts(state: Picked & { map: LoadedMap }): Count<number>[] {
  const left = passesOthers(state, 'years');
  const counts = countKeys(state.map, left, (paper) => yearOf(paper.date));
  const span = yearSpan(state.map.papers);
  if (!span) return [];
  const [first, last] = span;
  return Array.from(
    { length: last - first + 1 },
    (_, i) => counts.get(first + i) ?? { key: first + i, total: 0, shown: 0 },
  );
}

/** Number of papers whose year is outside of {@link yearSpan}. */
export function farPapers({ papers }: LoadedMap): number {
  const span = yearSpan(papers);
  if (!span) return 0;
  const isFar = (year: number | null) => year !== null && (year < span[0] || year > span[1]);
  return papers.reduce((sum, { date }) => sum + (isFar(yearOf(date)) ? 1 : 0), 0);
}

/** Papers of each venue, most first; empty without venues. */
export function venueCounts(state: Picked & { map: LoadedMap }): Count<string>[] {
  const left = passesOthers(state, 'venues');
  return [...countKeys(state.map, left, (paper) => paper.venue || null).values()].sort(
    (a, b) => b.total - a.total || (a.key < b.key ? -1 : 1),
  );
}

/**
 * Papers of each theme (in the given order) in each year. Filters by year and theme are ignored: a stream that ends with
 * the chosen years would show no development.
 */
export function themesOverTime(
  state: Picked & { map: LoadedMap },
  themes: readonly number[],
): { year: number; counts: number[] }[] {
  const left = passesOthers(state, 'themes', 'years');
  const rows = yearCounts(state).map(({ key }) => ({ year: key, counts: themes.map(() => 0) }));
  const first = rows[0]?.year ?? 0;
  themes.forEach((theme, column) => {
    for (const paper of state.map.index.members[theme] ?? []) {
      const year = yearOf(state.map.papers[paper]!.date);
      const row = year === null ? undefined : rows[year - first];
      if (row && left(paper)) row.counts[column]!++;
    }
  });
  return rows;
}

function countKeys<K>(
  map: LoadedMap,
  left: (paper: number) => boolean,
  keyOf: (paper: LoadedMap['papers'][number]) => K | null,
): Map<K, Count<K>> {
  const counts = new Map<K, Count<K>>();
  map.papers.forEach((paper, index) => {
    const key = keyOf(paper);
    if (key === null) return;
    const count = counts.get(key) ?? { key, total: 0, shown: 0 };
    counts.set(key, count);
    count.total++;
    if (left(index)) count.shown++;
  });
  return counts;
}
