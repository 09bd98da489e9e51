/** CSV and TSV (RFC 4180, and what spreadsheets make of it: `;` or tab between cells, line breaks in quotes). */
import { UserError } from '../errors.ts';
import { addPaper, type RawResult } from './raw.ts';
import { knownField, paperFromRecord } from './record.ts';

const DELIMITERS = [',', '\t', ';', '|'] as const;

/** The delimiter, where the first line is a header that names a title among other columns; else null. */
export function csvDelimiter(text: string): string | null {
  const header = text
    .slice(0, 20_000)
    .trimStart()
    .split(/\r\n|\n|\r/, 1)[0]!;
  for (const delimiter of DELIMITERS) {
    const cells = header.split(delimiter).map((cell) => cell.replace(/^\s*"|"\s*$/g, ''));
    // A page's title line may hold commas and the word "title"; a header's cells are names, and short.
    const names = cells.every((cell) => cell.length <= 40 && !/[.!?:]\s*$/.test(cell));
    if (cells.length > 1 && names && cells.some((cell) => knownField(cell) === 'title')) return delimiter;
  }
  return null;
}

/** @throws UserError where a quote is never closed or no row holds a paper */
export function readCsv(text: string, delimiter: string, fileName: string): RawResult {
  const result: RawResult = { papers: [], warnings: [], notes: [] };
  let names: string[] | null = null;
  for (const { line, cells } of rows(text, delimiter, fileName)) {
    if (cells.length === 1 && cells[0]!.trim() === '') continue;
    if (!names) {
      names = cells.map((cell) => cell.trim());
      continue;
    }
    if (cells.length !== names.length)
      result.warnings.push({
        line,
        message: `${cells.length} cells where the header has ${names.length}; ${cells.length > names.length ? 'those beyond it are not used' : 'the rest are taken as empty'}`,
      });
    const record = Object.fromEntries(names.map((name, i) => [name, cells[i]?.trim() ?? '']));
    addPaper(paperFromRecord(record, line).paper, result);
  }
  if (result.papers.length === 0)
    throw new UserError(
      `${fileName}: a table without papers; each row below the header needs a title or an abstract.`,
    );
  return result;
}

interface Row {
  /** 1-based line on which the row begins. */
  line: number;
  cells: string[];
}

function* rows(text: string, delimiter: string, fileName: string): Generator<Row> {
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const row: Row = { line, cells: [] };
    for (;;) {
      let cell = '';
      while (text[at] === ' ') at++;
      if (text[at] === '"') {
        const opened = line;
        for (at++; ; ) {
          const close = text.indexOf('"', at);
          if (close < 0)
            throw new UserError(
              `${fileName}: the quote opened on line ${opened} is never closed; close it or double the quotes inside a cell.`,
            );
          const part = text.slice(at, close);
          cell += part;
          line += part.split(/\r\n|\n|\r/).length - 1;
          at = close + 1;
          if (text[at] !== '"') break;
          cell += '"';
          at++;
        }
      }
      const end = endOfCell(text, at, delimiter);
      cell += text.slice(at, end);
      at = end;
      row.cells.push(cell);
      if (text[at] !== delimiter) break;
      at++;
    }
    yield row;
    if (text[at] === '\r' && text[at + 1] === '\n') at++;
    at++;
    line++;
  }
}

function endOfCell(text: string, from: number, delimiter: string): number {
  let end = from;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++;
  return end;
}
