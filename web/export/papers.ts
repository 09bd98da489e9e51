/** A choice of papers as a file, in the form of `isotheme export`; the writers are loaded when the first is asked for. */
import type { PaperFormat } from '../../pipeline/export/index.ts';
import type { LoadedMap } from '../data/map-index.ts';
import { hasVectors } from '../search/semantic/vector-client.ts';

export type { PaperFormat } from '../../pipeline/export/index.ts';

/** The formats that a page offers, in the order in which it does. */
export const PAPER_FORMATS = [
  'csv',
  'jsonl',
  'bibtex',
  'parquet',
  'gexf',
  'graphml',
  'vosviewer',
] as const satisfies readonly PaperFormat[];

/**
 * @param papers indices, in the order in which they are written
 * @returns the whole file: text, or bytes for Parquet, whose vectors are read first
 */
export async function exportPapers<F extends PaperFormat>(
  map: LoadedMap,
  papers: readonly number[],
  format: F,
) {
  const writers = await import('./writers.ts');
  const none = new Float32Array(0);
  const { vectors, mean } =
    format === 'parquet' && hasVectors(map) ? await map.loadVectors() : { vectors: none, mean: none };
  const { manifest, arrays } = map;
  // The others' are not written.
  const abstracts = new Map<number, string>();
  const texts = await map.abstracts.read(papers);
  for (const [i, paper] of papers.entries()) abstracts.set(paper, texts[i]!);
  const whole = map.papers.map((paper, i) => ({ ...paper, abstract: abstracts.get(i) ?? '' }));
  return writers.exportPapers(
    { manifest, papers: whole, arrays: { ...arrays, vectors, mean } },
    papers,
    format,
  );
}
