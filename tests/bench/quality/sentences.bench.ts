/**
 * How central the sentences are that stand for a theme: the share of the theme's sentences that are no nearer to its centroid by
 * the model. Ours are chosen by words; beside them those that the model's own similarity would choose, equally fit and no two of
 * a paper, and the seconds that the model takes.
 */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { buildMap } from '../../../pipeline/build/build.ts';
import { papersByTheme } from '../../../pipeline/map/themes/theme-path.ts';
import { createEmbedder } from '../../../pipeline/node/embed/embedder.ts';
import { cacheBeside } from '../../../pipeline/node/files/inputs.ts';
import { readBytes } from '../../../pipeline/read/read.ts';
import { candidatesOf } from '../../../pipeline/summarise/candidates.ts';
import { summariseTheme } from '../../../pipeline/summarise/theme-summary.ts';
import { printTable } from '../table.ts';

const PAGE = 'data/daily-papers-aug-19.txt';

const average = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

it('sentences of the page', async () => {
  const embedder = await createEmbedder({ cacheDir: null, extraCaches: [cacheBeside(PAGE)] });
  const { papers } = await readBytes(await readFile(PAGE), PAGE);
  const map = await buildMap(
    papers,
    { name: 'bench', file: PAGE, sha256: '0'.repeat(64), warnings: 0 },
    { embedder },
  );
  const sentences = map.papers.flatMap(({ abstract }, paper) =>
    candidatesOf(abstract).map((each) => ({ ...each, paper, text: each.text.replace(/\s+/g, ' ') })),
  );
  const before = performance.now();
  const rows = await embedder.embed(sentences.map(({ text }) => text));
  const seconds = (performance.now() - before) / 1000;
  await embedder.close();
  const { vectors, mean } = map.arrays;
  const width = mean.length;
  const members = papersByTheme(map);
  const finest = map.manifest.themes.filter(({ level }) => level === map.manifest.levels.length - 1);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (const { id } of finest) {
    const centroid = Float64Array.from({ length: width }, (_, d) =>
      average(members[id]!.map((paper) => vectors[paper * width + d]! - mean[d]!)),
    );
    const own = sentences.flatMap((sentence, s) => {
      if (!members[id]!.includes(sentence.paper)) return [];
      const row = centroid.map((_, d) => rows[s * width + d]! - mean[d]!);
      const cosine =
        centroid.reduce((sum, value, d) => sum + value * row[d]!, 0) /
        Math.hypot(...row) /
        Math.hypot(...centroid);
      return [{ ...sentence, cosine }];
    });
    const rank = (cosine: number) => own.filter((other) => other.cosine <= cosine).length / own.length;
    const { sentences: said } = await summariseTheme(map, id);
    const isSaid = (sentence: (typeof own)[number]) =>
      said.some(({ index, text }) => index === sentence.paper && text === sentence.text);
    ours.push(average(own.filter(isSaid).map(({ cosine }) => rank(cosine))));
    const byModel = own
      .filter(({ dangling }) => !dangling)
      .sort((a, b) => b.cosine * b.fitness - a.cosine * a.fitness)
      .filter((each, i, all) => all.findIndex(({ paper }) => paper === each.paper) === i)
      .slice(0, said.length);
    theirs.push(average(byModel.map(({ cosine }) => rank(cosine))));
  }
  expect(ours).toHaveLength(finest.length);
  printTable(
    `Sentences of ${finest.length} themes`,
    ['chosen by', 'centrality, of 1', 'seconds of the model'],
    [
      ['words', average(ours), 0],
      [`the model, ${sentences.length} sentences`, average(theirs), seconds],
    ],
  );
});
