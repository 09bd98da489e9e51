/**
 * CSV and TSV: RFC 4180, and as spreadsheets write it (`;` or tab between cells, line breaks in quotes). Each row knows
 * its line, and a quote that is never closed spoils only its own row; Papa Parse and csv-parse offer neither.
 */
import { UserError } from '../../util/errors.ts';
import { LONGEST_RECORD, type TextInput } from '../bytes/text-input.ts';
import { TABLE_DIALECTS } from '../dialects/registry.ts';
import { formatEnding } from '../file-endings.ts';
import { excerpt, RawResult } from '../raw.ts';
import { fieldNamed } from '../records/known-fields.ts';
import { type FieldNames, LOOKED_AT, RecordMapper } from '../records/record-mapper.ts';

/** Most columns of a table of papers. */
const MOST_COLUMNS = 10_000;

const DELIMITERS = [',', '\t', ';', '|'] as const;

/** Whether a text is a table: its ending says so, or its first line is a header that names a title among other columns. */
export function isCsv(head: string, ending: string, fields: FieldNames): boolean {
  return isTableEnding(ending) || delimiterOf(head, fields, false) !== null;
}

function isTableEnding(ending: string): boolean {
  return ending === 'csv' || ending === 'tsv';
}

/**
 * @param sure whether the file's ending says that the text is a table
 * @returns the delimiter, or null if the first line is not a header
 */
function delimiterOf(head: string, names: FieldNames, sure: boolean): string | null {
  const header = head
    .slice(0, 20_000)
    .trimStart()
    .split(/\r\n|\n|\r/, 1)[0]!;
  const own = new Set(Object.values(names));
  for (const delimiter of DELIMITERS) {
    const cells = header.split(delimiter).map((cell) => cell.replace(/^\s*"|"\s*$/g, '').trim());
    // The first line of a page may contain commas and the word "title", but the cells of a header are short names.
    const short = cells.every((cell) => cell.length <= 40 && !/[.!?:]\s*$/.test(cell));
    if (cells.length > 1 && short && cells.some((cell) => fieldNamed(cell) === 'title' || own.has(cell)))
      return delimiter;
  }
  if (!sure) return null;
  const counts = DELIMITERS.map((delimiter) => header.split(delimiter).length);
  const most = Math.max(...counts);
  return most > 1 ? DELIMITERS[counts.indexOf(most)]! : null;
}

/** @throws UserError if no column has a title, or no row holds a paper */
export async function readCsv(input: TextInput, fieldNames: FieldNames): Promise<RawResult> {
  const delimiter = delimiterOf(input.head, fieldNames, isTableEnding(formatEnding(input.fileName)));
  if (delimiter === null)
    throw new UserError(
      `${input.fileName}: no column is called "title"; the first line must name the columns.`,
    );
  const result = new RawResult();
  const mapper = new RecordMapper(result, {
    names: fieldNames,
    dialects: TABLE_DIALECTS,
    fileName: input.fileName,
  });
  let names: string[] | null = null;
  for await (const { line, cells, broken } of rows(input, delimiter)) {
    if (broken !== undefined) {
      result.skip(line, broken, `: "${excerpt(cells.join(delimiter))}"`);
      continue;
    }
    if (cells.length === 1 && cells[0]!.trim() === '') continue;
    if (!names) {
      names = cells.map((cell) => cell.trim());
      if (names.length > MOST_COLUMNS)
        throw new UserError(
          `${input.fileName}: line ${line} names ${names.length} columns; a table of papers has at most ${MOST_COLUMNS}.`,
          { line },
        );
      continue;
    }
    if (cells.length !== names.length)
      result.warn(
        line,
        `${cells.length} cells where the header has ${names.length}; ${cells.length > names.length ? 'the extra ones are ignored' : 'the missing ones are read as empty'}`,
      );
    const record: Record<string, string> = {};
    // The first rows have all columns, so that the mapper knows them.
    const width = line < LOOKED_AT ? names.length : Math.min(names.length, cells.length);
    for (let i = 0; i < width; i++) {
      const name = names[i]!;
      if (!Object.hasOwn(record, name) || record[name] === '') record[name] = cells[i]?.trim() ?? '';
    }
    mapper.add(record, line);
  }
  mapper.end();
  if (result.papers.length === 0) {
    if (
      result.skipped.has('neither title nor abstract') &&
      !mapper.named('title') &&
      !mapper.named('abstract')
    )
      throw new UserError(
        `${input.fileName}: no column is called "title"; the first line must name the columns, or name the title's column with --title-field.`,
      );
    const first = result.warnings.find(({ message }) => message.includes('quote'));
    throw new UserError(
      `${input.fileName}: a table without papers${first ? `; line ${first.line} ${first.message}` : ''}; each row below the header needs a title or an abstract.`,
    );
  }
  return result;
}

interface Row {
  /** 1-based line on which the row begins. */
  line: number;
  cells: string[];
  /** Why the row cannot be read. */
  broken?: string;
}

/** Rows: one line each, or several if a quote contains line breaks. */
async function* rows(input: TextInput, delimiter: string): AsyncGenerator<Row> {
  /** Lines of the open row, from `first` on. They are read again after a quote that is never closed. */
  let held: { number: number; text: string }[] = [];
  let first = 0;
  /** The next line to be read. */
  let at = 0;
  let length = 0;
  let open: OpenRow | null = null;
  /**
   * A quote that is open at the end of any line before `known` stays open up to `known`, or (`breaks`) is broken by the
   * line before it. That holds wherever the quote began, so no line is read twice for it.
   */
  let known = 0;
  let breaks = false;
  /** Whether lines were skipped that way, so that the row lacks their text. */
  let stepped = false;
  /** @param ended whether there are no more lines */
  function* take(ended: boolean): Generator<Row> {
    while (at < held.length || (ended && first < held.length)) {
      if (at < held.length) open = parse(open, held[at++]!.text, delimiter);
      if (open?.inQuote && at < known) {
        at = known;
        open.broken = breaks;
        stepped = true;
      }
      const whole = open !== null && !open.inQuote && !open.broken;
      if (!whole && at >= known) {
        known = at;
        breaks = open?.broken ?? false;
      }
      const waits = length <= LONGEST_RECORD && !(ended && at === held.length);
      if (open?.inQuote && !open.broken && waits) continue;
      const { number: line, text } = held[first]!;
      if (whole && stepped) open = held.slice(first, at).reduce(readOn, null);
      yield whole ? { line, cells: open!.cells } : { line, cells: [text], broken: 'a quote is never closed' };
      const next = whole ? at : first + 1;
      for (; first < next; first++) length -= held[first]!.text.length;
      at = first;
      open = null;
      stepped = false;
    }
    if (first <= held.length / 2) return;
    held = held.slice(first);
    at -= first;
    known -= first;
    first = 0;
  }
  const readOn = (row: OpenRow | null, { text }: { text: string }) => parse(row, text, delimiter);
  for await (const { number, text, tooLong } of input.lines()) {
    if (tooLong) {
      yield { line: number, cells: [text], broken: 'longer than 16 MB' };
      continue;
    }
    held.push({ number, text });
    length += text.length;
    yield* take(false);
  }
  yield* take(true);
}

interface OpenRow {
  cells: string[];
  /** Whether the last cell's quote is still open at the line's end. */
  inQuote: boolean;
  /** Whether a quote over several lines ends in the middle of a cell, which means that it was not a quote. */
  broken: boolean;
}

/** Reads one more line of a row. */
function parse(before: OpenRow | null, text: string, delimiter: string): OpenRow {
  const row: OpenRow = { cells: before?.cells ?? [], inQuote: before?.inQuote ?? false, broken: false };
  let cell = row.inQuote ? `${row.cells.pop()}\n` : '';
  let at = 0;
  let spans = row.inQuote;
  for (;;) {
    if (!row.inQuote) {
      while (text[at] === ' ' && delimiter !== ' ') at++;
      if (text[at] === '"') {
        row.inQuote = true;
        at++;
      }
    }
    if (row.inQuote) {
      for (;;) {
        const close = text.indexOf('"', at);
        if (close < 0) {
          row.cells.push(cell + text.slice(at));
          return row;
        }
        cell += text.slice(at, close);
        at = close + 1;
        if (text[at] !== '"') break;
        cell += '"';
        at++;
      }
      row.inQuote = false;
    }
    const next = text.indexOf(delimiter, at);
    const end = next < 0 ? text.length : next;
    const rest = text.slice(at, end);
    if (spans && rest.trim() !== '') row.broken = true;
    row.cells.push(cell + rest);
    if (next < 0 || row.broken) return row;
    at = next + 1;
    cell = '';
    spans = false;
  }
}
