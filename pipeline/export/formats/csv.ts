/**
 * CSV (RFC 4180): CRLF, a header line, quotes only around cells that need them. Lists are joined by "; ".
 *
 * A text cell that a spreadsheet would run as a formula (it begins with = + - @, tab or carriage return) gets an
 * apostrophe in front (OWASP, "CSV injection"), which spreadsheets hide and a reader of the file can remove. Numbers are
 * unchanged.
 */
import type { ThemeMap } from '../../map/schema.ts';
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
export function rowsToCsv(rows: readonly ExportRow[]): string {
  const lines = rows.map((row) => COLUMNS.map((column) => csvCell(row[column])).join(','));
  return [COLUMNS.join(','), ...lines, ''].join('\r\n');
}

/** One cell, safe for spreadsheets; empty for null and undefined. */
export function csvCell(value: string | number | readonly (string | number)[] | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = typeof value === 'string' ? value : value.join('; ');
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
