/**
 * layout: the position of each paper on the map. UMAP (McInnes, Healy & Melville 2018) on the neighbours of the stage before,
 * from a principal-component start: by `umap-js` for small corpora, by the same optimiser on typed arrays (layout/sgd.ts) for
 * large ones.
 */

import type { Matrix, Neighbours, RunOptions } from '../types.ts';
import { throwIfAborted } from '../util/errors.ts';
import { drawToAnchors, startAtAnchors } from './anchors.ts';
import { fitCurve } from './curve.ts';
import { fuzzyGraph } from './fuzzy-graph.ts';
import { orientCanonically } from './orientation.ts';
import { optimise } from './sgd.ts';
import { pcaStart } from './start.ts';
import { optimiseWithUmapJs } from './umap-js.ts';

/** `umap-js`, or `fast`: the same objective on typed arrays (layout/sgd.ts). */
export type LayoutEngine = 'umap-js' | 'fast';

export interface LayoutOptions {
  /** A whole number; 1 by default. Another seed moves details of the map; its large structure comes from the data. */
  seed?: number;
  /**
   * Smallest distance between neighbouring papers in map units, 0 ≤ minDist < 3; 0.1 by default. Smaller values pack
   * similar papers into tight clumps, which shows fine structure; larger ones spread them evenly, which leaves room to point at
   * each. It has no effect on neighbours or themes.
   */
  minDist?: number;
  /**
   * `auto`, the default, takes `umap-js` up to 500 papers and `fast` above, where the set-up of `umap-js` alone takes longer
   * than all of `fast`.
   */
  engine?: LayoutEngine | 'auto';
  /**
   * `[N, 2]` positions to start from and be drawn back to, NaN for papers without one. The result keeps their orientation.
   * None by default; an aligned build passes the positions of the old map.
   */
  anchors?: Float32Array;
  /** Receives the layout after each epoch: a live array, to be copied if it is kept. */
  onEpoch?: (epoch: number, epochs: number, layout: Float32Array) => void;
}

export const LAYOUT_DEFAULTS = { seed: 1, minDist: 0.1, engine: 'auto' } as const;

/** Up to here umap-js takes a fraction of a second. */
const SMALL = 500;
/** With fewer papers a neighbour graph says no more than the two principal components. */
const TINY = 5;

/** The engine that `auto` means for this many papers. */
export function chooseEngine(count: number, engine: LayoutOptions['engine'] = 'auto'): LayoutEngine {
  return engine === 'auto' ? (count <= SMALL ? 'umap-js' : 'fast') : engine;
}

/**
 * Epochs of a layout. Fewer than umap-learn's 500 and 200, because the start is not random; an epoch of the fast engine does
 * more (layout/sgd.ts).
 */
export function defaultEpochs(count: number, engine: LayoutEngine): number {
  if (count <= 1000) return engine === 'fast' ? 200 : 300;
  return engine === 'fast' ? 100 : 150;
}

/**
 * Places the papers in the plane.
 * @param features `[N, R]`, for the start
 * @param neighbours `[N, k]`
 * @returns `[N, 2]`, centred on 0, the long side horizontal (unless anchored); all values are finite
 * @throws CancelledError if `run.signal` is aborted
 */
export function layout(
  features: Matrix,
  neighbours: Neighbours,
  options: LayoutOptions = {},
  run: RunOptions = {},
): Float32Array {
  const { anchors, seed = LAYOUT_DEFAULTS.seed, minDist = LAYOUT_DEFAULTS.minDist } = options;
  if (features.rows < TINY) return tinyLayout(features, seed);

  const engine = chooseEngine(features.rows, options.engine);
  const epochs = defaultEpochs(features.rows, engine);
  const positions = pcaStart(features, seed);
  if (anchors) startAtAnchors(positions, anchors, neighbours);
  const onEpoch = (epoch: number, current: Float32Array) => {
    if (anchors) drawToAnchors(current, anchors);
    throwIfAborted(run.signal);
    run.onProgress?.({ stage: 'layout', done: epoch + 1, total: epochs });
    options.onEpoch?.(epoch, epochs, current);
  };
  if (engine === 'umap-js') optimiseWithUmapJs(neighbours, positions, { minDist, epochs, seed, onEpoch });
  else optimise(fuzzyGraph(neighbours), positions, { curve: fitCurve(minDist), epochs, seed, onEpoch });
  if (!anchors) orientCanonically(positions);
  return positions;
}

/** Up to four papers: their principal components, at least one unit apart. */
function tinyLayout(features: Matrix, seed: number): Float32Array {
  const { rows: count } = features;
  if (count === 1) return new Float32Array(2);
  const positions = pcaStart(features, seed).map((value) => value / 5);
  for (let i = 1; i < count; i++) {
    const angle = (2 * Math.PI * i) / count;
    // A push away from one paper can end on another: continue in the same direction until there is room.
    while (crowded(positions, i)) {
      positions[2 * i]! += Math.cos(angle);
      positions[2 * i + 1]! += Math.sin(angle);
    }
  }
  orientCanonically(positions);
  return positions;
}

/** Whether a paper before the i-th is less than one unit away from it. */
function crowded(positions: Float32Array, i: number): boolean {
  for (let j = 0; j < i; j++)
    if (Math.hypot(positions[2 * i]! - positions[2 * j]!, positions[2 * i + 1]! - positions[2 * j + 1]!) < 1)
      return true;
  return false;
}
