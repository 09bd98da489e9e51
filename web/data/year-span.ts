/** The years that charts and colours cover. A single mistaken date must not squeeze the others together. Pure. */
import { yearOf } from '../state/selectors.ts';

/** The largest number of years from the first to the last. */
export const LONGEST_SPAN = 300;

/**
 * The first and last year of the papers. If they are more than {@link LONGEST_SPAN} years apart: the first and last year
 * within the span of that length that holds the most papers, the latest of equals. Null if no paper has a year.
 */
export function yearSpan(papers: Iterable<{ date?: string }>): [number, number] | null {
  const counts = new Map<number, number>();
  for (const { date } of papers) {
    const year = yearOf(date);
    if (year !== null) counts.set(year, (counts.get(year) ?? 0) + 1);
  }
  const years = [...counts.keys()].sort((a, b) => a - b);
  let span: [number, number] | null = null;
  let most = 0;
  let held = 0;
  let from = 0;
  for (const year of years) {
    held += counts.get(year)!;
    for (; year - years[from]! > LONGEST_SPAN; from++) held -= counts.get(years[from]!)!;
    if (held >= most) {
      most = held;
      span = [years[from]!, year];
    }
  }
  return span;
}
