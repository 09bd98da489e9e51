/**
 * Seeded random numbers, the pipeline's only source of randomness.
 *
 * Generator: mulberry32 (Tommy Ettinger, public domain): 32 bits of state, passes gjrand's tests at the
 * lengths used here, and gives the same sequence on every engine because it uses 32-bit integer arithmetic only.
 */

/** A function that returns the next number of its sequence, uniform in [0, 1). */
export type Random = () => number;

/** A generator whose sequence depends only on `seed` (any finite number, taken modulo 2^32). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A seed for one named step, so that each step has its own sequence (FNV-1a over the name and the seed). */
export function deriveSeed(seed: number, step: string): number {
  let hash = 0x811c9dc5 ^ (seed >>> 0);
  for (let i = 0; i < step.length; i++) hash = Math.imul(hash ^ step.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** The integers 0 … n − 1 in random order (Fisher–Yates). */
export function permutation(n: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const swap = order[i]!;
    order[i] = order[j]!;
    order[j] = swap;
  }
  return order;
}

/** A standard normal number (Box–Muller; one of each pair is used). */
export function gaussian(random: Random): number {
  const u = 1 - random();
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * random());
}
