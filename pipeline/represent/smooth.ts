/**
 * One step of diffusion: each paper moves part of the way to the mean of its nearest papers. It takes what a paper alone
 * happens to say out of its vector (wording, its data sets) and leaves what its neighbourhood has in common.
 */
import { BLOCK, forBlocks, forPairsOfBlocks, products } from '../simd/products.ts';
import { addRow, dotRows, gatherRows, scaleRowsToUnit } from './rows.ts';

/** Up to here neighbours are exact: half a second at 8,000; beyond, they are looked for in the nearest cells of a coarse partition. */
const EXACT_UP_TO = 8000;
/** Cells looked into: with √N of them that finds about nine of ten neighbours, and the mean of ten asks for no more. */
const PROBES = 8;

/**
 * x ← unit((1 − share) · x + share · mean of its k nearest).
 *
 * @param rows `[count, width]` unit rows
 * @returns a new `[count, width]` matrix of unit rows
 */
export function smooth(
  rows: Float32Array,
  count: number,
  width: number,
  k: number,
  share: number,
): Float32Array {
  if (k < 1 || count < 2) return rows;
  const wanted = Math.min(k, count - 1);
  const near = count <= EXACT_UP_TO ? exact(rows, count, width, wanted) : byCells(rows, count, width, wanted);
  const out = new Float32Array(rows.length);
  for (let i = 0; i < count; i++) {
    const from = i * width;
    for (let c = 0; c < width; c++) out[from + c] = (1 - share) * rows[from + c]!;
    // A paper with nothing to compare has no neighbours either: it stays zero instead of taking on the first papers'.
    if (dotRows(rows, i, rows, i, width) === 0) continue;
    for (let n = 0; n < wanted; n++) {
      const j = near[i * wanted + n]!;
      if (j < 0) continue;
      addRow(out, i, rows, j, width, share / wanted);
    }
  }
  return scaleRowsToUnit(out, count, width);
}

/** Keeps the k largest of what it is offered for one row, the lower index first among equals. */
function offer(
  near: Int32Array,
  best: Float64Array,
  row: number,
  k: number,
  j: number,
  similarity: number,
): void {
  const last = row * k + k - 1;
  if (similarity < best[last]! || (similarity === best[last]! && near[last]! >= 0 && j > near[last]!)) return;
  let at = last;
  for (; at > row * k; at--) {
    const above = best[at - 1]!;
    if (above > similarity || (above === similarity && near[at - 1]! >= 0 && near[at - 1]! < j)) break;
    best[at] = above;
    near[at] = near[at - 1]!;
  }
  best[at] = similarity;
  near[at] = j;
}

function exact(rows: Float32Array, count: number, width: number, k: number): Int32Array {
  const near = new Int32Array(count * k).fill(-1);
  const best = new Float64Array(count * k).fill(-Infinity);
  forPairsOfBlocks(rows, count, width, ({ values, stride, fromA, toA, fromB, toB }) => {
    for (let i = fromA; i < toA; i++)
      for (let j = Math.max(fromB, i + 1); j < toB; j++) {
        const similarity = values[(i - fromA) * stride + j - fromB]!;
        if (similarity >= best[i * k + k - 1]!) offer(near, best, i, k, j, similarity);
        if (similarity >= best[j * k + k - 1]!) offer(near, best, j, k, i, similarity);
      }
  });
  return near;
}

/** An inverted file (Jégou, Douze and Schmid 2011): √N cells around centroids, and for each paper its nearest cells. */
function byCells(rows: Float32Array, count: number, width: number, k: number): Int32Array {
  const cells = Math.round(Math.sqrt(count));
  const centres = new Float32Array(cells * width);
  for (let c = 0; c < cells; c++) {
    const i = Math.floor((c * count) / cells);
    centres.set(rows.subarray(i * width, (i + 1) * width), c * width);
  }
  const probes = Math.min(PROBES, cells);
  let nearCells = nearestCells(rows, count, width, centres, cells, 1);
  const sums = new Float32Array(cells * width);
  for (let i = 0; i < count; i++) addRow(sums, nearCells[i]!, rows, i, width);
  nearCells = nearestCells(rows, count, width, scaleRowsToUnit(sums, cells, width), cells, probes);
  const members: number[][] = Array.from({ length: cells }, () => []);
  const askers: number[][] = Array.from({ length: cells }, () => []);
  for (let i = 0; i < count; i++) {
    members[nearCells[i * probes]!]!.push(i);
    for (let p = 0; p < probes; p++) askers[nearCells[i * probes + p]!]!.push(i);
  }
  const near = new Int32Array(count * k).fill(-1);
  const best = new Float64Array(count * k).fill(-Infinity);
  // Cell by cell, its rows side by side: they stay in the processor's cache while all who ask for them pass by.
  for (let cell = 0; cell < cells; cell++) {
    const own = members[cell]!;
    const cellRows = gatherRows(rows, width, own);
    const asking = askers[cell]!;
    for (let from = 0; from < asking.length; from += BLOCK) {
      const some = asking.slice(from, from + BLOCK);
      const { values, stride } = products(
        gatherRows(rows, width, some),
        some.length,
        cellRows,
        own.length,
        width,
      );
      some.forEach((i, row) => {
        for (let m = 0; m < own.length; m++) {
          const similarity = values[row * stride + m]!;
          if (similarity >= best[i * k + k - 1]! && own[m] !== i)
            offer(near, best, i, k, own[m]!, similarity);
        }
      });
    }
  }
  return near;
}

/** `[count, wanted]` cells, the most similar first. */
function nearestCells(
  rows: Float32Array,
  count: number,
  width: number,
  centres: Float32Array,
  cells: number,
  wanted: number,
): Int32Array {
  const near = new Int32Array(count * wanted).fill(-1);
  const best = new Float64Array(count * wanted).fill(-Infinity);
  forBlocks(rows, count, centres, cells, width, ({ values, stride, fromA, toA }) => {
    for (let i = fromA; i < toA; i++)
      for (let c = 0; c < cells; c++) {
        const similarity = values[(i - fromA) * stride + c]!;
        if (similarity >= best[(i + 1) * wanted - 1]!) offer(near, best, i, wanted, c, similarity);
      }
  });
  return near;
}
