/** Whether the papers fall into themes at all: any cloud of papers can be divided, one without topics as well. */
import type { Matrix, ThemeGroups } from '../types.ts';
import { memberships, silhouette } from './membership.ts';

/**
 * Mean silhouette of papers without topics: vectors drawn with the mean and covariance of a real corpus', and its words dealt
 * out to them at random. Six corpora gave such clouds of 30 to 1,600 papers coarsest themes of at most .50 (30 papers), .42 (60),
 * .42 (100), .36 (200), .31 (400) and .26 (800); real papers mostly more: .53, .49, .49, .40, .44 and .40 in the median.
 */
function withoutTopics(papers: number): number {
  return 1.1 * papers ** -0.22;
}

/**
 * Mean stability of the coarsest themes below which a split is weak. Those of clouds without topics have .49 to .80, in the median
 * .67; of real papers .61 and more, but .54 where 400 of one subject, language, are divided.
 */
const LEAST_STABILITY = 0.6;

/**
 * Whether the themes are no clearer than those of papers without topics would be, or hardly come back.
 * @param x `[N, width]` unit rows
 * @param level the coarsest themes
 * @param stability of each of them
 */
export function splitsWeakly(
  x: Matrix,
  { assignment, count }: ThemeGroups,
  stability: Float32Array,
): boolean {
  if (count < 2) return false;
  if (stability.reduce((total, value) => total + value, 0) < LEAST_STABILITY * count) return true;
  const { own, other } = memberships(x, assignment, count);
  let sum = 0;
  let papers = 0;
  assignment.forEach((theme, i) => {
    if (theme < 0) return;
    sum += silhouette(own[i]!, other[i]!);
    papers++;
  });
  return sum / papers < withoutTopics(papers);
}
