/** A Parquet file that is checked (check.ts) before its rows are decoded, some at a time. */
import type { ColumnChunk, FileMetaData } from 'hyparquet';
import { parquetMetadata, parquetReadObjects, parquetSchema } from 'hyparquet';
import type { ByteSource } from '../../bytes/source.ts';
import {
  type CheckedPage,
  checkChunk,
  checkFooter,
  checkMetadata,
  fitsPages,
  type LeafColumn,
  LONGEST_DECIMAL,
  PageMeter,
  rangeOf,
} from './check.ts';
import { compressors } from './codecs.ts';

/** Rows that are decoded at once, at least. */
const ROWS = 2_000;
/** Bytes of pages that are decoded at once. More rows are taken if they are small: pages without an index are decoded again for each part of a group. */
const PART = 32_000_000;
/** Bytes of the footer's length and magic number at the end, and of these and the magic number at the beginning. */
const TAIL = 8;
const LEAST = 12;

export type SchemaTree = ReturnType<typeof parquetSchema>;
export type ParquetBytes = Required<Pick<ByteSource, 'size' | 'slice'>>;

export interface ParquetRows {
  /** 0-based. */
  first: number;
  rows: Record<string, unknown>[];
}

export class ParquetFile {
  /** The readable columns: shapes, variants and large decimals hold no paper, and a few of their bytes may encode any number of values. */
  readonly columns: readonly SchemaTree[];
  private readonly schema: SchemaTree;
  private readonly metadata: FileMetaData;
  private readonly bytes: ParquetBytes;
  private readonly meter = new PageMeter();

  private constructor(bytes: ParquetBytes, metadata: FileMetaData) {
    this.bytes = bytes;
    this.metadata = metadata;
    this.schema = parquetSchema(metadata);
    this.columns = this.schema.children.filter(isReadable);
  }

  /** @throws Error that says what cannot be read and why */
  static async open(bytes: ParquetBytes): Promise<ParquetFile> {
    try {
      const { size } = bytes;
      if (size < LEAST) throw new Error('the file is cut off');
      const end = new DataView(await bytes.slice(size - TAIL, size));
      const length = end.getUint32(0, true);
      if (length > size - LEAST || end.getUint32(4, true) !== 0x31524150)
        throw new Error('the file is cut off or encrypted');
      const tail = await bytes.slice(size - TAIL - length, size);
      checkFooter(new Uint8Array(tail));
      const metadata = parquetMetadata(tail, { geoparquet: false });
      checkMetadata(metadata, size);
      return new ParquetFile(bytes, metadata);
    } catch (error) {
      throw because('its footer', error);
    }
  }

  /**
   * Reads the rows, with some columns of them.
   * @throws Error that says which rows cannot be read and why
   */
  async *rows(columns: readonly string[]): AsyncGenerator<ParquetRows> {
    let start = 0;
    for (const group of this.metadata.row_groups) {
      const count = Number(group.num_rows);
      if (count === 0) continue;
      const end = start + count;
      const before = this.meter.decompressed;
      await this.check(group, columns, count).catch((error: unknown) => {
        throw because(`rows ${start + 1} to ${end}`, error);
      });
      const size = this.meter.decompressed - before;
      const part = Math.max(ROWS, Math.floor((count * PART) / Math.max(1, size)));
      for (let first = start; first < end; first += part)
        yield { first, rows: await this.read(columns, first, Math.min(end, first + part)) };
      start = end;
    }
  }

  private async read(columns: readonly string[], rowStart: number, rowEnd: number) {
    const { bytes, metadata } = this;
    const file = { byteLength: bytes.size, slice: (from: number, to = bytes.size) => bytes.slice(from, to) };
    return parquetReadObjects({
      file,
      metadata,
      columns: [...columns],
      rowStart,
      rowEnd,
      compressors,
      useOffsetIndex: true,
    }).catch((error: unknown) => {
      throw because(`rows ${rowStart + 1} to ${rowEnd}`, error);
    });
  }

  private async check(
    group: FileMetaData['row_groups'][number],
    columns: readonly string[],
    rows: number,
  ): Promise<void> {
    for (const part of group.columns) {
      const { meta_data: chunk } = part;
      if (!chunk) throw new Error('a column is encrypted');
      if (!columns.includes(chunk.path_in_schema[0]!)) continue;
      const { start, end } = rangeOf(chunk);
      const bytes = new Uint8Array(await this.bytes.slice(start, end));
      const column = this.leaf(chunk.path_in_schema);
      const pages = checkChunk({ bytes, start, chunk, column }, rows, this.meter);
      // Without an index all pages are read in turn, which is only slower.
      if (!(await this.isIndexed(part, pages, rows))) delete part.offset_index_offset;
    }
  }

  private async isIndexed(
    { offset_index_offset, offset_index_length = 0 }: ColumnChunk,
    pages: readonly CheckedPage[],
    rows: number,
  ): Promise<boolean> {
    const at = Number(offset_index_offset ?? -1);
    if (!(at >= 0 && offset_index_length > 0 && at + offset_index_length <= this.bytes.size)) return false;
    const index = new Uint8Array(await this.bytes.slice(at, at + offset_index_length));
    try {
      return fitsPages(index, pages, rows);
    } catch {
      return false;
    }
  }

  private leaf(path: readonly string[]): LeafColumn {
    let node: SchemaTree = this.schema;
    let definition = 0;
    let repetition = 0;
    for (const name of path) {
      const child = node.children.find(({ element }) => element.name === name);
      if (!child) throw new Error(`column "${path.join('.')}" is not in its schema`);
      node = child;
      if (node.element.repetition_type !== 'REQUIRED') definition++;
      if (node.element.repetition_type === 'REPEATED') repetition++;
    }
    if (node.children.length > 0) throw new Error(`column "${path.join('.')}" is a group of columns`);
    return { element: node.element, flat: path.length === 1 && repetition === 0, definition, repetition };
  }
}

function isReadable({ element, children }: SchemaTree): boolean {
  const { type, type_length = 0, converted_type, logical_type } = element;
  if (['GEOMETRY', 'GEOGRAPHY', 'VARIANT'].includes(logical_type?.type ?? '')) return false;
  const isLarge = type === 'BYTE_ARRAY' || type_length > LONGEST_DECIMAL;
  return !(converted_type === 'DECIMAL' && isLarge) && children.every(isReadable);
}

function because(where: string, error: unknown): Error {
  const reason =
    error instanceof Error ? error.message.replace(/^parquet /, '').slice(0, 120) : String(error);
  return new Error(`${where} can't be read (${reason.replace(/\s+/g, ' ')})`);
}
