/** Values computed from the state: which papers pass the filters and stand out. */
import { isPlaced } from '../data/placed.ts';
import type { Filters, State } from './state.ts';

/** Year of a paper's date, or null. */
export function yearOf(date: string | undefined): number | null {
  const year = Number(date?.slice(0, 4));
  return date && date.length >= 4 && Number.isInteger(year) ? year : null;
}

/** Whether a paper passes the filters. */
export function passes(state: Pick<State, 'map' | 'filters'>, paper: number): boolean {
  const { map, filters } = state;
  if (!map || (filters.placed && !isPlaced(map, paper))) return false;
  if (filters.themes.length > 0) {
    const path = map.index.paths[map.arrays.theme[paper]!] ?? [];
    if (!filters.themes.some((theme) => path.includes(theme))) return false;
  }
  if (filters.years) {
    const year = yearOf(map.papers[paper]!.date);
    if (year === null || year < filters.years[0] || year > filters.years[1]) return false;
  }
  return filters.venues.length === 0 || filters.venues.includes(map.papers[paper]!.venue ?? '');
}

export function hasFilters(filters: Filters): boolean {
  return filters.themes.length > 0 || filters.years !== null || filters.venues.length > 0 || filters.placed;
}

/** Whether the results are a keyword answer that semantic search is about to complete. */
export function isProvisional({ results, model }: State): boolean {
  return results !== null && !results.semantic && model.kind === 'ready';
}

/** Whether another answer is coming: to a newer query, or from semantic search. */
export function awaitsAnswer(state: State): boolean {
  const { results, query } = state;
  return results !== null && (results.query !== query || isProvisional(state));
}

/**
 * The papers that stand out while the rest is dimmed: found by the query and passing the filters.
 * @returns null without a query or filter: all papers stand out
 */
export const shownPapers = memo(
  (state: State) => [state.map, state.results, state.filters],
  (state: State): ReadonlySet<number> | null => {
    if (!state.map || (!state.results && !hasFilters(state.filters))) return null;
    const candidates = state.results?.hits.map((hit) => hit.paper) ?? state.map.papers.keys();
    const shown = new Set<number>();
    for (const paper of candidates) if (passes(state, paper)) shown.add(paper);
    return shown;
  },
);

/** Keeps the last value as long as the inputs are the same objects. */
export function memo<R>(
  inputs: (state: State) => unknown[],
  compute: (state: State) => R,
): (state: State) => R {
  let last: { inputs: unknown[]; answer: R } | null = null;
  return (state) => {
    const now = inputs(state);
    if (!last || now.some((input, i) => !Object.is(input, last!.inputs[i])))
      last = { inputs: now, answer: compute(state) };
    return last.answer;
  };
}
