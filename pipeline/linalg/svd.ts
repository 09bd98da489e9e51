/**
 * Largest singular directions of a sparse matrix by randomized subspace iteration (Halko, Martinsson and Tropp 2011,
 * algorithm 4.4). Only the `[rows, l]` matrices are orthonormalised, never the much taller `[terms, l]` ones.
 */
import { sparseTimes } from '../simd/sparse.ts';
import type { Matrix } from '../types.ts';
import { orthonormal } from './dense.ts';
import { type SparseMatrix, transposed } from './sparse.ts';

/** A sparse matrix A whose rows are understood less their mean. Subtracting it would fill every entry of A. */
export interface Centred {
  matrix: SparseMatrix;
  /** `[matrix.width]`, subtracted from each row. */
  mean: Float64Array;
}

/** A ≈ left · rightᵀ. */
interface Subspace {
  /** `[rows, l]`, orthonormal columns; zero columns beyond the rank of A. */
  left: Matrix<Float64Array>;
  /** Aᵀ·left: `[matrix.width, l]`. */
  right: Matrix<Float64Array>;
}

/**
 * @param start `[matrix.width, l]` random directions; ten or so more than are wanted
 * @param iterations more separate directions whose singular values are close; 2 to 4 are usual
 */
export function dominantSubspace(
  centred: Centred,
  start: Matrix<Float64Array>,
  iterations: number,
): Subspace {
  const columns = transposed(centred.matrix);
  let right = start;
  let left = start;
  for (let i = 0; i <= iterations; i++) {
    left = orthonormal(times(centred, right));
    right = transposedTimes(columns, centred.mean, left);
  }
  return { left, right };
}

/** A·dense: `[rows, dense.width]`. */
export function times({ matrix, mean }: Centred, dense: Matrix<Float64Array>): Matrix<Float64Array> {
  const l = dense.width;
  const offset = new Float64Array(l);
  for (let t = 0; t < matrix.width; t++)
    for (let c = 0; c < l; c++) offset[c]! -= mean[t]! * dense.data[t * l + c]!;
  return sparseTimes(matrix, dense, offset);
}

/**
 * Aᵀ·dense: `[mean.length, dense.width]`.
 * @param columns the transposed matrix
 */
function transposedTimes(
  columns: SparseMatrix,
  mean: Float64Array,
  dense: Matrix<Float64Array>,
): Matrix<Float64Array> {
  const l = dense.width;
  const total = new Float64Array(l);
  for (let row = 0; row < dense.rows; row++)
    for (let c = 0; c < l; c++) total[c]! += dense.data[row * l + c]!;
  const out = sparseTimes(columns, dense, new Float64Array(l));
  for (let t = 0; t < mean.length; t++)
    for (let c = 0; c < l; c++) out.data[t * l + c]! -= mean[t]! * total[c]!;
  return out;
}
