/**
 * The number of themes of a level. The purpose of the level bounds it (about a dozen areas at first, finally as many themes as a
 * page can show names of); within the bounds the papers decide: the count at which the height of Ward's merges jumps most, as
 * a ratio (Mojena 1977 stops by the same heights).
 */
import { round } from '../util/round.ts';

/** Smallest and largest count that a level may have. */
export interface Bounds {
  from: number;
  to: number;
  /** A count that other counts must beat by more the further they are from it. Default: none. */
  usual?: number;
}

export interface CountChoice {
  themes: number;
  /**
   * Every count considered; the score is ln(height of the merge that would end it / height of the merge before), less what
   * an unusual count loses.
   */
  candidates: { themes: number; score: number }[];
}

/** Fewer papers are not divided. */
export const LEAST_TO_DIVIDE = 8;
/** From this many papers, there is a level between the coarsest and the finest. */
export const THREE_LEVELS_FROM = 60;
/** A level has at least this many times the themes of the one above, or it would mostly repeat it. */
const LEAST_GROWTH = 1.4;
/**
 * What a count loses for each factor of e that it is away from the usual one. Between .125 and .175, 3,045 papers in 13 areas
 * keep their 9 themes, where 6 and 13 jump a little more, and 110 papers in 10 fields get 9 instead of 5.
 */
const UNUSUAL = 0.15;
/** Merges below this height join copies of one paper. */
const NO_HEIGHT = 1e-3;
/** A jump to zero (only copies below) counts as much as one by a factor of e. */
const LARGEST_SCORE = 1;

/**
 * Bounds of the coarsest level. Usual are 2 N^0.2: 5 of 106 papers, 8 of 1,200, 10 of 3,000, 14 of 20,000. On samples of 600 to
 * 3,000 labelled papers, 8 and 9 groups agreed best with a dozen areas of uneven size; a corpus of many distinct fields may have
 * up to twice as many.
 */
export function coarseBounds(papers: number): Bounds {
  const usual = 2 * papers ** 0.2;
  return { ...around(usual, 0.7, 2), usual };
}

/** Bounds of the finest level around 1.4 √N: 14 of 106 papers, 24 of 300, 77 of 3,000, 198 of 20,000. */
export function fineBounds(papers: number): Bounds {
  return around(1.4 * Math.sqrt(papers), 0.85, 1.25);
}

/**
 * Bounds of the level between two counts: a third of the way from the coarse one, on a logarithmic scale.
 * @returns null if there is no room for a level between them
 */
export function middleBounds(coarse: number, fine: Bounds): Bounds | null {
  const least = Math.ceil(LEAST_GROWTH * coarse);
  if (fine.from < LEAST_GROWTH * least) return null;
  const finest = (fine.from + fine.to) / 2;
  const { from, to } = around(coarse ** (2 / 3) * finest ** (1 / 3), 0.8, 1.25);
  return { from: Math.max(from, least), to: Math.max(to, least) };
}

function around(centre: number, low: number, high: number): Bounds {
  const from = Math.max(2, Math.ceil(centre * low));
  return { from, to: Math.max(from, Math.floor(centre * high)) };
}

/**
 * The count with the largest jump; in levels with a usual count, an unusual one needs a larger jump.
 *
 * @param heights of the merges within all groups, descending
 * @param groups number of groups now; each height, from the largest, divides one of them
 * @returns as many themes as bounds and papers allow; `groups` if nothing can be divided
 */
export function chooseCount(heights: ArrayLike<number>, groups: number, bounds: Bounds): CountChoice {
  const candidates: CountChoice['candidates'] = [];
  for (let themes = Math.max(bounds.from, groups + 1); themes <= bounds.to; themes++) {
    const last = heights[themes - groups - 1];
    if (last === undefined || last < NO_HEIGHT) break;
    const following = Math.max(heights[themes - groups] ?? 0, 1e-9);
    const jump = Math.min(LARGEST_SCORE, Math.log(last / following));
    const unusual = bounds.usual === undefined ? 0 : UNUSUAL * Math.abs(Math.log(themes / bounds.usual));
    candidates.push({ themes, score: round(jump - unusual) });
  }
  let best = candidates[0];
  for (const candidate of candidates) if (candidate.score > best!.score) best = candidate;
  if (best) return { themes: best.themes, candidates };
  // Fewer distinct papers than the bounds require: divide as far as possible.
  let themes = groups;
  while (themes < bounds.from && (heights[themes - groups] ?? 0) >= NO_HEIGHT) themes++;
  return { themes, candidates: [] };
}
