/**
 * The library's verbs, free of Node and of the DOM. Each checks its arguments and options, then calls the subject that
 * does the work. In Node the same verbs find a model by themselves (node/api/verbs.ts).
 */
import * as v from 'valibot';
import { type BuildOptions, type BuildTools, buildMap as build } from '../build/build.ts';
import { compareMaps as compare } from '../compare/compare.ts';
import type { Comparison } from '../compare/report.ts';
import { embedForMap, embedQuestion } from '../embed/embed-for-map.ts';
import {
  createLexicalEmbedder as createLexical,
  LEXICAL_MODEL,
  type LexicalOptions,
} from '../embed/lexical/lexical-embedder.ts';
import { type Evaluation, evaluateMap as evaluate } from '../evaluate/evaluate.ts';
import { agreeWithKeywords, type NameAgreement } from '../evaluate/name-agreement.ts';
import type { ThemeMap } from '../map/schema.ts';
import { extendMap } from '../place/extend.ts';
import { placeInSpace } from '../place/place.ts';
import type { Placement } from '../place/types.ts';
import type { PaperKeywords } from '../read/keywords.ts';
import { findPaper, type RelatedPaper, relatedToPaper, relatedToText } from '../related/related.ts';
import { assessStability as assess, type StabilityOptions } from '../stability/stability.ts';
import type { Stability } from '../stability/types.ts';
import { summariseTheme as summarise, type ThemeSummary } from '../summarise/theme-summary.ts';
import type { Embedder, Paper, RunOptions } from '../types.ts';
import { UsageError } from '../util/errors.ts';
import { checkArgument, checkMap, checkOptions } from './check.ts';
import { asCorpus, type Corpus } from './corpus.ts';
import {
  addOptions,
  buildOptions,
  lexicalOptions,
  placeOptions,
  relatedOptions,
  stabilityOptions,
} from './options.ts';
import { checkedEmbedder, checkedSearch, checkedTools } from './tools.ts';

/** What {@link buildMap} can be told. */
export interface BuildMapOptions extends BuildOptions, RunOptions, BuildTools {
  /** Name of the map. Default: the corpus's own, "papers" for a bare list. */
  name?: string;
}

/** What {@link findRelated} can be told. */
export interface RelatedOptions extends RunOptions {
  /** Papers to find, at least 1. Default 10. */
  k?: number;
  /** The map's own model, for questions in free text; null searches by keyword alone. */
  embedder?: Embedder | null;
}

/** What {@link placePapers} can be told. */
export interface PlaceOptions extends RunOptions, Pick<BuildTools, 'findNeighbours'> {
  /** The map's own model. */
  embedder: Embedder;
}

/** What {@link addPapers} can be told. */
export interface AddOptions extends PlaceOptions {
  /** Name of the new map. Default: the old one's. */
  name?: string;
}

/** What {@link assessStability} can be told. */
export interface StabilityRunOptions extends StabilityOptions, RunOptions {}

/** What {@link addPapers} returns. */
export interface AddedPapers {
  /** The map with the new papers behind its own. */
  map: ThemeMap;
  /** Where each of the papers went. */
  placement: Placement;
}

/**
 * Builds a map of papers: embed → represent → neighbours → layout, cluster → name → measure.
 *
 * The same papers, settings, model and seed give the same map to the byte.
 *
 * @example
 * ```ts
 * const corpus = await readPapers(bytes, { fileName: 'papers.jsonl' });
 * const map = await buildMap(corpus, { embedder: createLexicalEmbedder(), seed: 7 });
 * ```
 * @param papers a list of papers with unique ids, or what `readPapers` returned
 * @param options `onProgress` gets each step; `signal` is looked at between stages and inside the long ones
 * @returns the map in memory: manifest, papers, and typed arrays (`layout` `[N, 2]`, `neighbours` `[N, k]`, …, row-major)
 * @throws UserError if an option or a paper is wrong, or there are no papers
 * @throws CancelledError if `signal` is aborted
 */
export async function buildMap(
  papers: readonly Paper[] | Corpus,
  options: BuildMapOptions,
): Promise<ThemeMap> {
  checkOptions('buildMap', buildOptions, options === undefined ? {} : options);
  const { embedder, findNeighbours, rename, startNameThread, memo, onProgress, signal, name, ...settings } =
    options;
  const { papers: list, source } = await asCorpus('buildMap', papers);
  return build(
    list,
    { ...source, name: name ?? source.name },
    checkedTools({ embedder, findNeighbours, rename, startNameThread, memo }),
    settings,
    { onProgress, signal },
  );
}

/**
 * The papers nearest to a paper of the map, or to words.
 *
 * A paper (its position, id, title, or an unmistakable part of its title) gets its neighbours in the map's
 * representation; any other text is a question, answered by meaning and keywords together.
 *
 * @example
 * ```ts
 * for (const { similarity, title, theme } of await findRelated(map, 'KV cache', { k: 5, embedder }))
 *   console.log(similarity, title, theme?.name);
 * ```
 * @returns best first; `similarity` is a cosine, for a question by keyword alone the score as a share of the best
 * @throws UserError if the query is not a position in the map, or is empty, or the embedder is not the map's own
 */
export async function findRelated(
  map: ThemeMap,
  query: string | number,
  options: RelatedOptions = {},
): Promise<RelatedPaper[]> {
  checkMap('findRelated', 'map', map);
  checkArgument('findRelated', 'query', QUERY, query);
  checkOptions('findRelated', relatedOptions, options);
  const { k = 10, embedder = null, ...run } = options;
  const last = map.papers.length - 1;
  if (typeof query === 'number' && !(Number.isInteger(query) && query >= 0 && query <= last))
    throw new UsageError(`findRelated: no paper ${query} in the map; its papers are 0 to ${last}.`, {
      code: 'invalid-argument',
    });
  const paper = typeof query === 'number' ? query : findPaper(map, query);
  if (paper !== null) return relatedToPaper(map, paper, k);
  const question = String(query);
  if (question.trim() === '')
    throw new UsageError('Nothing to look for: give a paper id, a title or some words.', {
      code: 'invalid-argument',
    });
  // The lexical space was made with the map and is gone; its words are all in the keyword search.
  const asked = embedder !== null && embedder.model.id !== LEXICAL_MODEL.id;
  const vector = asked ? await embedQuestion(map, question, checkedEmbedder(embedder), run) : null;
  return relatedToText(map, question, vector, k);
}

const QUERY = v.union([v.string(), v.number()], "expected a paper's position, its id, its title, or words");

/**
 * Finds where new papers belong on a finished map, whose own papers stay where they are: nearest papers, theme and
 * position of each, and proposed themes for those that fit none.
 *
 * @example
 * ```ts
 * const { papers, summary } = await placePapers(map, fresh, { embedder });
 * console.log(summary, papers[0].theme?.name);
 * ```
 * @throws UserError if an option or a paper is wrong, or the embedder is not the map's own
 * @throws CancelledError if `signal` is aborted
 */
export async function placePapers(
  map: ThemeMap,
  papers: readonly Paper[] | Corpus,
  options: PlaceOptions,
): Promise<Placement> {
  checkMap('placePapers', 'map', map);
  checkOptions('placePapers', placeOptions, options === undefined ? {} : options);
  const { papers: list } = await asCorpus('placePapers', papers);
  const { embedder, ...run } = options;
  return placeInSpace(map, list, await embedForMap(map, list, checkedEmbedder(embedder), run)).placement;
}

/**
 * Builds a map that holds new papers too. Those that it has stay where they are and keep their themes.
 *
 * @example
 * ```ts
 * const { map: both, placement } = await addPapers(map, fresh, { embedder, name: 'both' });
 * ```
 * @throws UserError if an option or a paper is wrong, or the embedder is not the map's own
 * @throws CancelledError if `signal` is aborted
 */
export async function addPapers(
  map: ThemeMap,
  papers: readonly Paper[] | Corpus,
  options: AddOptions,
): Promise<AddedPapers> {
  checkMap('addPapers', 'map', map);
  checkOptions('addPapers', addOptions, options === undefined ? {} : options);
  const { papers: list, source } = await asCorpus('addPapers', papers);
  const { embedder, findNeighbours, name = map.manifest.name, ...run } = options;
  const vectors = await embedForMap(map, list, checkedEmbedder(embedder), run);
  const placed = placeInSpace(map, list, vectors);
  const extended = await extendMap(map, list, vectors, placed, {
    name,
    source: { file: source.file, sha256: source.sha256 },
    ...(findNeighbours && { findNeighbours: checkedSearch(findNeighbours) }),
  });
  return { map: extended, placement: placed.placement };
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
export async function assessStability(map: ThemeMap, options: StabilityRunOptions = {}): Promise<Stability> {
  checkMap('assessStability', 'map', map);
  checkOptions('assessStability', stabilityOptions, options);
  return assess(map, options);
}

/**
 * Compares two maps: which themes and papers of the one are in the other, what was born, split, merged and gone.
 *
 * @example
 * ```ts
 * const { ari, summary, moved } = compareMaps(august, september);
 * ```
 * @param a the older or first map
 * @param b the newer or second map
 * @returns figures rounded to 4 decimals; lists in the order of A's themes and papers (B's, for what is only there)
 * @throws UserError if one is not a map
 */
export function compareMaps(a: ThemeMap, b: ThemeMap): Comparison {
  checkMap('compareMaps', 'a', a);
  checkMap('compareMaps', 'b', b);
  return compare(a, b);
}

/**
 * Says what the papers of a theme say: sentences of their abstracts, word for word, that are central to the theme, claim
 * something, can stand alone and are unlike one another; and the terms that set the theme apart from its nearest sibling.
 *
 * @example
 * ```ts
 * for (const { id } of map.manifest.themes) {
 *   const { theme, sentences } = await summariseTheme(map, id);
 *   console.log(theme.name, sentences.map(({ text, title }) => `${text} (${title})`));
 * }
 * ```
 * @param theme the id of the theme, its position in the manifest's list
 * @returns the same for the same map; no sentence where there are no abstracts
 * @throws UsageError if the map has no such theme
 */
export async function summariseTheme(map: ThemeMap, theme: number): Promise<ThemeSummary> {
  checkMap('summariseTheme', 'map', map);
  const last = map.manifest.themes.length - 1;
  const isTheme = v.custom(
    (id) => Number.isInteger(id) && Number(id) >= 0 && Number(id) <= last,
    last < 0
      ? 'expected the id of a theme, but the map has none'
      : `expected the id of a theme, 0 to ${last}`,
  );
  checkArgument('summariseTheme', 'theme', isTheme, theme);
  return summarise(map, theme);
}

/**
 * Measures how far a map agrees with hand labels: of neighbours, of themes (ARI, AMI), and of the names.
 *
 * @example
 * ```ts
 * const { levels, knn5 } = evaluateMap(map, await readLabels(bytes, 'labels.jsonl'));
 * ```
 * @param labels label by paper id
 * @throws UserError if no label is for a paper of the map
 */
export function evaluateMap(map: ThemeMap, labels: ReadonlyMap<string, string>): Evaluation {
  checkMap('evaluateMap', 'map', map);
  checkArgument('evaluateMap', 'labels', LABELS, labels);
  return evaluate(map, labels);
}

const LABELS = v.pipe(
  v.instance(Map, 'expected a Map of labels by paper id, as readLabels returns it'),
  v.check(
    (labels) => [...labels].every((pair) => pair.every((each) => typeof each === 'string')),
    'expected ids and labels that are strings',
  ),
);

/**
 * Holds the names of a map to keywords that authors gave: a part of a name agrees if it and one of the theme's 8 foremost
 * keywords are the same words, or the one is within the other, endings aside. Also counts how many papers say the names.
 *
 * @example
 * ```ts
 * const { levels } = evaluateNames(map, [{ title: 'Attention Is All You Need', keywords: ['transformers'] }]);
 * ```
 * @param keywords what `readKeywords` returned; papers are found by their titles, marks and capitals aside
 * @throws UserError if no keyword is for a paper of the map
 */
export function evaluateNames(map: ThemeMap, keywords: readonly PaperKeywords[]): NameAgreement {
  checkMap('evaluateNames', 'map', map);
  checkArgument('evaluateNames', 'keywords', KEYWORDS, keywords);
  return agreeWithKeywords(map, keywords);
}

const KEYWORDS = v.array(
  v.object({ title: v.string(), keywords: v.array(v.string()) }),
  'expected a list of { title, keywords }, as readKeywords returns it',
);

/**
 * An embedder whose first call makes the space from the texts it gets, and whose later calls place their texts in that
 * space: embed the corpus first, then queries. Rows have length 1; a text without a word of the corpus gets a row of
 * zeros, since there is nothing to compare.
 *
 * @example
 * ```ts
 * const map = await buildMap(papers, { embedder: createLexicalEmbedder() });
 * ```
 * @throws UserError if an option is wrong
 */
export function createLexicalEmbedder(options: LexicalOptions = {}): Embedder {
  checkOptions('createLexicalEmbedder', lexicalOptions, options);
  return createLexical(options);
}
