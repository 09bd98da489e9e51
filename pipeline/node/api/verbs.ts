/** The library's verbs in Node: as in api/verbs.ts, with the model found, and neighbours searched, by themselves. */
import * as pure from '../../api/index.ts';
import type { ReadFile, ThemeMap, Verification } from '../../map/index.ts';
import type { Placement } from '../../place/index.ts';
import type { RelatedPaper } from '../../related/index.ts';
import type { Stability } from '../../stability/index.ts';
import type { Embedder, Paper } from '../../types.ts';
import { createEmbedder } from '../embed/embedder.ts';
import { modelOf, whyNoModel } from '../embed/map-model.ts';
import { readInputs } from '../files/inputs.ts';
import { fileReader, mapFolder } from '../files/map-folder.ts';
import { startNameThread } from '../name/name-thread.ts';
import { createNeighbourSearch } from '../neighbours/hnsw.ts';

/** What {@link buildMap} can be told. */
export interface BuildMapOptions extends Omit<pure.BuildMapOptions, 'embedder'> {
  /** Default: `createEmbedder({ seed })`, closed at the end; it keeps its vectors where the command line does. One that you give stays open. */
  embedder?: Embedder;
}

/** What {@link placePapers} and {@link addPapers} can be told. */
export interface PlaceOptions extends Omit<pure.PlaceOptions, 'embedder'> {
  /** Default: the map's own model, closed at the end. */
  embedder?: Embedder;
}

/**
 * Reads files as one corpus, in the order given. The formats are those of {@link pure.readPapers}.
 *
 * @param files paths (`-` for standard input), or the bytes of one file
 * @param fileName for bytes: a name for messages and for the map
 * @returns every paper of the input in `papers`, or a word on it in `warnings`; ids are unique
 * @throws UserError where a file can't be read, is broken, or holds no paper; it names file and line
 */
export async function readPapers(
  files: string | readonly string[] | Uint8Array,
  fileName?: string,
): Promise<pure.Corpus> {
  if (files instanceof Uint8Array) return pure.readPapers(files, fileName);
  return readInputs(typeof files === 'string' ? [files] : files);
}

/**
 * Builds a map of papers: embed → represent → neighbours → layout, cluster → name → measure.
 *
 * The same papers, settings, model and seed give the same map to the byte.
 * @param papers a list of papers with ids of their own, or what `readPapers` gave
 * @param options `onProgress` hears of each stage; `signal` is looked at between stages and inside the long ones
 * @returns the map in memory: manifest, papers, and typed arrays (`layout` `[N, 2]`, `neighbours` `[N, k]`, …, row-major)
 * @throws UserError where there is no paper, two have one id, or the model can't be had
 * @throws CancelledError where `signal` is aborted
 */
export function buildMap(
  papers: readonly Paper[] | pure.Corpus,
  options: BuildMapOptions = {},
): Promise<ThemeMap> {
  return withEmbedder(options.embedder, { seed: options.seed }, async (embedder) =>
    pure.buildMap(papers, {
      findNeighbours: await nodeSearch(),
      // A stage that is remembered would have been read for nothing.
      ...(!options.memo && { startNameThread }),
      ...options,
      embedder,
    }),
  );
}

/**
 * The papers nearest to a paper of the map, or to words.
 *
 * A paper (its position, id, title, or a telling part of its title) gets its neighbours in the map's representation;
 * any other text is a question, answered by meaning and keywords together; for a map made by words alone, by keywords.
 * @param options `k` (10); `embedder`: the map's own model, by default started for this question and closed again
 * (give one to ask many); null asks by keyword alone
 * @returns best first; `similarity` is a cosine, for a question by keyword alone the score as a share of the best
 * @throws RangeError where a number is no position in the map
 * @throws UserError where the text is empty, or the embedder is not the map's own
 */
export async function findRelated(
  map: ThemeMap,
  query: string | number,
  options: pure.RelatedOptions = {},
): Promise<RelatedPaper[]> {
  if (options.embedder !== undefined) return pure.findRelated(map, query, options);
  if (whyNoModel(map) !== null) return pure.findRelated(map, query, { ...options, embedder: null });
  // A transformer starts no process before it is asked to embed, so a paper's neighbours cost no model.
  return withEmbedder(undefined, { ...modelOf(map), cacheDir: null, workers: 1 }, (embedder) =>
    pure.findRelated(map, query, { ...options, embedder }),
  );
}

/**
 * Says where new papers belong on a finished map, whose own papers stay where they are: nearest papers, theme and
 * place for each, and proposed themes for those that fit none.
 * @throws UserError where the embedder is not the map's own
 */
export function placePapers(
  map: ThemeMap,
  papers: readonly Paper[] | pure.Corpus,
  options: PlaceOptions = {},
): Promise<Placement> {
  return withEmbedder(options.embedder, modelOf(map), (embedder) =>
    pure.placePapers(map, papers, { ...options, embedder }),
  );
}

/**
 * A map that holds new papers too; those that were there do not move, and keep their themes.
 * @param options `name` of the new map; default the old one's
 * @throws UserError where the embedder is not the map's own
 */
export function addPapers(
  map: ThemeMap,
  papers: readonly Paper[] | pure.Corpus,
  options: PlaceOptions & { name?: string } = {},
): Promise<ThemeMap> {
  return withEmbedder(options.embedder, modelOf(map), async (embedder) =>
    pure.addPapers(map, papers, { findNeighbours: await nodeSearch(), ...options, embedder }),
  );
}

/**
 * Makes the themes of a map again and again, with other random numbers and with a fifth of the papers left out, and
 * counts what comes back (Hennig 2007).
 * @param options `runs` (20), `seed` (1)
 * @throws RangeError where `runs` is not a positive whole number
 * @throws CancelledError where `signal` is aborted, which is looked at between two runs
 */
export async function assessStability(
  map: ThemeMap,
  options: pure.StabilityRunOptions = {},
): Promise<Stability> {
  return pure.assessStability(map, { findNeighbours: await nodeSearch(), ...options });
}

/**
 * Reads all files of a map and finds every fault, whereas reading a map ends at the first.
 * @param map its folder, its name in `data/maps`, or a function that reads its files
 * @throws UserError if there is no map
 */
export async function verifyMap(map: string | ReadFile): Promise<Verification> {
  return pure.verifyMap(typeof map === 'string' ? fileReader(await mapFolder(map)) : map);
}

async function withEmbedder<T>(
  given: Embedder | undefined,
  options: Parameters<typeof createEmbedder>[0],
  work: (embedder: Embedder) => Promise<T>,
): Promise<T> {
  if (given) return work(given);
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
