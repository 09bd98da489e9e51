/** How well each phrase distinguishes a theme from the others: the idea of c-TF-IDF, counting papers instead of words. */
import type { Phrases } from './phrases.ts';

/** A phrase as a candidate for one theme. */
export interface Candidate {
  phrase: number;
  score: number;
  /** Weighted share of the theme's papers with the phrase. */
  coverage: number;
  /** Papers of the theme with the phrase. */
  papers: number;
}

export interface LevelInput {
  /** Number of themes. */
  count: number;
  /** `[N]` */
  assignment: Int32Array;
  /** `[count]` index of the parent, whose other children are the siblings; −1: all themes of the level are. */
  parents: Int32Array;
  /** `[N]` weight of each paper in its theme (central papers count more). */
  weights: Float64Array;
  /** `[N]` theme of the paper on the next finer level, all of which a name has to cover; null on the finest level. */
  parts: Int32Array | null;
}

/** Candidates kept for each theme. */
const KEPT = 80;
/** Coverage counts less than proportionally, so that a specific phrase of half the papers beats a vague one of all. */
const COVERAGE_POWER = 0.85;
/** Most bits of lift: beyond, a phrase simply belongs to the theme. */
const MOST_LIFT = 4.5;

/**
 * Scores all phrases for all themes of one level.
 *
 * score = readability × coverage^0.85 × mean of the lifts, in bits, over the corpus and over the siblings. If the theme has
 * parts, coverage is the mean of the parts' shares, so that a parent is not named after one child.
 * @returns for each theme its best candidates, best first
 */
export function scorePhrases(phrases: Phrases, level: LevelInput): Candidate[][] {
  const { count, assignment, weights, parents, parts } = level;
  const papersIn = new Float64Array(count);
  const weightIn = new Float64Array(count);
  let total = 0;
  assignment.forEach((theme, paper) => {
    total++;
    if (theme < 0) return;
    papersIn[theme]!++;
    weightIn[theme]! += weights[paper]!;
  });
  const familySize = new Float64Array(count);
  const familyOf = Int32Array.from(parents, (parent) => Math.max(parent, 0));
  for (let t = 0; t < count; t++) familySize[familyOf[t]!]! += papersIn[t]!;
  const coverageOfParts = parts && partCoverage(phrases, assignment, parts);

  const best: Candidate[][] = Array.from({ length: count }, () => []);
  const held = new Float64Array(count);
  const holders = new Float64Array(count);
  const family = new Float64Array(count);
  for (let p = 0; p < phrases.terms.length; p++) {
    const from = phrases.starts[p]!;
    const to = phrases.starts[p + 1]!;
    const touched: number[] = [];
    for (let e = from; e < to; e++) {
      const paper = phrases.papers[e]!;
      const theme = assignment[paper]!;
      if (theme < 0) continue;
      if (holders[theme] === 0) touched.push(theme);
      holders[theme]!++;
      family[familyOf[theme]!]!++;
      held[theme]! += weights[paper]! * phrases.weights[e]!;
    }
    const everywhere = to - from;
    for (const theme of touched) {
      const inside = holders[theme]!;
      const size = papersIn[theme]!;
      if (inside >= Math.min(size, leastPapers(size))) {
        const share = (inside + 0.25) / (size + 0.5);
        const outside = (everywhere - inside + 0.5) / (total - size + 1);
        const siblings = familySize[familyOf[theme]!]! - size;
        const near = (family[familyOf[theme]!]! - inside + 0.5) / (siblings + 1);
        const lift = (bits(share, outside) + (siblings > 0 ? bits(share, near) : bits(share, outside))) / 2;
        const coverage = coverageOfParts?.(p, theme) ?? held[theme]! / weightIn[theme]!;
        const score = phrases.readability[p]! * coverage ** COVERAGE_POWER * lift;
        if (score > 0) keep(best[theme]!, { phrase: p, score, coverage, papers: inside });
      }
    }
    for (const theme of touched) {
      held[theme] = 0;
      holders[theme] = 0;
      family[familyOf[theme]!] = 0;
    }
  }
  return best;
}

/** Fewest papers that a candidate must be in, unless the theme is smaller. */
function leastPapers(size: number): number {
  return Math.max(2, Math.ceil(size * 0.1));
}

function bits(share: number, other: number): number {
  return Math.max(0, Math.min(MOST_LIFT, Math.log2(share / other)));
}

function keep(list: Candidate[], candidate: Candidate): void {
  if (list.length === KEPT && list[KEPT - 1]!.score >= candidate.score) return;
  let at = list.length;
  while (at > 0 && list[at - 1]!.score < candidate.score) at--;
  list.splice(at, 0, candidate);
  if (list.length > KEPT) list.pop();
}

/** Papers of each part of each theme; −1 (unthemed on the finer level) is no part. */
function partTable(assignment: Int32Array, parts: Int32Array): Map<number, Map<number, number>> {
  const table = new Map<number, Map<number, number>>();
  assignment.forEach((theme, paper) => {
    const part = parts[paper]!;
    if (theme < 0 || part < 0) return;
    const sizes = table.get(theme) ?? new Map<number, number>();
    sizes.set(part, (sizes.get(part) ?? 0) + 1);
    table.set(theme, sizes);
  });
  return table;
}

/**
 * Coverage of a theme's parts: the mean of the shares of their papers with the phrase, each part weighted by the root of its
 * size.
 */
function partCoverage(phrases: Phrases, assignment: Int32Array, parts: Int32Array) {
  const table = partTable(assignment, parts);
  return (phrase: number, theme: number): number => {
    const sizes = table.get(theme);
    if (!sizes) return 0;
    const held = new Map<number, number>();
    for (let e = phrases.starts[phrase]!; e < phrases.starts[phrase + 1]!; e++) {
      const paper = phrases.papers[e]!;
      if (assignment[paper] !== theme) continue;
      const part = parts[paper]!;
      held.set(part, (held.get(part) ?? 0) + phrases.weights[e]!);
    }
    let sum = 0;
    let weight = 0;
    for (const [part, size] of sizes) {
      const w = Math.sqrt(size);
      sum += (w * (held.get(part) ?? 0)) / size;
      weight += w;
    }
    return sum / weight;
  };
}
