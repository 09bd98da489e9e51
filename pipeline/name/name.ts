/**
 * name: name, keywords and exemplars of each theme, from the papers alone: without network or language model, the same every
 * time. Phrases are mined from titles and abstracts (name/phrases.ts), scored by how well they distinguish a theme from its
 * siblings and from the corpus (name/score.ts), and assigned so that no two themes of a map have the same name
 * (name/level-names.ts).
 */

import { dotRows } from '../linalg/rows.ts';
import type { Clustering, Matrix, Paper, ThemeGroups, ThemeWords } from '../types.ts';
import { LevelNames } from './level-names.ts';
import { minePhrases, type Phrases } from './phrases.ts';
import { scorePhrases } from './score.ts';
import { type Tokens, tokenise } from './vocabulary.ts';

const EXEMPLARS = 3;

/** Tokens and phrases of all papers. Mining them is most of the work and doesn't depend on the themes. */
export interface PaperPhrases {
  tokens: Tokens;
  phrases: Phrases;
}

/** The themes of one level, with how central each paper is in its theme. */
export interface RankedLevel extends ThemeGroups {
  /** Members of each theme, most central first. */
  order: number[][];
  /** `[N]` weight in its theme: 1 for the most central paper, down to ½. */
  weights: Float64Array;
}

/**
 * Names every theme of every level.
 * @param features `[N, R]`, for the exemplars and for how central each paper is
 * @returns by level, then by theme
 */
export function name(papers: readonly Paper[], features: Matrix, clustering: Clustering): ThemeWords[][] {
  return nameThemes(readPhrases(papers), rankPapers(features, clustering.levels));
}

/** Mines the phrases of titles and abstracts. */
export function readPhrases(papers: readonly Pick<Paper, 'title' | 'abstract'>[]): PaperPhrases {
  const tokens = tokenise(papers);
  return { tokens, phrases: minePhrases(tokens, leastPapers(papers.length)) };
}

/** How central each paper is in its theme, on every level. */
export function rankPapers(features: Matrix, levels: readonly ThemeGroups[]): RankedLevel[] {
  return levels.map(({ count, assignment, parents }) => ({
    count,
    assignment,
    parents,
    ...centrality(features, assignment, count),
  }));
}

/**
 * Names every theme of every level; {@link name} is this after {@link readPhrases} and {@link rankPapers}.
 * @returns by level, then by theme
 */
export function nameThemes(
  { tokens, phrases }: PaperPhrases,
  levels: readonly RankedLevel[],
): ThemeWords[][] {
  const taken = new Set<string>();
  const words: ThemeWords[][] = [];
  // The finest level first: a parent gets a name that its children have left.
  for (let l = levels.length - 1; l >= 0; l--) {
    const { count, assignment, parents, order, weights } = levels[l]!;
    const children = levels[l + 1];
    const candidates = scorePhrases(phrases, {
      count,
      assignment,
      parents,
      weights,
      parts: children?.assignment ?? null,
    });
    const namer = new LevelNames(tokens, phrases, assignment, taken);
    const names = namer.nameAll(candidates, order, (theme) =>
      children
        ? [...words[0]!.keys()]
            .filter((child) => children.parents[child] === theme)
            .map((child) => ({ name: words[0]![child]!.name, size: children.order[child]!.length }))
        : [],
    );
    words.unshift(
      candidates.map((list, theme) => {
        const { keywords, keywordWeights } = namer.keywords(list);
        return {
          name: names[theme]!,
          keywords: keywords.length > 0 ? keywords : [names[theme]!],
          keywordWeights: keywords.length > 0 ? keywordWeights : [1],
          exemplars: order[theme]!.slice(0, EXEMPLARS),
        };
      }),
    );
  }
  return words;
}

/** Phrases in fewer papers belong to one paper, or to a few by chance. */
function leastPapers(count: number): number {
  return count < 6 ? 1 : Math.max(2, Math.floor(count / 4000));
}

/** Members of each theme, most central first, and each paper's weight: 1 for the most central, ½ for the least. */
function centrality(features: Matrix, assignment: Int32Array, count: number) {
  const { data, width } = features;
  const sums = { data: new Float64Array(count * width), rows: count, width };
  assignment.forEach((theme, paper) => {
    if (theme < 0) return;
    for (let d = 0; d < width; d++) sums.data[theme * width + d]! += data[paper * width + d]!;
  });
  const similarities = new Float64Array(assignment.length);
  const order: number[][] = Array.from({ length: count }, () => []);
  assignment.forEach((theme, paper) => {
    if (theme < 0) return;
    similarities[paper] = dotRows(features, paper, sums, theme);
    order[theme]!.push(paper);
  });
  const weights = new Float64Array(assignment.length);
  for (const members of order) {
    members.sort((a, b) => similarities[b]! - similarities[a]! || a - b);
    members.forEach((paper, rank) => {
      weights[paper] = 1 - (0.5 * rank) / members.length;
    });
  }
  return { order, weights };
}
