/** Words and characters of papers' texts. */
export { endOfRun, LETTER, NUMBER } from './characters.ts';
export { surelyMore } from './log-odds.ts';
export { PLAIN_WORDS } from './plain-words.ts';
export { splitSentences } from './sentences.ts';
export { foldWord, splitWords } from './tokens.ts';
