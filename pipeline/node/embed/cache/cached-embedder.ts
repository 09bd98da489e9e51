/** Puts caches in front of an embedder: no text is embedded twice, and a cancelled run keeps the vectors it has. */
import { resolve } from 'node:path';
import type { Embedder, ModelInfo, RunOptions } from '../../../types.ts';
import { CancelledError, throwIfAborted, UserError } from '../../../util/index.ts';
import { cachePath, codeOf, EmbeddingCache, textKey } from './embedding-cache.ts';

/** Where vectors are cached. */
export interface CacheOptions {
  /** Folder of the main cache; null for none. Default: `defaultCacheFolder()`. */
  cacheDir?: string | null | undefined;
  /** Sidecar caches, read after the main one and never written. Files that are missing, unreadable or another model's are skipped. */
  extraCaches?: readonly string[] | undefined;
  /** Receives one sentence for each step of finding the model, and for each warning. */
  onLog?: ((line: string) => void) | undefined;
}

/** How many vectors came from caches, and how many from the model. */
export interface EmbedderStats {
  /** Texts whose vector came from a cache, or from an equal text of the same call. */
  cached: number;
  /** Texts that the model embedded. */
  computed: number;
}

/** An embedder with caches. */
export interface CachedEmbedder extends Embedder {
  /** Counts over all calls so far. */
  stats(): EmbedderStats;
  close(): Promise<void>;
}

/** Vectors per write to the disk. A killed run loses at most these. */
const BATCH = 16;

/** `ISOTHEME_CACHE`, else `data/.cache/` of the working folder. */
export function defaultCacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return resolve(env.ISOTHEME_CACHE || 'data/.cache');
}

/** Computes the vectors that no cache has. */
export interface VectorSource {
  embedEach(
    texts: readonly string[],
    onVector: (index: number, vector: Float32Array) => void,
    run: RunOptions,
    /** Reports what happens before the first vector. */
    note: (words: string) => void,
  ): Promise<void>;
  close(): Promise<void>;
}

/** An embedder that looks into the caches of `options` first and calls `inner` for the rest. */
export function withCaches(options: CacheOptions, model: ModelInfo, inner: VectorSource): CachedEmbedder {
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
      // Also if the run was cancelled.
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

/** The main cache and the sidecar caches as one. */
interface Caches {
  read(key: string, out: Float32Array, offset: number): boolean;
  append(keys: readonly string[], vectors: Float32Array): void;
  close(): void;
}

function openCaches(options: CacheOptions, model: Embedder['model'], log: (line: string) => void): Caches {
  const folder = options.cacheDir === undefined ? defaultCacheFolder() : options.cacheDir;
  let main = folder === null ? null : openMain(cachePath(folder, model), model, log);
  const extra = (options.extraCaches ?? []).flatMap((path) => openExtra(path, model, log));
  let writes = true;
  return {
    read: (key, out, offset) =>
      (main?.read(key, out, offset) ?? false) || extra.some((cache) => cache.read(key, out, offset)),
    append(keys, vectors) {
      if (main === null || !writes) return;
      try {
        main.append(keys, vectors);
      } catch (error) {
        // This run has the vectors; only the next one has to compute them again.
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

/** What lies beside an input under a cache's name need not be one: a folder, or a file of someone else's. */
function openExtra(path: string, model: Embedder['model'], log: (line: string) => void): EmbeddingCache[] {
  try {
    return [new EmbeddingCache(path, model, { readOnly: true, onWarning: log })];
  } catch (error) {
    if (error instanceof UserError || (error as NodeJS.ErrnoException).code === undefined) throw error;
    log(`The embedding cache ${path} cannot be read (${codeOf(error)}) and is ignored.`);
    return [];
  }
}

/** Collects vectors for one write to the cache. */
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

function cacheNote(had: number): string {
  return had === 0 ? 'none cached' : `${had} cached`;
}

function sum<K, V>(map: ReadonlyMap<K, V>, weigh: (value: V) => number): number {
  let total = 0;
  for (const value of map.values()) total += weigh(value);
  return total;
}
