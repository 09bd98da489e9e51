/** name: the words for each theme. */

export { nameThemes, type PaperPhrases, readPhrases } from './name.ts';
export { LONGEST_NAME } from './phrases/display.ts';
