/** A sparse matrix times a dense one: what latent semantic analysis spends its time on. In WebAssembly (kernel.wat) where there is one. */
import type { SparseRows } from '../text/tf-idf.ts';
import { instantiateKernel, type Kernel, reserve, roundUp } from './kernel.ts';

/** Sparse rows that are copied and multiplied at a time. */
const BLOCK = 512;

/**
 * 1 · offsetᵀ + matrix · dense, entries in their order.
 *
 * @param dense `[matrix.width, columns]` row-major
 * @param offset `[columns]` what each row begins with
 * @returns `[rows, columns]`
 */
export function sparseTimes(
  matrix: SparseRows,
  dense: Float64Array,
  columns: number,
  offset: Float64Array,
): Float64Array {
  const kernel = instantiateKernel();
  return kernel
    ? byKernel(kernel, matrix, dense, columns, offset)
    : sparseTimesInScalars(matrix, dense, columns, offset);
}

/** The same without WebAssembly, to the bit. */
export function sparseTimesInScalars(
  { starts, columns: at, values }: SparseRows,
  dense: Float64Array,
  columns: number,
  offset: Float64Array,
): Float64Array {
  const rows = starts.length - 1;
  const out = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const to = row * columns;
    out.set(offset, to);
    for (let e = starts[row]!; e < starts[row + 1]!; e++) {
      const value = values[e]!;
      const from = at[e]! * columns;
      for (let c = 0; c < columns; c++) out[to + c]! += value * dense[from + c]!;
    }
  }
  return out;
}

/** Rows become columns; entries of a row in the order of the rows that they come from. */
export function transposed({ starts, columns, values, width }: SparseRows): SparseRows {
  const rows = starts.length - 1;
  const turned: SparseRows = {
    starts: new Int32Array(width + 1),
    columns: new Int32Array(columns.length),
    values: new Float64Array(values.length),
    width: rows,
  };
  for (const column of columns) turned.starts[column + 1]!++;
  for (let c = 0; c < width; c++) turned.starts[c + 1]! += turned.starts[c]!;
  const next = turned.starts.slice();
  for (let row = 0; row < rows; row++)
    for (let e = starts[row]!; e < starts[row + 1]!; e++) {
      const to = next[columns[e]!]!++;
      turned.columns[to] = row;
      turned.values[to] = values[e]!;
    }
  return turned;
}

function byKernel(
  kernel: Kernel,
  { starts, columns: at, values, width }: SparseRows,
  dense: Float64Array,
  columns: number,
  offset: Float64Array,
): Float64Array {
  const rows = starts.length - 1;
  const padded = roundUp(columns, 4);
  const rowBytes = padded * 8;
  let entries = 0;
  for (let row = 0; row < rows; row += BLOCK)
    entries = Math.max(entries, starts[Math.min(row + BLOCK, rows)]! - starts[row]!);
  const outAt = width * rowBytes;
  const valuesAt = outAt + BLOCK * rowBytes;
  const columnsAt = valuesAt + entries * 8;
  const startsAt = columnsAt + entries * 4;
  reserve(kernel, startsAt + (BLOCK + 1) * 4);
  const doubles = new Float64Array(kernel.memory.buffer);
  const integers = new Int32Array(kernel.memory.buffer);
  for (let r = 0; r < width; r++) doubles.set(dense.subarray(r * columns, (r + 1) * columns), r * padded);
  const out = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row += BLOCK) {
    const count = Math.min(BLOCK, rows - row);
    const from = starts[row]!;
    const to = starts[row + count]!;
    for (let r = 0; r <= count; r++) integers[startsAt / 4 + r] = starts[row + r]! - from;
    integers.set(at.subarray(from, to), columnsAt / 4);
    doubles.set(values.subarray(from, to), valuesAt / 8);
    for (let r = 0; r < count; r++) doubles.set(offset, outAt / 8 + r * padded);
    kernel.sparseRows(startsAt, count, columnsAt, valuesAt, 0, rowBytes, outAt);
    for (let r = 0; r < count; r++) {
      const begins = outAt / 8 + r * padded;
      out.set(doubles.subarray(begins, begins + columns), (row + r) * columns);
    }
  }
  return out;
}
