/**
 * Latent semantic analysis: the centred TF-IDF rows in their `rank` largest singular directions, by randomized subspace
 * iteration (Halko, Martinsson and Tropp 2011, algorithm 4.4). Only `[rows, l]` matrices are made orthonormal, never
 * the much taller `[terms, l]` ones.
 */

import { sparseTimes, transposed } from '../simd/sparse.ts';
import type { SparseRows } from '../text/tf-idf.ts';
import type { Random } from '../util/random.ts';
import { gram, project } from './dense.ts';
import { largestEigen } from './eigen.ts';
import { scaleRowsToUnit } from './rows.ts';

const OVERSAMPLE = 12;
const POWER_ITERATIONS = 2;
/** Up to here the `[rows, rows]` products of papers are cheaper, and exact. */
const EXACT_UP_TO = 300;

/**
 * Rows U·Σ of the centred matrix, each scaled to length 1; papers without terms stay zero.
 *
 * @returns `[rows, width]` with width ≤ min(rank, rows, terms)
 */
export function latentRows(
  matrix: SparseRows,
  rank: number,
  random: Random,
): { rows: Float32Array; width: number } {
  const count = matrix.starts.length - 1;
  const width = Math.min(rank, count, matrix.width);
  if (width === 0) return { rows: new Float32Array(0), width: 0 };
  const mean = columnMeans(matrix);
  if (count <= EXACT_UP_TO) return { rows: fromProducts(matrix, mean, count, width), width };
  const l = Math.min(width + OVERSAMPLE, count, matrix.width);
  const start = Float64Array.from({ length: matrix.width * l }, () => (random() < 0.5 ? -1 : 1));
  const turned = transposed(matrix);
  let left = orthonormal(times(matrix, mean, start, l), count, l);
  let right = transposedTimes(turned, mean, left, l);
  for (let i = 0; i < POWER_ITERATIONS; i++) {
    left = orthonormal(times(matrix, mean, right, l), count, l);
    right = transposedTimes(turned, mean, left, l);
  }
  // A ≈ left · rightᵀ, so U Σ = left · W Σ with W, Σ² the eigenpairs of rightᵀ right = leftᵀ A Aᵀ left: the second form
  // multiplies rows of papers, of which there are far fewer than terms.
  const { values, vectors } = largestEigen(
    symmetricProduct(left, times(matrix, mean, right, l), count, l),
    l,
    width,
  );
  const along = project(left, count, l, vectors, width);
  const rows = new Float32Array(count * width);
  for (let i = 0; i < count; i++) {
    if (matrix.starts[i] === matrix.starts[i + 1]) continue;
    for (let c = 0; c < width; c++) {
      const value = values[c]!;
      if (value > values[0]! * 1e-10) rows[i * width + c] = along[i * width + c]! * Math.sqrt(value);
    }
  }
  return { rows: scaleRowsToUnit(rows, count, width), width };
}

/** The same rows from the eigenvectors of the centred papers' products. */
function fromProducts(matrix: SparseRows, mean: Float64Array, count: number, width: number): Float32Array {
  const { starts, columns, values } = matrix;
  const gram = new Float64Array(count * count);
  const dense = new Float64Array(matrix.width);
  for (let i = 0; i < count; i++) {
    for (let t = 0; t < matrix.width; t++) dense[t] = -mean[t]!;
    for (let e = starts[i]!; e < starts[i + 1]!; e++) dense[columns[e]!]! += values[e]!;
    let offset = 0;
    for (let t = 0; t < matrix.width; t++) offset += dense[t]! * mean[t]!;
    for (let j = 0; j < count; j++) {
      let sum = -offset;
      for (let e = starts[j]!; e < starts[j + 1]!; e++) sum += values[e]! * dense[columns[e]!]!;
      gram[i * count + j] = sum;
    }
  }
  const { values: squares, vectors } = largestEigen(gram, count, width);
  const rows = new Float32Array(count * width);
  for (let i = 0; i < count; i++) {
    if (starts[i] === starts[i + 1]) continue;
    for (let c = 0; c < width; c++) {
      const square = squares[c]!;
      if (square > squares[0]! * 1e-10) rows[i * width + c] = vectors[c * count + i]! * Math.sqrt(square);
    }
  }
  return scaleRowsToUnit(rows, count, width);
}

function columnMeans({ starts, columns, values, width }: SparseRows): Float64Array {
  const mean = new Float64Array(width);
  for (let e = 0; e < columns.length; e++) mean[columns[e]!]! += values[e]!;
  // As for the vectors: the mean of a handful of papers is not yet that of their field.
  const count = starts.length - 1;
  const share = Math.min(1, (count - 1) / 15);
  return mean.map((sum) => (share * sum) / count);
}

/** (matrix − 1 meanᵀ) · dense: `[rows, l]`. */
function times(matrix: SparseRows, mean: Float64Array, dense: Float64Array, l: number): Float64Array {
  const offset = new Float64Array(l);
  for (let t = 0; t < matrix.width; t++)
    for (let c = 0; c < l; c++) offset[c]! -= mean[t]! * dense[t * l + c]!;
  return sparseTimes(matrix, dense, l, offset);
}

/**
 * (matrix − 1 meanᵀ)ᵀ · dense: `[terms, l]`.
 * @param turned the transposed matrix
 */
function transposedTimes(
  turned: SparseRows,
  mean: Float64Array,
  dense: Float64Array,
  l: number,
): Float64Array {
  const total = new Float64Array(l);
  for (let row = 0; row < turned.width; row++) for (let c = 0; c < l; c++) total[c]! += dense[row * l + c]!;
  const out = sparseTimes(turned, dense, l, new Float64Array(l));
  for (let t = 0; t < mean.length; t++) for (let c = 0; c < l; c++) out[t * l + c]! -= mean[t]! * total[c]!;
  return out;
}

/** An orthonormal basis of the columns, through the eigenvectors of their Gram matrix; zero columns where dependent. */
function orthonormal(tall: Float64Array, n: number, l: number): Float64Array {
  const { values, vectors } = largestEigen(gram(tall, n, l), l, l);
  const scale = values.map((value) =>
    value > Math.max(values[0]!, 1e-300) * 1e-12 ? 1 / Math.sqrt(value) : 0,
  );
  const out = project(tall, n, l, vectors, l);
  for (let at = 0; at < out.length; at++) out[at]! *= scale[at % l]!;
  return out;
}

/** aᵀ·b of two `[n, l]` matrices whose product is symmetric but for rounding. */
function symmetricProduct(a: Float64Array, b: Float64Array, n: number, l: number): Float64Array {
  const out = new Float64Array(l * l);
  for (let row = 0; row < n; row++) {
    const from = row * l;
    for (let i = 0; i < l; i++) {
      const value = a[from + i]!;
      for (let j = i; j < l; j++) out[i * l + j]! += value * b[from + j]!;
    }
  }
  for (let i = 0; i < l; i++) for (let j = 0; j < i; j++) out[i * l + j] = out[j * l + i]!;
  return out;
}
