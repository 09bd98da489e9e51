/** Sparse matrices. Their product with a dense one is in simd/sparse.ts. */

/** Compressed sparse rows: row i has the entries `starts[i]` … `starts[i + 1] − 1` of `columns` and `values`. */
export interface SparseMatrix {
  /** `[rows + 1]`. */
  starts: Int32Array;
  columns: Int32Array;
  values: Float64Array;
  /** Number of columns. */
  width: number;
}

/** Rows become columns; the entries of each row of the result are in ascending order. */
export function transposed({ starts, columns, values, width }: SparseMatrix): SparseMatrix {
  const rows = starts.length - 1;
  const result: SparseMatrix = {
    starts: new Int32Array(width + 1),
    columns: new Int32Array(columns.length),
    values: new Float64Array(values.length),
    width: rows,
  };
  for (const column of columns) result.starts[column + 1]!++;
  for (let c = 0; c < width; c++) result.starts[c + 1]! += result.starts[c]!;
  const next = result.starts.slice();
  for (let row = 0; row < rows; row++)
    for (let e = starts[row]!; e < starts[row + 1]!; e++) {
      const to = next[columns[e]!]!++;
      result.columns[to] = row;
      result.values[to] = values[e]!;
    }
  return result;
}
