/** The composition of the stages, and the only place that knows their order: papers in, map out. */
import { type Alignment, alignToMap, carryThemes, layOver } from './align.ts';
import { finishMap, type MapDraft } from './artifact.ts';
import { cluster } from './cluster.ts';
import { embedText } from './embed-text.ts';
import { throwIfAborted, UserError } from './errors.ts';
import { chooseEngine, LAYOUT_DEFAULTS, type LayoutEngine, layout } from './layout.ts';
import { measure } from './measure.ts';
import { name } from './name.ts';
import { DEFAULT_NEIGHBOURS, neighbours as exactNeighbours } from './neighbours.ts';
import { represent } from './represent.ts';
import { MAP_FORMAT, MAP_VERSION, type MapTheme, type NamerRecord, type ThemeMap } from './schema.ts';
import type {
  Clustering,
  Embedder,
  Neighbours,
  Paper,
  Representation,
  RunOptions,
  StageName,
  ThemeWords,
} from './types.ts';

export interface BuildOptions {
  /** Random seed, a whole number. */
  seed?: number;
  /** Neighbours of each paper, k. */
  neighbours?: number;
  /** Number of finest themes; null or absent: found from the data. */
  themes?: number | null;
  /** Smallest distance between papers on the map. */
  minDist?: number;
  /** Which optimiser lays the map out. */
  layout?: LayoutEngine | 'auto';
  /** A map to be like: shared papers stay near their places, themes keep order and names (see align.ts). */
  like?: ThemeMap;
  /** Sees the layout as it settles. */
  onLayout?: (epoch: number, epochs: number, layout: Float32Array) => void;
}

/** Where the papers came from, for the manifest. */
export interface BuildSource {
  name: string;
  file: string;
  sha256: string;
  warnings: number;
}

/** What differs between Node and the browser. */
export interface BuildTools {
  embedder: Embedder;
  /** Default: exact search. */
  findNeighbours?: (representation: Representation, wanted: number) => Neighbours;
  /** Other names for the themes, and the record of where they come from (`--namer`). Default: the name stage's stand. */
  rename?: (
    papers: readonly Paper[],
    clustering: Clustering,
    words: ThemeWords[][],
    run: RunOptions,
  ) => Promise<{ words: ThemeWords[][]; record: NamerRecord }>;
}

/**
 * Builds a map: embed → represent → neighbours → layout, cluster → name → measure.
 * @throws UserError where there is no paper
 * @throws CancelledError where `run.signal` is aborted; it is looked at between stages and inside the long ones
 */
export async function buildMap(
  papers: readonly Paper[],
  source: BuildSource,
  tools: BuildTools,
  options: BuildOptions = {},
  run: RunOptions = {},
): Promise<ThemeMap> {
  if (papers.length === 0) throw new UserError(`${source.file}: no papers; give a file with at least one.`);
  const { embedder, findNeighbours = exactNeighbours } = tools;
  const seed = options.seed ?? LAYOUT_DEFAULTS.seed;
  const wanted = options.neighbours ?? DEFAULT_NEIGHBOURS;
  const minDist = options.minDist ?? LAYOUT_DEFAULTS.minDist;
  const themes = options.themes ?? null;
  const { dimension } = embedder.model;
  const step = (stage: StageName, done: number) => {
    throwIfAborted(run.signal);
    run.onProgress?.({ stage, done, total: 1 });
  };

  const vectors = await embedder.embed(papers.map(embedText), run);
  const stage = <T>(stageName: StageName, work: () => T): T => {
    step(stageName, 0);
    const result = work();
    step(stageName, 1);
    return result;
  };
  const representation = stage('represent', () => represent(vectors, dimension, papers, { seed }));
  const near = stage('neighbours', () => findNeighbours(representation, wanted));
  const alignment = options.like ? alignToMap(papers, options.like) : null;
  const laid = stage('layout', () =>
    layout(
      representation,
      near,
      {
        seed,
        minDist,
        engine: options.layout ?? 'auto',
        ...(alignment && alignment.pairs.length > 0 && { anchors: alignment.anchors }),
        ...(options.onLayout && { onEpoch: options.onLayout }),
      },
      run,
    ),
  );
  const places = alignment ? layOver(laid, alignment) : laid;
  const found = stage('cluster', () =>
    cluster(representation, near, { seed, ...(themes !== null && { themes }) }, run),
  );
  const offline = stage('name', () => name(papers, representation, found));
  const renamed = (await tools.rename?.(papers, found, offline, run)) ?? null;
  const named = renamed?.words ?? offline;
  const { clustering, words, carried } = alignment
    ? carryThemes(found, named, alignment)
    : { clustering: found, words: named, carried: null };
  const quality = stage('measure', () => measure(representation, near, places, clustering));

  const { themeList, themeOf, secondOf } = describeThemes(clustering, words, places, carried);
  const draft: MapDraft = {
    manifest: {
      format: MAP_FORMAT,
      version: MAP_VERSION,
      name: source.name,
      source: {
        file: source.file,
        sha256: source.sha256,
        papers: papers.length,
        warnings: source.warnings,
      },
      settings: {
        seed,
        embedder: embedder.model.id === 'lexical' ? 'lexical' : 'transformer',
        model: { ...embedder.model },
        neighbours: wanted,
        themes,
        minDist,
        layout: chooseEngine(papers.length, options.layout),
      },
      chosen: clustering.chosen.reason,
      levels: clustering.levels.map((level, l) => ({
        level: l,
        themes: level.count,
        candidates: clustering.chosen.levels[l]?.candidates ?? [],
      })),
      ...(renamed && { namer: renamed.record }),
      ...(alignment && { like: describeAlignment(alignment) }),
      themes: themeList,
      unthemed: clustering.unthemed,
      quality,
    },
    papers: papers.map(inOrder),
    arrays: {
      layout: places,
      theme: themeOf,
      strength: clustering.strength,
      second: secondOf,
      neighbours: near.indices,
      similarities: near.similarities,
      vectors,
      mean: meanVector(vectors, dimension),
    },
  };
  return finishMap(draft);
}

/** Themes with ids in one sequence over all levels, coarsest first, and each paper's finest theme by id. */
function describeThemes(
  clustering: Clustering,
  words: ThemeWords[][],
  places: Float32Array,
  carried: (number | null)[][] | null,
) {
  const themeList: MapTheme[] = [];
  const firstIds: number[] = [];
  clustering.levels.forEach((level, l) => {
    const firstId = themeList.length;
    firstIds.push(firstId);
    const members: number[][] = Array.from({ length: level.count }, () => []);
    level.assignment.forEach((theme, paper) => {
      if (theme >= 0) members[theme]!.push(paper);
    });
    for (let t = 0; t < level.count; t++) {
      const own = members[t]!;
      const { name: themeName, keywords, keywordWeights, exemplars } = words[l]![t]!;
      const parent = level.parents[t]!;
      themeList.push({
        id: firstId + t,
        level: l,
        parent: parent < 0 ? null : firstIds[l - 1]! + parent,
        name: themeName,
        keywords,
        keywordWeights: keywordWeights.map((weight) => round(weight)),
        size: own.length,
        ...centralPlace(own, places),
        stability: round(level.stability[t]!),
        exemplars,
        ...(carried && { carried: carried[l]![t]! }),
      });
    }
  });
  const finest = clustering.levels.at(-1);
  const offset = firstIds.at(-1) ?? 0;
  const toId = (theme: number) => (theme < 0 ? -1 : theme + offset);
  return {
    themeList,
    themeOf: finest ? finest.assignment.map(toId) : new Int32Array(places.length / 2).fill(-1),
    secondOf: clustering.second.map(toId),
  };
}

/** The paper with its fields in one order, whichever reader it came from: the same papers are the same bytes. */
function inOrder({ id, title, abstract, authors, date, url, venue, tags }: Paper): Paper {
  return {
    id,
    title,
    abstract,
    ...(authors && { authors }),
    ...(date !== undefined && { date }),
    ...(url !== undefined && { url }),
    ...(venue !== undefined && { venue }),
    ...(tags && { tags }),
  };
}

function describeAlignment({ old, pairs }: Alignment) {
  return { name: old.manifest.name, source: old.manifest.source.sha256, papers: pairs.length };
}

/** @returns `[D]` the mean of the rows of `[N, D]`, summed in double precision */
export function meanVector(vectors: Float32Array, dimension: number): Float32Array {
  const count = vectors.length / dimension;
  const sums = new Float64Array(dimension);
  for (let i = 0; i < count; i++) for (let d = 0; d < dimension; d++) sums[d]! += vectors[i * dimension + d]!;
  return Float32Array.from(sums, (sum) => sum / Math.max(1, count));
}

/** The place of the member nearest to the median of all: a name stands among its papers even where they lie apart. */
function centralPlace(members: readonly number[], places: Float32Array): { x: number; y: number } {
  const mx = median(members.map((paper) => places[2 * paper]!));
  const my = median(members.map((paper) => places[2 * paper + 1]!));
  let x = mx;
  let y = my;
  let nearest = Infinity;
  for (const paper of members) {
    const distance = Math.hypot(places[2 * paper]! - mx, places[2 * paper + 1]! - my);
    if (distance >= nearest) continue;
    nearest = distance;
    x = places[2 * paper]!;
    y = places[2 * paper + 1]!;
  }
  return { x: round(x), y: round(y) };
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Four decimals: what a map is drawn with, and short in the file. */
function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
