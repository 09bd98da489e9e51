/** The embed stage in Node: caches first, then the model. Where every text is cached, the model is not even looked for. */
import { resolve } from 'node:path';
import { createLexicalEmbedder } from '../embed-lexical.ts';
import { CancelledError, throwIfAborted, UsageError, UserError } from '../errors.ts';
import { DEFAULT_MODEL, type ModelSpec, modelInfo } from '../models.ts';
import type { Embedder, ModelInfo, RunOptions } from '../types.ts';
import { cachePath, codeOf, EmbeddingCache, textKey } from './embedding-cache.ts';
import { createEndpointClient } from './endpoint-embedder.ts';
import { type ModelStoreOptions, obtainModel } from './model-store.ts';
import { createQueueClient } from './queue/client.ts';
import { createTransformer } from './transformer.ts';
import { type ModelChoice, resolveModel } from './unpinned-models.ts';
import { readDimension } from './vector-file.ts';

/** Which model, its caches, and where it comes from. */
export interface EmbedderOptions {
  /** Default "transformer". "lexical" needs no model, "endpoint" asks `endpoint`; neither is ever chosen by itself. */
  kind?: 'transformer' | 'lexical' | 'endpoint' | undefined;
  /** Hub id, the model itself, or its name at the endpoint. Default: `DEFAULT_MODEL`; an endpoint needs one. */
  model?: string | ModelSpec | undefined;
  /** Pooling and precision of a model by hub id. */
  choice?: ModelChoice | undefined;
  /** sha256 of the ONNX file of a map that is asked or added to: of several precisions of the model, the one that has it. */
  recorded?: string | null | undefined;
  /** Address of an OpenAI-compatible embeddings endpoint. */
  endpoint?: string | undefined;
  /** A text that will be embedded anyway: an endpoint that was never asked is asked for it first, to know D. */
  sample?: string | undefined;
  /** Folder of the main cache; null for none. Default: `defaultCacheFolder()`. */
  cacheDir?: string | null | undefined;
  /** Cache files that are only read, after the main one; those that are missing or another model's are passed over. */
  extraCaches?: readonly string[] | undefined;
  /** Where the model is looked for and fetched from. */
  store?: ModelStoreOptions | undefined;
  /** Address of a PostgreSQL database: workers elsewhere do what the caches don't have (see queue/client.ts). */
  queue?: string | undefined;
  /** Most child processes. Default: one a core, 4 at most. */
  workers?: number | undefined;
  /** Seed of the lexical embedder. Default 0. */
  seed?: number | undefined;
  /** One sentence for each step of the model's way here and each warning. */
  onLog?: ((line: string) => void) | undefined;
}

/** How many vectors came from caches, and how many from the model. */
export interface EmbedderStats {
  /** Texts whose vector came from a cache (or from an equal text of the same call). */
  cached: number;
  /** Texts that the model has worked on. */
  computed: number;
}

/** An embedder that asks its caches before the model. */
export interface CachedEmbedder extends Embedder {
  /** Counts over all calls so far. */
  stats(): EmbedderStats;
  close(): Promise<void>;
}

/** Vectors that go to the disk in one write; a killed run computes at most these again. */
const BATCH = 16;

/** `ISOTHEME_CACHE`, else `data/.cache/` of the working folder. */
export function defaultCacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return resolve(env.ISOTHEME_CACHE || 'data/.cache');
}

/** The embedder that `options` ask for. */
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
  /** Tells the present run how far the fetching of the model is. */
  let onFetch: (note: string) => void = () => {};
  const inner =
    options.queue === undefined
      ? createTransformer({
          model: spec,
          locate: () =>
            obtainModel(spec, {
              onLog: log,
              onBytes: (loaded, total) =>
                onFetch(`fetching the model, ${megabytes(loaded)} of ${megabytes(total)} MB`),
              ...options.store,
            }),
          workers: options.workers,
        })
      : createQueueClient({ model: spec, url: options.queue, onLog: log });
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
  // Asked once and for a text of the corpus: nothing is sent that would not be sent anyway.
  if (dimension === null)
    await client.embedEach([options.sample ?? ''], (_, vector) => {
      dimension = vector.length;
    });
  const model: ModelInfo = { ...client.identity, dimension: dimension! };
  options.onLog?.(`Texts that no cache has go to ${client.url}, for the model "${options.model}".`);
  const cached = withCaches(options, model, {
    embedEach: (texts, onVector, run) => client.embedEach(texts, onVector, run, model.dimension),
    close: async () => {},
  });
  return { ...cached, endpoint: client.url };
}

/** What makes the vectors that no cache has. */
interface Source {
  embedEach(
    texts: readonly string[],
    onVector: (index: number, vector: Float32Array) => void,
    run: RunOptions,
    /** Says what goes on before the first vector. */
    note: (words: string) => void,
  ): Promise<void>;
  close(): Promise<void>;
}

function withCaches(options: EmbedderOptions, model: ModelInfo, inner: Source): CachedEmbedder {
  const log = options.onLog ?? (() => {});
  let caches: Caches | undefined;
  let cached = 0;
  let computed = 0;

  async function embed(texts: readonly string[], run: RunOptions = {}): Promise<Float32Array> {
    throwIfAborted(run.signal);
    caches ??= openCaches(options, model, log);
    const { dimension } = model;
    const vectors = new Float32Array(texts.length * dimension);
    // The rows of each text that no cache has; equal texts are computed once.
    const missing = new Map<string, number[]>();
    texts.forEach((text, row) => {
      const key = textKey(text);
      if (caches!.read(key, vectors, row * dimension)) cached++;
      else {
        const rows = missing.get(key);
        if (rows === undefined) missing.set(key, [row]);
        else rows.push(row);
      }
    });
    const had = texts.length - sum(missing, (rows) => rows.length);
    run.onProgress?.({ stage: 'embed', done: had, total: texts.length, note: cacheNote(had) });
    if (missing.size === 0) return vectors;

    const keys = [...missing.keys()];
    const batch = new Batch(caches, dimension);
    let done = had;
    try {
      await inner.embedEach(
        keys.map((key) => texts[missing.get(key)![0]!]!),
        (index, vector) => {
          const key = keys[index]!;
          const rows = missing.get(key)!;
          for (const row of rows) vectors.set(vector, row * dimension);
          batch.add(key, vector);
          computed++;
          cached += rows.length - 1;
          done += rows.length;
          run.onProgress?.({ stage: 'embed', done, total: texts.length, note: cacheNote(had) });
        },
        run.signal === undefined ? {} : { signal: run.signal },
        (note) => run.onProgress?.({ stage: 'embed', done: had, total: texts.length, note }),
      );
    } finally {
      // Also where the run was called off: what is computed is kept.
      batch.flush();
    }
    return vectors;
  }

  return {
    model,
    embed,
    stats: () => ({ cached, computed }),
    async close() {
      await inner.close();
      caches?.close();
      caches = undefined;
    },
  };
}

/** The main cache and those that are only read, as one. */
interface Caches {
  read(key: string, out: Float32Array, offset: number): boolean;
  append(keys: readonly string[], vectors: Float32Array): void;
  close(): void;
}

function openCaches(options: EmbedderOptions, model: Embedder['model'], log: (line: string) => void): Caches {
  const folder = options.cacheDir === undefined ? defaultCacheFolder() : options.cacheDir;
  let main = folder === null ? null : openMain(cachePath(folder, model), model, log);
  const extra = (options.extraCaches ?? []).map(
    (path) => new EmbeddingCache(path, model, { readOnly: true, onWarning: log }),
  );
  let writes = true;
  return {
    read: (key, out, offset) =>
      (main?.read(key, out, offset) ?? false) || extra.some((cache) => cache.read(key, out, offset)),
    append(keys, vectors) {
      if (main === null || !writes) return;
      try {
        main.append(keys, vectors);
      } catch (error) {
        // The vectors are there all the same; only the next run has to compute them again.
        writes = false;
        log(
          `The embedding cache in ${folder} cannot be written to (${codeOf(error)}); this run's vectors are not kept.`,
        );
      }
    },
    close() {
      main?.close();
      main = null;
      for (const cache of extra) cache.close();
    },
  };
}

function openMain(path: string, model: Embedder['model'], log: (line: string) => void): EmbeddingCache {
  try {
    return new EmbeddingCache(path, model, { onWarning: log });
  } catch (error) {
    if (error instanceof UserError || error instanceof CancelledError) throw error;
    throw new UserError(
      `The embedding cache ${path} cannot be read (${codeOf(error)}); ISOTHEME_CACHE moves it elsewhere.`,
    );
  }
}

/** Collects vectors on their way to the cache. */
class Batch {
  readonly #caches: Caches;
  readonly #vectors: Float32Array;
  readonly #dimension: number;
  #keys: string[] = [];

  constructor(caches: Caches, dimension: number) {
    this.#caches = caches;
    this.#dimension = dimension;
    this.#vectors = new Float32Array(BATCH * dimension);
  }

  add(key: string, vector: Float32Array): void {
    this.#vectors.set(vector, this.#keys.length * this.#dimension);
    this.#keys.push(key);
    if (this.#keys.length === BATCH) this.flush();
  }

  flush(): void {
    this.#caches.append(this.#keys, this.#vectors.subarray(0, this.#keys.length * this.#dimension));
    this.#keys = [];
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

function cacheNote(had: number): string {
  return had === 0 ? 'none cached' : `${had} cached`;
}

function sum<K, V>(map: ReadonlyMap<K, V>, weigh: (value: V) => number): number {
  let total = 0;
  for (const value of map.values()) total += weigh(value);
  return total;
}
