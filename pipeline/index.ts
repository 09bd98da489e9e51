/**
 * Isotheme as a library for browsers, workers and other places that are not Node: the same verbs, to which the caller
 * gives an {@link Embedder}. Nothing here touches the DOM, files or the network.
 *
 * @example
 * ```ts
 * import { buildMap, createLexicalEmbedder, readPapers } from 'isotheme';
 *
 * const papers = await readPapers(new Uint8Array(await file.arrayBuffer()), file.name);
 * const map = await buildMap(papers, { embedder: createLexicalEmbedder() });
 * ```
 * @module isotheme (browsers)
 */
export * from './api/index.ts';
