/**
 * Isotheme as a library for Node: what the command line does, as functions.
 *
 * @example
 * ```ts
 * import { buildMap, readPapers, related, writeMap } from 'isotheme';
 *
 * const map = await buildMap(await readPapers('papers.jsonl'), {
 *   seed: 7,
 *   onProgress: ({ stage, done, total }) => console.error(stage, done, total),
 *   signal: AbortSignal.timeout(600_000),
 * });
 * await writeMap(map, 'data/maps/papers');
 * console.log(await related(map, 'KV cache', { k: 5 }));
 * ```
 * @module isotheme
 */
export * from '../library/shared.ts';
export type { ModelSpec } from '../models.ts';
export type { CachedEmbedder, CacheOptions, EmbedderStats } from './cached-embedder.ts';
export { defineConfig } from './define-config.ts';
export { createEmbedder, type EmbedderOptions } from './embedder.ts';
export {
  addPapers,
  type BuildMapOptions,
  buildMap,
  type PlaceOptions,
  placePapers,
  readPapers,
  related,
  stability,
} from './library.ts';
export { readManifest, readMap, writeMap } from './map-files.ts';
export type { ModelStoreOptions } from './model-store.ts';
export type { IsothemeSettings } from './settings-schema.ts';
export type { ModelChoice } from './unpinned-models.ts';
