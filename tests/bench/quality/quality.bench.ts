/** Themes against hand labels: ours, live, beside what Python recipes gave on the same vectors (baselines.json, baselines.py). */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { buildMap } from '../../../pipeline/build/build.ts';
import { DEFAULT_MODEL, findModel, modelInfo } from '../../../pipeline/embed/models.ts';
import { evaluateMap } from '../../../pipeline/evaluate/evaluate.ts';
import { createEmbedder } from '../../../pipeline/node/embed/embedder.ts';
import { cacheBeside } from '../../../pipeline/node/files/inputs.ts';
import { createNeighbourSearch } from '../../../pipeline/node/neighbours/hnsw.ts';
import { readLabels } from '../../../pipeline/read/labels.ts';
import { readBytes } from '../../../pipeline/read/read.ts';
import type { Embedder } from '../../../pipeline/types.ts';
import { corpusFile, storedVectors } from '../corpora.ts';
import { printTable } from '../table.ts';

interface Recorded {
  recipe: string;
  seed: number;
  themes: number;
  unthemed: number;
  ari?: number;
  ami?: number;
}

const PAGE = 'data/daily-papers-aug-19.txt';
const COLUMNS = ['recipe', 'themes', 'unthemed', 'ARI', 'AMI'];

async function ours(file: string, labels: string, embedder: Embedder) {
  const read = await readBytes(await readFile(file), file);
  const search = await createNeighbourSearch(console.error);
  const map = await buildMap(
    read.papers,
    { name: 'bench', file, sha256: '0'.repeat(64), warnings: 0 },
    { embedder, findNeighbours: search.find },
  );
  return evaluateMap(map, await readLabels(await readFile(labels), labels));
}

async function compare(corpus: string, file: string, labels: string, embedder: Embedder): Promise<void> {
  const result = await ours(file, labels, embedder);
  expect(result.labelled).toBeGreaterThan(0);
  const { corpora, versions } = JSON.parse(await readFile('tests/bench/quality/baselines.json', 'utf8')) as {
    corpora: Record<string, { rows: Recorded[] }>;
    versions: Record<string, string>;
  };
  const rows: (string | number)[][] = result.levels.map((level) => [
    `isotheme, level ${level.level}`,
    String(level.themes),
    level.unthemed,
    level.ari,
    level.ami,
  ]);
  for (const row of corpora[corpus]?.rows ?? [])
    rows.push([
      `${row.recipe} (seed ${row.seed})`,
      String(row.themes),
      row.unthemed,
      row.ari ?? '',
      row.ami ?? '',
    ]);
  printTable(`${corpus}: ${result.papers} papers, ${result.labels} labels`, COLUMNS, rows);
  const { knn1, knn5, knn10, trustworthiness, continuity, keep15, names } = result;
  console.log(
    `\nknn1 ${knn1}, knn5 ${knn5}, knn10 ${knn10}; trustworthiness ${trustworthiness}, continuity ${continuity}, keep15 ${keep15}`,
  );
  console.log(`names of the finest level: ${JSON.stringify(names)}`);
  console.log(`recorded with ${JSON.stringify(versions)}`);
}

it('page', async () => {
  const embedder = await createEmbedder({ cacheDir: null, extraCaches: [cacheBeside(PAGE)] });
  await compare('page', PAGE, 'tests/fixtures/page-labels.jsonl', embedder);
  await embedder.close();
});

it('ijcai', async () => {
  const [file, stored] = ['ijcai.jsonl.gz', 'ijcai.bge-small.f32'].map(corpusFile);
  if (!file || !stored) return;
  const vectors = await storedVectors(stored);
  await compare('ijcai', file, file, {
    model: modelInfo(findModel(DEFAULT_MODEL)),
    embed: async () => vectors,
  });
});
