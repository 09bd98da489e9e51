/**
 * Hybrid search: fuses the scores of semantic and keyword search as pipeline/related/score-fusion.ts does, so that the page and
 * the command line rank papers alike.
 *
 * Scores of the keyword index grow with every matching word and field, so their square root is fused with the
 * similarities. Mean average precision of what the page lists (unlisted papers count as not found), over the page and 299
 * papers of a conference: topics by name .807 / .430, in other words .503 / .258 (`npm run bench -- questions`);
 * .471 / .240 in other words if keywords always had their full weight.
 */
import { standingOut } from '../../../pipeline/embed/index.ts';
import { fuseScores } from '../../../pipeline/related/index.ts';

export interface KeywordScores {
  /** Papers that keyword search found, best first, and their scores. */
  papers: readonly number[];
  scores: readonly number[];
}

export interface HybridHit {
  paper: number;
  /** Sum of standard scores; only the order matters. */
  score: number;
  /** Rank from 0 among the hits of keyword search and of semantic search; −1 if it is not among them. */
  keywordRank: number;
  semanticRank: number;
}

/**
 * @param similarities `[N]` cosine of each paper with the question
 * @param similarityTo computes `[N]` the similarity of each paper to the papers that surely answer the question
 * @param allowed papers that may be found; null for all
 * @returns what keyword search, semantic search or both together find, best first, ties by lower index
 */
export function hybridSearch(
  similarities: Float32Array,
  keywords: KeywordScores,
  similarityTo: (papers: readonly number[]) => Float32Array | Float64Array,
  allowed: readonly number[] | null,
): HybridHit[] {
  const words = new Float64Array(similarities.length);
  keywords.papers.forEach((paper, rank) => {
    words[paper] = Math.sqrt(keywords.scores[rank]!);
  });
  const scores = fuseScores(similarities, words, similarityTo);
  const keywordRanks = ranksOf(keywords.papers);
  const semanticRanks = ranksOf(standingOut(similarities, { allowed }));
  const found = new Set([
    ...keywordRanks.keys(),
    ...semanticRanks.keys(),
    ...standingOut(scores, { allowed }),
  ]);
  return [...found]
    .map((paper) => ({
      paper,
      score: scores[paper]!,
      keywordRank: keywordRanks.get(paper) ?? -1,
      semanticRank: semanticRanks.get(paper) ?? -1,
    }))
    .sort((a, b) => b.score - a.score || a.paper - b.paper);
}

function ranksOf(papers: readonly number[]): Map<number, number> {
  return new Map(papers.map((paper, rank) => [paper, rank]));
}
