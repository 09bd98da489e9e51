/** The embedder of the page: uses known vectors first, and loads the model only for texts that have none. */

import {
  createLexicalEmbedder,
  DEFAULT_MODEL,
  findModel,
  type ModelSpec,
  modelInfo,
} from '../../pipeline/embed/index.ts';
import { sha256Hex } from '../../pipeline/map/index.ts';
import type { Embedder, RunOptions } from '../../pipeline/types.ts';
import { UserError } from '../../pipeline/util/index.ts';
import { embedAll } from './model-pool.ts';
import { pageModel } from './page-model.ts';
import type { EmbedSource } from './protocol.ts';
import { readVectors, writeVectors } from './storage.ts';

export interface PageEmbedder extends Embedder {
  counts(): { embedded: number; known: number };
}

/** Vectors stored at a time: a cancelled build loses at most these. */
const BATCH = 16;

/** @param seed of the lexical embedder */
export function createPageEmbedder(source: EmbedSource, seed: number): PageEmbedder {
  return source.own?.embedder === 'lexical' ? lexical(seed) : asOwnMap(source);
}

function lexical(seed: number): PageEmbedder {
  const inner = createLexicalEmbedder({ seed });
  let embedded = 0;
  return {
    model: inner.model,
    async embed(texts, run) {
      embedded += texts.length;
      return inner.embed(texts, run);
    },
    counts: () => ({ embedded, known: 0 }),
  };
}

/** Embeds as the shown map was embedded: with its own vectors, stored ones, and its model for the rest. */
function asOwnMap(source: EmbedSource): PageEmbedder {
  const { own } = source;
  const model = own?.model ?? modelInfo(findModel(DEFAULT_MODEL));
  const { dimension } = model;
  let embedded = 0;
  let known = 0;

  async function embed(texts: readonly string[], run: RunOptions = {}): Promise<Float32Array> {
    const vectors = new Float32Array(texts.length * dimension);
    const missing = new Map<string, number[]>();
    const shown = new Map(source.known?.texts.map((text, row) => [text, row]));
    texts.forEach((text, i) => {
      const row = shown.get(text);
      if (row !== undefined)
        vectors.set(source.known!.vectors.subarray(row * dimension, (row + 1) * dimension), i * dimension);
      else missing.set(text, [...(missing.get(text) ?? []), i]);
    });
    const put = (text: string, vector: Float32Array) => {
      for (const i of missing.get(text)!) vectors.set(vector, i * dimension);
    };
    const keys = new Map<string, string>();
    for (const text of missing.keys()) keys.set(text, await keyOf(text));
    for (const [text, vector] of await readVectors(keys)) {
      if (vector.length !== dimension) continue;
      put(text, vector);
      keys.delete(text);
    }
    const had = texts.length - keys.size;
    known += had;
    const report = (done: number, note?: string) =>
      run.onProgress?.({ stage: 'embed', done, total: texts.length, ...(note !== undefined && { note }) });
    report(had);
    if (keys.size === 0) return vectors;
    const spec = own ? modelFor(own) : findModel(DEFAULT_MODEL);

    let fresh = new Map<string, Float32Array>();
    let done = had;
    await embedAll(
      [...keys.keys()],
      { id: spec.id, models: source.models, runtime: source.runtime },
      navigator.hardwareConcurrency,
      ({ loaded, total }) => report(had, `loading the model, ${megabytes(loaded)} of ${megabytes(total)} MB`),
      async (text, vector) => {
        put(text, vector);
        fresh.set(keys.get(text)!, vector);
        embedded++;
        report(++done);
        if (fresh.size < BATCH && done < texts.length) return;
        const batch = fresh;
        fresh = new Map();
        await writeVectors(batch);
      },
    );
    return vectors;
  }

  /** Key of a vector in the browser's storage: model, pooling and hash of the text. */
  async function keyOf(text: string): Promise<string> {
    const hash = await sha256Hex(new TextEncoder().encode(text));
    return `${model.sha256?.slice(0, 16)}:${model.pooling}:${hash}`;
  }

  return {
    model,
    precomputed: own?.vectors,
    endpoint: own?.endpoint,
    embed,
    counts: () => ({ embedded, known }),
  };
}

/** The model that embeds further papers of a map. @throws UserError if the page does not have it */
function modelFor(own: NonNullable<EmbedSource['own']>): ModelSpec {
  const spec = pageModel(own);
  if (spec) return spec;
  const { embedder, model } = own;
  const origin =
    embedder === 'transformer' ? `${model.id} in a version` : embedder === 'given' ? 'a file' : 'an endpoint';
  throw new UserError(
    `The vectors of this map come from ${origin} that the page does not have; add papers to it on the command line.`,
  );
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
