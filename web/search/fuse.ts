/**
 * Reciprocal-rank fusion (Cormack, Clarke, Büttcher 2009): several rankings of papers made one without their scores
 * having to be comparable. A paper's score is the sum of 1 / (60 + rank) over the rankings that hold it.
 */

const DAMPING = 60;

export interface Fused {
  paper: number;
  score: number;
  /** The paper's 0-based rank in each ranking, −1 where it is not in it. */
  ranks: number[];
}

/**
 * @param rankings paper indices, best first; each paper at most once in one ranking
 * @returns each paper that any ranking holds, best first, ties by lower index
 */
export function fuseRankings(rankings: readonly (readonly number[])[]): Fused[] {
  const fused = new Map<number, Fused>();
  rankings.forEach((ranking, which) => {
    ranking.forEach((paper, rank) => {
      let entry = fused.get(paper);
      if (!entry) {
        entry = { paper, score: 0, ranks: rankings.map(() => -1) };
        fused.set(paper, entry);
      }
      if (entry.ranks[which] !== -1) return;
      entry.ranks[which] = rank;
      entry.score += 1 / (DAMPING + rank + 1);
    });
  });
  return [...fused.values()].sort((a, b) => b.score - a.score || a.paper - b.paper);
}
