/** The library's verbs and their checks, for Node's verbs, the command line and the page; the package's entry is ../index.ts. */
export { checkArgument, checkMap, checkOptions } from './check.ts';
export { type Corpus, checkCorpus, type ReadPapersOptions, readPapers } from './corpus.ts';
export { verifyMap } from './files.ts';
export {
  addOptions,
  buildOptions,
  embedderSeed,
  placeOptions,
  readOptions,
  relatedOptions,
  stabilityOptions,
} from './options.ts';
export * from './verbs.ts';
