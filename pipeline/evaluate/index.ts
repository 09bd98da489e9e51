/** evaluate: a finished map against hand labels. */
export { type Evaluation, evaluate } from './evaluate.ts';
