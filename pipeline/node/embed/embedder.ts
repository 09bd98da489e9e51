/** The embed stage in Node: caches first, then the model. If every text is cached, the model is not even looked for. */
import { createLexicalEmbedder, DEFAULT_MODEL, type ModelSpec, modelInfo } from '../../embed/index.ts';
import type { ModelInfo } from '../../types.ts';
import { UsageError } from '../../util/index.ts';
import type { ModelStoreOptions } from '../models/options.ts';
import { type ModelChoice, resolveModel } from '../models/resolve.ts';
import { obtainModel } from '../models/store.ts';
import { createQueueClient } from '../queue/client.ts';
import {
  type CachedEmbedder,
  type CacheOptions,
  defaultCacheFolder,
  withCaches,
} from './cache/cached-embedder.ts';
import { cachePath } from './cache/embedding-cache.ts';
import { readDimension } from './cache/vector-file.ts';
import { createEndpointClient } from './endpoint-embedder.ts';
import { createTransformer } from './transformer/transformer.ts';

/** Which embedder, where its vectors are cached, and where its model comes from. */
export interface EmbedderOptions extends CacheOptions {
  /** "lexical" needs no model, "endpoint" sends texts to `endpoint`; both only if named. Default "transformer". */
  kind?: 'transformer' | 'lexical' | 'endpoint' | undefined;
  /** Hub id, the model itself, or its name at the endpoint, which is required there. Default: `DEFAULT_MODEL`. */
  model?: string | ModelSpec | undefined;
  /** Pooling and precision of a model that is named by its hub id. */
  choice?: ModelChoice | undefined;
  /** sha256 of the ONNX file with which an existing map was built; it decides between several precisions of the model. */
  recorded?: string | null | undefined;
  /** Address of an OpenAI-compatible embeddings endpoint. */
  endpoint?: string | undefined;
  /** A text that will be embedded anyway. An endpoint without a cache is asked for its vector first, to learn D. */
  sample?: string | undefined;
  /** Where the model is looked for and downloaded from. */
  store?: ModelStoreOptions | undefined;
  /** Address of a PostgreSQL database: workers elsewhere embed what is not cached (see queue/client.ts). */
  queue?: string | undefined;
  /** Seconds until the batch of a silent worker there goes to another. Default 120. */
  lease?: number | undefined;
  /** Most child processes. Default: one per core, at most 4. */
  workers?: number | undefined;
  /** Seed of the lexical embedder. Default 0. */
  seed?: number | undefined;
}

/**
 * Creates the embedder that `options` describe, with caches.
 * @throws UserError if there is no such model
 */
export async function createEmbedder(options: EmbedderOptions = {}): Promise<CachedEmbedder> {
  if (options.kind === 'lexical') return lexical(options);
  return options.kind === 'endpoint' ? endpoint(options) : transformer(options);
}

function lexical({ seed }: EmbedderOptions): CachedEmbedder {
  const inner = createLexicalEmbedder({ seed });
  let computed = 0;
  return {
    model: inner.model,
    async embed(texts, run) {
      const vectors = await inner.embed(texts, run);
      computed += texts.length;
      return vectors;
    },
    stats: () => ({ cached: 0, computed }),
    async close() {},
  };
}

async function transformer(options: EmbedderOptions): Promise<CachedEmbedder> {
  const log = options.onLog ?? (() => {});
  const { choice, recorded } = options;
  const store = { onLog: log, ...options.store };
  const spec =
    typeof options.model === 'object'
      ? options.model
      : await resolveModel(options.model ?? DEFAULT_MODEL, choice, store, recorded);
  /** Reports the progress of the download to the current run. */
  let onFetch: (note: string) => void = () => {};
  const inner =
    options.queue === undefined
      ? createTransformer({
          model: spec,
          locate: () =>
            obtainModel(spec, {
              onLog: log,
              onBytes: (loaded, total) =>
                onFetch(`downloading the model, ${megabytes(loaded)} of ${megabytes(total)} MB`),
              ...options.store,
            }),
          workers: options.workers,
        })
      : createQueueClient({ model: spec, url: options.queue, lease: options.lease, onLog: log });
  return withCaches(options, modelInfo(spec), {
    embedEach: (texts, onVector, run, note) => {
      onFetch = note;
      return inner.embedEach(texts, onVector, run);
    },
    close: () => inner.close(),
  });
}

async function endpoint(options: EmbedderOptions): Promise<CachedEmbedder> {
  if (options.endpoint === undefined || typeof options.model !== 'string')
    throw new UsageError('--embedder endpoint: give its address with --endpoint and a model with --model.');
  const client = createEndpointClient({ url: options.endpoint, model: options.model });
  const folder = options.cacheDir === undefined ? defaultCacheFolder() : options.cacheDir;
  const unknown: ModelInfo = { ...client.identity, dimension: 0 };
  let dimension = folder === null ? null : readDimension(cachePath(folder, unknown));
  // One text of the corpus, so nothing is sent that would not be sent anyway.
  if (dimension === null)
    await client.embedEach([options.sample ?? ''], (_, vector) => {
      dimension = vector.length;
    });
  const model: ModelInfo = { ...client.identity, dimension: dimension! };
  options.onLog?.(`Texts that are not cached are sent to ${client.url}, for the model "${options.model}".`);
  const cached = withCaches(options, model, {
    embedEach: (texts, onVector, run) => client.embedEach(texts, onVector, run, model.dimension),
    close: async () => {},
  });
  return { ...cached, endpoint: client.url };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
