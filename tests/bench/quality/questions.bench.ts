/**
 * Mean average precision of the answers to questions, as the command line ranks them and as the page does: names of topics as
 * they are, and the same topics in other words (questions.json). Relevant are the papers of the topic's hand label or that
 * carry the keyword.
 */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { buildMap } from '../../../pipeline/build/build.ts';
import { DEFAULT_MODEL } from '../../../pipeline/embed/models.ts';
import { querySimilarities, queryText } from '../../../pipeline/embed/prompt.ts';
import { themePath } from '../../../pipeline/map/themes/theme-path.ts';
import { createEmbedder } from '../../../pipeline/node/embed/embedder.ts';
import { cacheBeside } from '../../../pipeline/node/files/inputs.ts';
import { readLabels } from '../../../pipeline/read/labels.ts';
import { readBytes } from '../../../pipeline/read/read.ts';
import { keywordScores } from '../../../pipeline/related/keyword-scores.ts';
import { fuseScores, ranked, similarityTo } from '../../../pipeline/related/score-fusion.ts';
import type { Paper } from '../../../pipeline/types.ts';
import { KeywordIndex } from '../../../web/search/keyword/keyword-index.ts';
import { hybridSearch } from '../../../web/search/query/hybrid-search.ts';
import { corpusFile } from '../corpora.ts';
import { printTable } from '../table.ts';

const PAGE = 'data/daily-papers-aug-19.txt';
/** Keywords of fewer papers say little about a ranking. */
const FEWEST = 3;

interface Question {
  text: string;
  relevant: ReadonlySet<number>;
}

interface Collection {
  papers: readonly Paper[];
  /** Positions of the papers of each topic. */
  topics: ReadonlyMap<string, ReadonlySet<number>>;
}

/** For each list of questions: by name of a way, the mean over the questions. */
async function precisions(
  { papers }: Collection,
  lists: readonly (readonly Question[])[],
): Promise<Map<string, number>[]> {
  const embedder = await createEmbedder({ cacheDir: null, extraCaches: [cacheBeside(PAGE)] });
  const source = { name: 'bench', file: 'bench', sha256: '0'.repeat(64), warnings: 0 };
  const map = await buildMap(papers, source, { embedder });
  const asked: Float32Array[] = [];
  for (const questions of lists)
    asked.push(await embedder.embed(questions.map(({ text }) => queryText(DEFAULT_MODEL, text))));
  await embedder.close();
  const { vectors, mean } = map.arrays;
  const toSome = (some: readonly number[]) => similarityTo(some, vectors, mean);
  const index = new KeywordIndex();
  index.add(papers.map((paper, i) => ({ ...paper, themes: themePath(map, i).map(({ name }) => name) })));

  return lists.map((questions, list) => precision(questions, asked[list]!));

  function precision(questions: readonly Question[], queries: Float32Array): Map<string, number> {
    const sums = new Map<string, number>();
    const dimension = mean.length;
    questions.forEach(({ text, relevant }, q) => {
      const similarities = querySimilarities(queries.subarray(q * dimension, (q + 1) * dimension), vectors);
      const keywords = keywordScores(papers, text);
      const hits = index.search(text);
      const answer = hybridSearch(
        similarities,
        { papers: hits.map(({ paper }) => paper), scores: hits.map(({ score }) => score) },
        toSome,
        null,
      );
      const rankings = {
        'by meaning alone': ranked(similarities),
        'by keywords alone': ranked(keywords),
        'command line': ranked(fuseScores(similarities, keywords, toSome)),
        page: answer.map(({ paper }) => paper),
      };
      for (const [way, ranking] of Object.entries(rankings))
        sums.set(way, (sums.get(way) ?? 0) + averagePrecision(ranking, relevant) / questions.length);
    });
    return sums;
  }
}

/** Relevant papers that are not in the ranking count as never found. */
function averagePrecision(ranking: readonly number[], relevant: ReadonlySet<number>): number {
  let found = 0;
  let sum = 0;
  ranking.forEach((paper, rank) => {
    if (relevant.has(paper)) sum += ++found / (rank + 1);
  });
  return sum / relevant.size;
}

async function readPage(): Promise<Collection> {
  const { papers } = await readBytes(await readFile(PAGE), PAGE);
  const file = 'tests/fixtures/page-labels.jsonl';
  const labels = await readLabels(await readFile(file), file);
  return { papers, topics: group(papers, ({ id }) => [labels.get(id)!], 1) };
}

async function readConference(file: string): Promise<Collection> {
  const { papers } = await readBytes(await readFile(file), file);
  return {
    papers,
    topics: group(papers, ({ tags }) => (tags ?? []).map((tag) => tag.toLowerCase()), FEWEST),
  };
}

function group(papers: readonly Paper[], topicsOf: (paper: Paper) => string[], least: number) {
  const topics = new Map<string, Set<number>>();
  papers.forEach((paper, i) => {
    for (const topic of topicsOf(paper)) topics.set(topic, (topics.get(topic) ?? new Set()).add(i));
  });
  return new Map([...topics].filter(([, members]) => members.size >= least));
}

it('questions', async () => {
  const words = JSON.parse(await readFile('tests/bench/quality/questions.json', 'utf8')) as Record<
    'page' | 'colm2024',
    Record<string, string[]>
  >;
  const file = corpusFile('colm2024.jsonl.gz');
  const collections: [string, Collection, Record<string, string[]>][] = [
    ['page', await readPage(), words.page],
  ];
  if (file) collections.push(['colm2024', await readConference(file), words.colm2024]);
  const columns: [string, Map<string, number>][] = [];
  for (const [corpus, collection, other] of collections) {
    const { topics } = collection;
    const named = [...topics].map(([text, relevant]) => ({ text, relevant }));
    const inOtherWords = Object.entries(other).flatMap(([topic, texts]) =>
      texts.flatMap((text) => {
        const relevant = topics.get(topic);
        return relevant ? [{ text, relevant }] : [];
      }),
    );
    expect(inOtherWords.length).toBeGreaterThan(30);
    const [byName, byOthers] = await precisions(collection, [named, inOtherWords]);
    columns.push(
      [`${corpus}: ${named.length} topics by name`, byName!],
      [`${corpus}: ${inOtherWords.length} in other words`, byOthers!],
    );
  }
  printTable(
    'Mean average precision of answers',
    ['', ...columns.map(([title]) => title)],
    [...columns[0]![1].keys()].map((way) => [way, ...columns.map(([, sums]) => sums.get(way)!)]),
  );
});
