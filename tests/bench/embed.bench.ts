/**
 * Embedding beside a bare loop of model calls over the same texts, and beside sentence-transformers with the same file,
 * in turn. The bare loop has its model loaded; ours starts its processes each time.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { env, pipeline } from '@xenova/transformers';
import { expect, it } from 'vitest';
import { embedText } from '../../pipeline/embed/embed-texts.ts';
import { DEFAULT_MODEL } from '../../pipeline/embed/models.ts';
import { createEmbedder } from '../../pipeline/node/embed/embedder.ts';
import { fetchModel } from '../../pipeline/node/models/store.ts';
import { readBytes } from '../../pipeline/read/read.ts';
import { corpusFile } from './corpora.ts';
import { startPeer } from './python/peer.ts';
import { printTable, summary } from './table.ts';

const RUNS = Number(process.env.ISOTHEME_BENCH_RUNS ?? 5);
const TEXTS = Number(process.env.ISOTHEME_BENCH_PAPERS ?? 500);

it('embeds', async () => {
  env.localModelPath = await fetchModel(DEFAULT_MODEL, { onLog: console.error });
  env.allowRemoteModels = false;
  const file = corpusFile('papers20k.jsonl.gz') ?? 'data/daily-papers-aug-19.txt';
  const { papers } = await readBytes(await readFile(file), path.basename(file));
  const texts = papers.slice(0, TEXTS).map(embedText);
  const peer = await startPeer<{ ms: number }>('embed.py', [path.join(env.localModelPath, DEFAULT_MODEL)]);
  const times: Record<string, number[]> = { bare: [], ours: [], theirs: [] };
  const loop = await pipeline('feature-extraction', DEFAULT_MODEL, { quantized: true });
  await loop(texts[0]!, { pooling: 'cls', normalize: true });
  for (let run = 0; run < RUNS; run++) {
    let start = performance.now();
    for (const text of texts) await loop(text, { pooling: 'cls', normalize: true });
    times.bare!.push(performance.now() - start);
    start = performance.now();
    const embedder = await createEmbedder({ cacheDir: null });
    const vectors = await embedder.embed(texts);
    await embedder.close();
    times.ours!.push(performance.now() - start);
    expect(vectors).toHaveLength(texts.length * 384);
    if (peer) times.theirs!.push((await peer.work(texts)).ms);
  }
  peer?.close();
  const row = (name: string, of: number[]) => {
    const { min, median } = summary(of);
    return [name, min / 1000, median / 1000, summary(of.map((ms, run) => ms / times.bare![run]!)).median];
  };
  printTable(
    `Embedding ${texts.length} abstracts (${RUNS} runs in turn)`,
    ['', 'min s', 'median s', 'share of the bare loop, median'],
    [
      row('bare loop of @xenova/transformers, model loaded', times.bare!),
      row('isotheme, loading included', times.ours!),
      ...(peer ? [row('onnxruntime in Python, one text at a time, model loaded', times.theirs!)] : []),
    ],
  );
});
