/**
 * UMAP's optimiser on typed arrays: the same objective and constants as umap-js, without an object per edge. A power and a
 * random number per sample cost most there; here they are a table look-up and a 32-bit shift register.
 *
 * Two things differ from UMAP's defaults, since the start already has the large structure. Steps shrink as (1 − t)² instead of
 * 1 − t, so that the noise of the negative samples fades sooner, and each edge has 8 negative samples instead of 5. On 10,000
 * papers 100 such epochs keep .292 of the 15 nearest at a trustworthiness of .963; 150 epochs with 5 samples, which take as long,
 * keep .261 at .953, and with UMAP's steps .246 at .953.
 */
import { deriveSeed } from '../util/random.ts';
import type { Curve } from './curve.ts';
import type { FuzzyGraph } from './fuzzy-graph.ts';

const NEGATIVE_SAMPLES = 8;
const CLIP = 4;
/** Gradients are tabulated over squared distances, by exponent and leading mantissa bits; they are at most 0.1 % off. */
const MANTISSA_BITS = 9;
const SHIFT = 23 - MANTISSA_BITS;
const LOWEST = 2 ** -26;
const HIGHEST = 2 ** 20;

interface SgdOptions {
  curve: Curve;
  epochs: number;
  seed: number;
  /** Called after each epoch with the live layout, which it may change. */
  onEpoch?: (epoch: number, layout: Float32Array) => void;
}

/**
 * Optimises `layout` in place.
 * @param layout `[N, 2]`, the start on entry
 */
export function optimise(graph: FuzzyGraph, layout: Float32Array, options: SgdOptions): void {
  const { curve, epochs, onEpoch } = options;
  const { count } = graph;
  const { heads, tails, period } = schedule(graph, epochs);
  const edges = heads.length;
  const nextSample = period.slice();
  const negativePeriod = period.map((p) => p / NEGATIVE_SAMPLES);
  const nextNegative = negativePeriod.slice();
  const { attract, repel, base, last } = gradientTables(curve);
  const float = new Float32Array(1);
  const bits = new Int32Array(float.buffer);
  let state = deriveSeed(options.seed, 'layout-negatives') | 1;
  const perState = count / 2 ** 32;

  for (let epoch = 0; epoch < epochs; epoch++) {
    const alpha = (1 - epoch / epochs) ** 2;
    for (let e = 0; e < edges; e++) {
      if (nextSample[e]! > epoch) continue;
      const j = 2 * heads[e]!;
      const k = 2 * tails[e]!;
      let x = layout[j]!;
      let y = layout[j + 1]!;
      let dx = x - layout[k]!;
      let dy = y - layout[k + 1]!;
      let squared = dx * dx + dy * dy;
      if (squared > LOWEST) {
        float[0] = squared;
        const slot = (bits[0]! >> SHIFT) - base;
        const pull = attract[Math.min(slot, last)]!;
        let move = clip(pull * dx) * alpha;
        x += move;
        layout[k]! -= move;
        move = clip(pull * dy) * alpha;
        y += move;
        layout[k + 1]! -= move;
      }
      nextSample[e]! += period[e]!;

      const samples = Math.floor((epoch - nextNegative[e]!) / negativePeriod[e]!);
      for (let s = 0; s < samples; s++) {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        const other = 2 * (((state >>> 0) * perState) | 0);
        if (other === j) continue;
        dx = x - layout[other]!;
        dy = y - layout[other + 1]!;
        squared = dx * dx + dy * dy;
        if (squared > LOWEST) {
          float[0] = squared;
          const slot = (bits[0]! >> SHIFT) - base;
          const push = repel[Math.min(slot, last)]!;
          x += clip(push * dx) * alpha;
          y += clip(push * dy) * alpha;
        } else {
          x += CLIP * alpha;
          y += CLIP * alpha;
        }
      }
      nextNegative[e]! += samples * negativePeriod[e]!;
      layout[j] = x;
      layout[j + 1] = y;
    }
    onEpoch?.(epoch, layout);
  }
}

/** Branches that are hardly ever taken cost less than Math.min and Math.max, which handle NaN and −0. */
function clip(move: number): number {
  if (move > CLIP) return CLIP;
  if (move < -CLIP) return -CLIP;
  return move;
}

/** Edges that are sampled at least once, and the number of epochs between their samples: 1 for the strongest. */
function schedule(graph: FuzzyGraph, epochs: number) {
  let strongest = 0;
  for (const weight of graph.weights) strongest = Math.max(strongest, weight);
  const kept: number[] = [];
  for (let e = 0; e < graph.weights.length; e++) if (graph.weights[e]! >= strongest / epochs) kept.push(e);
  return {
    heads: Int32Array.from(kept, (e) => graph.heads[e]!),
    tails: Int32Array.from(kept, (e) => graph.tails[e]!),
    period: Float64Array.from(kept, (e) => strongest / graph.weights[e]!),
  };
}

function gradientTables({ a, b }: Curve) {
  const float = new Float32Array(1);
  const bits = new Int32Array(float.buffer);
  float[0] = LOWEST;
  const base = bits[0]! >> SHIFT;
  float[0] = HIGHEST;
  const last = (bits[0]! >> SHIFT) - base;
  const attract = new Float32Array(last + 1);
  const repel = new Float32Array(last + 1);
  for (let slot = 0; slot <= last; slot++) {
    bits[0] = ((slot + base) << SHIFT) | (1 << (SHIFT - 1));
    const squared = float[0]!;
    const power = squared ** b;
    attract[slot] = (-2 * a * b * (power / squared)) / (a * power + 1);
    repel[slot] = (2 * b) / ((0.001 + squared) * (a * power + 1));
  }
  return { attract, repel, base, last };
}
