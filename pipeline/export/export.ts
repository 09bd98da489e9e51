/** export: a finished map in the forms that other tools read. Pure; one format a file in export/. */

import type { ThemeMap } from '../map/schema.ts';
import { toBibtex } from './bibtex.ts';
import { toCsv } from './csv.ts';
import { toGexf } from './gexf.ts';
import { toGraphml } from './graphml.ts';
import { toJsonl } from './jsonl.ts';
import { toMarkdown } from './markdown.ts';
import { toParquet } from './parquet.ts';
import { toSvg } from './svg.ts';
import { toVosviewer } from './vosviewer.ts';

/** Formats of papers: some of them can be chosen. */
const PAPER_WRITERS = {
  jsonl: toJsonl,
  csv: toCsv,
  parquet: toParquet,
  bibtex: toBibtex,
  gexf: toGexf,
  graphml: toGraphml,
  vosviewer: toVosviewer,
} as const satisfies Record<string, (map: ThemeMap, papers?: readonly number[]) => string | Uint8Array>;

/** Formats of the map as a whole. */
const MAP_WRITERS = {
  markdown: (map: ThemeMap) => toMarkdown(map),
  svg: (map: ThemeMap) => toSvg(map),
} as const;

/** A form in which some of a map's papers can be written. */
export type PaperFormat = keyof typeof PAPER_WRITERS;
/** A form that {@link exportMap} writes. */
export type ExportFormat = PaperFormat | keyof typeof MAP_WRITERS;

/** A file's content: text (UTF-8 when written), bytes for Parquet. */
export type Exported<F extends ExportFormat> = F extends 'parquet' ? Uint8Array<ArrayBuffer> : string;

/** The forms that {@link exportMap} writes, by name. */
export const EXPORT_FORMATS = [...Object.keys(PAPER_WRITERS), ...Object.keys(MAP_WRITERS)] as ExportFormat[];

/** Writes a map in a form that other programs read. @returns the whole file; the same map gives the same bytes */
export function exportMap<F extends ExportFormat>(map: ThemeMap, format: F): Exported<F> {
  const writers: Record<ExportFormat, (map: ThemeMap) => string | Uint8Array> = {
    ...PAPER_WRITERS,
    ...MAP_WRITERS,
  };
  return writers[format](map) as Exported<F>;
}

/**
 * Some papers of a map; what they say of neighbours outside the choice is kept where it is by id.
 * @param papers indices, in the order in which they are written
 */
export function exportPapers<F extends PaperFormat>(
  map: ThemeMap,
  papers: readonly number[],
  format: F,
): Exported<F> {
  return PAPER_WRITERS[format](map, papers) as Exported<F>;
}
