/** The map with the placed papers in it, as a map of its own. */

import { inOrder, meanVector } from '../build/build.ts';
import { finishMap } from '../map/finish.ts';
import type { MapTheme, ThemeMap } from '../map/schema.ts';
import { levelsOf, themesOnLevel } from '../map/theme-path.ts';
import { measure } from '../measure/measure.ts';
import { neighbours as exactNeighbours } from '../neighbours/neighbours.ts';
import type { Clustering, ClusterLevel, Matrix, Neighbours, Paper } from '../types.ts';
import { round } from '../util/round.ts';
import type { PlacedSpace, Placement } from './types.ts';

export interface ExtendOptions {
  /** Of the new map. */
  name: string;
  /** Where the placed papers came from. */
  source: { file: string; sha256: string };
  /** Default: exact search. */
  findNeighbours?: (features: Matrix, wanted: number) => Neighbours;
}

/**
 * Adds the papers that are new (neither there already nor repeated) after the map's own. Places, themes and names of
 * the old ones stay; neighbours, mean and quality are those of all together. Proposed themes come last on the finest
 * level, below the coarse theme that is nearest to them.
 * @param placement, space what placeInSpace gave @param vectors `[papers.length, D]`
 */
export async function extendMap(
  map: ThemeMap,
  papers: readonly Paper[],
  vectors: Float32Array,
  placement: Placement,
  space: PlacedSpace,
  { name, source, findNeighbours = exactNeighbours }: ExtendOptions,
): Promise<ThemeMap> {
  const { manifest, arrays } = map;
  const { fresh, features } = space;
  const old = map.papers.length;
  const count = old + fresh.length;
  const width = manifest.settings.model.dimension;
  const added = fresh.map((paper) => placement.papers[paper]!);
  const levels = levelsOf(map);
  const finest = levels.at(-1) ?? 0;
  const firstProposed = manifest.themes.length;

  const themeOf = new Int32Array(count);
  themeOf.set(arrays.theme);
  const secondOf = new Int32Array(count).fill(-1);
  secondOf.set(arrays.second);
  const strength = new Float32Array(count);
  strength.set(arrays.strength);
  const layout = new Float32Array(count * 2);
  layout.set(arrays.layout);
  const allVectors = new Float32Array(count * width);
  allVectors.set(arrays.vectors);
  added.forEach((paper, row) => {
    const at = old + row;
    themeOf[at] = paper.proposed !== null ? firstProposed + paper.proposed : (paper.theme ?? -1);
    secondOf[at] = paper.second ?? -1;
    strength[at] = paper.strength;
    layout.set([paper.x, paper.y], 2 * at);
    allVectors.set(vectors.subarray(fresh[row]! * width, (fresh[row]! + 1) * width), at * width);
  });

  const themes = grownThemes(map, themeOf, finest);
  const rowOf = new Map(fresh.map((paper, row) => [paper, old + row]));
  for (const proposal of placement.proposed) {
    const rows = proposal.papers.map((paper) => rowOf.get(paper)!);
    themes.push({
      id: themes.length,
      level: finest,
      parent: finest === 0 ? null : nearestParent(map, features, rows, finest - 1),
      name: proposal.name,
      keywords: proposal.keywords,
      keywordWeights: proposal.keywordWeights,
      size: rows.length,
      x: middle(rows.map((row) => layout[2 * row]!)),
      y: middle(rows.map((row) => layout[2 * row + 1]!)),
      stability: 0,
      exemplars: rows.slice(0, 3),
      proposed: true,
    });
  }
  addToParents(themes, placement, firstProposed);

  const unthemed = [
    ...manifest.unthemed,
    ...added.flatMap((_, row) =>
      themeOf[old + row]! < 0
        ? [{ paper: old + row, reason: 'fits no theme of the map it was placed on' }]
        : [],
    ),
  ];
  const near = findNeighbours(features, manifest.settings.neighbours);
  const clustering = clusteringOf(themes, finest, themeOf, strength, secondOf, unthemed);
  return finishMap({
    manifest: {
      ...manifest,
      name,
      source: { ...manifest.source, papers: count },
      levels: manifest.levels.map((level) =>
        level.level === finest
          ? { ...level, themes: themes.filter((theme) => theme.level === finest).length }
          : level,
      ),
      placed: { ...source, first: old },
      themes,
      unthemed,
      quality: measure(features, near, layout, clustering),
    },
    papers: [...map.papers, ...withFreeIds(map, fresh, papers)],
    arrays: {
      layout,
      theme: themeOf,
      strength,
      second: secondOf,
      neighbours: near.indices,
      similarities: near.similarities,
      vectors: allVectors,
      mean: meanVector(allVectors, width),
    },
  });
}

/** The old themes with the papers that were placed in them counted. */
function grownThemes(map: ThemeMap, themeOf: Int32Array, finest: number): MapTheme[] {
  const themes = map.manifest.themes.map((theme) => ({ ...theme }));
  for (let paper = map.papers.length; paper < themeOf.length; paper++) {
    let theme = themes[themeOf[paper]!];
    if (theme?.level !== finest) continue;
    for (; theme; theme = theme.parent === null ? undefined : themes[theme.parent]) theme.size++;
  }
  return themes;
}

function addToParents(themes: MapTheme[], { proposed }: Placement, firstProposed: number): void {
  proposed.forEach(({ papers }, g) => {
    const { parent } = themes[firstProposed + g]!;
    for (let above = parent === null ? undefined : themes[parent]; above; ) {
      above.size += papers.length;
      above = above.parent === null ? undefined : themes[above.parent];
    }
  });
}

/** Id of the theme of `level` whose mean is nearest to the mean of `rows`. */
function nearestParent(map: ThemeMap, features: Matrix, rows: readonly number[], level: number) {
  const { width, data: vectors } = features;
  const sums = new Map<number, Float64Array>();
  const own = new Float64Array(width);
  const add = (sum: Float64Array, row: number) => {
    for (let d = 0; d < width; d++) sum[d]! += vectors[row * width + d]!;
  };
  for (const row of rows) add(own, row);
  themesOnLevel(map, level).forEach((id, paper) => {
    if (id < 0) return;
    if (!sums.has(id)) sums.set(id, new Float64Array(width));
    add(sums.get(id)!, paper);
  });
  let best = -1;
  let most = -Infinity;
  for (const [id, sum] of [...sums].sort(([a], [b]) => a - b)) {
    let inner = 0;
    let squares = 0;
    for (let d = 0; d < width; d++) {
      inner += own[d]! * sum[d]!;
      squares += sum[d]! * sum[d]!;
    }
    const cosine = squares > 0 ? inner / Math.sqrt(squares) : -Infinity;
    if (cosine > most) {
      best = id;
      most = cosine;
    }
  }
  return best;
}

/** The finest themes in the stage's own form: quality looks at no other level. */
function clusteringOf(
  themes: readonly MapTheme[],
  finest: number,
  themeOf: Int32Array,
  strength: Float32Array,
  second: Int32Array,
  unthemed: Clustering['unthemed'],
): Clustering {
  const position = new Map(
    themes.filter(({ level }) => level === finest).map(({ id }, index) => [id, index]),
  );
  const level: ClusterLevel = {
    count: position.size,
    assignment: themeOf.map((id) => position.get(id) ?? -1),
    parents: new Int32Array(position.size),
    stability: new Float32Array(position.size),
  };
  return {
    levels: [level],
    silhouette: strength,
    runnerUp: second,
    unthemed,
    chosen: { reason: '', levels: [] },
  };
}

/** The fresh papers; an id that the map has already (positions in a page, above all) gets "@2", "@3" … appended. */
function withFreeIds(map: ThemeMap, fresh: readonly number[], papers: readonly Paper[]): Paper[] {
  const taken = new Set(map.papers.map((paper) => paper.id));
  return fresh.map((position) => {
    const paper = papers[position]!;
    let { id } = paper;
    for (let again = 2; taken.has(id); again++) id = `${paper.id}@${again}`;
    taken.add(id);
    return inOrder({ ...paper, id });
  });
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const value = sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
  return round(value);
}
