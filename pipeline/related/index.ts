/** related: the papers nearest to a paper, or to a question. */
export { QUESTION_WORDS } from './question-words.ts';
export { rarity } from './rarity.ts';
export { findPaper, type RelatedPaper, relatedToPaper, relatedToText } from './related.ts';
export { best, fuseScores, similarityTo } from './score-fusion.ts';
