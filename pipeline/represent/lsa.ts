/** Latent semantic analysis: centred TF-IDF rows in their largest singular directions. */
import { project, symmetricProduct } from '../linalg/dense.ts';
import { largestEigen } from '../linalg/eigen.ts';
import { scaleRowsToUnit } from '../linalg/rows.ts';
import type { SparseMatrix } from '../linalg/sparse.ts';
import { type Centred, dominantSubspace, times } from '../linalg/svd.ts';
import type { Matrix } from '../types.ts';
import type { Random } from '../util/random.ts';

/** Random directions beyond the wanted rank (Halko and others advise 5 to 10). */
const OVERSAMPLE = 12;
const POWER_ITERATIONS = 2;
/** Up to here the `[rows, rows]` products of papers are cheaper, and exact. */
const EXACT_UP_TO = 300;
/** Directions whose variance is below this share of the largest are rounding. */
const LEAST_VARIANCE = 1e-10;

/**
 * Rows of U·Σ of the centred matrix, each scaled to length 1; papers without terms stay zero.
 *
 * @returns `[rows, width]` with width ≤ min(rank, rows, terms)
 */
export function latentRows(matrix: SparseMatrix, rank: number, random: Random): Matrix {
  const count = matrix.starts.length - 1;
  const width = Math.min(rank, count, matrix.width);
  if (width === 0) return { data: new Float32Array(0), rows: count, width };
  const centred = { matrix, mean: columnMeans(matrix) };
  return count <= EXACT_UP_TO ? fromProducts(centred, width) : fromSubspace(centred, width, random);
}

function fromSubspace(centred: Centred, width: number, random: Random): Matrix {
  const { starts, width: terms } = centred.matrix;
  const count = starts.length - 1;
  const l = Math.min(width + OVERSAMPLE, count, terms);
  const start = Float64Array.from({ length: terms * l }, () => (random() < 0.5 ? -1 : 1));
  const { left, right } = dominantSubspace(centred, { data: start, rows: terms, width: l }, POWER_ITERATIONS);
  // A ≈ left · rightᵀ, so U Σ = left · W Σ with W, Σ² the eigenpairs of rightᵀ right = leftᵀ A Aᵀ left: the second form
  // multiplies rows of papers, of which there are far fewer than terms.
  const { values, vectors } = largestEigen(symmetricProduct(left, times(centred, right)), width);
  const { data: along } = project(left, vectors);
  return scaledRows(starts, values, (i, c) => along[i * width + c]!);
}

/** The same rows from the eigenvectors of the products of all pairs of papers. */
function fromProducts({ matrix, mean }: Centred, width: number): Matrix {
  const { starts, columns, values } = matrix;
  const count = starts.length - 1;
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
  const { values: squares, vectors } = largestEigen({ data: gram, rows: count, width: count }, width);
  return scaledRows(starts, squares, (i, c) => vectors.data[c * count + i]!);
}

/** Unit rows of `coordinate(i, c) · √variances[c]`; zero for papers without terms. */
function scaledRows(
  starts: Int32Array,
  variances: Float64Array,
  coordinate: (i: number, c: number) => number,
): Matrix {
  const rows = starts.length - 1;
  const width = variances.length;
  const data = new Float32Array(rows * width);
  for (let i = 0; i < rows; i++) {
    if (starts[i] === starts[i + 1]) continue;
    for (let c = 0; c < width; c++) {
      const variance = variances[c]!;
      if (variance > variances[0]! * LEAST_VARIANCE)
        data[i * width + c] = coordinate(i, c) * Math.sqrt(variance);
    }
  }
  return scaleRowsToUnit({ data, rows, width });
}

function columnMeans({ starts, columns, values, width }: SparseMatrix): Float64Array {
  const mean = new Float64Array(width);
  for (let e = 0; e < columns.length; e++) mean[columns[e]!]! += values[e]!;
  // As for the vectors: the mean of a handful of papers is not yet that of their field.
  const count = starts.length - 1;
  const share = Math.min(1, (count - 1) / 15);
  return mean.map((sum) => (share * sum) / count);
}
