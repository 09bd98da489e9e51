/** Words and characters of papers' texts. */
export { endOfRun, LETTER, NUMBER } from './characters.ts';
export { surelyMore } from './log-odds.ts';
export { splitSentences } from './sentences.ts';
export { foldWord, splitWords } from './tokens.ts';
