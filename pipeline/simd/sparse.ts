/** The product of a sparse and a dense matrix, on which latent semantic analysis spends its time; in WebAssembly (kernel.wat) if there is one. */
import type { SparseMatrix } from '../linalg/sparse.ts';
import type { Matrix } from '../types.ts';
import { instantiateKernel, type Kernel, reserve, roundUp } from './kernel.ts';

/** Sparse rows that are copied and multiplied at a time. */
const BLOCK = 512;

/**
 * 1·offsetᵀ + matrix·dense; the entries of a row are added in their order.
 *
 * @param dense `[matrix.width, columns]`
 * @param offset `[columns]`, what each row begins with
 * @returns `[rows, columns]`
 */
export function sparseTimes(
  matrix: SparseMatrix,
  dense: Matrix<Float64Array>,
  offset: Float64Array,
): Matrix<Float64Array> {
  const kernel = instantiateKernel();
  return kernel ? byKernel(kernel, matrix, dense, offset) : sparseTimesInScalars(matrix, dense, offset);
}

/** {@link sparseTimes} without WebAssembly, to the bit. */
export function sparseTimesInScalars(
  { starts, columns, values }: SparseMatrix,
  dense: Matrix<Float64Array>,
  offset: Float64Array,
): Matrix<Float64Array> {
  const rows = starts.length - 1;
  const { width } = dense;
  const out = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const to = row * width;
    out.set(offset, to);
    for (let e = starts[row]!; e < starts[row + 1]!; e++) {
      const value = values[e]!;
      const from = columns[e]! * width;
      for (let c = 0; c < width; c++) out[to + c]! += value * dense.data[from + c]!;
    }
  }
  return { data: out, rows, width };
}

function byKernel(
  kernel: Kernel,
  { starts, columns, values, width: denseRows }: SparseMatrix,
  dense: Matrix<Float64Array>,
  offset: Float64Array,
): Matrix<Float64Array> {
  const rows = starts.length - 1;
  const { width } = dense;
  const padded = roundUp(width, 4);
  const rowBytes = padded * 8;
  let entries = 0;
  for (let row = 0; row < rows; row += BLOCK)
    entries = Math.max(entries, starts[Math.min(row + BLOCK, rows)]! - starts[row]!);
  const outAt = denseRows * rowBytes;
  const valuesAt = outAt + BLOCK * rowBytes;
  const columnsAt = valuesAt + entries * 8;
  const startsAt = columnsAt + entries * 4;
  reserve(kernel, startsAt + (BLOCK + 1) * 4);
  const doubles = new Float64Array(kernel.memory.buffer);
  const integers = new Int32Array(kernel.memory.buffer);
  for (let r = 0; r < denseRows; r++)
    doubles.set(dense.data.subarray(r * width, (r + 1) * width), r * padded);
  const out = new Float64Array(rows * width);
  for (let row = 0; row < rows; row += BLOCK) {
    const count = Math.min(BLOCK, rows - row);
    const from = starts[row]!;
    const to = starts[row + count]!;
    for (let r = 0; r <= count; r++) integers[startsAt / 4 + r] = starts[row + r]! - from;
    integers.set(columns.subarray(from, to), columnsAt / 4);
    doubles.set(values.subarray(from, to), valuesAt / 8);
    for (let r = 0; r < count; r++) doubles.set(offset, outAt / 8 + r * padded);
    kernel.sparseRows(startsAt, count, columnsAt, valuesAt, 0, rowBytes, outAt);
    for (let r = 0; r < count; r++) {
      const begins = outAt / 8 + r * padded;
      out.set(doubles.subarray(begins, begins + width), (row + r) * width);
    }
  }
  return { data: out, rows, width };
}
