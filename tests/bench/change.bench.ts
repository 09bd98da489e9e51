/**
 * What is left of a map when something changes: another seed, another page, and half of the papers placed on a map of
 * the other half.
 *
 * Half on half: the first half is built, the second placed on it, and each placed paper's theme held against a build of
 * all papers. A theme of the whole build stands for the theme of the half that holds most of its papers of the first
 * half; where it has none there, "fits no theme" is right. The half's own papers are held against the whole build in
 * the same way: as far as these agree the themes themselves have stayed, and no placing can be expected to do better.
 * "One to one" is stricter: themes are matched in pairs by shared papers (optimal assignment), so that all papers of a
 * theme without a partner are wrong; "reach" is the share of placed papers whose theme has one.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { buildMap } from '../../pipeline/build/build.ts';
import { bestAssignment } from '../../pipeline/compare/assignment.ts';
import { compareMaps } from '../../pipeline/compare/compare.ts';
import { embedText } from '../../pipeline/embed/embed-texts.ts';
import { agreement } from '../../pipeline/evaluate/metrics.ts';
import type { ThemeMap } from '../../pipeline/map/schema.ts';
import { levelsOf, themesOnLevel } from '../../pipeline/map/themes/theme-path.ts';
import type { CachedEmbedder } from '../../pipeline/node/embed/cache/cached-embedder.ts';
import { createEmbedder } from '../../pipeline/node/embed/embedder.ts';
import { placeInSpace } from '../../pipeline/place/place.ts';
import { readBytes } from '../../pipeline/read/read.ts';
import type { ModelInfo, Paper } from '../../pipeline/types.ts';
import { createRandom, permutation } from '../../pipeline/util/random.ts';
import { printTable } from './table.ts';

const CORPORA = process.env.ISOTHEME_CORPORA ?? '../shared/corpora';
const SEEDS = [1, 2, 3, 4, 5];
const RANDOM_HALVES = 5;
/** Papers of the large corpus in each sample. */
const SAMPLE = 600;

interface Corpus {
  name: string;
  papers: Paper[];
  /** `[N, D]` */
  vectors: Float32Array;
  model: ModelInfo;
}

function pick({ name, papers, vectors, model }: Corpus, rows: readonly number[]): Corpus {
  const { dimension } = model;
  const own = new Float32Array(rows.length * dimension);
  rows.forEach((row, i) => {
    own.set(vectors.subarray(row * dimension, (row + 1) * dimension), i * dimension);
  });
  return { name, papers: rows.map((row) => papers[row]!), vectors: own, model };
}

function build({ name, papers, vectors, model }: Corpus, seed = 1): Promise<ThemeMap> {
  const source = { name, file: name, sha256: '0'.repeat(64), warnings: 0 };
  return buildMap(papers, source, { embedder: { model, embed: async () => vectors } }, { seed });
}

async function readCorpus(name: string, file: string, embedder: CachedEmbedder): Promise<Corpus> {
  const { papers } = await readBytes(readFileSync(file), path.basename(file));
  return { name, papers, vectors: await embedder.embed(papers.map(embedText)), model: embedder.model };
}

/** Random papers of the large corpus, whose vectors lie beside it. */
function samplesOfLarge(model: ModelInfo): Corpus[] {
  const file = path.join(CORPORA, 'ijcai.jsonl.gz');
  if (!existsSync(file)) return [];
  const papers = gunzipSync(readFileSync(file))
    .toString()
    .trim()
    .split('\n')
    .map((line, i): Paper => ({ ...JSON.parse(line), id: String(i) }));
  const bytes = readFileSync(path.join(CORPORA, 'ijcai.bge-small.f32'));
  const vectors = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  return [1, 2, 3].map((seed) => {
    const rows = permutation(papers.length, createRandom(seed)).slice(0, SAMPLE).sort();
    return pick({ name: `ijcai, ${SAMPLE} papers (${seed})`, papers, vectors, model }, [...rows]);
  });
}

interface Agreement {
  placed: number;
  own: number;
  oneToOne: number;
  reach: number;
  ari: number;
}

/** How far themes on a level of `half` are those of `full`: `got` are the placed papers' themes, null for none. */
function agree(
  full: Int32Array,
  half: Int32Array,
  first: readonly number[],
  second: readonly number[],
  got: readonly (number | null)[],
): Agreement {
  const rows = Math.max(...full) + 1;
  const columns = Math.max(...half) + 1;
  const shared = new Float64Array(rows * columns);
  first.forEach((paper, i) => {
    if (full[paper]! >= 0 && half[i]! >= 0) shared[full[paper]! * columns + half[i]!]!++;
  });
  const partner = bestAssignment(shared, rows, columns);
  partner.forEach((column, row) => {
    if (column >= 0 && shared[row * columns + column] === 0) partner[row] = -1;
  });
  const most = Array.from({ length: rows }, (_, row) => {
    const own = shared.subarray(row * columns, (row + 1) * columns);
    const largest = Math.max(...own);
    return largest > 0 ? own.indexOf(largest) : null;
  });
  const share = (papers: readonly number[], right: (paper: number, i: number) => boolean) =>
    papers.filter(right).length / papers.length;
  const wanted = (paper: number) => (full[paper]! < 0 ? null : most[full[paper]!]!);
  return {
    placed: share(second, (paper, i) => wanted(paper) === got[i]),
    own: share(first, (paper, i) => wanted(paper) === half[i]),
    oneToOne: share(second, (paper, i) => full[paper]! >= 0 && partner[full[paper]!] === got[i]),
    reach: share(second, (paper) => full[paper]! >= 0 && partner[full[paper]!]! >= 0),
    ari: agreement(
      second.map((paper) => full[paper]!),
      got.map((theme) => theme ?? -1),
    ).ari,
  };
}

/** Finest themes and areas, one row each. */
async function halfOnHalf(corpus: Corpus, full: ThemeMap, first: number[], second: number[]) {
  const half = await build(pick(corpus, first));
  const rest = pick(corpus, second);
  const themes = placeInSpace(half, rest.papers, rest.vectors).placement.papers.map(
    ({ theme }) => theme?.id ?? null,
  );
  const above = (id: number | null) => {
    let theme = id === null ? undefined : half.manifest.themes[id];
    while (theme && theme.parent !== null) theme = half.manifest.themes[theme.parent];
    return theme?.id ?? null;
  };
  const level = (map: ThemeMap, l: number) => themesOnLevel(map, levelsOf(map).at(l)!);
  return {
    finest: agree(level(full, -1), level(half, -1), first, second, themes),
    areas: agree(level(full, 0), level(half, 0), first, second, themes.map(above)),
  };
}

function mean(list: readonly Agreement[], what: keyof Agreement): number {
  return list.reduce((sum, each) => sum + each[what], 0) / list.length;
}

it('changes', async () => {
  const embedder = await createEmbedder({ extraCaches: ['data/daily-papers-aug-19.embeddings'] });
  const page = await readCorpus('the page', 'data/daily-papers-aug-19.txt', embedder);
  const other = path.join(CORPORA, 'colm2024.txt');
  const colm = existsSync(other) ? await readCorpus('colm2024', other, embedder) : null;
  await embedder.close();
  if (!colm)
    console.error(`${CORPORA} is not here; ISOTHEME_CORPORA names the folder. The page alone, then.`);

  const whole = await build(page, 42);
  const bySeed: (string | number)[][] = [];
  for (const seed of SEEDS) {
    const { ari, moved } = compareMaps(whole, await build(page, seed));
    bySeed.push([`${seed}`, ari ?? Number.NaN, `${moved.length}`]);
  }
  printTable(
    'The page against itself with another seed (42 against …)',
    ['seed', 'ARI', 'papers moved'],
    bySeed,
  );

  if (colm) {
    const report = compareMaps(whole, await build(colm));
    console.log(`\n## The page against colm2024\n\n${report.summary}`);
  }

  const rows: (string | number)[][] = [];
  const add = (name: string, list: Awaited<ReturnType<typeof halfOnHalf>>[]) => {
    for (const level of ['finest', 'areas'] as const) {
      const own = list.map((each) => each[level]);
      const figures = (['placed', 'own', 'oneToOne', 'reach', 'ari'] as const).map((what) => mean(own, what));
      rows.push([name, level, ...figures]);
    }
  };
  const large = samplesOfLarge(page.model);
  for (const corpus of [page, ...(colm ? [colm] : []), ...large]) {
    const full = await build(corpus);
    const count = corpus.papers.length;
    const all = Array.from({ length: count }, (_, i) => i);
    if (!large.includes(corpus))
      add(`${corpus.name}, second on first`, [
        await halfOnHalf(corpus, full, all.slice(0, count >> 1), all.slice(count >> 1)),
      ]);
    const random: Awaited<ReturnType<typeof halfOnHalf>>[] = [];
    for (let seed = 1; seed <= RANDOM_HALVES; seed++) {
      const order = permutation(count, createRandom(seed));
      const first = order.slice(0, count >> 1).sort();
      const second = order.slice(count >> 1).sort();
      random.push(await halfOnHalf(corpus, full, [...first], [...second]));
    }
    add(`${corpus.name}, ${RANDOM_HALVES} random halves`, random);
  }
  printTable(
    'Half of the papers placed on a map of the other half: share with the theme of a build of all',
    ['papers', 'themes', 'placed', 'the half’s own', 'one to one', 'its reach', 'ARI of the placed'],
    rows,
  );
  expect(rows.length).toBeGreaterThanOrEqual(4);
});
