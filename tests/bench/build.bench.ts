/** A whole build with cached vectors, stage by stage: the page, and the corpora of ISOTHEME_CORPORA where they are. */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { buildMap } from '../../pipeline/build/build.ts';
import { DEFAULT_MODEL, findModel, modelInfo } from '../../pipeline/embed/models.ts';
import { createEmbedder } from '../../pipeline/node/embed/embedder.ts';
import { cacheBeside } from '../../pipeline/node/files/inputs.ts';
import { startNameThread } from '../../pipeline/node/name/name-thread.ts';
import { createNeighbourSearch } from '../../pipeline/node/neighbours/hnsw.ts';
import { readBytes } from '../../pipeline/read/read.ts';
import type { Embedder, StageName } from '../../pipeline/types.ts';
import { corpusFile, storedVectors } from './corpora.ts';
import { printTable, summary } from './table.ts';

const PAGE = 'data/daily-papers-aug-19.txt';
const RUNS = Number(process.env.ISOTHEME_BENCH_RUNS ?? 5);
const STAGES: StageName[] = ['embed', 'represent', 'neighbours', 'layout', 'cluster', 'name', 'measure'];

async function bench(file: string, embedder: Embedder): Promise<(string | number)[]> {
  const bytes = await readFile(file);
  const search = await createNeighbourSearch(console.error);
  const totals: number[] = [];
  let stages: Record<string, number> = {};
  let papers = 0;
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    const read = await readBytes(bytes, file);
    const readEnd = performance.now();
    const begun: Record<string, number> = {};
    stages = { read: readEnd - start };
    let last = readEnd;
    const map = await buildMap(
      read.papers,
      { name: 'bench', file, sha256: '0'.repeat(64), warnings: 0 },
      { embedder, findNeighbours: search.find, startNameThread },
      {},
      {
        onProgress: ({ stage, done, total }) => {
          const now = performance.now();
          begun[stage] ??= last;
          if (done === total) stages[stage] = now - begun[stage];
          last = now;
        },
      },
    );
    totals.push(performance.now() - start);
    papers = map.papers.length;
  }
  expect(papers).toBeGreaterThan(0);
  const { min, median } = summary(totals);
  return [papers, min, median, ...['read', ...STAGES].map((stage) => stages[stage] ?? 0)];
}

async function stored(file: string): Promise<Embedder> {
  const vectors = await storedVectors(file);
  return { model: modelInfo(findModel(DEFAULT_MODEL)), embed: async () => vectors };
}

it('builds from cached vectors', async () => {
  const rows: (string | number)[][] = [];
  const page = await createEmbedder({ cacheDir: null, extraCaches: [cacheBeside(PAGE)] });
  rows.push(await bench(PAGE, page));
  await page.close();
  for (const [corpus, vectors] of [
    ['ijcai.jsonl.gz', 'ijcai.bge-small.f32'],
    ['papers20k.jsonl.gz', 'papers20k.bge-small.f32'],
  ] as const) {
    const [file, rowsOf] = [corpusFile(corpus), corpusFile(vectors)];
    if (file !== null && rowsOf !== null) rows.push(await bench(file, await stored(rowsOf)));
  }
  printTable(
    'Build with cached vectors, ms (stages: of the last run)',
    ['papers', 'min', 'median', 'read', ...STAGES],
    rows,
  );
  console.log(`\npeak memory of the process: ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`);
});
