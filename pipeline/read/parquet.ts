/** Parquet → papers, a few rows at a time; of wide tables only the columns that can hold a paper's fields are read. */
import { gunzipSync } from 'fflate';
import { decompress } from 'fzstd';
import type { Compressors, FileMetaData } from 'hyparquet';
import { parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import { UserError } from '../errors.ts';
import { TABLE_DIALECTS } from './dialect.ts';
import { type FieldNames, RecordMapper } from './fields.ts';
import { RawResult } from './raw.ts';
import type { ByteSource } from './source.ts';

/** Beside Snappy, which hyparquet brings. Brotli and LZ4, which few writers use, would double the readers' size in the page. */
export const compressors: Compressors = {
  GZIP: (bytes, length) => gunzipSync(bytes, { out: new Uint8Array(length) }),
  ZSTD: (bytes) => decompress(bytes),
};

/** Rows that are held at once where a row group has more. */
const ROWS = 2_000;
/** Length of the footer's length and magic number. */
const LEAST = 12;

export function isParquet(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x41 && head[2] === 0x52 && head[3] === 0x31;
}

/**
 * Warnings and errors count records from 1, as the rows come.
 * @throws UserError where the file is broken, encrypted or without papers
 */
export async function readParquet(
  source: Required<Pick<ByteSource, 'size' | 'slice'>>,
  fileName: string,
  names: FieldNames = {},
): Promise<RawResult> {
  const result = new RawResult();
  const file = { byteLength: source.size, slice: (from: number, to = source.size) => source.slice(from, to) };
  const broken = (where: string) => (error: unknown) => {
    if (error instanceof UserError) throw error;
    const reason =
      error instanceof Error ? error.message.replace(/^parquet /, '').slice(0, 120) : String(error);
    throw new UserError(
      `${fileName}: ${where} can't be read (${reason.replace(/\s+/g, ' ')}); write the Parquet file again, or give JSONL or CSV.`,
    );
  };
  if (source.size < LEAST) return broken('the footer')(new Error('the file is cut off'));
  const metadata = await parquetMetadataAsync(file).catch(broken('the footer'));
  const columns = wanted(metadata, names);
  const mapper = new RecordMapper(result, { names, dialects: TABLE_DIALECTS, fileName });
  let first = 0;
  for (const group of metadata.row_groups) {
    const end = first + Number(group.num_rows);
    for (let row = first; row < end; row += ROWS) {
      const rowEnd = Math.min(end, row + ROWS);
      const rows = await parquetReadObjects({
        file,
        metadata,
        columns,
        rowStart: row,
        rowEnd,
        compressors,
        useOffsetIndex: true,
      }).catch(broken(`rows ${row + 1} to ${rowEnd}`));
      rows.forEach((record, i) => {
        mapper.add(Object.fromEntries(Object.entries(record).map(([k, v]) => [k, plain(v)])), row + i + 1);
      });
    }
    first = end;
  }
  mapper.end();
  if (result.papers.length === 0)
    throw new UserError(`${fileName}: a table without papers; each row needs a title or an abstract.`);
  return result;
}

/** Columns of text, numbers, dates and lists of text: all but vectors, pictures and other bytes. */
function wanted(metadata: FileMetaData, names: FieldNames): string[] {
  const own = new Set(Object.values(names).map((name) => name.split('.')[0]));
  return parquetSchema(metadata)
    .children.filter((column) => own.has(column.element.name) || !isVector(column))
    .map((column) => column.element.name);
}

interface Column {
  element: { type?: string; logical_type?: unknown; name: string };
  children: Column[];
}

function isVector(column: Column): boolean {
  if (column.children.length === 0) return column.element.type === 'FIXED_LEN_BYTE_ARRAY';
  const leaves = (node: Column): Column[] =>
    node.children.length === 0 ? [node] : node.children.flatMap(leaves);
  return leaves(column).every(({ element }) => element.type === 'FLOAT' || element.type === 'DOUBLE');
}

/** Values as JSON would have them: dates as ISO 8601, whole numbers as numbers; bytes are nothing to read. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? undefined : value.toISOString().slice(0, 10);
  if (ArrayBuffer.isView(value)) return undefined;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
  return value;
}
