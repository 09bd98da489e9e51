/**
 * layout: where each paper stands on the map. UMAP (McInnes, Healy & Melville 2018) on the neighbours of the stage
 * before, from a principal-component start, by `umap-js` on small corpora and by the same optimiser on typed arrays
 * (layout/sgd.ts) on large ones.
 */

import type { Matrix, Neighbours, RunOptions } from '../types.ts';
import { throwIfAborted } from '../util/errors.ts';
import { fitCurve } from './curve.ts';
import { fuzzyGraph } from './fuzzy-graph.ts';
import { settlePose } from './pose.ts';
import { optimise } from './sgd.ts';
import { pcaStart } from './start.ts';
import { optimiseWithUmapJs } from './umap-js.ts';

/** `umap-js`, or the same objective on typed arrays (layout/sgd.ts), which `auto` takes above 500 papers. */
export type LayoutEngine = 'umap-js' | 'fast';

export interface LayoutOptions {
  seed?: number;
  /** Smallest distance between papers on the map, in map units. */
  minDist?: number;
  engine?: LayoutEngine | 'auto';
  epochs?: number;
  /** `[N, 2]` places to begin from and be drawn towards; rows of NaN begin among their neighbours. */
  anchors?: Float32Array;
  /** Sees the layout as it settles (a copy is the caller's to make). */
  onEpoch?: (epoch: number, epochs: number, layout: Float32Array) => void;
}

export const LAYOUT_DEFAULTS = { seed: 1, minDist: 0.1, engine: 'auto' } as const;

/** Up to here umap-js takes a fraction of a second; beyond, its set-up alone takes longer than the whole fast engine. */
const SMALL = 500;
/** Too few for a neighbour graph to say more than the two principal components do. */
const TINY = 5;
/** How far an anchored paper is drawn back to its anchor after each epoch: enough to hold, not to pin. */
const ANCHOR_PULL = 0.1;

/** The engine that `auto` takes for this many papers. */
export function chooseEngine(count: number, engine: LayoutOptions['engine'] = 'auto'): LayoutEngine {
  return engine === 'auto' ? (count <= SMALL ? 'umap-js' : 'fast') : engine;
}

/**
 * Epochs where none are given: fewer than umap-learn's 500 and 200, because the start is not random; the fast engine's are
 * fuller ones (layout/sgd.ts).
 */
export function defaultEpochs(count: number, engine: LayoutEngine): number {
  if (count <= 1000) return engine === 'fast' ? 200 : 300;
  return engine === 'fast' ? 100 : 150;
}

/**
 * Places the papers in the plane.
 * @param features `[N, R]`, for the start
 * @param neighbours `[N, k]`
 * @returns `[N, 2]`, centred on 0, its long side horizontal; [] for no papers, all finite for any number
 * @throws CancelledError where `run.signal` is aborted
 */
export function layout(
  features: Matrix,
  neighbours: Neighbours,
  options: LayoutOptions = {},
  run: RunOptions = {},
): Float32Array {
  const { rows: count } = features;
  const seed = options.seed ?? LAYOUT_DEFAULTS.seed;
  const minDist = options.minDist ?? LAYOUT_DEFAULTS.minDist;
  if (count < TINY) return tinyLayout(features, seed);

  const engine = chooseEngine(count, options.engine);
  const epochs = options.epochs ?? defaultEpochs(count, engine);
  const places = pcaStart(features, seed);
  const { anchors } = options;
  if (anchors) startAtAnchors(places, anchors, neighbours);
  const onEpoch = (epoch: number, current: Float32Array) => {
    if (anchors) drawToAnchors(current, anchors);
    throwIfAborted(run.signal);
    run.onProgress?.({ stage: 'layout', done: epoch + 1, total: epochs });
    options.onEpoch?.(epoch, epochs, current);
  };
  if (engine === 'umap-js') optimiseWithUmapJs(neighbours, places, { minDist, epochs, seed, onEpoch });
  else optimise(fuzzyGraph(neighbours), places, { curve: fitCurve(minDist), epochs, seed, onEpoch });
  if (!anchors) settlePose(places);
  return places;
}

/** Up to four papers: their principal components, a unit apart at the least. */
function tinyLayout(features: Matrix, seed: number): Float32Array {
  const { rows: count } = features;
  if (count === 1) return new Float32Array(2);
  const places = pcaStart(features, seed).map((value) => value / 5);
  for (let i = 1; i < count; i++) {
    const angle = (2 * Math.PI * i) / count;
    // One push away from one paper can end on another: on in the same direction until it stands free.
    while (crowded(places, i)) {
      places[2 * i]! += Math.cos(angle);
      places[2 * i + 1]! += Math.sin(angle);
    }
  }
  settlePose(places);
  return places;
}

/** Whether a paper before the i-th is less than a unit away from it. */
function crowded(places: Float32Array, i: number): boolean {
  for (let j = 0; j < i; j++)
    if (Math.hypot(places[2 * i]! - places[2 * j]!, places[2 * i + 1]! - places[2 * j + 1]!) < 1) return true;
  return false;
}

function startAtAnchors(places: Float32Array, anchors: Float32Array, { k, indices }: Neighbours): void {
  const count = places.length / 2;
  for (let i = 0; i < count; i++) {
    let x = 0;
    let y = 0;
    let known = 0;
    const near = Number.isNaN(anchors[2 * i]!) ? indices.subarray(i * k, (i + 1) * k) : [i];
    for (const j of near) {
      if (Number.isNaN(anchors[2 * j]!)) continue;
      x += anchors[2 * j]!;
      y += anchors[2 * j + 1]!;
      known++;
    }
    if (known === 0) continue;
    // A little of the start stays in, so that papers that begin among the same neighbours do not coincide.
    places[2 * i] = x / known + 0.01 * places[2 * i]!;
    places[2 * i + 1] = y / known + 0.01 * places[2 * i + 1]!;
  }
}

function drawToAnchors(places: Float32Array, anchors: Float32Array): void {
  for (let i = 0; i < places.length; i++) {
    const anchor = anchors[i]!;
    if (!Number.isNaN(anchor)) places[i]! += ANCHOR_PULL * (anchor - places[i]!);
  }
}
