/** The last step of a build: the manifest's entries for the files of a map. */

import { UserError } from '../util/errors.ts';
import { abstractOrder, CHUNK_PAPERS, describeAbstracts, encodeAbstracts } from './abstracts.ts';
import { bytesOf, encodeJson, sha256Hex } from './bytes.ts';
import { mapProblem } from './check.ts';
import { encodeCodes } from './codes.ts';
import { headOf, type PaperHead } from './papers.ts';
import {
  type ArrayEntry,
  type ArrayName,
  arrayShapes,
  LARGE_VERSION,
  type LargeParts,
  MAP_VERSION,
  type Manifest,
  type ThemeMap,
} from './schema.ts';

/**
 * A map of more papers is large: its abstracts are in chunks, and its vectors also in int8 quantisation, so that a page
 * need not read all of it.
 */
export const MOST_WHOLE = 10_000;

/** A map whose arrays have no files yet. `large` and `version` of its manifest are set when it is finished. */
export interface MapDraft {
  manifest: Omit<Manifest, 'arrays' | 'papers'>;
  papers: ThemeMap['papers'];
  arrays: ThemeMap['arrays'];
}

/**
 * Finishes a map: adds the manifest's entries for arrays and papers. A file's name carries the start of its hash, so that
 * a new build never overwrites a file that a reader of the old map still needs, and caches can keep it for ever.
 * @param sizes `mostWhole`: largest number of papers that one file holds with their abstracts; `every`: papers a chunk of
 * abstracts in larger maps
 */
export async function finishMap(
  draft: MapDraft,
  { mostWhole = MOST_WHOLE, every = CHUNK_PAPERS } = {},
): Promise<ThemeMap> {
  const { papers, arrays } = draft;
  const k = papers.length > 0 ? arrays.neighbours.length / papers.length : 0;
  const shape = arrayShapes(papers.length, k, draft.manifest.settings.model.dimension);
  const entries: Partial<Record<ArrayName, ArrayEntry>> = {};
  for (const name of Object.keys(shape) as ArrayName[]) {
    const hash = await sha256Hex(bytesOf(arrays[name]));
    const float = arrays[name] instanceof Float32Array;
    entries[name] = {
      file: `${name}-${hash.slice(0, 8)}.${float ? 'f32' : 'i32'}`,
      dtype: float ? 'float32' : 'int32',
      shape: shape[name],
      sha256: hash,
    } as ArrayEntry;
  }
  const { large: _, ...rest } = draft.manifest;
  const large = papers.length > mostWhole ? await describeLarge(draft, shape.vectors, every) : undefined;
  const manifest: Manifest = {
    ...rest,
    version: large ? LARGE_VERSION : MAP_VERSION,
    arrays: entries as Manifest['arrays'],
    papers: await describePapers(large ? papers.map(headOf) : papers),
    ...(large && { large }),
  };
  const map = { manifest, papers, arrays };
  const problem = mapProblem(map);
  if (problem !== null)
    throw new UserError(
      `The finished map could not be read again (${problem}); check what you gave to build it.`,
      { code: 'invalid-result' },
    );
  return map;
}

/** A large map in the form of a small one, for a page that carries all of it; a small one unchanged. */
export async function wholeMap(map: ThemeMap): Promise<ThemeMap> {
  const { large, ...rest } = map.manifest;
  if (!large) return map;
  return { ...map, manifest: { ...rest, version: MAP_VERSION, papers: await describePapers(map.papers) } };
}

async function describePapers(papers: readonly PaperHead[]): Promise<Manifest['papers']> {
  const sha256 = await sha256Hex(encodeJson(papers, 0));
  return { file: `papers-${sha256.slice(0, 8)}.json`, sha256 };
}

async function describeLarge(
  { papers, arrays }: MapDraft,
  shape: number[],
  every: number,
): Promise<LargeParts> {
  const codes = await sha256Hex(encodeCodes(arrays.vectors, arrays.mean));
  return {
    abstracts: await describeAbstracts(encodeAbstracts(papers, abstractOrder(arrays.theme), every), every),
    codes: { file: `codes-${codes.slice(0, 8)}.i8`, dtype: 'int8', shape, sha256: codes },
  };
}
