/** JSON Lines (a record per line) and JSON (a list of records, an object that contains one, or records in a row) → papers. */
import { UserError } from '../../../util/errors.ts';
import { LONGEST_RECORD, type TextInput } from '../../bytes/text-input.ts';
import { JSON_DIALECTS, listPaths } from '../../dialects/registry.ts';
import { excerpt, RawResult } from '../../raw.ts';
import { type FieldNames, RecordMapper } from '../../records/record-mapper.ts';
import { isRecord } from '../../records/values.ts';
import { JsonList } from './json-list.ts';

/** Keys under which services put the list of their results. */
const LISTS = ['papers', 'data', 'results', 'items', 'works', 'notes', 'records', 'entries'];

/**
 * Whether a text is JSON Lines: its first line is an object by itself or, if that line is broken, a later line is.
 * @param ending of the file's name, which decides if the content does not
 */
export function isJsonLines(head: string, ending: string): boolean {
  return hasObjectLine(head) || (/^(?:jsonl|ndjson)$/.test(ending) && !/^\s*\[/.test(head));
}

function hasObjectLine(head: string): boolean {
  if (!/^\s*\{/.test(head)) return false;
  const lines = head
    .split(/\r\n|\n|\r/, 200)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (isRecord(tryParse(lines[0]!))) return true;
  // The last line may be cut off.
  return lines.every((line) => line.startsWith('{')) && lines.some((line) => isRecord(tryParse(line)));
}

/** Whether a text is JSON. A page may begin with "[" or "{" too, but in JSON a value or the closing bracket follows. */
export function isJson(head: string, ending: string): boolean {
  return /^\s*(?:\[\s*[[{\]"\d]|\{\s*["}])/.test(head) || (ending === 'json' && /^\s*[[{]/.test(head));
}

/** Reads one object per line. A line that cannot be read is left out with a warning. @throws UserError if no line is a paper */
export async function readJsonLines(input: TextInput, names: FieldNames = {}): Promise<RawResult> {
  const { result, mapper } = begin(input, names);
  for await (const { number, text, tooLong } of input.lines()) {
    if (text.trim() === '') continue;
    if (tooLong) result.skip(number, 'longer than 16 MB', `: "${excerpt(text)}"`);
    else add(text, number, result, mapper);
  }
  mapper.end();
  return demandPapers(result, input.fileName, 'line');
}

/** Reads a JSON document. A record that cannot be read is left out with a warning. @throws UserError if it holds no papers */
export async function readJson(input: TextInput, names: FieldNames = {}): Promise<RawResult> {
  const { result, mapper } = begin(input, names);
  const paths = new Set(listPaths().map((path) => JSON.stringify(path)));
  const known = new Set(LISTS);
  let records = 0;
  const list = new JsonList({
    isList: (path) =>
      path.length === 0 ||
      (path.length === 1 && known.has(path[0]!)) ||
      (path.length > 1 && paths.has(JSON.stringify(path))),
    longest: LONGEST_RECORD,
    onRecord: (text, line) => {
      records++;
      add(text, line, result, mapper);
    },
    onScalar: (line) => {
      records++;
      result.skip(line, 'not a JSON object');
    },
    onBroken: (text, line, reason) => {
      records++;
      result.skip(line, 'not valid JSON', ` (${reason}): "${excerpt(text)}"`);
    },
  });
  for await (const chunk of input.chunks()) list.push(chunk);
  const whole = list.end();
  mapper.end();
  if (!whole)
    result.warn(result.warnings.at(-1)?.line ?? 1, 'the JSON ends before all of its brackets are closed');
  if (records === 0 && !list.found)
    throw new UserError(
      `${input.fileName}: this JSON holds no list of papers; give an array of objects with "title" and "abstract".`,
    );
  return demandPapers(result, input.fileName, 'line');
}

function begin(input: TextInput, names: FieldNames): { result: RawResult; mapper: RecordMapper } {
  const result = new RawResult();
  return {
    result,
    mapper: new RecordMapper(result, { names, dialects: JSON_DIALECTS, fileName: input.fileName }),
  };
}

function add(text: string, line: number, result: RawResult, mapper: RecordMapper): void {
  const value = tryParse(text);
  if (isRecord(value)) {
    const inner = listWithin(value);
    if (inner) for (const item of inner) addValue(item, line, result, mapper);
    else mapper.add(unwrapped(value), line);
  } else if (value === undefined) result.skip(line, 'not valid JSON', `: "${excerpt(text)}"`);
  else result.skip(line, 'not a JSON object', `: "${excerpt(text)}"`);
}

function addValue(value: unknown, line: number, result: RawResult, mapper: RecordMapper): void {
  if (isRecord(value)) mapper.add(unwrapped(value), line);
  else
    result.skip(
      line,
      'not a JSON object',
      Array.isArray(value) ? ': a list' : `: "${excerpt(String(value))}"`,
    );
}

/** The list within a service's whole answer on one line, or under an unknown key; null if the value is a record. */
function listWithin(value: Record<string, unknown>): unknown[] | null {
  if ('title' in value || 'abstract' in value || 'paper' in value) return null;
  for (const path of listPaths()) {
    let at: unknown = value;
    for (const key of path) at = isRecord(at) ? at[key] : undefined;
    if (path.length > 1 && Array.isArray(at)) return at;
  }
  for (const key of LISTS) if (Array.isArray(value[key])) return value[key] as unknown[];
  const lists = Object.values(value).filter(
    (list): list is unknown[] =>
      Array.isArray(list) && list.length > 0 && list.every((item) => isRecord(item) && 'title' in item),
  );
  return lists.length === 1 ? lists[0]! : null;
}

/** Some services wrap each paper: {"paper": {…}, "numComments": 3}. Dialects unwrap their own records. */
function unwrapped(record: Record<string, unknown>): Record<string, unknown> {
  const bare = 'title' in record && ('abstract' in record || 'summary' in record);
  const known = JSON_DIALECTS.some((dialect) => dialect.matches(record));
  return !bare && !known && isRecord(record.paper) ? { ...record, ...record.paper } : record;
}

function demandPapers(result: RawResult, fileName: string, unit: 'line' | 'record'): RawResult {
  if (result.papers.length > 0) return result;
  const first = result.warnings[0];
  throw new UserError(
    first
      ? `${fileName}: no paper could be read; ${unit} ${first.line} ${first.message}; each needs a "title" and an "abstract".`
      : `${fileName}: the list of papers is empty; give objects with "title" and "abstract".`,
    { line: first?.line },
  );
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
