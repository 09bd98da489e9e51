/**
 * align: a new map starts from an old one, so that shared papers and themes keep their positions and names. Before the
 * layout it sets the starting positions; after it, it turns and shifts the layout onto the old map; after naming, themes
 * take over the order and the names of those that they continue.
 */
import { type PaperPair, pairPapers } from '../compare/papers.ts';
import { moved, procrustes } from '../compare/procrustes.ts';
import { levelSet, matchThemes, type ThemeSet } from '../compare/themes.ts';
import type { ThemeMap } from '../map/schema.ts';
import { levelsOf } from '../map/themes/theme-path.ts';
import { onlyChildren } from '../map/themes/theme-tree.ts';
import type { Clustering, ClusterLevel, Paper, ThemeWords } from '../types.ts';

export interface Alignment {
  old: ThemeMap;
  /** Papers in both: `a` indexes the old map, `b` the new papers. */
  pairs: PaperPair[];
  /** `[N, 2]` positions where the layout starts and to which it is drawn; NaN for papers that the old map doesn't hold. */
  anchors: Float32Array;
}

/** Smallest overlap (Jaccard) at which a theme takes over an old name. */
const SAME_NAME = 0.5;
/** Smallest share of old papers in a theme that takes over an old name. */
const OLD_SHARE = 0.25;

/** Aligns `papers` to the map `old`. */
export function alignToMap(papers: readonly Paper[], old: ThemeMap): Alignment {
  const pairs = pairPapers(old.papers, papers);
  const anchors = new Float32Array(papers.length * 2).fill(Number.NaN);
  for (const { a, b } of pairs) anchors.set(old.arrays.layout.subarray(2 * a, 2 * a + 2), 2 * b);
  return { old, pairs, anchors };
}

/**
 * Turns, mirrors if needed, and shifts the finished layout onto the old map, by least squares over the shared papers.
 * @param layout `[N, 2]` @returns a new array; `layout` itself if fewer than three papers are shared
 */
export function layOver(layout: Float32Array, { old, pairs }: Alignment): Float32Array {
  return pairs.length < 3 ? layout : moved(layout, procrustes(old.arrays.layout, layout, pairs));
}

export interface CarriedThemes {
  clustering: Clustering;
  words: ThemeWords[][];
  /** Per level: the id in the old map of the theme that each one continues, null for a new one. */
  carried: (number | null)[][];
}

/**
 * Carries the identity of themes over. On each level, themes that continue an old one come first, in the old order, then
 * the new ones in theirs. A theme takes the old name if at least half of the papers of both are the same, a quarter of its
 * own are old, and no other theme has that name already.
 */
export function carryThemes(
  clustering: Clustering,
  words: readonly (readonly ThemeWords[])[],
  { old, pairs }: Alignment,
): CarriedThemes {
  const levels = clustering.levels.length;
  const oldLevels = levelsOf(old);
  const orders: Int32Array[] = [];
  const carried: (number | null)[][] = [];
  const claims: (string | null)[][] = [];
  for (let l = 0; l < levels; l++) {
    const level = clustering.levels[l]!;
    // Finest is compared with finest and coarsest with coarsest, whatever lies between.
    const oldLevel = l === levels - 1 ? oldLevels.at(-1) : oldLevels[l];
    const before = levelSet(old, oldLevel);
    const now: ThemeSet = { themes: words[l]!, of: level.assignment, means: null };
    const ids = new Array<number | null>(level.count).fill(null);
    const names = new Array<string | null>(level.count).fill(null);
    for (const { a, b, overlap, papers } of matchThemes(before, now, pairs)) {
      if (papers === 0) continue;
      ids[b] = before.themes[a]!.id;
      const size = level.assignment.reduce((sum, theme) => sum + (theme === b ? 1 : 0), 0);
      if (overlap >= SAME_NAME && papers >= OLD_SHARE * size) names[b] = before.themes[a]!.name;
    }
    const order = Int32Array.from({ length: level.count }, (_, theme) => theme);
    orders.push(order.sort((x, y) => (ids[x] ?? Infinity) - (ids[y] ?? Infinity) || x - y));
    carried.push(Array.from(order, (theme) => ids[theme]!));
    claims.push(names);
  }
  const renamed = settleNames(words, claims, repeated(clustering));
  return {
    clustering: reorder(clustering, orders),
    words: renamed.map((list, l) => Array.from(orders[l]!, (theme) => list[theme]!)),
    carried,
  };
}

/**
 * Gives claimed old names that are free; names stay unique in the map.
 * @param repeat per level, whether each theme has an only child, whose name it gets in the end
 */
function settleNames(
  words: readonly (readonly ThemeWords[])[],
  claims: readonly (string | null)[][],
  repeat: readonly Uint8Array[],
): ThemeWords[][] {
  const settled = claims.map((names) => [...names]);
  for (;;) {
    const holders = new Map<string, { l: number; theme: number }[]>();
    words.forEach((list, l) => {
      list.forEach(({ name }, theme) => {
        if (repeat[l]![theme] === 1) return;
        const own = settled[l]![theme] ?? name;
        const key = own.toLowerCase();
        holders.set(key, [...(holders.get(key) ?? []), { l, theme }]);
      });
    });
    const clash = [...holders.values()].find((list) => list.length > 1);
    // New names are unique among themselves, so each clash has a claim that can be given up.
    const giveUp = clash?.findLast(({ l, theme }) => settled[l]![theme] !== null);
    if (!giveUp) break;
    settled[giveUp.l]![giveUp.theme] = null;
  }
  return words.map((list, l) =>
    list.map((own, theme) => {
      const name = settled[l]![theme] ?? own.name;
      if (name === own.name) return own;
      // The evidence is of the new name.
      const { evidence: _, ...rest } = own;
      return { ...rest, name };
    }),
  );
}

/** Per level: 1 for each theme that has an only child. */
function repeated({ levels }: Clustering): Uint8Array[] {
  return levels.map(({ count }, l) => {
    const repeat = new Uint8Array(count);
    const parents = levels[l + 1]?.parents ?? new Int32Array(0);
    onlyChildren(parents).forEach((only, child) => {
      if (only === 1) repeat[parents[child]!] = 1;
    });
    return repeat;
  });
}

/** The same hierarchy with the themes of each level in another order; `orders[l][position]` is the old index. */
function reorder(clustering: Clustering, orders: readonly Int32Array[]): Clustering {
  const positions = orders.map((order) => {
    const position = new Int32Array(order.length);
    order.forEach((theme, at) => {
      position[theme] = at;
    });
    return position;
  });
  const place = (l: number, theme: number) => (theme < 0 ? -1 : positions[l]![theme]!);
  const last = orders.length - 1;
  return {
    ...clustering,
    levels: clustering.levels.map(
      (level, l): ClusterLevel => ({
        count: level.count,
        assignment: level.assignment.map((theme) => place(l, theme)),
        parents: orders[l]!.map((theme) => (l === 0 ? -1 : place(l - 1, level.parents[theme]!))),
        stability: Float32Array.from(orders[l]!, (theme) => level.stability[theme]!),
      }),
    ),
    runnerUp: clustering.runnerUp.map((theme) => place(last, theme)),
  };
}
