/**
 * place: new papers onto a finished map, whose own papers stay where they are. Each new paper gets its nearest papers,
 * a theme or the word that it fits none, and a place among its neighbours; papers that fit none are gathered into
 * proposed new themes.
 */
import { foldTitle, type PaperPair, pairPapers } from '../compare/papers.ts';
import { dotRows } from '../linalg/rows.ts';
import type { ThemeMap } from '../map/schema.ts';
import { represent } from '../represent/represent.ts';
import type { Paper } from '../types.ts';
import { round } from '../util/round.ts';
import { gatherMisfits } from './gather.ts';
import { byNearness, placeBeside } from './spot.ts';
import { themeScores } from './themes.ts';
import type { NearPaper, PlacedPaper, PlacedSpace, Placement, ProposedTheme, ThemeScores } from './types.ts';

/** Nearest papers that are told. */
const NEAREST = 10;
/**
 * Cosine of the model's own vectors from which two texts are one paper in two versions. The nearest pair of different
 * papers on the page of 106 has .93 and among 299 papers of a conference .95. Lexical vectors say nothing of the kind:
 * all texts whose one known word is the same have the same.
 */
const SAME_TEXT = 0.98;

/**
 * Places papers on a map.
 * @param vectors `[papers.length, D]` unit vectors of the map's own model
 * @throws RangeError where the vectors are not as wide as the map's
 */
export function place(map: ThemeMap, papers: readonly Paper[], vectors: Float32Array): Placement {
  return placeInSpace(map, papers, vectors).placement;
}

/** {@link place} with the space that was made on the way. */
export function placeInSpace(
  map: ThemeMap,
  papers: readonly Paper[],
  vectors: Float32Array,
): { placement: Placement; space: PlacedSpace } {
  const width = map.manifest.settings.model.dimension;
  if (vectors.length !== papers.length * width)
    throw new RangeError(
      `${vectors.length} numbers for ${papers.length} papers; the map's model gives ${width} for each`,
    );
  const already = knownPapers(map, papers, vectors, width);
  const repeats = repeatedPapers(map, papers, vectors, width);
  const fresh = papers.flatMap((_, i) => (already[i]! < 0 && repeats[i]! < 0 ? [i] : []));
  const space = unionSpace(map, papers, vectors, fresh, width);
  const scores = themeScores(map, space);
  const { groups, words } = gatherMisfits(map, papers, space, scores);
  const spots = placeBeside(map, space, scores, groups);

  const rowOf = new Map(fresh.map((paper, row) => [paper, row]));
  const placed: PlacedPaper[] = [];
  papers.forEach(({ id, title }, i) => {
    const old = already[i]!;
    const repeated = repeats[i]!;
    const row = rowOf.get(i);
    if (row !== undefined) placed.push(freshPaper(map, { id, title }, row, space, scores, spots));
    else if (old >= 0) placed.push(oldPaper(map, { id, title }, old));
    else placed.push({ ...placed[repeated]!, id, title, repeats: repeated });
  });
  const proposed = groups.map((rows, g): ProposedTheme => {
    for (const row of rows) placed[fresh[row]!]!.proposed = g;
    return { ...words[g]!, papers: rows.map((row) => fresh[row]!) };
  });
  // A repeat shares what its first became.
  placed.forEach((paper, i) => {
    if (paper.repeats !== null) paper.proposed = placed[repeats[i]!]!.proposed;
  });
  return { placement: { papers: placed, proposed, summary: summarise(placed, proposed) }, space };
}

function freshPaper(
  map: ThemeMap,
  { id, title }: { id: string; title: string },
  row: number,
  space: PlacedSpace,
  scores: ThemeScores,
  spots: Float32Array,
): PlacedPaper {
  const own = scores.theme[row]!;
  const theme = own < 0 ? null : own;
  const second = scores.second[row]!;
  return {
    id,
    title,
    already: null,
    repeats: null,
    nearest: nearestOld(map, space, row),
    theme,
    themeName: theme === null ? null : map.manifest.themes[theme]!.name,
    second: second < 0 ? null : second,
    strength: round(scores.strength[row]!),
    proposed: null,
    x: round(spots[2 * row]!),
    y: round(spots[2 * row + 1]!),
  };
}

/** What the map says of a paper that it holds. */
function oldPaper(map: ThemeMap, { id, title }: { id: string; title: string }, old: number): PlacedPaper {
  const k = map.manifest.arrays.neighbours.shape[1] ?? 0;
  const { layout, theme, second, strength, neighbours, similarities } = map.arrays;
  const own = theme[old]!;
  return {
    id,
    title,
    already: { paper: old, id: map.papers[old]!.id, title: map.papers[old]!.title },
    repeats: null,
    nearest: Array.from({ length: Math.min(k, NEAREST) }, (_, slot) =>
      near(map, neighbours[old * k + slot]!, similarities[old * k + slot]!),
    ),
    theme: own < 0 ? null : own,
    themeName: own < 0 ? null : map.manifest.themes[own]!.name,
    second: second[old]! < 0 ? null : second[old]!,
    strength: round(strength[old]!),
    proposed: null,
    x: round(layout[2 * old]!),
    y: round(layout[2 * old + 1]!),
  };
}

/** Old papers and fresh ones in one representation, made as the map's own was. */
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

/** `[papers]` the paper of the map that each one is, by title or id, or by a text that is the same but for a few words (where vectors can tell); −1 for none. */
function knownPapers(
  map: ThemeMap,
  papers: readonly Paper[],
  vectors: Float32Array,
  width: number,
): Int32Array {
  const byVectors = map.manifest.settings.embedder !== 'lexical';
  const known = new Int32Array(papers.length).fill(-1);
  for (const { a, b } of pairPapers(map.papers, papers) satisfies PaperPair[]) known[b] = a;
  const titles = new Map(map.papers.map((paper, index) => [foldTitle(paper.title), index]));
  papers.forEach((paper, i) => {
    if (known[i]! < 0) known[i] = titles.get(foldTitle(paper.title)) ?? -1;
    if (known[i]! < 0 && byVectors)
      known[i] = sameText(vectors, i, map.arrays.vectors, map.papers.length, width);
  });
  return known;
}

/** `[papers]` the earlier paper that each one repeats, told as {@link knownPapers} tells; −1 for none. */
function repeatedPapers(
  map: ThemeMap,
  papers: readonly Paper[],
  vectors: Float32Array,
  width: number,
): Int32Array {
  const byVectors = map.manifest.settings.embedder !== 'lexical';
  const repeated = new Int32Array(papers.length).fill(-1);
  const titles = new Map<string, number>();
  papers.forEach((paper, i) => {
    const title = foldTitle(paper.title);
    let first = titles.get(title) ?? -1;
    if (first < 0 && byVectors) first = sameText(vectors, i, vectors, i, width);
    // A third of a kind repeats the first, not the second.
    while (first >= 0 && repeated[first]! >= 0) first = repeated[first]!;
    repeated[i] = first;
    if (!titles.has(title)) titles.set(title, i);
  });
  return repeated;
}

/** The row among the first `count` of `others` that is nearly equal to row `i` of `vectors`, nearest first; −1 for none. */
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
  return byNearness(similarities)
    .slice(0, NEAREST)
    .map((paper) => near(map, paper, similarities[paper]!));
}

function near(map: ThemeMap, paper: number, similarity: number): NearPaper {
  const { id, title } = map.papers[paper]!;
  return { paper, id, title, similarity: round(similarity) };
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
