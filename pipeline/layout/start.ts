/**
 * The start of the layout: the first two principal components, so that the large structure is there before the first epoch. Two
 * axes need no eigensolver (linalg/eigen.ts), and since a layout magnifies rounding, another way to the same axes would redraw
 * every map.
 */

import type { Matrix } from '../types.ts';
import { createRandom, deriveSeed, gaussian } from '../util/random.ts';

/** Power iterations; the plane is only a start, so its last digits do not matter. */
const ITERATIONS = 30;
/** Half the side of the square that the start fills; umap-learn scales its spectral start to the same ±10. */
const EXTENT = 10;

/**
 * Coordinates along the first two principal components, scaled into ±10, with a little noise so that papers that coincide
 * can separate.
 * @returns `[N, 2]`
 */
export function pcaStart(features: Matrix, seed: number): Float32Array {
  const { rows: count, width, data: vectors } = features;
  const mean = new Float64Array(width);
  for (let i = 0; i < count; i++) for (let d = 0; d < width; d++) mean[d]! += vectors[i * width + d]! / count;

  const random = createRandom(deriveSeed(seed, 'layout-start'));
  // The axes start from the same vectors whatever the seed: another seed should change details of the map, not turn it over.
  const axisRandom = createRandom(1);
  const axis = () => Float64Array.from({ length: width }, () => gaussian(axisRandom));
  let axes: [Float64Array, Float64Array] = [axis(), axis()];
  const scores: [Float64Array, Float64Array] = [new Float64Array(count), new Float64Array(count)];
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    orthonormalise(axes[0], axes[1]);
    axes = multiply(features, mean, axes, scores);
  }

  const start = new Float32Array(count * 2);
  let extent = 0;
  for (const axis of scores) for (const score of axis) extent = Math.max(extent, Math.abs(score));
  const scale = extent > 1e-9 ? EXTENT / extent : 0;
  for (let i = 0; i < count; i++)
    for (let a = 0; a < 2; a++) start[2 * i + a] = scores[a]![i]! * scale + 0.01 * gaussian(random);
  return start;
}

function orthonormalise(first: Float64Array, second: Float64Array): void {
  normalise(first);
  let overlap = 0;
  for (let d = 0; d < first.length; d++) overlap += first[d]! * second[d]!;
  for (let d = 0; d < first.length; d++) second[d]! -= overlap * first[d]!;
  normalise(second);
}

function normalise(vector: Float64Array): void {
  const length = Math.hypot(...vector) || 1;
  for (let d = 0; d < vector.length; d++) vector[d]! /= length;
}

/**
 * One step of the iteration: Cᵀ·C, of the centred rows C, applied to both axes in one pass over the rows.
 * @param scores receives the rows' coordinates along the old axes
 * @returns the new axes
 */
function multiply(
  { rows: count, width, data: vectors }: Matrix,
  mean: Float64Array,
  [first, second]: readonly [Float64Array, Float64Array],
  scores: readonly [Float64Array, Float64Array],
): [Float64Array, Float64Array] {
  const nextFirst = new Float64Array(width);
  const nextSecond = new Float64Array(width);
  const row = new Float64Array(width);
  for (let i = 0; i < count; i++) {
    let a = 0;
    let b = 0;
    for (let d = 0; d < width; d++) {
      const value = vectors[i * width + d]! - mean[d]!;
      row[d] = value;
      a += value * first[d]!;
      b += value * second[d]!;
    }
    scores[0][i] = a;
    scores[1][i] = b;
    for (let d = 0; d < width; d++) {
      nextFirst[d]! += a * row[d]!;
      nextSecond[d]! += b * row[d]!;
    }
  }
  return [nextFirst, nextSecond];
}
