/**
 * The library's verbs, free of Node and of the DOM: each is a stage's function with its options in one object. In Node
 * the same verbs find a model by themselves (node/api/verbs.ts).
 */
import { type BuildOptions, type BuildTools, buildMap as build } from '../build/build.ts';
import { embedForMap, embedQuestion } from '../embed/embed-for-map.ts';
import { LEXICAL_MODEL } from '../embed/lexical/lexical-embedder.ts';
import type { ThemeMap } from '../map/schema.ts';
import { extendMap } from '../place/extend.ts';
import { placeInSpace } from '../place/place.ts';
import type { Placement } from '../place/types.ts';
import { findPaper, type RelatedPaper, relatedToPaper, relatedToText } from '../related/related.ts';
import { type StabilityOptions, stabilityRuns } from '../stability/stability.ts';
import type { Stability } from '../stability/types.ts';
import type { Embedder, Paper, RunOptions } from '../types.ts';
import { throwIfAborted, UserError } from '../util/errors.ts';
import { asCorpus, type Corpus } from './corpus.ts';

/** What {@link buildMap} can be told. */
export interface BuildMapOptions extends BuildOptions, RunOptions, BuildTools {
  /** Name of the map. Default: the corpus's own, "papers" for a bare list. */
  name?: string;
}

/** What {@link findRelated} can be told. */
export interface RelatedOptions extends RunOptions {
  /** How many. Default 10. */
  k?: number;
  /** The map's own model, for questions in free text; null: by keyword alone. */
  embedder?: Embedder | null;
}

/** What {@link placePapers} and {@link addPapers} can be told. */
export interface PlaceOptions extends RunOptions, Pick<BuildTools, 'findNeighbours'> {
  /** The map's own model. */
  embedder: Embedder;
}

/** What {@link assessStability} can be told. */
export interface StabilityRunOptions extends StabilityOptions, RunOptions {}

/**
 * Builds a map of papers: embed → represent → neighbours → layout, cluster → name → measure.
 *
 * The same papers, settings, model and seed give the same map to the byte.
 * @param papers a list of papers with ids of their own, or what `readPapers` gave
 * @param options `onProgress` hears of each stage; `signal` is looked at between stages and inside the long ones
 * @returns the map in memory: manifest, papers, and typed arrays (`layout` `[N, 2]`, `neighbours` `[N, k]`, …, row-major)
 * @throws UserError where there is no paper, or two have one id
 * @throws CancelledError where `signal` is aborted
 */
export async function buildMap(
  papers: readonly Paper[] | Corpus,
  options: BuildMapOptions,
): Promise<ThemeMap> {
  const { embedder, findNeighbours, rename, startNameThread, memo, onProgress, signal, name, ...settings } =
    options;
  const { papers: list, source } = await asCorpus(papers);
  return build(
    list,
    { ...source, name: name ?? source.name },
    {
      embedder,
      ...(findNeighbours && { findNeighbours }),
      ...(rename && { rename }),
      ...(startNameThread && { startNameThread }),
      ...(memo && { memo }),
    },
    settings,
    runOf({ onProgress, signal }),
  );
}

/**
 * The papers nearest to a paper of the map, or to words.
 *
 * A paper (its position, id, title, or a telling part of its title) gets its neighbours in the map's representation;
 * any other text is a question, answered by meaning and keywords together.
 * @returns best first; `similarity` is a cosine, for a question by keyword alone the score as a share of the best
 * @throws RangeError where a number is no position in the map
 * @throws UserError where the text is empty, or the embedder is not the map's own
 */
export async function findRelated(
  map: ThemeMap,
  query: string | number,
  options: RelatedOptions = {},
): Promise<RelatedPaper[]> {
  const { k = 10, embedder = null } = options;
  const paper = typeof query === 'number' ? query : findPaper(map, query);
  if (paper !== null) return relatedToPaper(map, paper, k);
  const question = String(query);
  if (question.trim() === '')
    throw new UserError('Nothing to look for: give a paper id, a title or some words.');
  // The lexical space was made with the map and is gone; its words are all in the keyword search.
  const asked = embedder !== null && embedder.model.id !== LEXICAL_MODEL.id;
  const vector = asked ? await embedQuestion(map, question, embedder, runOf(options)) : null;
  return relatedToText(map, question, vector, k);
}

/**
 * Says where new papers belong on a finished map, whose own papers stay where they are: nearest papers, theme and
 * place for each, and proposed themes for those that fit none.
 * @throws UserError where the embedder is not the map's own
 */
export async function placePapers(
  map: ThemeMap,
  papers: readonly Paper[] | Corpus,
  options: PlaceOptions,
): Promise<Placement> {
  const { papers: list } = await asCorpus(papers);
  const vectors = await embedForMap(map, list, options.embedder, runOf(options));
  return placeInSpace(map, list, vectors).placement;
}

/**
 * A map that holds new papers too; those that were there do not move, and keep their themes.
 * @param options `name` of the new map; default the old one's
 * @throws UserError where the embedder is not the map's own
 */
export async function addPapers(
  map: ThemeMap,
  papers: readonly Paper[] | Corpus,
  options: PlaceOptions & { name?: string },
): Promise<ThemeMap> {
  const { papers: list, source } = await asCorpus(papers);
  const vectors = await embedForMap(map, list, options.embedder, runOf(options));
  return extendMap(map, list, vectors, placeInSpace(map, list, vectors), {
    name: options.name ?? map.manifest.name,
    source,
    ...(options.findNeighbours && { findNeighbours: options.findNeighbours }),
  });
}

/**
 * Makes the themes of a map again and again, with other random numbers and with a fifth of the papers left out, and
 * counts what comes back (Hennig 2007).
 * @param options `runs` (20), `seed` (1)
 * @throws RangeError where `runs` is not a positive whole number
 * @throws CancelledError where `signal` is aborted, which is looked at between two runs
 */
export async function assessStability(map: ThemeMap, options: StabilityRunOptions = {}): Promise<Stability> {
  const steps = stabilityRuns(map, options);
  for (;;) {
    // Lets timers and signals through between two runs.
    await new Promise((resolve) => setTimeout(resolve, 0));
    throwIfAborted(options.signal);
    const step = steps.next();
    if (step.done) return step.value;
    options.onProgress?.({ stage: 'cluster', ...step.value });
  }
}

function runOf({ onProgress, signal }: RunOptions): RunOptions {
  return { ...(onProgress && { onProgress }), ...(signal && { signal }) };
}
