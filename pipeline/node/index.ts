/**
 * Isotheme as a library for Node: what the command line does, as functions.
 *
 * @example
 * ```ts
 * import { buildMap, findRelated, readPapers, writeMap } from 'isotheme';
 *
 * const map = await buildMap(await readPapers('papers.jsonl'), {
 *   seed: 7,
 *   onProgress: ({ stage, done, total }) => console.error(stage, done, total),
 *   signal: AbortSignal.timeout(600_000),
 * });
 * await writeMap(map, 'data/maps/papers');
 * console.log(await findRelated(map, 'KV cache', { k: 5 }));
 * ```
 * @module isotheme
 */
export type { ModelSpec } from '../embed/index.ts';
export * from '../index.ts';
export { createEmbedder, exportMap, readManifest, readMap, writeMap } from './api/files.ts';
export {
  type AddOptions,
  addPapers,
  assessStability,
  type BuildMapOptions,
  buildMap,
  findRelated,
  type MapModelOptions,
  type PlaceOptions,
  placePapers,
  type RelatedOptions,
  readPapers,
  verifyMap,
} from './api/verbs.ts';
export { defineConfig } from './cli/define-config.ts';
export type { IsothemeSettings } from './cli/settings-schema.ts';
export type { CachedEmbedder, CacheOptions, EmbedderStats } from './embed/cache/cached-embedder.ts';
export type { EmbedderOptions } from './embed/embedder.ts';
export { EXPORT_FORMATS, type Exported, type ExportFormat } from './export/registry.ts';
export type { ModelStoreOptions } from './models/options.ts';
export type { ModelChoice } from './models/resolve.ts';
