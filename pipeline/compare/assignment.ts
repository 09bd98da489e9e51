/**
 * The assignment problem: rows to columns, one to one, with the largest total benefit. Shortest augmenting paths with
 * potentials (Jonker & Volgenant 1987), O(rows² · columns) for rows ≤ columns.
 */

/**
 * The best one-to-one assignment; there are min(rows, columns) pairs, whatever their benefit.
 * @param benefit `[rows, columns]` row-major, finite numbers
 * @returns `[rows]` the column of each row, −1 for rows left over if there are more rows than columns
 * @throws RangeError if `benefit` is not rows × columns long
 */
export function bestAssignment(benefit: Float64Array, rows: number, columns: number): Int32Array {
  if (benefit.length !== rows * columns)
    throw new RangeError(`benefit holds ${benefit.length} numbers; ${rows} × ${columns} are needed`);
  if (rows > columns) {
    const turned = new Float64Array(benefit.length);
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < columns; c++) turned[c * rows + r] = benefit[r * columns + c]!;
    const rowOf = bestAssignment(turned, columns, rows);
    const result = new Int32Array(rows).fill(-1);
    rowOf.forEach((row, column) => {
      result[row] = column;
    });
    return result;
  }

  const rowPrice = new Float64Array(rows);
  const columnPrice = new Float64Array(columns);
  const rowOf = new Int32Array(columns).fill(-1);
  const distance = new Float64Array(columns);
  const before = new Int32Array(columns);
  const settled = new Uint8Array(columns);
  for (let free = 0; free < rows; free++) {
    distance.fill(Infinity);
    before.fill(-1);
    settled.fill(0);
    const path: number[] = [];
    let row = free;
    let column = -1;
    let reached = 0;
    for (;;) {
      let next = -1;
      for (let c = 0; c < columns; c++) {
        if (settled[c]) continue;
        const through = reached - benefit[row * columns + c]! - rowPrice[row]! - columnPrice[c]!;
        if (through < distance[c]!) {
          distance[c] = through;
          before[c] = column;
        }
        if (next < 0 || distance[c]! < distance[next]!) next = c;
      }
      column = next;
      reached = distance[column]!;
      settled[column] = 1;
      if (rowOf[column]! < 0) break;
      path.push(column);
      row = rowOf[column]!;
    }
    // Update the prices so that every assigned pair stays tight and no reduced cost is negative.
    for (const c of path) {
      const slack = reached - distance[c]!;
      columnPrice[c]! -= slack;
      rowPrice[rowOf[c]!]! += slack;
    }
    rowPrice[free]! += reached;
    while (column >= 0) {
      const previous = before[column]!;
      rowOf[column] = previous < 0 ? free : rowOf[previous]!;
      column = previous;
    }
  }
  const result = new Int32Array(rows).fill(-1);
  rowOf.forEach((row, column) => {
    if (row >= 0) result[row] = column;
  });
  return result;
}
