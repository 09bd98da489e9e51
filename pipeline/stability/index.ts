/** stability: which themes return when the clustering is repeated. */
export { type StabilityWord, testedStabilityWord } from './sentence.ts';
export { assessStability } from './stability.ts';
export type { Stability } from './types.ts';
