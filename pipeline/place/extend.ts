/** A map with placed papers added, as a map of its own. */
import { inOrder, meanVector } from '../build/build.ts';
import { finishMap } from '../map/finish.ts';
import type { MapTheme, ThemeMap } from '../map/schema.ts';
import { levelsOf, themesOnLevel } from '../map/themes/theme-path.ts';
import { measure } from '../measure/measure.ts';
import { neighbours as exactNeighbours } from '../neighbours/neighbours.ts';
import type { Clustering, ClusterLevel, Matrix, Neighbours, Paper } from '../types.ts';
import { round } from '../util/round.ts';
import type { Placed, PlacedSpace, Placement } from './types.ts';

export interface ExtendOptions {
  /** Name of the new map. */
  name: string;
  /** The file that the placed papers came from. */
  source: { file: string; sha256: string };
  /** Default: exact search. */
  findNeighbours?: (features: Matrix, wanted: number) => Neighbours;
}

/**
 * Adds the papers that are new (neither on the map nor repeated) after the map's own. Positions, themes and names of the
 * old papers stay; neighbours, mean and quality are those of all papers together. Proposed themes come last on the finest
 * level, below the most similar coarse theme.
 * @param vectors `[papers.length, D]`
 * @param placed the result of placeInSpace for these papers and vectors
 */
export async function extendMap(
  map: ThemeMap,
  papers: readonly Paper[],
  vectors: Float32Array,
  { placement, space }: Placed,
  { name, source, findNeighbours = exactNeighbours }: ExtendOptions,
): Promise<ThemeMap> {
  const { manifest } = map;
  const { fresh, features } = space;
  const old = map.papers.length;
  const finest = levelsOf(map).at(-1) ?? 0;
  const arrays = extendedArrays(map, placement, fresh, vectors);
  const themes = [
    ...grownThemes(map, arrays.theme, finest),
    ...proposedThemes(map, placement, space, { finest, layout: arrays.layout }),
  ];
  addToParents(themes, placement, manifest.themes.length);
  const unthemed = [
    ...manifest.unthemed,
    ...fresh.flatMap((_, row) =>
      arrays.theme[old + row]! < 0
        ? [{ paper: old + row, reason: 'fits no theme of the map it was placed on' }]
        : [],
    ),
  ];
  const near = findNeighbours(features, manifest.settings.neighbours);
  const clustering = clusteringOf(themes, finest, arrays, unthemed);
  return finishMap({
    manifest: {
      ...manifest,
      name,
      source: { ...manifest.source, papers: old + fresh.length },
      levels: manifest.levels.map((level) =>
        level.level === finest
          ? { ...level, themes: themes.filter((theme) => theme.level === finest).length }
          : level,
      ),
      placed: { ...source, first: old },
      themes,
      unthemed,
      quality: measure(features, near, arrays.layout, clustering),
    },
    papers: [...map.papers, ...withFreeIds(map, fresh, papers)],
    arrays: {
      ...arrays,
      neighbours: near.indices,
      similarities: near.similarities,
      mean: meanVector(arrays.vectors, manifest.settings.model.dimension),
    },
  });
}

type ExtendedArrays = Pick<ThemeMap['arrays'], 'layout' | 'theme' | 'strength' | 'second' | 'vectors'>;

/** The arrays of the map with the values of the fresh papers after its own. */
function extendedArrays(
  { manifest, arrays, papers }: ThemeMap,
  placement: Placement,
  fresh: readonly number[],
  vectors: Float32Array,
): ExtendedArrays {
  const old = papers.length;
  const count = old + fresh.length;
  const width = manifest.settings.model.dimension;
  const extended: ExtendedArrays = {
    layout: new Float32Array(count * 2),
    theme: new Int32Array(count),
    strength: new Float32Array(count),
    second: new Int32Array(count),
    vectors: new Float32Array(count * width),
  };
  for (const name of Object.keys(extended) as (keyof ExtendedArrays)[]) extended[name].set(arrays[name]);
  fresh.forEach((paper, row) => {
    const { theme, proposed, second, strength, x, y } = placement.papers[paper]!;
    const at = old + row;
    extended.theme[at] = proposed !== null ? manifest.themes.length + proposed : (theme?.id ?? -1);
    extended.second[at] = second?.id ?? -1;
    extended.strength[at] = strength;
    extended.layout.set([x, y], 2 * at);
    extended.vectors.set(vectors.subarray(paper * width, (paper + 1) * width), at * width);
  });
  return extended;
}

/** The proposed themes as the manifest lists them. @param layout `[N, 2]` of all papers */
function proposedThemes(
  map: ThemeMap,
  placement: Placement,
  { fresh, features }: PlacedSpace,
  { finest, layout }: { finest: number; layout: Float32Array },
): MapTheme[] {
  const rowOf = new Map(fresh.map((paper, row) => [paper, map.papers.length + row]));
  return placement.proposed.map((proposal, p) => {
    const rows = proposal.papers.map((paper) => rowOf.get(paper)!);
    return {
      id: map.manifest.themes.length + p,
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
    };
  });
}

/** The old themes, with the papers placed in them counted in their sizes. */
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

/** Id of the theme of `level` whose mean is most similar to the mean of `rows`. */
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

/** The finest themes as the cluster stage returns them; quality is measured on no other level. */
function clusteringOf(
  themes: readonly MapTheme[],
  finest: number,
  { theme, strength, second }: ExtendedArrays,
  unthemed: Clustering['unthemed'],
): Clustering {
  const position = new Map(
    themes.filter(({ level }) => level === finest).map(({ id }, index) => [id, index]),
  );
  const level: ClusterLevel = {
    count: position.size,
    assignment: theme.map((id) => position.get(id) ?? -1),
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

/** The fresh papers. An id that the map already has (usually a bare position in a page) gets "@2", "@3" … appended. */
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
