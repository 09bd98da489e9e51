/** related: the papers nearest to a paper, or to a question. */
export { best, fuseScores, likeness } from './fuse.ts';
export { QUESTION_WORDS } from './question-words.ts';
export { findPaper, type RelatedPaper, relatedToPaper, relatedToText } from './related.ts';
