/** name: the words for each theme. */
export { LONGEST_NAME } from './display.ts';
export { nameThemes, type RankedLevel, readWording, type Wording } from './name.ts';
