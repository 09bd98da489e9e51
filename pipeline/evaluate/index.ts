/** evaluate: a finished map against hand labels and authors' keywords. */
export { type Evaluation, evaluateMap } from './evaluate.ts';
export { agreeWithKeywords, type LevelAgreement, type NameAgreement } from './name-agreement.ts';
