/**
 * One step of diffusion: each paper moves part of the way to the mean of its nearest papers. It removes from a vector what
 * only that paper says (wording, its data sets) and keeps what its neighbourhood has in common.
 */
import { addRow, dotRows, gatherRows, scaleRowsToUnit } from '../linalg/rows.ts';
import { BLOCK, forBlocks, forPairsOfBlocks, products } from '../simd/products.ts';
import type { Matrix } from '../types.ts';

/** Up to here neighbours are exact, which takes half a second at 8,000; beyond, only the nearest cells of a coarse partition are searched. */
const EXACT_UP_TO = 8000;
/** Cells searched: of √N cells these hold about nine in ten neighbours, enough for a mean of ten. */
const PROBES = 8;

/**
 * x ← unit((1 − share) · x + share · mean of its k nearest).
 *
 * @param x `[N, width]` unit rows; rows of zeros stay zero
 * @param k fewer than 1: `x` itself is returned
 * @returns a new matrix of unit rows
 */
export function smooth(x: Matrix, k: number, share: number): Matrix {
  const { data, rows, width } = x;
  if (k < 1 || rows < 2) return x;
  const wanted = Math.min(k, rows - 1);
  const near = rows <= EXACT_UP_TO ? exact(x, wanted) : byCells(x, wanted);
  const out = { data: new Float32Array(data.length), rows, width };
  for (let i = 0; i < rows; i++) {
    const from = i * width;
    for (let c = 0; c < width; c++) out.data[from + c] = (1 - share) * data[from + c]!;
    // A paper with nothing to compare has no neighbours either: it stays zero instead of taking on the first papers'.
    if (dotRows(x, i, x, i) === 0) continue;
    for (const j of near.indices.subarray(i * wanted, (i + 1) * wanted))
      if (j >= 0) addRow(out, i, x, j, share / wanted);
  }
  return scaleRowsToUnit(out);
}

/** The k best candidates of each row: highest similarity first, ties by lower index. */
interface Nearest {
  k: number;
  /** `[rows, k]`, −1 for none. */
  indices: Int32Array;
  /** `[rows, k]`, −Infinity for none. */
  similarities: Float64Array;
}

function noneNearest(rows: number, k: number): Nearest {
  return {
    k,
    indices: new Int32Array(rows * k).fill(-1),
    similarities: new Float64Array(rows * k).fill(-Infinity),
  };
}

/** Adds candidate j of a row if it is among the k best. */
function offer({ k, indices, similarities }: Nearest, row: number, j: number, similarity: number): void {
  const first = row * k;
  let at = first + k;
  for (; at > first; at--) {
    const other = similarities[at - 1]!;
    if (other > similarity || (other === similarity && indices[at - 1]! >= 0 && indices[at - 1]! < j)) break;
    if (at === first + k) continue;
    similarities[at] = other;
    indices[at] = indices[at - 1]!;
  }
  if (at === first + k) return;
  similarities[at] = similarity;
  indices[at] = j;
}

function exact(x: Matrix, k: number): Nearest {
  const near = noneNearest(x.rows, k);
  const { similarities } = near;
  forPairsOfBlocks(x, ({ values, stride, fromA, toA, fromB, toB }) => {
    for (let i = fromA; i < toA; i++)
      for (let j = Math.max(fromB, i + 1); j < toB; j++) {
        const similarity = values[(i - fromA) * stride + j - fromB]!;
        // A check before the call: most pairs fail it.
        if (similarity >= similarities[(i + 1) * k - 1]!) offer(near, i, j, similarity);
        if (similarity >= similarities[(j + 1) * k - 1]!) offer(near, j, i, similarity);
      }
  });
  return near;
}

/** An inverted file (Jégou, Douze and Schmid 2011): √N cells around centroids, and for each paper its nearest cells. */
function byCells(x: Matrix, k: number): Nearest {
  const { rows, width } = x;
  const cells = Math.round(Math.sqrt(rows));
  const probes = Math.min(PROBES, cells);
  const seeds = Int32Array.from({ length: cells }, (_, c) => Math.floor((c * rows) / cells));
  const first = nearestCells(x, gatherRows(x, seeds), 1);
  const sums = { data: new Float32Array(cells * width), rows: cells, width };
  for (let i = 0; i < rows; i++) addRow(sums, first.indices[i]!, x, i);
  const nearCells = nearestCells(x, scaleRowsToUnit(sums), probes);
  const members: number[][] = Array.from({ length: cells }, () => []);
  const searchers: number[][] = Array.from({ length: cells }, () => []);
  for (let i = 0; i < rows; i++) {
    const own = nearCells.indices.subarray(i * probes, (i + 1) * probes);
    members[own[0]!]!.push(i);
    for (const cell of own) searchers[cell]!.push(i);
  }
  const near = noneNearest(rows, k);
  const { similarities } = near;
  // Cell by cell, its rows side by side: they stay in the processor's cache for all papers that search the cell.
  for (let cell = 0; cell < cells; cell++) {
    const own = members[cell]!;
    const cellRows = gatherRows(x, own);
    for (let from = 0; from < searchers[cell]!.length; from += BLOCK) {
      const some = searchers[cell]!.slice(from, from + BLOCK);
      const { values, stride } = products(gatherRows(x, some), cellRows);
      some.forEach((i, row) => {
        for (let m = 0; m < own.length; m++) {
          const similarity = values[row * stride + m]!;
          if (similarity >= similarities[(i + 1) * k - 1]! && own[m] !== i)
            offer(near, i, own[m]!, similarity);
        }
      });
    }
  }
  return near;
}

/** The most similar of some cells for each row. */
function nearestCells(x: Matrix, centres: Matrix, wanted: number): Nearest {
  const near = noneNearest(x.rows, wanted);
  const { similarities } = near;
  forBlocks(x, centres, ({ values, stride, fromA, toA }) => {
    for (let i = fromA; i < toA; i++)
      for (let c = 0; c < centres.rows; c++) {
        const similarity = values[(i - fromA) * stride + c]!;
        if (similarity >= similarities[(i + 1) * wanted - 1]!) offer(near, i, c, similarity);
      }
  });
  return near;
}
