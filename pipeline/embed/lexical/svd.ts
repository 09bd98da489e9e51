/**
 * Truncated SVD of a sparse matrix by randomized subspace iteration (Halko, Martinsson, Tropp 2011, algorithms 4.4
 * and 5.1). Bases are made orthonormal through the eigenvectors of their small Gram matrix, which also drops the
 * directions that a matrix of lower rank does not have.
 */

import type { SparseRows } from '../../text/tf-idf.ts';
import { gaussian, type Random } from '../../util/random.ts';

/** Columns beyond the wanted rank, and turns of the iteration: the usual 10 and 4 give 3 digits on text. */
const OVERSAMPLE = 10;
const POWER_ITERATIONS = 4;

/**
 * Right singular vectors of the largest singular values.
 *
 * @returns `[matrix.width, rank]` row-major; columns beyond the matrix's own rank are zero. Each column's sign is set so
 *   that its largest entry is positive.
 */
export function rightSingularVectors(matrix: SparseRows, rank: number, random: Random): Float64Array {
  const rows = matrix.starts.length - 1;
  const columns = matrix.width;
  const l = Math.max(1, Math.min(rank + OVERSAMPLE, rows, columns));
  let right: Float64Array = Float64Array.from({ length: columns * l }, () => gaussian(random));
  // Where the basis spans all there is, there is nothing to iterate towards.
  const turns = l === Math.min(rows, columns) ? 0 : POWER_ITERATIONS;
  for (let i = 0; i <= turns; i++) {
    const left = orthonormal(times(matrix, right, l), rows, l);
    right = transposedTimes(matrix, left, l);
    if (i < turns) right = orthonormal(right, columns, l);
  }
  // right = Aᵀ Q, whose left singular vectors are the right ones of Q Qᵀ A.
  return pad(fixSigns(orthonormal(right, columns, l), columns, l), columns, l, rank);
}

/** `matrix · dense`: `[rows, l]`. */
export function times(matrix: SparseRows, dense: Float64Array, l: number): Float64Array {
  const { starts, columns, values } = matrix;
  const rows = starts.length - 1;
  const out = new Float64Array(rows * l);
  for (let row = 0; row < rows; row++) {
    for (let e = starts[row]!; e < starts[row + 1]!; e++) {
      const value = values[e]!;
      const from = columns[e]! * l;
      for (let c = 0; c < l; c++) out[row * l + c]! += value * dense[from + c]!;
    }
  }
  return out;
}

/** `matrixᵀ · dense`: `[matrix.width, l]`. */
function transposedTimes(matrix: SparseRows, dense: Float64Array, l: number): Float64Array {
  const { starts, columns, values, width } = matrix;
  const out = new Float64Array(width * l);
  for (let row = 0; row < starts.length - 1; row++) {
    for (let e = starts[row]!; e < starts[row + 1]!; e++) {
      const value = values[e]!;
      const to = columns[e]! * l;
      for (let c = 0; c < l; c++) out[to + c]! += value * dense[row * l + c]!;
    }
  }
  return out;
}

/** The left singular vectors of a tall `[n, l]` matrix, largest first; zero columns where its rank is lower. */
function orthonormal(tall: Float64Array, n: number, l: number): Float64Array {
  const gram = new Float64Array(l * l);
  for (let row = 0; row < n; row++) {
    for (let a = 0; a < l; a++) {
      const value = tall[row * l + a]!;
      if (value === 0) continue;
      for (let b = a; b < l; b++) gram[a * l + b]! += value * tall[row * l + b]!;
    }
  }
  for (let a = 0; a < l; a++) for (let b = 0; b < a; b++) gram[a * l + b] = gram[b * l + a]!;
  const { values, vectors } = symmetricEigen(gram, l);
  const limit = Math.max(values[0] ?? 0, 0) * 1e-12;
  const scale = Float64Array.from(values, (value) => (value > limit ? 1 / Math.sqrt(value) : 0));
  const out = new Float64Array(n * l);
  for (let row = 0; row < n; row++) {
    for (let a = 0; a < l; a++) {
      const value = tall[row * l + a]!;
      if (value === 0) continue;
      for (let c = 0; c < l; c++) out[row * l + c]! += value * vectors[a * l + c]!;
    }
    for (let c = 0; c < l; c++) out[row * l + c]! *= scale[c]!;
  }
  return out;
}

/**
 * Eigenvalues, descending, and eigenvectors (columns of a row-major `[n, n]`) of a symmetric matrix by cyclic Jacobi
 * rotations (Golub and Van Loan, Matrix Computations, 8.5).
 */
export function symmetricEigen(
  matrix: Float64Array,
  n: number,
): { values: Float64Array; vectors: Float64Array } {
  const a = matrix.slice();
  // Rows of v are eigenvectors while rotating, so that each rotation runs along memory.
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    let on = 0;
    for (let i = 0; i < n; i++) {
      on += a[i * n + i]! ** 2;
      for (let j = i + 1; j < n; j++) off += a[i * n + j]! ** 2;
    }
    if (off <= 1e-28 * on || off === 0) break;
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) rotate(a, v, n, p, q);
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((x, y) => a[y * n + y]! - a[x * n + x]! || x - y);
  const values = Float64Array.from(order, (i) => a[i * n + i]!);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    for (let r = 0; r < n; r++) vectors[r * n + to] = v[from * n + r]!;
  });
  return { values, vectors };
}

function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q]!;
  if (apq === 0) return;
  const tau = (a[q * n + q]! - a[p * n + p]!) / (2 * apq);
  const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
  const c = 1 / Math.sqrt(1 + t * t);
  const s = t * c;
  for (let k = 0; k < n; k++) {
    const kp = a[k * n + p]!;
    const kq = a[k * n + q]!;
    a[k * n + p] = c * kp - s * kq;
    a[k * n + q] = s * kp + c * kq;
  }
  for (let k = 0; k < n; k++) {
    const pk = a[p * n + k]!;
    const qk = a[q * n + k]!;
    a[p * n + k] = c * pk - s * qk;
    a[q * n + k] = s * pk + c * qk;
    const vp = v[p * n + k]!;
    const vq = v[q * n + k]!;
    v[p * n + k] = c * vp - s * vq;
    v[q * n + k] = s * vp + c * vq;
  }
}

/** A singular vector's sign is free; the largest entry of each is made positive. */
function fixSigns(vectors: Float64Array, n: number, l: number): Float64Array {
  for (let c = 0; c < l; c++) {
    let largest = 0;
    for (let r = 0; r < n; r++) {
      if (Math.abs(vectors[r * l + c]!) > Math.abs(largest)) largest = vectors[r * l + c]!;
    }
    if (largest < 0) for (let r = 0; r < n; r++) vectors[r * l + c] = -vectors[r * l + c]!;
  }
  return vectors;
}

function pad(vectors: Float64Array, n: number, l: number, rank: number): Float64Array {
  const out = new Float64Array(n * rank);
  for (let r = 0; r < n; r++) {
    for (let c = 0; c < Math.min(l, rank); c++) out[r * rank + c] = vectors[r * l + c]!;
  }
  return out;
}
