/** Large maps for benchmarks: 20,000 real papers, and 100,000 that are those five times over with noise. */

import { buildMap, meanVector } from '../../../pipeline/build/build.ts';
import { DEFAULT_MODEL, findModel } from '../../../pipeline/embed/models.ts';
import { finishMap } from '../../../pipeline/map/finish.ts';
import type { ThemeMap } from '../../../pipeline/map/schema.ts';
import { readPapers } from '../../../pipeline/node/api/verbs.ts';
import { createNeighbourSearch } from '../../../pipeline/node/neighbours/hnsw.ts';
import { createRandom, gaussian } from '../../../pipeline/util/random.ts';
import { corpusFile, storedVectors, WIDTH } from '../corpora.ts';

/** Null, and a line that says so, where the corpus is not here. */
export async function realMap(name: string): Promise<ThemeMap | null> {
  const [texts, file] = ['papers20k.jsonl.gz', 'papers20k.bge-small.f32'].map(corpusFile);
  if (!texts || !file) return null;
  const vectors = await storedVectors(file);
  const { papers } = await readPapers(texts);
  if (papers.length * WIDTH !== vectors.length)
    throw new Error(`${papers.length} papers have not as many rows`);
  const { id, onnx, pooling } = findModel(DEFAULT_MODEL);
  const { find } = await createNeighbourSearch(console.error);
  return buildMap(
    papers,
    { name, file: 'papers20k.jsonl.gz', sha256: '0'.repeat(64), warnings: 0 },
    {
      embedder: {
        model: { id, sha256: onnx.sha256, pooling, dimension: WIDTH },
        embed: async () => vectors,
      },
      findNeighbours: find,
    },
    { seed: 1 },
  );
}

/** The map's papers `times` over, under ids of their own: places and vectors with noise, neighbours each within its copy. */
export async function manyTimes(map: ThemeMap, times: number, name: string): Promise<ThemeMap> {
  const { manifest, papers, arrays } = map;
  const random = createRandom(times);
  const count = papers.length;
  const over = <A extends Float32Array | Int32Array>(
    array: A,
    value: (own: number, copy: number) => number,
  ): A => {
    const all = new (array.constructor as new (length: number) => A)(times * array.length);
    for (let i = 0; i < all.length; i++)
      all[i] = value(array[i % array.length]!, Math.floor(i / array.length));
    return all;
  };
  const vectors = over(arrays.vectors, (own, copy) => own + (copy > 0 ? 0.005 * gaussian(random) : 0));
  for (let row = 0; row < vectors.length; row += WIDTH) {
    const length = Math.hypot(...vectors.subarray(row, row + WIDTH));
    for (let d = 0; d < WIDTH; d++) vectors[row + d]! /= length;
  }
  return finishMap({
    manifest: {
      ...manifest,
      name,
      source: { ...manifest.source, papers: times * count },
      themes: manifest.themes.map((theme) => ({ ...theme, size: times * theme.size })),
      unthemed: [],
    },
    papers: Array.from({ length: times * count }, (_, i) => ({
      ...papers[i % count]!,
      id: `${papers[i % count]!.id}/${Math.floor(i / count)}`,
    })),
    arrays: {
      ...arrays,
      layout: over(arrays.layout, (own, copy) => own + (copy > 0 ? 0.05 * gaussian(random) : 0)),
      theme: over(arrays.theme, (own) => own),
      strength: over(arrays.strength, (own) => own),
      second: over(arrays.second, (own) => own),
      neighbours: over(arrays.neighbours, (own, copy) => own + copy * count),
      similarities: over(arrays.similarities, (own) => own),
      vectors,
      mean: meanVector(vectors, WIDTH),
    },
  });
}
