/** The composition of the stages, and the only place that knows their order: papers in, map out. */

import { cluster } from '../cluster/cluster.ts';
import { paperText } from '../embed/prompt.ts';
import { chooseEngine, LAYOUT_DEFAULTS, type LayoutEngine, layout } from '../layout/layout.ts';
import { finishMap, type MapDraft } from '../map/finish.ts';
import {
  MAP_FORMAT,
  MAP_VERSION,
  type NamerRecord,
  type Quality,
  type Settings,
  type ThemeMap,
} from '../map/schema.ts';
import { describeThemes } from '../map/themes/describe-themes.ts';
import { measure } from '../measure/measure.ts';
import { name } from '../name/name.ts';
import { DEFAULT_NEIGHBOURS, neighbours as exactNeighbours } from '../neighbours/neighbours.ts';
import { represent } from '../represent/represent.ts';
import type {
  Clustering,
  Embedder,
  Matrix,
  Neighbours,
  Paper,
  ReadCounts,
  RunOptions,
  StageName,
  ThemeGroups,
  ThemeWords,
} from '../types.ts';
import { throwIfAborted, UserError } from '../util/errors.ts';
import { type Alignment, alignToMap, type CarriedThemes, carryThemes, layOver } from './align.ts';
import { NO_MEMO, type StageMemo } from './memo.ts';

/** The options on which a map depends besides its papers and its model; recorded in its settings. */
export interface BuildOptions {
  /**
   * A whole number from 0; 1 by default. The same seed gives the same map, to the byte. Another one moves details of the layout,
   * and in groups of more than 3,500 papers also the themes: build with a few seeds to see what depends on chance.
   */
  seed?: number;
  /**
   * Neighbours of each paper, a whole number from 1; 15 by default. They decide on the layout, not on the themes: more of them
   * show the large structure better, fewer the fine structure.
   */
  neighbours?: number;
  /**
   * Number of finest themes, a whole number from 1. More give narrower themes. By default, or null, the papers decide, around
   * 1.4 √N: 14 for 106 papers, 77 for 3,000. Set it if the themes are too broad or too narrow for you.
   */
  themes?: number | null;
  /**
   * Smallest distance between papers in map units, 0 ≤ minDist < 3; 0.1 by default. Smaller values pack similar papers into tight
   * clumps, larger ones spread them evenly. Only the layout depends on it.
   */
  minDist?: number;
  /** The optimiser of the layout. `auto`, the default, takes `umap-js` up to 500 papers and `fast` above. */
  layout?: LayoutEngine | 'auto';
  /** A map to align with: shared papers stay near their positions, and themes keep order and names (see align.ts). */
  like?: ThemeMap;
  /** Receives the layout after each epoch: a live array, to be copied if it is kept. */
  onLayout?: (epoch: number, epochs: number, layout: Float32Array) => void;
}

/** Where the papers came from, as the manifest records it. */
export interface BuildSource {
  name: string;
  file: string;
  sha256: string;
  warnings: number;
  /** What became of the inputs' records. */
  counts?: ReadCounts | undefined;
}

/** The tools of a build that differ between Node and the browser. */
export interface BuildTools {
  /** Computes the vectors. It stays open. */
  embedder: Embedder;
  /** Default: exact search. */
  findNeighbours?: (features: Matrix, wanted: number) => Neighbours;
  /** Renames the themes, and says where the names come from (`--namer`). Default: the name stage's names stay. */
  rename?: (
    papers: readonly Paper[],
    clustering: Clustering,
    words: ThemeWords[][],
    run: RunOptions,
  ) => Promise<{ words: ThemeWords[][]; record: NamerRecord }>;
  /**
   * Starts to name themes while other stages still find them. Default: the name stage, in its turn.
   * @returns null if it does not start
   */
  startNameThread?: (papers: readonly Paper[]) => NameThread | null;
  /** Results of earlier builds with the same tools: a stage whose inputs are the same is not run again. */
  memo?: StageMemo;
}

/** Naming that has begun: the greater part of it needs the papers alone. */
export interface NameThread {
  /** Names as {@link name} gives them. */
  name(features: Matrix, levels: readonly ThemeGroups[]): Promise<ThemeWords[][]>;
  /** Ends it, done or not. */
  stop(): Promise<void>;
}

/**
 * Builds a map: embed → represent → neighbours → layout, cluster → name → measure.
 * @throws UserError if there is no paper
 * @throws CancelledError if `run.signal` is aborted; it is looked at between stages and inside the long ones
 */
export async function buildMap(
  papers: readonly Paper[],
  source: BuildSource,
  tools: BuildTools,
  options: BuildOptions = {},
  run: RunOptions = {},
): Promise<ThemeMap> {
  if (papers.length === 0) throw new UserError(`${source.file}: no papers; give a file with at least one.`);
  const { embedder } = tools;
  const vectors = await embedder.embed(
    papers.map((paper) => paperText(embedder.model.id, paper)),
    run,
  );
  const naming = tools.startNameThread?.(papers) ?? null;
  try {
    return await mapOf(papers, vectors, source, { ...tools, naming }, options, run);
  } finally {
    await naming?.stop();
  }
}

/** The stages after embedding. */
async function mapOf(
  papers: readonly Paper[],
  vectors: Float32Array,
  source: BuildSource,
  tools: BuildTools & { naming: NameThread | null },
  options: BuildOptions,
  run: RunOptions,
): Promise<ThemeMap> {
  const { embedder, findNeighbours = exactNeighbours, memo = NO_MEMO, naming } = tools;
  const seed = options.seed ?? LAYOUT_DEFAULTS.seed;
  const wanted = options.neighbours ?? DEFAULT_NEIGHBOURS;
  const minDist = options.minDist ?? LAYOUT_DEFAULTS.minDist;
  const themes = options.themes ?? null;
  const { dimension } = embedder.model;
  const engine = chooseEngine(papers.length, options.layout);
  /** `inputs`: all that the stage depends on, and nothing else. */
  const stage = async <T>(
    stageName: StageName,
    inputs: readonly unknown[],
    work: () => T | Promise<T>,
  ): Promise<T> => {
    // Let timers and messages through between two stages: one of them may cancel the build.
    if (run.signal) await new Promise((resolve) => setTimeout(resolve, 0));
    throwIfAborted(run.signal);
    const { result, reused } = memo.run(stageName, inputs, () => {
      run.onProgress?.({ stage: stageName, done: 0, total: 1 });
      return work();
    });
    const done = await result;
    run.onProgress?.({ stage: stageName, done: 1, total: 1, ...(reused && { reused }) });
    throwIfAborted(run.signal);
    return done;
  };

  const texts = papers.map(({ title, abstract }) => ({ title, abstract }));
  const features = await stage('represent', [texts, vectors, dimension], () =>
    represent(vectors, dimension, papers),
  );
  const near = await stage('neighbours', [features, wanted], () => findNeighbours(features, wanted));
  const alignment = options.like ? alignToMap(papers, options.like) : null;
  const anchors = alignment && alignment.pairs.length > 0 ? alignment.anchors : null;
  const laid = await stage('layout', [features, near, seed, minDist, engine, anchors], () =>
    layout(
      features,
      near,
      {
        seed,
        minDist,
        engine,
        ...(anchors && { anchors }),
        ...(options.onLayout && { onEpoch: options.onLayout }),
      },
      run,
    ),
  );
  const places = alignment ? layOver(laid, alignment) : laid;
  const nameAhead = (levels: readonly ThemeGroups[]) => naming?.name(features, levels);
  let names: ReturnType<typeof nameAhead>;
  const onThemes = (levels: readonly ThemeGroups[]) => {
    names = nameAhead(levels);
    // Rejections surface at the await below; this only avoids an unhandled one if the build fails first.
    names?.catch(() => {});
  };
  const found = await stage('cluster', [features, near, seed, themes], () =>
    cluster(features, near, { seed, onThemes, ...(themes !== null && { themes }) }, run),
  );
  const offline = await stage(
    'name',
    [texts, features, groups(found)],
    () => names ?? nameAhead(found.levels) ?? name(papers, features, found),
  );
  const renamed = (await tools.rename?.(papers, found, offline, run)) ?? null;
  const named = renamed?.words ?? offline;
  const { clustering, words, carried } = alignment
    ? carryThemes(found, named, alignment)
    : { clustering: found, words: named, carried: null };
  const quality = await stage('measure', [features, near, places, groups(clustering)], () =>
    measure(features, near, places, clustering),
  );

  const settings = settingsOf(embedder, { seed, neighbours: wanted, themes, minDist, layout: engine });
  const namer = renamed?.record ?? null;
  const made: Made = { near, places, clustering, words, carried, quality, namer, alignment };
  return finishMap(draftOf(papers, vectors, source, settings, made));
}

/** The part of the themes on which naming and measuring depend: membership, not stability. */
function groups({ levels }: Clustering): ThemeGroups[] {
  return levels.map(({ count, assignment, parents }) => ({ count, assignment, parents }));
}

/** Settings as the map records them: the options, and the embedder's model. */
function settingsOf(
  embedder: Embedder,
  chosen: Pick<Settings, 'seed' | 'neighbours' | 'themes' | 'minDist' | 'layout'>,
): Settings {
  return {
    seed: chosen.seed,
    embedder: embedderKind(embedder),
    model: { ...embedder.model },
    neighbours: chosen.neighbours,
    themes: chosen.themes,
    minDist: chosen.minDist,
    layout: chosen.layout,
    ...(embedder.precomputed && { vectors: { ...embedder.precomputed } }),
    ...(embedder.endpoint !== undefined && { endpoint: embedder.endpoint }),
  };
}

/** The results of the stages that the map holds. */
interface Made extends Pick<CarriedThemes, 'clustering' | 'words'> {
  near: Neighbours;
  /** `[N, 2]` */
  places: Float32Array;
  /** Null without a map to start from. */
  carried: CarriedThemes['carried'] | null;
  quality: Quality;
  /** Where the names came from, if the themes were renamed. */
  namer: NamerRecord | null;
  /** To the map that this one starts from. */
  alignment: Alignment | null;
}

/** The map before its files have names. */
function draftOf(
  papers: readonly Paper[],
  vectors: Float32Array,
  source: BuildSource,
  settings: Settings,
  { near, places, clustering, words, carried, quality, namer, alignment }: Made,
): MapDraft {
  const { themeList, themeOf, secondOf } = describeThemes(clustering, words, places, carried);
  return {
    manifest: {
      format: MAP_FORMAT,
      version: MAP_VERSION,
      name: source.name,
      source: {
        file: source.file,
        sha256: source.sha256,
        papers: papers.length,
        warnings: source.warnings,
        ...(source.counts && { counts: source.counts }),
      },
      settings,
      chosen: clustering.chosen.reason,
      levels: clustering.levels.map((level, l) => ({
        level: l,
        themes: level.count,
        candidates: clustering.chosen.levels[l]?.candidates ?? [],
      })),
      ...(namer && { namer }),
      ...(alignment && { like: describeAlignment(alignment) }),
      themes: themeList,
      unthemed: clustering.unthemed,
      quality,
    },
    papers: papers.map(inOrder),
    arrays: {
      layout: places,
      theme: themeOf,
      strength: clustering.silhouette,
      second: secondOf,
      neighbours: near.indices,
      similarities: near.similarities,
      vectors,
      mean: meanVector(vectors, settings.model.dimension),
    },
  };
}

/** The paper with its fields in one order, so that the same papers are the same bytes whichever reader they came from. */
export function inOrder({ id, title, abstract, authors, date, url, venue, tags }: Paper): Paper {
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

function embedderKind({ model, endpoint }: Embedder): Settings['embedder'] {
  if (endpoint !== undefined) return 'endpoint';
  return model.id === 'lexical' || model.id === 'given' ? model.id : 'transformer';
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
