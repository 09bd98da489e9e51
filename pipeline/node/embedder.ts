/** The embed stage in Node: caches first, then the model. Where every text is cached, the model is not even looked for. */
import { resolve } from 'node:path';
import { createLexicalEmbedder } from '../embed-lexical.ts';
import { CancelledError, throwIfAborted, UserError } from '../errors.ts';
import { DEFAULT_MODEL, findModel, type ModelSpec, modelInfo } from '../models.ts';
import type { Embedder, RunOptions } from '../types.ts';
import { cachePath, EmbeddingCache, textKey } from './embedding-cache.ts';
import { type ModelStoreOptions, obtainModel } from './model-store.ts';
import { createQueueClient } from './queue/client.ts';
import { createTransformer } from './transformer.ts';

/** Which model, its caches, and where it comes from. */
export interface EmbedderOptions {
  /** Default "transformer". "lexical" needs no model; it is never chosen by itself. */
  kind?: 'transformer' | 'lexical' | undefined;
  /** Hub id, or the model itself. Default: `DEFAULT_MODEL`. */
  model?: string | ModelSpec | undefined;
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
  return options.kind === 'lexical' ? lexical(options) : transformer(options);
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

function transformer(options: EmbedderOptions): CachedEmbedder {
  const log = options.onLog ?? (() => {});
  const spec = typeof options.model === 'object' ? options.model : findModel(options.model ?? DEFAULT_MODEL);
  const model = modelInfo(spec);
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
  /** Tells the present run how far the fetching of the model is. */
  let onFetch: (note: string) => void = () => {};
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

    onFetch = (note) => run.onProgress?.({ stage: 'embed', done: had, total: texts.length, note });
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

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? (error as Error).message;
}
