/**
 * The answer to a question out of its meaning and its keywords, scored as pipeline/related/fuse.ts scores it, so that
 * the page and the command line order papers alike.
 *
 * The keyword index's scores grow with every word and every field that matches, so their square root is taken before
 * they are put beside the similarities. Mean average precision of what the page lists, papers left out counted as never found,
 * over the page and 299 papers of a conference: topics by name .807 / .430, in other words .503 / .258 (`npm run bench --
 * questions`; .471 / .240 with keywords always whole).
 */
import { standingOut } from '../../../pipeline/embed/index.ts';
import { fuseScores } from '../../../pipeline/related/index.ts';

export interface KeywordScores {
  /** Papers that the keywords found, best first, and their scores. */
  papers: readonly number[];
  scores: readonly number[];
}

export interface HybridHit {
  paper: number;
  /** Standard scores added up; only the order counts. */
  score: number;
  /** 0-based rank among what was found by keyword, and by meaning; −1 where it was not. */
  keywordRank: number;
  semanticRank: number;
}

/**
 * @param similarities `[N]` of each paper to the question
 * @param likenessTo gives `[N]` the likeness of each paper to those that are surely meant
 * @param allowed only these papers; all where null
 * @returns what any of keywords, meaning and both together found, best first, ties by lower index
 */
export function hybridSearch(
  similarities: Float32Array,
  keywords: KeywordScores,
  likenessTo: (papers: readonly number[]) => Float32Array | Float64Array,
  allowed: readonly number[] | null,
): HybridHit[] {
  const words = new Float64Array(similarities.length);
  keywords.papers.forEach((paper, rank) => {
    words[paper] = Math.sqrt(keywords.scores[rank]!);
  });
  const scores = fuseScores(similarities, words, likenessTo);
  const byKeyword = ranksOf(keywords.papers);
  const byMeaning = ranksOf(standingOut(similarities, { allowed }));
  const found = new Set([...byKeyword.keys(), ...byMeaning.keys(), ...standingOut(scores, { allowed })]);
  return [...found]
    .map((paper) => ({
      paper,
      score: scores[paper]!,
      keywordRank: byKeyword.get(paper) ?? -1,
      semanticRank: byMeaning.get(paper) ?? -1,
    }))
    .sort((a, b) => b.score - a.score || a.paper - b.paper);
}

function ranksOf(papers: readonly number[]): Map<number, number> {
  return new Map(papers.map((paper, rank) => [paper, rank]));
}
