/**
 * Themes against hand labels: ours, live, beside what Python recipes gave on the same vectors (baselines.json, baselines.py).
 * Names against the keywords that authors gave, which the build does not see.
 */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { buildMap } from '../../../pipeline/build/build.ts';
import { DEFAULT_MODEL, findModel, modelInfo } from '../../../pipeline/embed/models.ts';
import { evaluateMap } from '../../../pipeline/evaluate/evaluate.ts';
import { agreeWithKeywords } from '../../../pipeline/evaluate/name-agreement.ts';
import { createEmbedder } from '../../../pipeline/node/embed/embedder.ts';
import { cacheBeside } from '../../../pipeline/node/files/inputs.ts';
import { createNeighbourSearch } from '../../../pipeline/node/neighbours/hnsw.ts';
import { readKeywords } from '../../../pipeline/read/keywords.ts';
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

/** A map of the papers, without their keywords. */
async function mapOf(file: string, embedder: Embedder) {
  const read = await readBytes(await readFile(file), file);
  const search = await createNeighbourSearch(console.error);
  return buildMap(
    read.papers.map(({ tags: _, ...paper }) => paper),
    { name: 'bench', file, sha256: '0'.repeat(64), warnings: 0 },
    { embedder, findNeighbours: search.find },
  );
}

async function ours(file: string, labels: string, embedder: Embedder) {
  const map = await mapOf(file, embedder);
  return evaluateMap(map, await readLabels(await readFile(labels), labels));
}

const stored = async (file: string): Promise<Embedder> => {
  const vectors = await storedVectors(file);
  return { model: modelInfo(findModel(DEFAULT_MODEL)), embed: async () => vectors };
};

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
  const [file, vectors] = ['ijcai.jsonl.gz', 'ijcai.bge-small.f32'].map(corpusFile);
  if (!file || !vectors) return;
  await compare('ijcai', file, file, await stored(vectors));
});

/** Corpora with keywords, some with their vectors. */
const WITH_KEYWORDS = [
  ['colm2024'],
  ['iclr18'],
  ['ijcai', 'ijcai.bge-small.f32'],
  ['papers20k', 'papers20k.bge-small.f32'],
] as const;

it('names and keywords', async () => {
  const rows: (string | number)[][] = [];
  for (const [corpus, vectors] of WITH_KEYWORDS) {
    const [file, given] = [corpusFile(`${corpus}.jsonl.gz`), vectors ? corpusFile(vectors) : null];
    if (!file) continue;
    const embedder = given ? await stored(given) : await createEmbedder({});
    const { levels } = agreeWithKeywords(
      await mapOf(file, embedder),
      await readKeywords(await readFile(file), file),
    );
    await embedder.close?.();
    expect(levels.length).toBeGreaterThan(0);
    for (const { level, themes, hit, part, said, false: wrong, twice } of levels)
      rows.push([corpus, String(level), String(themes), hit, part, said, wrong, String(twice)]);
  }
  printTable(
    'Names against authors’ keywords',
    ['corpus', 'level', 'themes', 'hit', 'part', 'said', 'false', 'twice'],
    rows,
  );
});
