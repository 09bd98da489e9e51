/** Themes and their names from vectors that are there, beside BERTopic's recipe (Python, see python/themes.py), in turn. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { cluster } from '../../pipeline/cluster/cluster.ts';
import { embedText } from '../../pipeline/embed/embed-texts.ts';
import { name } from '../../pipeline/name/name.ts';
import { startNameThread } from '../../pipeline/node/name/name-thread.ts';
import { createNeighbourSearch } from '../../pipeline/node/neighbours/hnsw.ts';
import { readBytes } from '../../pipeline/read/read.ts';
import { represent } from '../../pipeline/represent/represent.ts';
import type { ThemeGroups, ThemeWords } from '../../pipeline/types.ts';
import { corpusFile, storedVectors, WIDTH } from './corpora.ts';
import { startPeer } from './python/peer.ts';
import { printTable, summary } from './table.ts';

const RUNS = Number(process.env.ISOTHEME_BENCH_RUNS ?? 5);
const PAPERS = Number(process.env.ISOTHEME_BENCH_PAPERS ?? 20_000);

interface Topics {
  ms: number;
  themes: number;
  unthemed: number;
}

it('finds and names themes', async () => {
  const file = corpusFile('papers20k.jsonl.gz');
  const stored = corpusFile('papers20k.bge-small.f32');
  if (file === null || stored === null) return;
  const papers = (await readBytes(await readFile(file), 'papers20k.jsonl.gz')).papers.slice(0, PAPERS);
  const vectors = await storedVectors(stored, PAPERS);
  expect(vectors).toHaveLength(papers.length * WIDTH);
  const search = await createNeighbourSearch(console.error);
  const folder = mkdtempSync(path.join(tmpdir(), 'isotheme-bench-themes-'));
  const files = ['vectors.f32', 'texts.json'].map((base) => path.join(folder, base));
  writeFileSync(files[0]!, vectors);
  writeFileSync(files[1]!, JSON.stringify(papers.map(embedText)));
  const peer = await startPeer<Topics>('themes.py', files);
  try {
    const stages = {
      prepare: [] as number[],
      cluster: [] as number[],
      name: [] as number[],
      alone: [] as number[],
    };
    const theirs: Topics[] = [];
    let themes = 0;
    for (let run = 0; run < RUNS; run++) {
      const times = [performance.now()];
      // As in a build: words are read on the other core from here on.
      const naming = startNameThread(papers);
      const features = represent(vectors, WIDTH, papers);
      const near = search.find(features, 15);
      times.push(performance.now());
      let ahead: Promise<ThemeWords[][]> | undefined;
      const onThemes = (levels: ThemeGroups[]) => {
        ahead = naming?.name(features, levels);
      };
      const clustering = cluster(features, near, { onThemes });
      times.push(performance.now());
      const names = await (ahead ?? name(papers, features, clustering));
      times.push(performance.now());
      await naming?.stop();
      const before = performance.now();
      expect(name(papers, features, clustering)).toEqual(names);
      stages.alone.push(performance.now() - before);
      themes = clustering.levels.at(-1)!.count;
      expect(names.at(-1)).toHaveLength(themes);
      stages.prepare.push(times[1]! - times[0]!);
      stages.cluster.push(times[2]! - times[1]!);
      stages.name.push(times[3]! - times[2]!);
      if (peer) theirs.push(await peer.work());
    }
    const both = stages.cluster.map((ms, run) => ms + stages.name[run]!);
    const all = both.map((ms, run) => ms + stages.prepare[run]!);
    const share = (times: number[]) =>
      peer ? summary(times.map((ms, run) => ms / theirs[run]!.ms)).median : '–';
    const row = (way: string, times: number[], of: number | string, found: number | string) => {
      const { min, median } = summary(times);
      return [way, min / 1000, median / 1000, of, found];
    };
    printTable(
      `Themes and names of ${papers.length} papers, vectors given (${RUNS} runs in turn)`,
      ['', 'min s', 'median s', 'share of BERTopic, median', 'finest themes'],
      [
        row('represent, neighbours', stages.prepare, share(stages.prepare), ''),
        row('cluster', stages.cluster, share(stages.cluster), themes),
        row('name, what is left of it after them', stages.name, share(stages.name), ''),
        row('cluster + name', both, share(both), themes),
        row('all four', all, share(all), themes),
        row('name on one core, nothing read before', stages.alone, share(stages.alone), ''),
        ...(theirs.length > 0
          ? [
              row(
                'BERTopic: UMAP, HDBSCAN, c-TF-IDF',
                theirs.map(({ ms }) => ms),
                1,
                `${theirs[0]!.themes}, ${Math.round(100 * theirs[0]!.unthemed)} % unthemed`,
              ),
            ]
          : []),
      ],
    );
  } finally {
    peer?.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
