/**
 * Checks a Parquet file before hyparquet decodes it.
 *
 * Threat model: a damaged file, or one made to harm, is opened in the page or on the command line. hyparquet trusts the
 * counts, offsets and lengths in a file, so that a wrong one can fill the memory or loop for ever. Whatever the bytes
 * are, reading must end in rows or in an error, in time and memory proportional to the size of the file. So:
 *
 *   - the footer is parsed once by our own Thrift reader, which checks every length (thrift.ts);
 *   - counts of rows, values and bytes must fit in the file, and agree with each other (this file);
 *   - each page is decompressed into a buffer of the size that its header claims (codecs.ts);
 *   - runs and delta blocks, whose counts are in the data, are walked without expanding them (runs.ts).
 *
 * parquet-file.ts calls these checks; nothing else in the package depends on them.
 */
import type { ColumnChunk, FileMetaData, SchemaElement } from 'hyparquet';
import { RATIO, RATIO_FROM } from '../../bytes/unpack.ts';
import { compressors } from './codecs.ts';
import { countInRuns, walkDelta } from './runs.ts';
import { readThrift, type ThriftStruct, type ThriftValue } from './thrift.ts';

/** Bytes of the magic number at the beginning, and of the footer's length and magic number at the end. */
const MAGIC = 4;
const TAIL = 8;
/** Beyond this many rows, a file has at least a byte per row. */
const FREE_ROWS = 100_000;
const DEEPEST_SCHEMA = 50;
/** Bytes of the largest decimal; 38 digits take 16. */
export const LONGEST_DECIMAL = 64;

/** A column of values in the schema. */
export interface LeafColumn {
  element: SchemaElement;
  /** Whether a row has at most one value. */
  flat: boolean;
  /** Largest definition level and largest repetition level. */
  definition: number;
  repetition: number;
}

/** One column of one row group. */
export interface Chunk {
  bytes: Uint8Array;
  /** Offset of the bytes in the file. */
  start: number;
  chunk: NonNullable<ColumnChunk['meta_data']>;
  column: LeafColumn;
}

export interface CheckedPage {
  /** Offset of its header in the file. */
  offset: number;
  /** Bytes of header and data. */
  size: number;
}

/** @param tail the end of the file, with the whole footer @throws Error if it cannot be parsed within bounds */
export function checkFooter(tail: Uint8Array): void {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  const at = tail.length - TAIL - view.getUint32(tail.length - TAIL, true);
  const { struct } = readThrift(tail.subarray(0, tail.length - TAIL), at);
  const leaves = list(struct.get(2)).filter((element) => int(of(element, 1)) !== undefined);
  for (const group of list(struct.get(4)))
    list(of(group, 1)).forEach((chunk, i) => {
      const isDecimal = int(of(leaves[i], 6)) === 5 && int(of(leaves[i], 1)) !== 6;
      const statistics = of(of(chunk, 3), 12);
      for (const field of [1, 2, 5, 6]) {
        const value = of(statistics, field);
        if (isDecimal && value instanceof Uint8Array && value.length > LONGEST_DECIMAL)
          throw new Error(`a decimal in its statistics has more than ${LONGEST_DECIMAL} bytes`);
      }
    });
}

/** @throws Error if the schema's depth, the numbers of rows or the columns' offsets are impossible in a file of `size` bytes */
export function checkMetadata({ schema, row_groups, num_rows }: FileMetaData, size: number): void {
  const open: number[] = [];
  for (const { num_children = 0 } of schema) {
    while (open.at(-1) === 0) open.pop();
    if (open.length > 0) open[open.length - 1]!--;
    open.push(Math.max(0, num_children));
    if (open.length > DEEPEST_SCHEMA) throw new Error('its schema is nested too deep');
  }
  const most = Math.max(FREE_ROWS, size);
  let rows = 0;
  let bytes = 0;
  for (const group of row_groups) {
    const groupRows = Number(group.num_rows);
    if (!(groupRows >= 0 && groupRows <= most - rows))
      throw new Error(`it promises ${groupRows} rows, too many for ${size} bytes`);
    rows += groupRows;
    for (const { meta_data: chunk } of group.columns) {
      if (!chunk) continue;
      const { start, end } = rangeOf(chunk);
      bytes += end - start;
      if (!(start >= MAGIC && start <= end && end <= size - TAIL && bytes <= size))
        throw new Error(`column ${nameOf(chunk)} is outside the file`);
    }
  }
  if (Number(num_rows) !== rows)
    throw new Error(`it promises ${num_rows} rows, but its row groups hold ${rows}`);
}

function nameOf(chunk: NonNullable<ColumnChunk['meta_data']>): string {
  return `"${chunk.path_in_schema.join('.')}"`;
}

/** Where the pages of a column chunk are in the file. */
export function rangeOf(chunk: NonNullable<ColumnChunk['meta_data']>): { start: number; end: number } {
  const start = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
  return { start, end: start + Number(chunk.total_compressed_size) };
}

/** Compares the decompressed bytes of a file with its size. */
export class PageMeter {
  private read = 0;
  private made = 0;

  /** @throws Error if the pages so far claim to decompress to more than is plausible */
  add(packed: number, plain: number): void {
    this.read += packed;
    this.made += plain;
    if (!(plain >= 0) || (this.made > RATIO_FROM && this.made > RATIO * this.read))
      throw new Error(`its pages decompress to more than ${RATIO} times their size`);
  }

  get decompressed(): number {
    return this.made;
  }
}

/**
 * Checks the pages of one column of one row group.
 * @returns its data pages, in their order
 * @throws Error if a page is damaged, or the pages hold more or fewer values than the footer claims
 */
export function checkChunk(
  { bytes, start, chunk, column }: Chunk,
  rows: number,
  meter: PageMeter,
): CheckedPage[] {
  const total = Number(chunk.num_values);
  if (column.flat ? total !== rows : !(total >= 0 && total <= 8 * Math.max(FREE_ROWS, bytes.length)))
    throw new Error(`column ${nameOf(chunk)} claims ${total} values for ${rows} rows`);
  if (chunk.type !== column.element.type)
    throw new Error(`column ${nameOf(chunk)} has a type that differs from its schema`);
  const pages: CheckedPage[] = [];
  let values = 0;
  for (let at = 0; at < bytes.length - 1 && !(column.flat && values >= total); ) {
    const { struct: header, end } = readThrift(bytes, at);
    const [kind, plain, packed] = [int(header.get(1)), int(header.get(2)), int(header.get(3))];
    if (packed === undefined || plain === undefined || packed < 0 || packed > bytes.length - end)
      throw new Error('a page is cut off');
    meter.add(packed, plain);
    const data = bytes.subarray(end, end + packed);
    const open = (part: Uint8Array, length: number) => decompressed(part, length, chunk.codec);
    if (kind === 2) {
      const count = int(of(header.get(7), 1)) ?? -1;
      if (count < 0 || count > 8 * plain) throw new Error('a dictionary is larger than its page');
    } else {
      const left = total - values;
      if (kind === 0) values += checkPage(open(data, plain), header, column, left);
      else if (kind === 3) values += checkPageV2({ data, plain, open }, header, column, left);
      else throw new Error('a page has an unknown type');
      pages.push({ offset: start + at, size: end - at + packed });
    }
    at = end + packed;
  }
  if (values !== total)
    throw new Error(`column ${nameOf(chunk)} holds ${values} of the ${total} values that it claims`);
  return pages;
}

/** Whether an offset index lists exactly these pages. @throws Error if it cannot be parsed */
export function fitsPages(index: Uint8Array, pages: readonly CheckedPage[], rows: number): boolean {
  const places = list(readThrift(index, 0).struct.get(1));
  let before = 0;
  return (
    places.length === pages.length &&
    places.every((place, i) => {
      const row = Number(of(place, 3));
      // A page of lists may start within a row.
      const rises = i === 0 ? row === 0 : row >= before;
      before = row;
      const { offset, size } = pages[i]!;
      return Number(of(place, 1)) === offset && int(of(place, 2)) === size && rises && row < rows;
    })
  );
}

function decompressed(bytes: Uint8Array, length: number, codec: string): Uint8Array {
  if (codec === 'UNCOMPRESSED') return bytes;
  const decompress = compressors[codec as keyof typeof compressors];
  if (!decompress) throw new Error(`it is compressed with ${codec}, not with Snappy, gzip or Zstandard`);
  const page = decompress(bytes, length);
  if (page.length !== length) throw new Error('a page has another length than its header claims');
  return page;
}

/** Parquet's numbers of encodings. */
const PLAIN_DICTIONARY = 2;
const RLE = 3;
const DELTA = 5;
const DELTA_LENGTHS = 6;
const DELTA_TEXTS = 7;
const RLE_DICTIONARY = 8;
const BYTE_STREAM_SPLIT = 9;

interface PageV2 {
  data: Uint8Array;
  plain: number;
  open: (part: Uint8Array, length: number) => Uint8Array;
}

/** @returns the number of values in the page, nulls included */
function checkPage(page: Uint8Array, header: ThriftStruct, column: LeafColumn, most: number): number {
  const count = countOf(of(header.get(5), 1), most);
  let at = 0;
  let present = count;
  for (const largest of [column.repetition, column.definition]) {
    if (largest === 0) continue;
    if (at + 4 > page.length) throw new Error('a page is cut off');
    const length = new DataView(page.buffer, page.byteOffset).getUint32(at, true);
    if (length > page.length - at - 4) throw new Error('a page is cut off');
    present = countInRuns(page, at + 4, at + 4 + length, widthOf(largest), count, largest);
    at += 4 + length;
  }
  if (column.definition === 0) present = count;
  checkValues(page.subarray(at), int(of(header.get(5), 2)), present, column.element);
  return count;
}

/** The same for a page of version 2, whose levels are not compressed. @param plain bytes of the page, decompressed */
function checkPageV2(
  { data, plain, open }: PageV2,
  header: ThriftStruct,
  column: LeafColumn,
  most: number,
): number {
  const fields = header.get(8);
  const count = countOf(of(fields, 1), most);
  const nulls = countOf(of(fields, 2), count);
  const rows = countOf(of(fields, 3), count);
  if (column.flat && rows !== count) throw new Error('a page has more values than rows');
  const definition = countOf(of(fields, 5), data.length);
  const repetition = countOf(of(fields, 6), data.length - definition);
  if (definition + repetition > plain) throw new Error('a page has another length than its header claims');
  if (column.repetition > 0) countInRuns(data, 0, repetition, widthOf(column.repetition), count);
  if (column.definition > 0)
    countInRuns(data, repetition, repetition + definition, widthOf(column.definition), count);
  const levels = definition + repetition;
  const part = data.subarray(levels);
  const page = of(fields, 7) === false ? part : open(part, plain - levels);
  checkValues(page, int(of(fields, 4)), count - nulls, column.element);
  return count;
}

function checkValues(
  page: Uint8Array,
  encoding: number | undefined,
  count: number,
  element: SchemaElement,
): void {
  const isDictionary = encoding === PLAIN_DICTIONARY || encoding === RLE_DICTIONARY;
  if (encoding === RLE ? element.type !== 'BOOLEAN' : isDictionary && element.type === 'BOOLEAN')
    throw new Error('a column has an encoding that does not fit its type');
  if (isDictionary) {
    const width = page[0] ?? 0;
    if (width > 32) throw new Error('a dictionary has indices of more than 32 bits');
    if (width > 0 || page.length > 1) countInRuns(page, 1, page.length, width, count);
  } else if (encoding === RLE) countInRuns(page, 4, page.length, 1, count);
  else if (encoding === DELTA || encoding === DELTA_LENGTHS) walkDelta(page, 0, count, false);
  else if (encoding === DELTA_TEXTS) {
    const prefixes = walkDelta(page, 0, count, true);
    const suffixes = walkDelta(page, prefixes.end, count, true);
    let length = 0;
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const [prefix, suffix] = [prefixes.values[i]!, suffixes.values[i]!];
      if (prefix < 0 || suffix < 0 || prefix > length)
        throw new Error('a text repeats more characters than the text before it has');
      length = prefix + suffix;
      sum += length;
    }
    if (sum > Math.max(RATIO_FROM, RATIO * page.length))
      throw new Error(`its texts are more than ${RATIO} times as long as their page`);
  } else if (encoding === BYTE_STREAM_SPLIT && count * (element.type_length ?? 4) > page.length)
    throw new Error('a page is cut off');
}

/** Bits needed for the numbers up to `largest`. */
function widthOf(largest: number): number {
  return 32 - Math.clz32(largest);
}

function countOf(value: ThriftValue | undefined, most: number): number {
  const count = int(value) ?? -1;
  if (count < 0 || count > most) throw new Error('a page claims more values than its column has');
  return count;
}

function int(value: ThriftValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function list(value: ThriftValue | undefined): readonly ThriftValue[] {
  return Array.isArray(value) ? value : [];
}

/** A field of a struct; undefined if the value is not a struct. */
function of(value: ThriftValue | undefined, field: number): ThriftValue | undefined {
  return value instanceof Map ? value.get(field) : undefined;
}
