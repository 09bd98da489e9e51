/** JSON Lines (a record a line) and JSON (an array of records, or an object that holds one) → papers. */
import { UserError } from '../errors.ts';
import { addPaper, excerpt, type RawResult } from './raw.ts';
import { isRecord, paperFromRecord } from './record.ts';

/** Keys under which services put the list of their answers. */
const LISTS = ['papers', 'data', 'results', 'items', 'works', 'notes', 'records', 'entries'];

/** Whether the text is JSON Lines: its first line is an object by itself. */
export function isJsonLines(text: string): boolean {
  if (!/^\s*\{/.test(text)) return false;
  const first = text.trimStart().split(/\r?\n/, 1)[0]!;
  return tryParse(first) !== undefined || !isRecord(tryParse(text));
}

/** One object a line. Lines that can't be read are warned of. @throws UserError where no line can */
export function readJsonLines(text: string, fileName: string): RawResult {
  const result: RawResult = { papers: [], warnings: [], notes: [] };
  text.split(/\r\n|\n|\r/).forEach((line, index) => {
    if (line.trim() === '') return;
    const value = tryParse(line);
    if (isRecord(value)) addRecord(value, index + 1, result);
    else
      result.warnings.push({
        line: index + 1,
        message: `left out: ${value === undefined ? 'not valid JSON' : 'not a JSON object'}: "${excerpt(line)}"`,
      });
  });
  return demandPapers(result, fileName, 'line');
}

/** A whole JSON document. @throws UserError where it is broken or holds no papers */
export function readJson(text: string, fileName: string): RawResult {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError(
      `${fileName}: not valid JSON (${reason(error)}); mend it, or give one object a line (JSONL).`,
    );
  }
  const list = findList(value);
  if (list === null)
    throw new UserError(
      `${fileName}: this JSON holds no list of papers; give an array of objects with "title" and "abstract".`,
    );
  const result: RawResult = { papers: [], warnings: [], notes: [] };
  list.forEach((item, index) => {
    if (isRecord(item)) addRecord(item, index + 1, result);
    else result.warnings.push({ line: index + 1, message: 'left out: not an object' });
  });
  return demandPapers(result, fileName, 'record');
}

function findList(value: unknown): unknown[] | null {
  if (Array.isArray(value)) return value;
  if (!isRecord(value)) return null;
  for (const key of LISTS) if (Array.isArray(value[key])) return value[key] as unknown[];
  return 'title' in value || 'abstract' in value ? [value] : null;
}

function addRecord(record: Record<string, unknown>, line: number, result: RawResult): void {
  // Some services wrap each paper: {"paper": {…}, "numComments": 3}.
  const inner =
    !('title' in record) || !('abstract' in record || 'summary' in record) ? record.paper : undefined;
  const { paper, odd } = paperFromRecord(isRecord(inner) ? { ...record, ...inner } : record, line);
  if (odd.length > 0)
    result.warnings.push({
      line,
      message: `not text, so not used: ${odd.map((field) => `"${field}"`).join(', ')}`,
    });
  addPaper(paper, result);
}

function demandPapers(result: RawResult, fileName: string, unit: 'line' | 'record'): RawResult {
  if (result.papers.length > 0) return result;
  const first = result.warnings[0];
  throw new UserError(
    first
      ? `${fileName}: no paper could be read; ${unit} ${first.line} ${first.message}; each needs a "title" and an "abstract".`
      : `${fileName}: the list of papers is empty; give objects with "title" and "abstract".`,
  );
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reason(error: unknown): string {
  return excerpt(error instanceof Error ? error.message.replace(/ in JSON| \(line.*$/g, '') : String(error));
}
