/** Embedding the page: the build's own way beside a bare loop of model calls over the same texts, in turn. */
import { readFile } from 'node:fs/promises';
import { env, pipeline } from '@xenova/transformers';
import { expect, it } from 'vitest';
import { embedText } from '../../pipeline/embed-text.ts';
import { DEFAULT_MODEL } from '../../pipeline/models.ts';
import { createEmbedder } from '../../pipeline/node/embedder.ts';
import { fetchModel } from '../../pipeline/node/model-store.ts';
import { readPapers } from '../../pipeline/read.ts';
import { printTable, summary } from './table.ts';

const RUNS = 5;

it('embeds the page', async () => {
  env.localModelPath = await fetchModel(DEFAULT_MODEL, { onLog: console.error });
  env.allowRemoteModels = false;
  const { papers } = await readPapers(await readFile('data/daily-papers-aug-19.txt'), 'page.txt');
  const texts = papers.map(embedText);
  const bare: number[] = [];
  const ours: number[] = [];
  const loop = await pipeline('feature-extraction', DEFAULT_MODEL, { quantized: true });
  await loop(texts[0]!, { pooling: 'cls', normalize: true });
  for (let run = 0; run < RUNS; run++) {
    let start = performance.now();
    for (const text of texts) await loop(text, { pooling: 'cls', normalize: true });
    bare.push(performance.now() - start);
    start = performance.now();
    // A new embedder each time: its processes and their loading of the model are part of the figure.
    const embedder = await createEmbedder({ cacheDir: null });
    const vectors = await embedder.embed(texts);
    await embedder.close();
    ours.push(performance.now() - start);
    expect(vectors).toHaveLength(texts.length * 384);
  }
  const [a, b] = [summary(bare), summary(ours)];
  const ratios = summary(ours.map((value, run) => value / bare[run]!));
  printTable(
    `Embedding ${texts.length} abstracts, ms (${RUNS} runs in turn)`,
    ['', 'min', 'median'],
    [
      ['bare loop, model loaded', a.min, a.median],
      ['isotheme, loading included', b.min, b.median],
      ['ratio, run by run', ratios.min, ratios.median],
    ],
  );
});
