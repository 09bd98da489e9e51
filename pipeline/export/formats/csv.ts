/** CSV (RFC 4180): CRLF, a header line, quotes only around cells that need them. */
import type { ThemeMap } from '../../map/schema.ts';
import { csvCell } from '../csv-cell.ts';
import { type ExportRow, exportRow } from '../rows.ts';

const COLUMNS = [
  'id',
  'title',
  'x',
  'y',
  'theme',
  'themePath',
  'strength',
  'secondTheme',
  'neighbours',
  'similarities',
  'abstract',
  'authors',
  'date',
  'url',
  'venue',
  'tags',
] as const;

export function toCsv(map: ThemeMap, papers: readonly number[] = [...map.papers.keys()]): string {
  return rowsToCsv(papers.map((paper) => exportRow(map, paper)));
}

/** A header and one line a row. */
function rowsToCsv(rows: readonly ExportRow[]): string {
  const lines = rows.map((row) => COLUMNS.map((column) => csvCell(row[column])).join(','));
  return [COLUMNS.join(','), ...lines, ''].join('\r\n');
}
