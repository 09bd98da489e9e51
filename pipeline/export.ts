/** export: a finished map in the forms that other tools read. Pure; one format a file in export/. */
import { toBibtex } from './export/bibtex.ts';
import { toCsv } from './export/csv.ts';
import { toJsonl } from './export/jsonl.ts';
import { toMarkdown } from './export/markdown.ts';
import { toSvg } from './export/svg.ts';
import type { ThemeMap } from './schema.ts';

const WRITERS = {
  jsonl: toJsonl,
  csv: toCsv,
  bibtex: toBibtex,
  markdown: toMarkdown,
  svg: toSvg,
} as const satisfies Record<string, (map: ThemeMap) => string>;

export type ExportFormat = keyof typeof WRITERS;

export const EXPORT_FORMATS = Object.keys(WRITERS) as ExportFormat[];

/** @returns the whole file as text (UTF-8 when written) */
export function exportMap(map: ThemeMap, format: ExportFormat): string {
  return WRITERS[format](map);
}
