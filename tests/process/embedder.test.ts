/** Caches and model together, with a tiny model. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ModelSpec, modelInfo } from '../../pipeline/embed/models.ts';
import { type CachedEmbedder, defaultCacheFolder } from '../../pipeline/node/embed/cache/cached-embedder.ts';
import { cachePath, EmbeddingCache, textKey } from '../../pipeline/node/embed/cache/embedding-cache.ts';
import { createEmbedder, type EmbedderOptions } from '../../pipeline/node/embed/embedder.ts';
import { CancelledError, UserError } from '../../pipeline/util/errors.ts';
import { installTinyModel } from '../support/tiny-model.ts';

const D = 16;
const TEXTS = Array.from({ length: 40 }, (_, i) => `the large model ${i}`);
/** Nowhere to look for a model. */
const NOWHERE = { folders: ['/nonexistent'], hub: null, mvn: null };

let folder: string;
let model: ModelSpec;
let log: string[];
const opened: CachedEmbedder[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isotheme-embedder-'));
  model = await installTinyModel(join(folder, 'models'));
  log = [];
});
afterEach(async () => {
  for (const embedder of opened.splice(0)) await embedder.close();
  await rm(folder, { recursive: true, force: true });
});

async function start(options: EmbedderOptions = {}): Promise<CachedEmbedder> {
  const embedder = await createEmbedder({
    model,
    cacheDir: join(folder, 'cache'),
    store: { folders: [join(folder, 'models')], hub: null, mvn: null },
    workers: 1,
    onLog: (line) => log.push(line),
    ...options,
  });
  opened.push(embedder);
  return embedder;
}

const cacheFile = () => cachePath(join(folder, 'cache'), modelInfo(model));

describe('the cache', () => {
  test('gives the same bytes, without looking for the model', async () => {
    const first = await start();
    const vectors = await first.embed(TEXTS);
    expect(first.stats()).toEqual({ cached: 0, computed: 40 });
    const second = await start({ store: NOWHERE });
    const progress: unknown[] = [];
    expect(await second.embed(TEXTS, { onProgress: (step) => progress.push(step) })).toEqual(vectors);
    expect(second.stats()).toEqual({ cached: 40, computed: 0 });
    expect(progress).toEqual([{ stage: 'embed', done: 40, total: 40, note: '40 cached' }]);
  });

  test('leaves only new texts to be computed', async () => {
    await (await start()).embed(TEXTS.slice(0, 30));
    const embedder = await start();
    const vectors = await embedder.embed(TEXTS);
    expect(embedder.stats()).toEqual({ cached: 30, computed: 10 });
    expect(vectors).toEqual(await (await start({ cacheDir: null })).embed(TEXTS));
  });

  test('equal texts are computed once', async () => {
    const embedder = await start();
    const vectors = await embedder.embed(['model', 'data', 'model', 'model']);
    expect(embedder.stats()).toEqual({ cached: 2, computed: 2 });
    for (const row of [2, 3])
      expect(vectors.subarray(row * D, (row + 1) * D)).toEqual(vectors.subarray(0, D));
  });

  test('the main cache takes precedence over sidecar caches, and these over the model', async () => {
    const marked = (value: number) => Float32Array.from({ length: D }, (_, d) => (d === value ? 1 : 0));
    const extra = join(folder, 'extra.embeddings');
    const write = (path: string, text: string, value: number) => {
      const cache = new EmbeddingCache(path, modelInfo(model));
      cache.append([textKey(text)], marked(value));
      cache.close();
    };
    write(extra, 'both', 1);
    write(extra, 'extra only', 2);
    write(cacheFile(), 'both', 3);
    const before = readFileSync(extra);
    const embedder = await start({ extraCaches: [join(folder, 'missing.embeddings'), extra] });
    const vectors = await embedder.embed(['both', 'extra only', 'neither']);
    expect([...vectors.subarray(0, 2 * D)]).toEqual([...marked(3), ...marked(2)]);
    expect(embedder.stats()).toEqual({ cached: 2, computed: 1 });
    expect(readFileSync(extra)).toEqual(before);
  });

  test('a folder in place of a sidecar cache is ignored and reported', async () => {
    const extra = join(folder, 'papers.embeddings');
    await mkdir(extra);
    const embedder = await start({ extraCaches: [extra] });
    await embedder.embed(['model']);
    expect(embedder.stats()).toEqual({ cached: 0, computed: 1 });
    expect(log).toContain(`The embedding cache ${extra} cannot be read (EISDIR) and is ignored.`);
  });

  test('a damaged cache is repaired and reported, and the lost vectors are computed again', async () => {
    const vectors = await (await start()).embed(TEXTS);
    truncateSync(cacheFile(), readFileSync(cacheFile()).length - 7);
    const embedder = await start();
    expect(await embedder.embed(TEXTS)).toEqual(vectors);
    expect(embedder.stats()).toEqual({ cached: 39, computed: 1 });
    expect(log.filter((line) => line.includes('repaired'))).toHaveLength(1);
  });

  test('a cache that cannot be written to is reported once, and the vectors are returned', async () => {
    writeFileSync(join(folder, 'cache'), 'a file in the way');
    const elsewhere = await start({ cacheDir: join(folder, 'other') });
    await expect((await start()).embed(TEXTS)).rejects.toThrow(/cannot be read \(ENOTDIR\); ISOTHEME_CACHE/);
    await rm(join(folder, 'cache'));
    const embedder = await start();
    let put = false;
    const vectors = await embedder.embed(TEXTS, {
      onProgress: () => {
        if (!put) writeFileSync(join(folder, 'cache'), 'a file in the way');
        put = true;
      },
    });
    expect(vectors).toEqual(await elsewhere.embed(TEXTS));
    expect(log.filter((line) => line.includes("this run's vectors are not kept"))).toHaveLength(1);
  });

  test('ISOTHEME_CACHE moves it', () => {
    expect(defaultCacheFolder({ ISOTHEME_CACHE: folder })).toBe(folder);
    expect(defaultCacheFolder({})).toBe(join(process.cwd(), 'data', '.cache'));
  });
});

describe('a run that ends early', () => {
  test('keeps its vectors if it was cancelled', async () => {
    const embedder = await start();
    const stop = new AbortController();
    const run = embedder.embed(TEXTS, {
      signal: stop.signal,
      onProgress: ({ done }) => {
        if (done === 5) stop.abort();
      },
    });
    await expect(run).rejects.toThrow(CancelledError);
    const again = await start();
    await again.embed(TEXTS);
    expect(again.stats()).toEqual({ cached: 5, computed: 35 });
  });

  test('loses at most one batch to kill -9, and the next run ends with the same bytes', async () => {
    const many = Array.from({ length: 600 }, (_, i) => `graph learning ${i}`);
    const script = join(folder, 'run.mjs');
    writeFileSync(
      script,
      `const [, , module, options, texts] = process.argv;
       const { createEmbedder } = await import(module);
       const embedder = await createEmbedder(JSON.parse(options));
       await embedder.embed(JSON.parse(texts), { onProgress: ({ done }) => process.send(done) });`,
    );
    const options = {
      model,
      cacheDir: join(folder, 'cache'),
      store: { folders: [join(folder, 'models')], hub: null, mvn: null },
      workers: 2,
    };
    const module = new URL('../../dist/pipeline/node/embed/embedder.js', import.meta.url).href;
    let atLeast = 0;
    for (const point of [1, 90, 317]) {
      const child = fork(script, [module, JSON.stringify(options), JSON.stringify(many)], { execArgv: [] });
      const seen = await new Promise<number>((resolve) =>
        child.on('message', (done) => {
          if (Number(done) >= point) resolve(Number(done));
        }),
      );
      child.kill('SIGKILL');
      await once(child, 'exit');
      // The child may have written more after its last message reached this process.
      atLeast = Math.max(atLeast, seen - 16);
    }
    const embedder = await start();
    const vectors = await embedder.embed(many);
    expect(embedder.stats().cached).toBeGreaterThanOrEqual(atLeast);
    expect(embedder.stats().cached + embedder.stats().computed).toBe(600);
    expect(vectors).toEqual(await (await start({ cacheDir: null })).embed(many));
    expect(readdirSync(join(folder, 'cache'))).toHaveLength(1);
  });
});

describe('the choice of an embedder', () => {
  test('without a model anywhere is one error that lists what was tried, not the lexical embedder', async () => {
    const embedder = await start({ store: NOWHERE });
    await expect(embedder.embed(['model'])).rejects.toThrow(UserError);
    await expect(embedder.embed(['model'])).rejects.toThrow(
      /could not be downloaded. Tried:\n {2}- the model folder/,
    );
  });

  test('of an unknown model is an error', async () => {
    await expect(createEmbedder({ model: 'gpt-9' })).rejects.toThrow(
      'The model "gpt-9" is not one that Isotheme knows; choose one of Xenova/bge-small-en-v1.5, Xenova/all-MiniLM-L6-v2, or name another as organisation/model.',
    );
  });

  test('is the lexical one only if it is asked for', async () => {
    const embedder = await createEmbedder({ kind: 'lexical' });
    expect(embedder.model).toEqual({ id: 'lexical', sha256: null, pooling: 'none', dimension: 128 });
    expect(await embedder.embed(TEXTS)).toHaveLength(40 * 128);
    expect(embedder.stats()).toEqual({ cached: 0, computed: 40 });
    await embedder.close();
  });
});
