/** name: the words for each theme. */
export { LONGEST_NAME } from './display.ts';
export { nameThemes, type PaperPhrases, readPhrases } from './name.ts';
