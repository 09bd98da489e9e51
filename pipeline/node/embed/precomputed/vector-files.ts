/** Files of precomputed vectors: raw float32, NumPy's .npy, or a column of a Parquet file. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { openParquet } from '../../../read/index.ts';
import type { Paper } from '../../../types.ts';
import { UserError } from '../../../util/index.ts';

export interface PrecomputedVectors {
  /** `[N, D]` unit vectors, row i for paper i. */
  vectors: Float32Array;
  /** D. */
  dimension: number;
  /** Of the file's bytes. */
  sha256: string;
}

/** Rows as they are in the file. */
interface Rows {
  count: number;
  width: number;
  /** `[count, width]`. */
  values: Float32Array | Float64Array;
}

/** Names of the column of vectors, if the user gives none. */
const VECTOR_COLUMNS = ['vector', 'vectors', 'embedding', 'embeddings'];

/**
 * Reads the vectors of these papers; the ending of `file` names its format.
 *
 * `.f32`: little-endian float32, row after row, D from the number of papers. `.npy` (format 1 to 3, NumPy's own
 * description): `[N, D]` of float16, float32 or float64, C or Fortran order. `.parquet`: a column of lists of numbers;
 * if there is a column `id`, rows are joined to papers by it, else row i belongs to paper i.
 * @param field column of the vectors; default: `vector`, `vectors`, `embedding` or `embeddings`
 * @throws UserError if the file cannot be read, does not fit the papers, or has a row of zeros or of numbers that are not finite
 */
export async function readVectors(
  file: string,
  papers: readonly Paper[],
  field?: string,
): Promise<PrecomputedVectors> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`${file}: can't be read (${error.code}); check the path after --vectors.`);
  });
  const ending = path.extname(file).toLowerCase();
  if (field !== undefined && ending !== '.parquet')
    throw new UserError(`${file}: --vector-field names a column of a .parquet file; leave it out here.`);
  let rows: Rows;
  if (ending === '.f32') rows = readRaw(bytes, file, papers.length);
  else if (ending === '.npy') rows = readNpy(bytes, file);
  else if (ending === '.parquet') rows = await readParquet(bytes, file, papers, field);
  else throw new UserError(`${file}: vectors are a .f32, .npy or .parquet file; give one of these.`);
  if (rows.count !== papers.length)
    throw new UserError(
      `${file}: ${rows.count} vectors, but the input has ${papers.length} papers; give one per paper, in the input's order.`,
    );
  if (rows.width === 0) throw new UserError(`${file}: its vectors have no numbers; give [N, D] numbers.`);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { vectors: normalise(rows, file, papers), dimension: rows.width, sha256 };
}

function normalise({ count, width, values }: Rows, file: string, papers: readonly Paper[]): Float32Array {
  const vectors = new Float32Array(count * width);
  for (let row = 0; row < count; row++) {
    const at = row * width;
    let largest = 0;
    let finite = true;
    for (let d = 0; d < width; d++) {
      const size = Math.abs(values[at + d]!);
      if (size > largest) largest = size;
      finite &&= Number.isFinite(size);
    }
    if (!finite || largest === 0) {
      const what = finite ? 'is all zeros' : 'holds a number that is not finite';
      throw new UserError(
        `${file}: row ${row} (paper "${papers[row]!.id}") ${what}; correct it, or leave the paper out.`,
      );
    }
    // Dividing by the largest number first keeps the squares from overflowing or vanishing.
    let squares = 0;
    for (let d = 0; d < width; d++) squares += (values[at + d]! / largest) ** 2;
    const length = largest * Math.sqrt(squares);
    for (let d = 0; d < width; d++) vectors[at + d] = values[at + d]! / length;
  }
  return vectors;
}

function readRaw(bytes: Buffer, file: string, count: number): Rows {
  const width = bytes.length / 4 / count;
  if (!Number.isInteger(width))
    throw new UserError(
      `${file}: ${bytes.length} bytes are not ${count} rows of float32, one per paper; check that the file belongs to this input.`,
    );
  return { count, width, values: new Float32Array(alignedCopy(bytes)) };
}

const NPY_MAGIC = Buffer.from('\x93NUMPY', 'latin1');
/** Bytes per number of the supported types, by NumPy's name. */
const NPY_TYPES: Readonly<Record<string, number>> = { '<f2': 2, '<f4': 4, '<f8': 8 };

/** NumPy's format: magic, version, length of the header, the header as a Python dictionary, the numbers. */
function readNpy(bytes: Buffer, file: string): Rows {
  const wrong = (why: string) =>
    new UserError(`${file}: ${why}; save it as numpy.save(file, vectors.astype("float32")).`);
  if (bytes.length < 12 || !bytes.subarray(0, NPY_MAGIC.length).equals(NPY_MAGIC))
    throw wrong('is no .npy file');
  const wide = bytes[6]! > 1;
  const from = wide ? 12 : 10;
  const end = from + (wide ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8));
  const header = bytes.toString('utf8', from, end);
  const type = /'descr'\s*:\s*'([^'\s]+)'/.exec(header)?.[1] ?? 'unknown';
  const shape = (/'shape'\s*:\s*\(([\d, ]*)\)/.exec(header)?.[1] ?? '').split(',').map((side) => side.trim());
  const sides = shape.filter((side) => side !== '').map(Number);
  const size = NPY_TYPES[type];
  if (size === undefined) throw wrong(`holds numbers of type ${type}, not float16, float32 or float64`);
  const [count, width] = sides;
  if (sides.length !== 2 || !sides.every(Number.isSafeInteger))
    throw wrong(`has the shape (${shape.join(', ')}), not [papers, numbers]`);
  if (bytes.length - end !== count! * width! * size)
    throw wrong(`is cut short: ${bytes.length - end} bytes instead of ${count! * width! * size}`);
  const body = alignedCopy(bytes.subarray(end));
  let values: Float32Array | Float64Array;
  if (size === 8) values = new Float64Array(body);
  else if (size === 4) values = new Float32Array(body);
  else values = Float32Array.from(new Uint16Array(body), fromHalf);
  const columns = /'fortran_order'\s*:\s*True/.test(header);
  return {
    count: count!,
    width: width!,
    values: columns ? transpose(values, count!, width!) : values,
  };
}

function transpose(values: Float32Array | Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(values.length);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) out[i * columns + j] = values[j * rows + i]!;
  return out;
}

/** IEEE 754 binary16. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

async function readParquet(
  bytes: Buffer,
  file: string,
  papers: readonly Paper[],
  field: string | undefined,
): Promise<Rows> {
  const buffer = alignedCopy(bytes);
  const columns: string[] = [];
  const records: Record<string, unknown>[] = [];
  let column: string | undefined;
  try {
    const source = await openParquet({
      size: buffer.byteLength,
      slice: async (from, to) => buffer.slice(from, to),
    });
    for (const { element } of source.columns) columns.push(element.name);
    column = field ?? VECTOR_COLUMNS.find((name) => columns.includes(name));
    const wanted = [column, 'id'].filter((name) => name !== undefined && columns.includes(name)) as string[];
    for await (const { rows } of source.rows(wanted)) for (const row of rows) records.push(row);
  } catch (error) {
    throw new UserError(`${file}: can't be read as Parquet (${(error as Error).message}); write it again.`);
  }
  if (column === undefined || !columns.includes(column))
    throw new UserError(
      `${file}: no column "${column ?? 'vector'}"; name the vectors' with --vector-field: ${columns.join(', ')}.`,
    );
  const name = column;
  const ordered = columns.includes('id') ? byId(records, file, papers) : records;
  const width = lengthOf(ordered[0]?.[name]);
  const values = new Float64Array(ordered.length * width);
  ordered.forEach((record, row) => {
    const numbers = record[name];
    if (lengthOf(numbers) !== width || width === 0)
      throw new UserError(
        `${file}: row ${row} of "${name}" holds ${lengthOf(numbers)} numbers, the first ${width}; give each row the same number.`,
      );
    for (let d = 0; d < width; d++)
      values[row * width + d] = Number((numbers as ArrayLike<unknown>)[d] ?? NaN);
  });
  return { count: ordered.length, width, values };
}

function byId(
  records: readonly Record<string, unknown>[],
  file: string,
  papers: readonly Paper[],
): Record<string, unknown>[] {
  const rows = new Map(records.map((record) => [String(record.id), record]));
  if (rows.size !== records.length)
    throw new UserError(`${file}: an id appears twice in its column "id"; give each paper one row.`);
  return papers.map((paper) => {
    const record = rows.get(paper.id);
    if (!record)
      throw new UserError(`${file}: no row with the id "${paper.id}"; give each paper of the input one.`);
    return record;
  });
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value)
    ? (value as ArrayLike<unknown>).length
    : 0;
}

/** The bytes in a buffer of their own, because views of numbers must be aligned. */
function alignedCopy(bytes: Uint8Array): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}
