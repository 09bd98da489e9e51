/**
 * Parquet's footer and pages held to their bounds before hyparquet decodes them: it believes the counts in a file, and
 * a wrong one fills the memory or never ends.
 */
import type { ColumnChunk, FileMetaData, SchemaElement } from 'hyparquet';
import { RATIO, RATIO_FROM } from '../../bytes/unpack.ts';
import { compressors } from './codecs.ts';
import { countInRuns, walkDelta } from './runs.ts';
import { readThrift, type ThriftStruct, type ThriftValue } from './thrift.ts';

/** Length of the magic number at the beginning, and of the footer's length and magic number. */
const MAGIC = 4;
const TAIL = 8;
/** Rows take a byte each at least, beyond so many. */
const FREE_ROWS = 100_000;
const DEEPEST_SCHEMA = 50;
/** Bytes of the largest decimal; 38 digits take 16. */
export const LONGEST_DECIMAL = 64;

/** A column's place in the schema. */
export interface LeafColumn {
  element: SchemaElement;
  /** Whether a row has one value, or none. */
  flat: boolean;
  /** Largest definition and repetition level. */
  definition: number;
  repetition: number;
}

export interface CheckedPage {
  /** Of its header, in the file. */
  offset: number;
  /** Header and data. */
  size: number;
}

/** @param tail the end of the file, with the whole footer @throws Error where it can't be parsed within bounds */
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
          throw new Error('a number in the statistics is too long');
      }
    });
}

/** @throws Error where the schema's depth, the counts of rows or the places of the columns can't be those of a file of `size` bytes */
export function checkMetadata({ schema, row_groups, num_rows }: FileMetaData, size: number): void {
  const open: number[] = [];
  for (const { num_children = 0 } of schema) {
    while (open.at(-1) === 0) open.pop();
    if (open.length > 0) open[open.length - 1]!--;
    open.push(Math.max(0, num_children));
    if (open.length > DEEPEST_SCHEMA) throw new Error('the schema is nested too deep');
  }
  const most = Math.max(FREE_ROWS, size);
  let rows = 0;
  let bytes = 0;
  for (const group of row_groups) {
    const groupRows = Number(group.num_rows);
    if (!(groupRows >= 0 && groupRows <= most - rows))
      throw new Error(`${groupRows} rows can't be in a file of ${size} bytes`);
    rows += groupRows;
    for (const { meta_data: chunk } of group.columns) {
      if (!chunk) continue;
      const { start, end } = rangeOf(chunk);
      bytes += end - start;
      if (!(start >= MAGIC && start <= end && end <= size - TAIL && bytes <= size))
        throw new Error(`column "${chunk.path_in_schema.join('.')}" lies outside of the file`);
    }
  }
  if (Number(num_rows) !== rows) throw new Error(`it tells of ${num_rows} rows, and its groups hold ${rows}`);
}

export function rangeOf(chunk: NonNullable<ColumnChunk['meta_data']>): { start: number; end: number } {
  const start = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
  return { start, end: start + Number(chunk.total_compressed_size) };
}

/** Holds all that is decompressed of one file against its size. */
export class PageMeter {
  private read = 0;
  private made = 0;

  /** @throws Error where a page claims more than compression gives */
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
 * Walks the pages of one column of one row group.
 * @param bytes of the whole column chunk, which begins at `start` in the file
 * @returns its pages of data, in their order
 * @throws Error where a page is broken, or the pages hold more or fewer values than the footer tells
 */
export function checkChunk(
  bytes: Uint8Array,
  start: number,
  chunk: NonNullable<ColumnChunk['meta_data']>,
  column: LeafColumn,
  rows: number,
  meter: PageMeter,
): CheckedPage[] {
  const total = Number(chunk.num_values);
  if (column.flat ? total !== rows : !(total >= 0 && total <= 8 * Math.max(FREE_ROWS, bytes.length)))
    throw new Error(`column "${chunk.path_in_schema.join('.')}" tells of ${total} values in ${rows} rows`);
  if (chunk.type !== column.element.type)
    throw new Error(`column "${chunk.path_in_schema.join('.')}" has another type in its schema`);
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
      else if (kind === 3) values += checkPageV2(data, plain, header, column, left, open);
      else throw new Error('a page is of an unknown kind');
      pages.push({ offset: start + at, size: end - at + packed });
    }
    at = end + packed;
  }
  if (values !== total)
    throw new Error(
      `column "${chunk.path_in_schema.join('.')}" holds ${values} of the ${total} values that it tells of`,
    );
  return pages;
}

/** Whether an offset index sends the reader to these pages and to no others. @throws Error where it can't be parsed */
export function fitsPages(index: Uint8Array, pages: readonly CheckedPage[], rows: number): boolean {
  const places = list(readThrift(index, 0).struct.get(1));
  let before = 0;
  return (
    places.length === pages.length &&
    places.every((place, i) => {
      const row = Number(of(place, 3));
      // A page of lists may begin within a row.
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
  if (!decompress) throw new Error(`its compression, ${codec}, is not read`);
  const page = decompress(bytes, length);
  if (page.length !== length) throw new Error('a page is not as long as it tells');
  return page;
}

/** Encodings by Parquet's numbers. */
const PLAIN_DICTIONARY = 2;
const RLE = 3;
const DELTA = 5;
const DELTA_LENGTHS = 6;
const DELTA_TEXTS = 7;
const RLE_DICTIONARY = 8;
const BYTE_STREAM_SPLIT = 9;

/** @returns how many values the page holds, those that are null among them */
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

function checkPageV2(
  data: Uint8Array,
  plain: number,
  header: ThriftStruct,
  column: LeafColumn,
  most: number,
  open: (part: Uint8Array, length: number) => Uint8Array,
): number {
  const fields = header.get(8);
  const count = countOf(of(fields, 1), most);
  const nulls = countOf(of(fields, 2), count);
  const rows = countOf(of(fields, 3), count);
  if (column.flat && rows !== count) throw new Error('a page has more values than rows');
  const definition = countOf(of(fields, 5), data.length);
  const repetition = countOf(of(fields, 6), data.length - definition);
  if (definition + repetition > plain) throw new Error('a page is not as long as it tells');
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
    throw new Error('an encoding does not fit its type');
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
      if (prefix < 0 || suffix < 0 || prefix > length) throw new Error('a text shares more than there is');
      length = prefix + suffix;
      sum += length;
    }
    if (sum > Math.max(RATIO_FROM, RATIO * page.length))
      throw new Error(`its texts are more than ${RATIO} times their page`);
  } else if (encoding === BYTE_STREAM_SPLIT && count * (element.type_length ?? 4) > page.length)
    throw new Error('a page is cut off');
}

/** Bits of the numbers up to one. */
function widthOf(largest: number): number {
  return 32 - Math.clz32(largest);
}

function countOf(value: ThriftValue | undefined, most: number): number {
  const count = int(value) ?? -1;
  if (count < 0 || count > most) throw new Error('a page tells of more values than there can be');
  return count;
}

function int(value: ThriftValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function list(value: ThriftValue | undefined): readonly ThriftValue[] {
  return Array.isArray(value) ? value : [];
}

/** A field of a struct; undefined where the value is none. */
function of(value: ThriftValue | undefined, field: number): ThriftValue | undefined {
  return value instanceof Map ? value.get(field) : undefined;
}
