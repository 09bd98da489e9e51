/** The papers of a map that are related to a paper or to a text. Pure: the caller embeds the text. */
import { foldTitle } from '../compare/papers.ts';
import { querySimilarities } from '../embed/prompt.ts';
import type { ThemeMap } from '../map/schema.ts';
import { type PaperTheme, themeOf } from '../map/themes/theme-path.ts';
import { round } from '../util/round.ts';
import { keywordScores } from './keyword-scores.ts';
import { best, fuseScores, ranked, similarityTo } from './score-fusion.ts';

/** A paper of the map, with its similarity to the paper or question. */
export interface RelatedPaper {
  /** Position in the map. */
  index: number;
  id: string;
  title: string;
  /** Its finest theme; null if unthemed. */
  theme: PaperTheme | null;
  /** Cosine similarity; see each function for what was compared. */
  similarity: number;
}

/**
 * The k papers most similar to one paper. The first are the map's own neighbours, with their similarity in the feature
 * matrix; if the map keeps fewer than k, papers follow by the cosine of their centred vectors.
 * @param index of the paper in the map
 * @throws RangeError if the map has no paper of this index
 */
export function relatedToPaper(map: ThemeMap, index: number, k = 10): RelatedPaper[] {
  const count = map.papers.length;
  if (!Number.isInteger(index) || index < 0 || index >= count)
    throw new RangeError(`paper ${index} is not in the map; it holds papers 0 to ${count - 1}`);
  const width = map.manifest.arrays.neighbours.shape[1] ?? 0;
  const rows: RelatedPaper[] = [];
  const seen = new Set([index]);
  for (let slot = 0; slot < Math.min(k, width); slot++) {
    const paper = map.arrays.neighbours[index * width + slot]!;
    seen.add(paper);
    rows.push(row(map, paper, map.arrays.similarities[index * width + slot]!));
  }
  if (rows.length < Math.min(k, count - 1)) {
    const similarities = similarityTo([index], map.arrays.vectors, map.arrays.mean);
    for (const paper of ranked(similarities)
      .filter((other) => !seen.has(other))
      .slice(0, k - rows.length))
      rows.push(row(map, paper, similarities[paper]!));
  }
  return rows;
}

/**
 * The k papers that best answer a question, by hybrid search (score-fusion.ts).
 * @param query `[D]` unit vector of the question; null without a model: then keywords alone decide, and only papers with
 * a word of the question are returned
 * @returns best first. `similarity` is the cosine with the question (not descending, since keywords count too); without
 * a vector it is the keyword score as a share of the best
 * @throws RangeError if the vector is not as wide as the map's
 */
export function relatedToText(
  map: ThemeMap,
  text: string,
  query: Float32Array | null,
  k = 10,
): RelatedPaper[] {
  const scores = keywordScores(map.papers, text);
  if (query === null) {
    const found = ranked(scores).filter((paper) => scores[paper]! > 0);
    const best = scores[found[0] ?? 0] ?? 1;
    return found.slice(0, k).map((paper) => row(map, paper, scores[paper]! / best));
  }
  const similarities = questionSimilarities(map, query);
  const { vectors, mean } = map.arrays;
  const fused = fuseScores(similarities, scores, (papers) => similarityTo(papers, vectors, mean));
  return best(fused, k).map((paper) => row(map, paper, similarities[paper]!));
}

/**
 * The paper that a text names: by id, by title, by the part of the title before its colon ("SnapKV"), or by a piece of a
 * title of four words or most of its length. Case and punctuation don't matter.
 * @returns its index; null if no paper or more than one fits
 */
export function findPaper(map: ThemeMap, text: string): number | null {
  const id = map.papers.findIndex((paper) => paper.id === text.trim());
  if (id >= 0) return id;
  const wanted = foldTitle(text);
  if (wanted === '') return null;
  const titles = map.papers.map((paper) => foldTitle(paper.title));
  const heads = map.papers.map(({ title }) =>
    title.includes(':') ? foldTitle(title.slice(0, title.indexOf(':'))) : '',
  );
  return (
    only(titles, (title) => title === wanted) ??
    only(heads, (head) => head === wanted) ??
    only(titles, (title) => longEnough(wanted, title) && title.startsWith(wanted)) ??
    only(titles, (title) => longEnough(wanted, title) && ` ${title} `.includes(` ${wanted} `))
  );
}

function longEnough(piece: string, title: string): boolean {
  return piece.split(' ').length >= 4 || (piece.includes(' ') && piece.length >= 0.6 * title.length);
}

function only(texts: readonly string[], fits: (text: string) => boolean): number | null {
  const first = texts.findIndex(fits);
  return first >= 0 && texts.findLastIndex(fits) === first ? first : null;
}

function questionSimilarities(map: ThemeMap, query: Float32Array): Float32Array {
  const width = map.manifest.settings.model.dimension;
  if (query.length !== width)
    throw new RangeError(`the question's vector has ${query.length} numbers, but the map's have ${width}`);
  return querySimilarities(query, map.arrays.vectors);
}

function row(map: ThemeMap, paper: number, similarity: number): RelatedPaper {
  const { id, title } = map.papers[paper]!;
  const theme = themeOf(map, map.arrays.theme[paper]!);
  return { index: paper, id, title, theme, similarity: round(similarity) };
}
