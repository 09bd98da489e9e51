/** stability: which themes come back when the grouping is repeated. */
export { type Firmness, testedFirmness } from './sentence.ts';
export { assessStability } from './stability.ts';
export type { Stability } from './types.ts';
