/** Proposed themes: groups of new papers that fit no theme of the map. */
import { dotRows } from '../linalg/rows.ts';
import type { ThemeMap } from '../map/schema.ts';
import { levelsOf, themesOnLevel } from '../map/themes/theme-path.ts';
import { name } from '../name/name.ts';
import type { Clustering, Matrix, Paper, ThemeWords } from '../types.ts';
import type { PlacedSpace, ThemeScores } from './types.ts';

/** Groups of rows (0-based among the fresh papers), and the words for each. */
export interface Gathered {
  groups: number[][];
  words: ThemeWords[];
}

/**
 * Groups the papers that fit no theme by average linkage, down to the mean similarity of papers in one theme of the map;
 * a single paper is no theme. Groups are named together with the map's own themes, so that names tell new from old.
 */
export function gatherMisfits(
  map: ThemeMap,
  papers: readonly Paper[],
  space: PlacedSpace,
  scores: ThemeScores,
): Gathered {
  const old = map.papers.length;
  const misfits = [...scores.theme.keys()].filter((row) => scores.theme[row]! < 0);
  if (misfits.length < 2) return { groups: [], words: [] };
  const { features } = space;
  const level = levelsOf(map).at(-1);
  const of = level === undefined ? new Int32Array(old).fill(-1) : themesOnLevel(map, level);
  const groups = averageLinkage(features, old, misfits, meanWithin(features, of));
  if (groups.length === 0) return { groups, words: [] };

  const ids = [...new Set(of)].filter((id) => id >= 0).sort((a, b) => a - b);
  const assignment = new Int32Array(features.rows).fill(-1);
  of.forEach((id, paper) => {
    assignment[paper] = ids.indexOf(id);
  });
  groups.forEach((rows, g) => {
    for (const row of rows) assignment[old + row] = ids.length + g;
  });
  const count = ids.length + groups.length;
  const clustering: Clustering = {
    levels: [
      { count, assignment, parents: new Int32Array(count).fill(-1), stability: new Float32Array(count) },
    ],
    silhouette: new Float32Array(features.rows),
    runnerUp: new Int32Array(features.rows).fill(-1),
    unthemed: [],
    chosen: { reason: '', levels: [] },
  };
  const union = [...map.papers, ...space.fresh.map((paper) => papers[paper]!)];
  const words = name(union, features, clustering)[0]!.slice(ids.length);
  const taken = new Set(map.manifest.themes.map((theme) => theme.name.toLowerCase()));
  const wanted = new Set(words.map((own) => own.name.toLowerCase()));
  return { groups, words: words.map((own) => ({ ...own, name: freeName(own, taken, wanted) })) };
}

/** The name; if the map has it already, the first keyword that no theme of the map has and no new theme is named. */
function freeName(
  { name: own, keywords }: ThemeWords,
  taken: Set<string>,
  wanted: ReadonlySet<string>,
): string {
  const others = keywords.filter((text) => !wanted.has(text.toLowerCase()));
  const free =
    [own, ...others].find((text) => !taken.has(text.toLowerCase())) ??
    Array.from({ length: taken.size + 1 }, (_, i) => `${own} ${i + 2}`).find(
      (text) => !taken.has(text.toLowerCase()),
    )!;
  taken.add(free.toLowerCase());
  return free;
}

/** Mean similarity of two papers of one theme. */
function meanWithin(features: Matrix, of: Int32Array): number {
  let sum = 0;
  let pairs = 0;
  // Consecutive members are a good enough sample and avoid O(n²) pairs.
  const last = new Map<number, number>();
  of.forEach((theme, paper) => {
    if (theme < 0) return;
    const before = last.get(theme);
    last.set(theme, paper);
    if (before === undefined) return;
    sum += dotRows(features, before, features, paper);
    pairs++;
  });
  return pairs > 0 ? sum / pairs : 1;
}

/** Average linkage by Lance & Williams' formula down to `least`; groups of at least two, largest first. */
function averageLinkage(
  features: Matrix,
  offset: number,
  rows: readonly number[],
  least: number,
): number[][] {
  const n = rows.length;
  const similarity = new Float64Array(n * n).fill(-Infinity);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++)
      similarity[i * n + j] = similarity[j * n + i] = dotRows(
        features,
        offset + rows[i]!,
        features,
        offset + rows[j]!,
      );
  const groups: number[][] = rows.map((row) => [row]);
  const nearest = Int32Array.from({ length: n }, (_, i) => nearestOf(similarity, n, i));
  for (;;) {
    let keep = -1;
    let most = least;
    for (let i = 0; i < n; i++) {
      const value = nearest[i]! < 0 ? -Infinity : similarity[i * n + nearest[i]!]!;
      if (value > most) {
        most = value;
        keep = i;
      }
    }
    if (keep < 0) break;
    const gone = nearest[keep]!;
    const [a, b] = [groups[keep]!.length, groups[gone]!.length];
    for (let k = 0; k < n; k++) {
      if (k !== keep && k !== gone)
        similarity[keep * n + k] = similarity[k * n + keep] =
          (a * similarity[keep * n + k]! + b * similarity[gone * n + k]!) / (a + b);
      similarity[gone * n + k] = similarity[k * n + gone] = -Infinity;
    }
    groups[keep] = [...groups[keep]!, ...groups[gone]!].sort((x, y) => x - y);
    groups[gone] = [];
    for (let i = 0; i < n; i++)
      if (i === keep || i === gone || nearest[i] === keep || nearest[i] === gone)
        nearest[i] = nearestOf(similarity, n, i);
      else if (similarity[i * n + keep]! > similarity[i * n + nearest[i]!]!) nearest[i] = keep;
  }
  return groups.filter((group) => group.length > 1).sort((x, y) => y.length - x.length || x[0]! - y[0]!);
}

/** The column of the largest entry of row `i`; −1 if none is left. */
function nearestOf(similarity: Float64Array, n: number, i: number): number {
  let best = -1;
  for (let j = 0; j < n; j++)
    if (similarity[i * n + j]! > (best < 0 ? -Infinity : similarity[i * n + best]!)) best = j;
  return best;
}
