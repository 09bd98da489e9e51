/** A choice of papers as CSV, JSONL or BibTeX, in the form of `isotheme export`. Pure. */
import { toBibtex } from '../../pipeline/export/bibtex.ts';
import { rowsToCsv } from '../../pipeline/export/csv.ts';
import { exportRow } from '../../pipeline/export/rows.ts';
import type { ThemeMap } from '../../pipeline/schema.ts';
import type { LoadedMap } from '../map-index.ts';

export const PAPER_FORMATS = ['csv', 'jsonl', 'bibtex'] as const;
export type PaperFormat = (typeof PAPER_FORMATS)[number];

/** A file to be saved: its name's ending and its media type. */
export const FILE_TYPES: Record<PaperFormat, { label: string; extension: string; mime: string }> = {
  csv: { label: 'CSV', extension: 'csv', mime: 'text/csv' },
  jsonl: { label: 'JSONL', extension: 'jsonl', mime: 'application/jsonl' },
  bibtex: { label: 'BibTeX', extension: 'bib', mime: 'application/x-bibtex' },
};

/**
 * @param papers indices, in the order in which they are written
 * @returns the whole file as text
 */
export function exportPapers(map: LoadedMap, papers: readonly number[], format: PaperFormat): string {
  const whole = themeMap(map);
  if (format === 'bibtex') return toBibtex(subset(whole, papers));
  const rows = papers.map((paper) => exportRow(whole, paper));
  if (format === 'jsonl') return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  return rowsToCsv(rows);
}

/** The map in the artifact's own form, without the vectors that no export looks at. */
function themeMap({ manifest, papers, arrays }: LoadedMap): ThemeMap {
  const none = new Float32Array(0);
  return { manifest, papers: [...papers], arrays: { ...arrays, vectors: none, mean: none } };
}

/** A map of some of the papers, without their neighbours. */
function subset({ manifest, papers, arrays }: ThemeMap, chosen: readonly number[]): ThemeMap {
  const neighbours = { ...manifest.arrays.neighbours, shape: [chosen.length, 0] };
  const pick = (from: Int32Array) => Int32Array.from(chosen, (paper) => from[paper]!);
  return {
    manifest: { ...manifest, arrays: { ...manifest.arrays, neighbours } },
    papers: chosen.map((paper) => papers[paper]!),
    arrays: {
      ...arrays,
      layout: Float32Array.from(chosen.flatMap((p) => [arrays.layout[2 * p]!, arrays.layout[2 * p + 1]!])),
      theme: pick(arrays.theme),
      second: pick(arrays.second),
      strength: Float32Array.from(chosen, (paper) => arrays.strength[paper]!),
      neighbours: new Int32Array(0),
      similarities: new Float32Array(0),
    },
  };
}
