/** Words and characters of papers' texts. */
export { endOfRun, LETTER, NUMBER } from './characters.ts';
export { splitSentences } from './sentences.ts';
export { foldWord, splitWords } from './tokens.ts';
