/** A choice of papers as a file, in a format of `isotheme export`. */
import { FORMATS_OF_PAPERS, type PaperFormat } from '../../pipeline/export/index.ts';
import type { LoadedMap } from '../data/map-index.ts';
import { hasVectors } from '../search/semantic/vector-client.ts';

/**
 * Reads what the format needs besides the loaded map (abstracts, and vectors for Parquet), and writes the file.
 * @param papers indices, in the order in which they are written
 * @returns the whole file: text, or bytes for Parquet
 */
export async function exportPapers<F extends PaperFormat>(
  map: LoadedMap,
  papers: readonly number[],
  format: F,
) {
  const none = new Float32Array(0);
  const { vectors, mean } =
    format === 'parquet' && hasVectors(map) ? await map.loadVectors() : { vectors: none, mean: none };
  const { manifest, arrays } = map;
  const texts = await map.abstracts.read(papers);
  const abstracts = new Map(papers.map((paper, i) => [paper, texts[i]!]));
  // Papers outside the choice are not written, so their abstracts are not needed.
  const whole = map.papers.map((paper, i) => ({ ...paper, abstract: abstracts.get(i) ?? '' }));
  const content = { manifest, papers: whole, arrays: { ...arrays, vectors, mean } };
  return (await FORMATS_OF_PAPERS[format].write(content, { papers })) as Awaited<
    ReturnType<(typeof FORMATS_OF_PAPERS)[F]['write']>
  >;
}
