/** The layout by `umap-js`, with our neighbours and our start. */
import { UMAP } from 'umap-js';
import type { Neighbours } from '../types.ts';
import { createRandom, deriveSeed } from '../util/random.ts';
import { distances } from './fuzzy-graph.ts';

interface UmapJsOptions {
  minDist: number;
  epochs: number;
  seed: number;
  onEpoch?: (epoch: number, layout: Float32Array) => void;
}

/**
 * Optimises `layout` in place.
 *
 * umap-js counts a paper as its own first neighbour, requires more papers than neighbours, and returns its live rows (its
 * issue 38), through which the start is set.
 * @param layout `[N, 2]`, the start on entry; N ≥ 3
 */
export function optimiseWithUmapJs(
  neighbours: Neighbours,
  layout: Float32Array,
  options: UmapJsOptions,
): void {
  const { count, k, indices } = neighbours;
  const distance = distances(neighbours);
  // umap-js requires N > nNeighbors.
  const asked = Math.min(k + 1, count - 1);
  const umap = new UMAP({
    nComponents: 2,
    nNeighbors: asked,
    minDist: options.minDist,
    nEpochs: options.epochs,
    random: createRandom(deriveSeed(options.seed, 'layout-umap-js')),
  });
  umap.setPrecomputedKNN(
    Array.from({ length: count }, (_, i) => [i, ...indices.subarray(i * k, i * k + asked - 1)]),
    Array.from({ length: count }, (_, i) => [0, ...distance.subarray(i * k, i * k + asked - 1)]),
  );
  umap.initializeFit(Array.from({ length: count }, () => [0]));
  const rows = umap.getEmbedding();
  writeRows(layout, rows);
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    umap.step();
    if (options.onEpoch) {
      readRows(rows, layout);
      options.onEpoch(epoch, layout);
      writeRows(layout, rows);
    }
  }
  readRows(rows, layout);
}

function writeRows(layout: Float32Array, rows: number[][]): void {
  rows.forEach((row, i) => {
    row[0] = layout[2 * i]!;
    row[1] = layout[2 * i + 1]!;
  });
}

function readRows(rows: number[][], layout: Float32Array): void {
  rows.forEach((row, i) => {
    layout[2 * i] = row[0]!;
    layout[2 * i + 1] = row[1]!;
  });
}
