/**
 * place: new papers on a finished map, whose own papers do not move. Each new paper gets its nearest papers, a theme if it
 * fits one, and a position among its neighbours; papers that fit no theme are gathered into proposed themes.
 */
import { foldTitle, type PaperPair, pairPapers } from '../compare/papers.ts';
import { dotRows } from '../linalg/rows.ts';
import type { ThemeMap } from '../map/schema.ts';
import { themeOf } from '../map/themes/theme-path.ts';
import { represent } from '../represent/represent.ts';
import type { Paper } from '../types.ts';
import { round } from '../util/round.ts';
import { gatherMisfits } from './gather.ts';
import { bySimilarity, positionBeside } from './positions.ts';
import { themeScores } from './themes.ts';
import type { NearPaper, Placed, PlacedPaper, PlacedSpace, ProposedTheme, ThemeScores } from './types.ts';

/** Number of nearest papers in the result. */
const NEAREST = 10;
/**
 * Least cosine of the model's own vectors at which two texts are two versions of one paper. The most similar pair of
 * different papers has .93 among the 106 of the page and .95 among 299 of a conference. Lexical vectors cannot tell: any
 * two texts sharing a single known word get identical vectors.
 */
const SAME_TEXT = 0.98;

/**
 * Places papers on a map.
 * @param vectors `[papers.length, D]` unit vectors of the map's own model
 * @returns the placement, and the space that {@link extendMap} goes on with
 * @throws RangeError if the vectors are not as wide as the map's
 */
export function placeInSpace(map: ThemeMap, papers: readonly Paper[], vectors: Float32Array): Placed {
  const width = map.manifest.settings.model.dimension;
  if (vectors.length !== papers.length * width)
    throw new RangeError(
      `${vectors.length} numbers for ${papers.length} papers; the map's model gives ${width} for each`,
    );
  const telling = map.manifest.settings.embedder === 'lexical' ? null : vectors;
  const already = knownPapers(map, papers, telling, width);
  const repeats = repeatedPapers(papers, telling, width);
  const fresh = papers.flatMap((_, i) => (already[i]! < 0 && repeats[i]! < 0 ? [i] : []));
  const space = unionSpace(map, papers, vectors, fresh, width);
  const scores = themeScores(map, space);
  const { groups, words } = gatherMisfits(map, papers, space, scores);
  const added = freshPapers(map, space, scores, positionBeside(map, space, scores, groups));

  const rowOf = new Map(fresh.map((paper, row) => [paper, row]));
  const spots: Spot[] = [];
  const placed = papers.map(({ id, title }, i): PlacedPaper => {
    const row = rowOf.get(i);
    const known = row !== undefined || already[i]! >= 0;
    spots[i] = row !== undefined ? added[row]! : known ? oldPaper(map, already[i]!) : spots[repeats[i]!]!;
    const { index, already: same, ...rest } = spots[i];
    return { index, id, title, already: same, repeats: known ? null : repeats[i]!, ...rest };
  });
  const proposed = groups.map((rows, g): ProposedTheme => {
    for (const row of rows) placed[fresh[row]!]!.proposed = g;
    return { ...words[g]!, papers: rows.map((row) => fresh[row]!) };
  });
  // A repeated paper shares the proposed theme of the first.
  placed.forEach((paper, i) => {
    if (paper.repeats !== null) paper.proposed = placed[repeats[i]!]!.proposed;
  });
  return { placement: { papers: placed, proposed, summary: summarise(placed, proposed) }, space };
}

/** A placement without what the paper itself says. */
type Spot = Omit<PlacedPaper, 'id' | 'title' | 'repeats'>;

/** The placement of each fresh paper. @param positions `[fresh, 2]` */
function freshPapers(
  map: ThemeMap,
  space: PlacedSpace,
  scores: ThemeScores,
  positions: Float32Array,
): Spot[] {
  return space.fresh.map((_, row) => {
    return {
      index: map.papers.length + row,
      already: null,
      nearest: nearestOld(map, space, row),
      theme: themeOf(map, scores.theme[row]!),
      second: themeOf(map, scores.second[row]!),
      strength: round(scores.strength[row]!),
      proposed: null,
      x: round(positions[2 * row]!),
      y: round(positions[2 * row + 1]!),
    };
  });
}

/** The placement of a paper that the map holds. */
function oldPaper(map: ThemeMap, old: number): Spot {
  const k = map.manifest.arrays.neighbours.shape[1] ?? 0;
  const { layout, theme, second, strength, neighbours, similarities } = map.arrays;
  return {
    index: old,
    already: { index: old, id: map.papers[old]!.id, title: map.papers[old]!.title },
    nearest: Array.from({ length: Math.min(k, NEAREST) }, (_, slot) =>
      near(map, neighbours[old * k + slot]!, similarities[old * k + slot]!),
    ),
    theme: themeOf(map, theme[old]!),
    second: themeOf(map, second[old]!),
    strength: round(strength[old]!),
    proposed: null,
    x: round(layout[2 * old]!),
    y: round(layout[2 * old + 1]!),
  };
}

/** Old and fresh papers in one feature matrix, computed as the map's own was. */
function unionSpace(
  map: ThemeMap,
  papers: readonly Paper[],
  vectors: Float32Array,
  fresh: readonly number[],
  width: number,
): PlacedSpace {
  const old = map.papers.length;
  const all = new Float32Array((old + fresh.length) * width);
  all.set(map.arrays.vectors);
  fresh.forEach((paper, row) => {
    all.set(vectors.subarray(paper * width, (paper + 1) * width), (old + row) * width);
  });
  const union = [...map.papers, ...fresh.map((paper) => papers[paper]!)];
  const features = represent(all, width, union);
  const toOld = new Float32Array(fresh.length * old);
  for (let row = 0; row < fresh.length; row++)
    for (let i = 0; i < old; i++) toOld[row * old + i] = dotRows(features, old + row, features, i);
  return { features, fresh, toOld };
}

/**
 * `[papers]` the same paper on the map, −1 if there is none: by title, by id, or by a text that differs in a few words (if
 * vectors can tell).
 */
function knownPapers(
  map: ThemeMap,
  papers: readonly Paper[],
  vectors: Float32Array | null,
  width: number,
): Int32Array {
  const known = new Int32Array(papers.length).fill(-1);
  for (const { a, b } of pairPapers(map.papers, papers) satisfies PaperPair[]) known[b] = a;
  const titles = new Map(map.papers.map((paper, index) => [foldTitle(paper.title), index]));
  papers.forEach((paper, i) => {
    if (known[i]! < 0) known[i] = titles.get(foldTitle(paper.title)) ?? -1;
    if (known[i]! < 0 && vectors)
      known[i] = sameText(vectors, i, map.arrays.vectors, map.papers.length, width);
  });
  return known;
}

/** `[papers]` the earlier paper that each one repeats, −1 for none; compared as in {@link knownPapers}. */
function repeatedPapers(papers: readonly Paper[], vectors: Float32Array | null, width: number): Int32Array {
  const repeated = new Int32Array(papers.length).fill(-1);
  const titles = new Map<string, number>();
  papers.forEach((paper, i) => {
    const title = foldTitle(paper.title);
    let first = titles.get(title) ?? -1;
    if (first < 0 && vectors) first = sameText(vectors, i, vectors, i, width);
    // A third copy repeats the first, not the second.
    while (first >= 0 && repeated[first]! >= 0) first = repeated[first]!;
    repeated[i] = first;
    if (!titles.has(title)) titles.set(title, i);
  });
  return repeated;
}

/** Of the first `count` rows of `others`, the one most similar to row `i` of `vectors`; −1 if none is nearly equal. */
function sameText(
  vectors: Float32Array,
  i: number,
  others: Float32Array,
  count: number,
  width: number,
): number {
  let best = -1;
  let most = SAME_TEXT;
  for (let j = 0; j < count; j++) {
    let sum = 0;
    for (let d = 0; d < width; d++) sum += vectors[i * width + d]! * others[j * width + d]!;
    if (sum >= most) {
      best = j;
      most = sum;
    }
  }
  return best;
}

function nearestOld(map: ThemeMap, { toOld }: PlacedSpace, row: number): NearPaper[] {
  const old = map.papers.length;
  const similarities = toOld.subarray(row * old, (row + 1) * old);
  return bySimilarity(similarities)
    .slice(0, NEAREST)
    .map((paper) => near(map, paper, similarities[paper]!));
}

function near(map: ThemeMap, paper: number, similarity: number): NearPaper {
  const { id, title } = map.papers[paper]!;
  const theme = themeOf(map, map.arrays.theme[paper]!);
  return { index: paper, id, title, theme, similarity: round(similarity) };
}

function summarise(papers: readonly PlacedPaper[], proposed: readonly ProposedTheme[]): string {
  const count = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;
  const known = papers.filter((paper) => paper.already !== null && paper.repeats === null).length;
  const repeated = papers.filter((paper) => paper.repeats !== null).length;
  const fresh = papers.filter((paper) => paper.already === null && paper.repeats === null);
  const fit = fresh.filter((paper) => paper.theme !== null).length;
  const parts = [`${count(fresh.length, 'new paper')}: ${fit} in themes of the map`];
  if (fresh.length > fit)
    parts.push(
      `${fresh.length - fit} ${fresh.length - fit === 1 ? 'fits' : 'fit'} no theme${
        proposed.length > 0 ? ` (${count(proposed.length, 'new theme')} proposed)` : ''
      }`,
    );
  if (known > 0) parts.push(`${known} ${known === 1 ? 'is' : 'are'} on the map already`);
  if (repeated > 0) parts.push(`${repeated} ${repeated === 1 ? 'comes' : 'come'} more than once in the file`);
  return `${parts.join('; ')}.`;
}
