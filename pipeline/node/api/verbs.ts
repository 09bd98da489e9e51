/** The library's verbs in Node: as in pipeline/api/verbs.ts, but they find the model and search neighbours by themselves. */
import * as v from 'valibot';
import * as pure from '../../api/index.ts';
import { filled } from '../../build/index.ts';
import { paperText, queryText } from '../../embed/index.ts';
import type { ReadFile, ThemeMap, Verification } from '../../map/index.ts';
import type { Placement } from '../../place/index.ts';
import { findPaper, type RelatedPaper } from '../../related/index.ts';
import type { Stability } from '../../stability/index.ts';
import type { Embedder, Paper } from '../../types.ts';
import { UsageError } from '../../util/index.ts';
import { type EmbedderOptions as CreateOptions, createEmbedder } from '../embed/embedder.ts';
import { modelOf, whyNoModel } from '../embed/map-model.ts';
import { readInputs } from '../files/inputs.ts';
import { fileReader, mapFolder } from '../files/map-folder.ts';
import { startNameThread } from '../name/name-thread.ts';
import { createNeighbourSearch } from '../neighbours/hnsw.ts';
import { modelEntries } from './options.ts';

/** What {@link buildMap} can be told. */
export interface BuildMapOptions extends Omit<pure.BuildMapOptions, 'embedder'> {
  /** Default: `createEmbedder({ seed })`, closed at the end; it keeps its vectors where the command line does. One of yours stays open. */
  embedder?: Embedder;
}

/** How the map's own model is found. */
export interface MapModelOptions {
  /** Address of the embeddings endpoint that made the map's vectors. Nothing is sent there unless it is given. */
  endpoint?: string | undefined;
  /** Gets a sentence about each step of finding the model, and each warning. */
  onLog?: ((line: string) => void) | undefined;
}

/** What {@link findRelated} can be told. */
export interface RelatedOptions extends pure.RelatedOptions, MapModelOptions {}

/** What {@link placePapers} can be told. */
export interface PlaceOptions extends Omit<pure.PlaceOptions, 'embedder'>, MapModelOptions {
  /** Default: the map's own model, closed at the end. */
  embedder?: Embedder;
  /** Cache files to read besides the main one, as in `createEmbedder`. */
  extraCaches?: readonly string[] | undefined;
}

/** What {@link addPapers} can be told. */
export interface AddOptions extends PlaceOptions {
  /** Name of the new map. Default: the old one's. */
  name?: string;
}

/**
 * Reads files as one corpus, in the order given. The formats are those of the other entry's `readPapers`.
 *
 * @example
 * ```ts
 * const corpus = await readPapers(['zotero.bib', 'downloads/'], { fields: { abstract: 'Summary' } });
 * ```
 * @param files paths (`-` for standard input), or the bytes of one file
 * @returns every paper of the input in `papers`, or a line about it in `warnings`; ids are unique
 * @throws UserError if a file can't be read, is broken, or holds no paper; with `file`, and `line` if known
 */
export async function readPapers(
  files: string | readonly string[] | Uint8Array,
  options: pure.ReadPapersOptions = {},
): Promise<pure.Corpus> {
  if (files instanceof Uint8Array) return pure.readPapers(files, options);
  pure.checkArgument('readPapers', 'files', FILES, files);
  pure.checkOptions('readPapers', pure.readOptions, options);
  const { fileName, ...rest } = options;
  if (fileName !== undefined)
    throw new UsageError('readPapers: "fileName" names bytes; files have names of their own.', {
      code: 'invalid-option',
    });
  return readInputs(typeof files === 'string' ? [files] : files, rest);
}

const PATHS = 'expected the path of a file or folder, a list of them, or the bytes of a file';
const FILES = v.union(
  [filled(PATHS), v.pipe(v.array(filled('a path'), PATHS), v.minLength(1, PATHS))],
  PATHS,
);

/**
 * Builds a map of papers: embed → represent → neighbours → layout, cluster → name → measure.
 *
 * The same papers, settings, model and seed give the same map to the byte.
 *
 * @example
 * ```ts
 * const map = await buildMap(await readPapers('papers.jsonl'), {
 *   seed: 7,
 *   onProgress: ({ stage, done, total }) => console.error(stage, done, total),
 *   signal: AbortSignal.timeout(600_000),
 * });
 * ```
 * @param papers a list of papers with unique ids, or what `readPapers` returned
 * @param options `onProgress` gets each step; `signal` is looked at between stages and inside the long ones
 * @returns the map in memory: manifest, papers, and typed arrays (`layout` `[N, 2]`, `neighbours` `[N, k]`, …, row-major)
 * @throws UserError if an option or a paper is wrong, there are no papers, or the model can't be found
 * @throws CancelledError if `signal` is aborted
 */
export async function buildMap(
  papers: readonly Paper[] | pure.Corpus,
  options: BuildMapOptions = {},
): Promise<ThemeMap> {
  pure.checkOptions('buildMap', BUILD, options);
  pure.checkCorpus('buildMap', papers);
  return withEmbedder(options.embedder, { seed: options.seed }, async (embedder) =>
    pure.buildMap(papers, {
      findNeighbours: await nodeSearch(),
      // With a memo the name stage may be reused: starting it early would be wasted.
      ...(!options.memo && { startNameThread }),
      ...options,
      embedder,
    }),
  );
}

const BUILD = { ...pure.buildOptions, embedder: v.optional(pure.buildOptions.embedder) };

/**
 * The papers nearest to a paper of the map, or to words.
 *
 * A paper (its position, id, title, or an unmistakable part of its title) gets its neighbours in the map's
 * representation; any other text is a question, answered by meaning and keywords together. A map that was built without
 * a model, or from vectors of an unknown one, is asked by keywords alone; `onLog` says so.
 *
 * @example
 * ```ts
 * for (const { similarity, title, theme } of await findRelated(map, 'KV cache', { k: 5 }))
 *   console.log(similarity, title, theme?.name);
 * ```
 * @param options `embedder`: the map's own model, by default started for this question and closed again (give one to
 * ask many); null asks by keyword alone
 * @returns best first; `similarity` is a cosine, for a question by keyword alone the score as a share of the best
 * @throws UserError if the query is not a position in the map, or is empty, or the embedder is not the map's own
 */
export async function findRelated(
  map: ThemeMap,
  query: string | number,
  options: RelatedOptions = {},
): Promise<RelatedPaper[]> {
  pure.checkMap('findRelated', 'map', map);
  pure.checkOptions('findRelated', { ...pure.relatedOptions, ...modelEntries }, options);
  const { endpoint, onLog, ...rest } = options;
  if (rest.embedder !== undefined) return pure.findRelated(map, query, rest);
  const byKeyword = () => pure.findRelated(map, query, { ...rest, embedder: null });
  // A paper has its neighbours in the map, and nothing at all needs no model to be refused.
  if (typeof query !== 'string' || query.trim() === '' || findPaper(map, query) !== null) return byKeyword();
  const { embedder: kind, model } = map.manifest.settings;
  const reason = kind === 'lexical' ? 'This map was made without a model' : whyNoModel(map, endpoint);
  if (reason !== null) {
    onLog?.(`${reason}; searching by keyword alone.`);
    return byKeyword();
  }
  const sample = queryText(model.id, query);
  const own = { ...modelOf(map, endpoint), cacheDir: null, workers: 1, sample, onLog };
  return withEmbedder(undefined, own, (embedder) => pure.findRelated(map, query, { ...rest, embedder }));
}

/**
 * Finds where new papers belong on a finished map, whose own papers stay where they are: nearest papers, theme and
 * position of each, and proposed themes for those that fit none.
 *
 * @example
 * ```ts
 * const { papers, summary } = await placePapers(map, await readPapers('new.txt'));
 * console.log(summary, papers[0].theme?.name);
 * ```
 * @throws UserError if an option or a paper is wrong, or the embedder is not the map's own
 * @throws CancelledError if `signal` is aborted
 */
export async function placePapers(
  map: ThemeMap,
  papers: readonly Paper[] | pure.Corpus,
  options: PlaceOptions = {},
): Promise<Placement> {
  pure.checkOptions('placePapers', { ...pure.placeOptions, ...PLACE }, options);
  return withMapModel('placePapers', map, papers, options, (rest, embedder) =>
    pure.placePapers(map, papers, { ...rest, embedder }),
  );
}

/**
 * Builds a map that holds new papers too. Those that it has stay where they are and keep their themes.
 *
 * @example
 * ```ts
 * const { map: both, placement } = await addPapers(map, await readPapers('new.txt'), { name: 'both' });
 * await writeMap(both, 'data/maps/both');
 * ```
 * @throws UserError if an option or a paper is wrong, or the embedder is not the map's own
 * @throws CancelledError if `signal` is aborted
 */
export async function addPapers(
  map: ThemeMap,
  papers: readonly Paper[] | pure.Corpus,
  options: AddOptions = {},
): Promise<pure.AddedPapers> {
  pure.checkOptions('addPapers', { ...pure.addOptions, ...PLACE }, options);
  return withMapModel('addPapers', map, papers, options, async (rest, embedder) =>
    pure.addPapers(map, papers, { findNeighbours: await nodeSearch(), ...rest, embedder }),
  );
}

const PLACE = {
  ...modelEntries,
  embedder: v.optional(pure.placeOptions.embedder),
  extraCaches: v.optional(v.array(filled('a path'), 'expected a list of paths')),
};

/** Runs a verb that places papers with the map's own model, unless the caller has one. */
async function withMapModel<T, O extends PlaceOptions>(
  verb: string,
  map: ThemeMap,
  papers: readonly Paper[] | pure.Corpus,
  { endpoint, onLog, extraCaches, embedder: own, ...rest }: O,
  work: (rest: Omit<O, 'endpoint' | 'onLog' | 'extraCaches' | 'embedder'>, embedder: Embedder) => Promise<T>,
): Promise<T> {
  pure.checkMap(verb, 'map', map);
  pure.checkCorpus(verb, papers);
  const [first] = 'papers' in papers ? papers.papers : papers;
  const sample = first && paperText(map.manifest.settings.model.id, first);
  const options = own ? {} : { ...modelOf(map, endpoint), extraCaches, sample, onLog };
  return withEmbedder(own, options, (embedder) => work(rest, embedder));
}

/**
 * Makes the themes of a map again and again, each time without another fifth of the papers, and measures what comes back
 * (Hennig 2007): the stability that the build measures, from more runs.
 *
 * @example
 * ```ts
 * const { summary, themes } = await assessStability(map, { runs: 200 });
 * ```
 * @throws UserError if an option is wrong
 * @throws CancelledError if `signal` is aborted, which is looked at between two runs
 */
export async function assessStability(
  map: ThemeMap,
  options: pure.StabilityRunOptions = {},
): Promise<Stability> {
  pure.checkOptions('assessStability', pure.stabilityOptions, options);
  return pure.assessStability(map, options);
}

/**
 * Reads all files of a map and finds every fault, whereas reading a map ends at the first.
 *
 * @example
 * ```ts
 * const { faults } = await verifyMap('data/maps/papers');
 * ```
 * @param map its folder, its name in `data/maps`, or a function that reads its files
 * @throws UserError if there is no map
 */
export async function verifyMap(map: string | ReadFile): Promise<Verification> {
  if (typeof map === 'function') return pure.verifyMap(map);
  pure.checkArgument('verifyMap', 'map', MAP_FOLDER, map);
  return pure.verifyMap(fileReader(await mapFolder(map)));
}

const MAP_FOLDER = filled('the folder of a map, its name in data/maps, or a function that reads its files');

async function withEmbedder<T>(
  own: Embedder | undefined,
  options: CreateOptions,
  work: (embedder: Embedder) => Promise<T>,
): Promise<T> {
  if (own) return work(own);
  const embedder = await createEmbedder(options);
  try {
    return await work(embedder);
  } finally {
    await embedder.close();
  }
}

async function nodeSearch() {
  return (await createNeighbourSearch(() => {})).find;
}
