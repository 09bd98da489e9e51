/** evaluate: a finished map against hand labels. */
export { type Evaluation, evaluateMap } from './evaluate.ts';
