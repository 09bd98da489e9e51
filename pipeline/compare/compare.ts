/**
 * compare: what became of the papers and themes of one map in another. The maps may hold the same papers (with another
 * seed or other settings), some of them, or none; without shared papers, themes are matched by vectors and words, and the
 * report says so.
 */
import { isSameModel } from '../embed/models.ts';
import { agreement } from '../evaluate/metrics.ts';
import type { MapTheme, ThemeMap } from '../map/schema.ts';
import { levelsOf } from '../map/themes/theme-path.ts';
import { round } from '../util/round.ts';
import { type PaperPair, pairPapers } from './papers.ts';
import { moved as moveLayout, procrustes, radius } from './procrustes.ts';
import type { Comparison, MapSummary, MatchedTheme, MovedPaper, ThemeChanges, ThemeRef } from './report.ts';
import { comparisonSentence } from './sentence.ts';
import {
  crossing,
  divided,
  type LevelSet,
  levelSet,
  matchThemes,
  type ThemePair,
  type ThemeSet,
  themeMeans,
} from './themes.ts';

/** Neighbours that `neighboursKept` compares. */
const NEAREST = 10;
/** Factor by which a theme's share of all papers changes if it has grown or shrunk. */
const GROWTH = 1.25;

/**
 * Compares two maps.
 * @param a the first or older map
 * @param b the second or newer map
 * @returns figures rounded to 4 decimals; lists in the order of A's themes and papers (of B's, if they are only there)
 */
export function compareMaps(a: ThemeMap, b: ThemeMap): Comparison {
  const pairs = pairPapers(a.papers, b.papers);
  const levelsA = levelsOf(a);
  const levelsB = levelsOf(b);
  const finest = [levelSet(a, levelsA.at(-1)), levelSet(b, levelsB.at(-1))] as const;
  addMeans(a, finest[0], b, finest[1]);
  const comparable = finest[0].means !== null;
  const matches = matchThemes(finest[0], finest[1], pairs);
  const themes = describeChanges(finest[0], finest[1], matches, pairs);
  const fine = levelAgreement(finest[0], finest[1], pairs);
  const report: Omit<Comparison, 'summary'> = {
    a: summarise(a, finest[0]),
    b: summarise(b, finest[1]),
    shared: pairs.length,
    onlyA: a.papers.length - pairs.length,
    onlyB: b.papers.length - pairs.length,
    matchedBy: pairs.length > 0 ? 'papers' : comparable ? 'vectors and names' : 'names',
    ...fine,
    coarse: levelAgreement(levelSet(a, levelsA[0]), levelSet(b, levelsB[0]), pairs),
    themes,
    moved: movedPapers(a.papers, finest, matches, themes, pairs),
    neighboursKept: neighboursKept(a, b, pairs),
    shift: medianShift(a, b, pairs),
    flows: flowsOf(finest[0], finest[1], pairs),
  };
  return { ...report, summary: comparisonSentence(report) };
}

/** Mean vectors relative to the mean of both corpora together, if one model embedded both. */
function addMeans(a: ThemeMap, setA: LevelSet, b: ThemeMap, setB: LevelSet): void {
  const modelA = a.manifest.settings.model;
  const modelB = b.manifest.settings.model;
  // Lexical vectors (without a sha256) are in a space of their own for each corpus.
  if (modelA.sha256 === null || !isSameModel(modelA, modelB) || modelA.dimension !== modelB.dimension) return;
  const share = a.papers.length / Math.max(1, a.papers.length + b.papers.length);
  const centre = Float64Array.from(
    a.arrays.mean,
    (value, d) => share * value + (1 - share) * b.arrays.mean[d]!,
  );
  setA.means = themeMeans(a.arrays.vectors, setA.of, setA.themes.length, centre);
  setB.means = themeMeans(b.arrays.vectors, setB.of, setB.themes.length, centre);
}

function describeChanges(
  a: LevelSet,
  b: LevelSet,
  matches: readonly ThemePair[],
  pairs: readonly PaperPair[],
): ThemeChanges {
  const matched = matches.map((pair): MatchedTheme => {
    const themeA = a.themes[pair.a]!;
    const themeB = b.themes[pair.b]!;
    // Scaled to A's number of papers, so that pages of different lengths compare.
    const now = (themeB.size / Math.max(1, b.of.length)) * a.of.length;
    const big = Math.abs(now - themeA.size) >= 2;
    return {
      a: ref(themeA),
      b: ref(themeB),
      papers: pair.papers,
      overlap: pairs.length > 0 ? round(pair.overlap) : null,
      nameSimilarity: round(pair.nameSimilarity),
      vectorSimilarity: pair.vectorSimilarity === null ? null : round(pair.vectorSimilarity),
      by: pair.by,
      change:
        big && now >= GROWTH * themeA.size ? 'grown' : big && themeA.size >= GROWTH * now ? 'shrunk' : 'same',
    };
  });
  const splits = divided(a, b, pairs);
  const merges = divided(b, a, pairs);
  const continuedA = new Set([
    ...matches.map((pair) => pair.a),
    ...splits.map(({ whole }) => whole),
    ...merges.flatMap(({ parts }) => parts.map(({ theme }) => theme)),
  ]);
  const continuedB = new Set([
    ...matches.map((pair) => pair.b),
    ...merges.map(({ whole }) => whole),
    ...splits.flatMap(({ parts }) => parts.map(({ theme }) => theme)),
  ]);
  const part = (set: LevelSet) => (piece: { theme: number; papers: number }) => ({
    ...ref(set.themes[piece.theme]!),
    papers: piece.papers,
  });
  return {
    matched,
    born: b.themes.filter((_, theme) => !continuedB.has(theme)).map(ref),
    gone: a.themes.filter((_, theme) => !continuedA.has(theme)).map(ref),
    split: splits.map(({ whole, parts }) => ({ a: ref(a.themes[whole]!), b: parts.map(part(b)) })),
    merged: merges.map(({ whole, parts }) => ({ a: parts.map(part(a)), b: ref(b.themes[whole]!) })),
    grown: matched.filter(({ change }) => change === 'grown'),
    shrunk: matched.filter(({ change }) => change === 'shrunk'),
  };
}

function movedPapers(
  papers: ThemeMap['papers'],
  [a, b]: readonly [LevelSet, LevelSet],
  matches: readonly ThemePair[],
  { split, merged }: ThemeChanges,
  pairs: readonly PaperPair[],
): MovedPaper[] {
  const counterpart = new Map(matches.map((pair) => [pair.a, pair.b]));
  const moved: MovedPaper[] = [];
  for (const pair of pairs) {
    const from = a.of[pair.a]!;
    const to = b.of[pair.b]!;
    if (from < 0 ? to < 0 : counterpart.get(from) === to) continue;
    const themeA = a.themes[from];
    const themeB = b.themes[to];
    const inSplit = split.some(
      (one) => one.a.id === themeA?.id && one.b.some((part) => part.id === themeB?.id),
    );
    const inMerge = merged.some(
      (one) => one.b.id === themeB?.id && one.a.some((part) => part.id === themeA?.id),
    );
    const { id, title } = papers[pair.a]!;
    moved.push({
      index: pair.a,
      id,
      title,
      theme: named(themeA),
      how: inSplit ? 'split' : inMerge ? 'merged' : 'moved',
      to: { index: pair.b, theme: named(themeB) },
    });
  }
  return moved;
}

const named = (theme: MapTheme | undefined) => (theme ? { id: theme.id, name: theme.name } : null);

function levelAgreement(a: ThemeSet, b: ThemeSet, pairs: readonly PaperPair[]) {
  if (pairs.length < 2) return { ari: null, ami: null };
  const { ari, ami } = agreement(
    pairs.map((pair) => a.of[pair.a]!),
    pairs.map((pair) => b.of[pair.b]!),
  );
  return { ari: round(ari), ami: round(ami) };
}

function neighboursKept(a: ThemeMap, b: ThemeMap, pairs: readonly PaperPair[]): number | null {
  const partner = new Map(pairs.map((pair) => [pair.b, pair.a]));
  const shared = new Set(pairs.map((pair) => pair.a));
  const listed = (map: ThemeMap, paper: number, inA: (other: number) => number | undefined) => {
    const k = map.manifest.arrays.neighbours.shape[1] ?? 0;
    const found: number[] = [];
    for (let slot = 0; slot < k && found.length < NEAREST; slot++) {
      const other = inA(map.arrays.neighbours[paper * k + slot]!);
      if (other !== undefined) found.push(other);
    }
    return found;
  };
  let sum = 0;
  let papers = 0;
  for (const pair of pairs) {
    const before = listed(a, pair.a, (other) => (shared.has(other) ? other : undefined));
    const now = listed(b, pair.b, (other) => partner.get(other));
    // Other papers may have displaced shared ones from a list; compare as far as both lists go.
    const length = Math.min(before.length, now.length);
    if (length === 0) continue;
    const kept = now.slice(0, length).filter((other) => before.slice(0, length).includes(other)).length;
    sum += kept / length;
    papers++;
  }
  return papers === 0 ? null : round(sum / papers);
}

function medianShift(a: ThemeMap, b: ThemeMap, pairs: readonly PaperPair[]): number | null {
  const size = radius(a.arrays.layout);
  if (pairs.length < 3 || size === 0) return null;
  const motion = procrustes(a.arrays.layout, b.arrays.layout, pairs, { scale: true });
  const aligned = moveLayout(b.arrays.layout, motion);
  const distances = pairs
    .map((pair) =>
      Math.hypot(
        aligned[2 * pair.b]! - a.arrays.layout[2 * pair.a]!,
        aligned[2 * pair.b + 1]! - a.arrays.layout[2 * pair.a + 1]!,
      ),
    )
    .sort((x, y) => x - y);
  return round(distances[distances.length >> 1]! / size);
}

function flowsOf(a: LevelSet, b: LevelSet, pairs: readonly PaperPair[]): Comparison['flows'] {
  const { counts } = crossing(withUnthemed(a), withUnthemed(b), pairs);
  const columns = b.themes.length + 1;
  const id = (set: LevelSet, theme: number) => set.themes[theme]?.id ?? -1;
  const flows: Comparison['flows'] = [];
  counts.forEach((papers, cell) => {
    if (papers > 0)
      flows.push({ from: id(a, Math.floor(cell / columns)), to: id(b, cell % columns), papers });
  });
  return flows;
}

/** The same set with the unthemed papers as a last theme. */
function withUnthemed(set: LevelSet): ThemeSet {
  const last = set.themes.length;
  return {
    themes: [...set.themes, { name: '', keywords: [] }],
    of: set.of.map((theme) => (theme < 0 ? last : theme)),
    means: null,
  };
}

function summarise(map: ThemeMap, { themes }: LevelSet): MapSummary {
  return { name: map.manifest.name, papers: map.papers.length, themes: themes.length };
}

function ref({ id, name, size }: MapTheme): ThemeRef {
  return { id, name, size };
}
