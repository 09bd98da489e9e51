/**
 * Isotheme as a library for browsers, workers and other places that are not Node: the same verbs, to which the caller
 * gives an {@link Embedder}. Nothing here touches the DOM, files or the network.
 *
 * @example
 * ```ts
 * import { buildMap, createLexicalEmbedder, readPapers } from 'isotheme';
 *
 * const bytes = new Uint8Array(await file.arrayBuffer());
 * const corpus = await readPapers(bytes, { fileName: file.name });
 * const map = await buildMap(corpus, { embedder: createLexicalEmbedder() });
 * ```
 * @module isotheme (browsers)
 */
export { type Corpus, type ReadPapersOptions, readPapers } from './api/corpus.ts';
export {
  decodeMap,
  encodeMap,
  exportMap,
  exportPapers,
  readKeywords,
  readLabels,
  verifyMap,
} from './api/files.ts';
export * from './api/shared.ts';
export * from './api/verbs.ts';
