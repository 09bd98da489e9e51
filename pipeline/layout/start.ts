/** Where the layout begins: the first two principal components, so that the large structure is there before the first epoch. */
import { createRandom, deriveSeed, gaussian } from '../random.ts';
import type { Representation } from '../types.ts';

/** Power iterations; the plane is only a start, so its last digits do not matter. */
const ITERATIONS = 30;
/** Half the side of the square that the start fills: umap-learn scales its spectral start to the same ±10. */
const EXTENT = 10;

/**
 * Scores on the first two principal components by subspace iteration, scaled into ±10 with a little noise so that
 * papers which coincide can come apart.
 * @returns `[N, 2]`
 */
export function pcaStart(representation: Representation, seed: number): Float32Array {
  const { count, width, vectors } = representation;
  const mean = new Float64Array(width);
  for (let i = 0; i < count; i++) for (let d = 0; d < width; d++) mean[d]! += vectors[i * width + d]! / count;

  const random = createRandom(deriveSeed(seed, 'layout-start'));
  // The axes start from the same vectors whatever the seed: another seed should move the map's details, not turn it over.
  const axisRandom = createRandom(1);
  const axes = [0, 1].map(() => Float64Array.from({ length: width }, () => gaussian(axisRandom)));
  const scores = [new Float64Array(count), new Float64Array(count)];
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    orthonormalise(axes[0]!, axes[1]!);
    for (let a = 0; a < 2; a++) project(vectors, count, width, mean, axes[a]!, scores[a]!);
    if (iteration === ITERATIONS - 1) break;
    for (let a = 0; a < 2; a++) backProject(vectors, count, width, mean, scores[a]!, axes[a]!);
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

function project(
  vectors: Float32Array,
  count: number,
  width: number,
  mean: Float64Array,
  axis: Float64Array,
  out: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let d = 0; d < width; d++) sum += (vectors[i * width + d]! - mean[d]!) * axis[d]!;
    out[i] = sum;
  }
}

function backProject(
  vectors: Float32Array,
  count: number,
  width: number,
  mean: Float64Array,
  scores: Float64Array,
  out: Float64Array,
): void {
  out.fill(0);
  for (let i = 0; i < count; i++) {
    const score = scores[i]!;
    for (let d = 0; d < width; d++) out[d]! += score * (vectors[i * width + d]! - mean[d]!);
  }
}
