/** The library's verbs: options are checked here, then handed to the subject that does the work. */
export { readPapers } from './corpus.ts';
export * from './shared.ts';
export * from './verbs.ts';
