/** Parquet → papers, some rows at a time. Only the columns that can hold a paper's fields are read. */
import { UserError } from '../../../util/errors.ts';
import type { ByteSource } from '../../bytes/source.ts';
import { RATIO, RATIO_FROM } from '../../bytes/unpack.ts';
import { TABLE_DIALECTS } from '../../dialects/registry.ts';
import { RawResult } from '../../raw.ts';
import { type FieldNames, RecordMapper } from '../../records/record-mapper.ts';
import { ParquetFile, type SchemaTree } from './parquet-file.ts';

/**
 * Reads the papers of a table. Warnings and errors count its rows from 1.
 * @throws UserError if the file is damaged, encrypted or without papers
 */
export async function readParquet(
  source: Required<Pick<ByteSource, 'size' | 'slice'>>,
  fileName: string,
  names: FieldNames = {},
): Promise<RawResult> {
  const result = new RawResult();
  const broken = (error: unknown) => {
    if (error instanceof UserError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${fileName}: ${reason}; export it again, or give JSONL or CSV.`);
  };
  const file = await ParquetFile.open(source).catch(broken);
  const mapper = new RecordMapper(result, { names, dialects: TABLE_DIALECTS, fileName });
  // A dictionary may hold one long text that all rows refer to.
  const most = Math.max(RATIO_FROM, RATIO * source.size);
  let length = 0;
  try {
    for await (const { first, rows } of file.rows(wanted(file, names)))
      rows.forEach((record, i) => {
        const values = Object.fromEntries(
          Object.entries(record).map(([name, value]) => [name, plain(value)]),
        );
        length += lengthOf(values);
        if (length > most)
          throw new Error(`the rows up to ${first + i + 1} hold more than ${RATIO} times the file's size`);
        mapper.add(values, first + i + 1);
      });
  } catch (error) {
    broken(error);
  }
  mapper.end();
  if (result.papers.length === 0)
    throw new UserError(`${fileName}: a table without papers; each row needs a title or an abstract.`);
  return result;
}

/** The columns to read: text, numbers, dates and lists of text, but not vectors, pictures and other bytes. */
function wanted(file: ParquetFile, names: FieldNames): string[] {
  const own = new Set(Object.values(names).map((name) => name.split('.')[0]));
  return file.columns
    .filter((column) => own.has(column.element.name) || !isVector(column))
    .map((column) => column.element.name);
}

function isVector(column: SchemaTree): boolean {
  if (column.children.length === 0) return column.element.type === 'FIXED_LEN_BYTE_ARRAY';
  const leaves = (node: SchemaTree): SchemaTree[] =>
    node.children.length === 0 ? [node] : node.children.flatMap(leaves);
  return leaves(column).every(({ element }) => element.type === 'FLOAT' || element.type === 'DOUBLE');
}

/** Deepest nesting of a value that is read. */
const DEEPEST = 20;

/** A value as in JSON: dates in ISO 8601, 64-bit integers as numbers, without bytes. */
function plain(value: unknown, depth = 0): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? undefined : value.toISOString().slice(0, 10);
  if (ArrayBuffer.isView(value) || depth > DEEPEST) return undefined;
  if (Array.isArray(value)) return value.map((inner) => plain(inner, depth + 1));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner, depth + 1)]));
  return value;
}

/** Characters of all texts in a value. */
function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, inner) => sum + lengthOf(inner), 0);
}
