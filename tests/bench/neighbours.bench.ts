/** Nearest neighbours beside a plain loop over hnswlib-node with its own defaults, on the same vectors, in turn. */
import { expect, it } from 'vitest';
import { emptyNeighbours, rankCandidates } from '../../pipeline/neighbours/neighbours.ts';
import { hnswNeighbours, loadHnswlib } from '../../pipeline/node/neighbours/hnsw.ts';
import type { Matrix } from '../../pipeline/types.ts';
import { centred, corpusFile, storedVectors } from './corpora.ts';
import { printTable, summary } from './table.ts';

const RUNS = Number(process.env.ISOTHEME_BENCH_RUNS ?? 5);
const K = 15;
/** Papers whose exact neighbours the recall is counted on. */
const SAMPLE = 1000;

/** What the library has as defaults, from its own documentation: cosine, 16 links, width 200 while building, 10 while asking. */
interface PlainIndex {
  initIndex(most: number): void;
  addPoint(point: number[], label: number): void;
  searchKnn(point: number[], k: number): { neighbors: number[] };
}

function plainLoop(
  { rows: count, width, data: vectors }: Matrix,
  Index: new (space: string, width: number) => PlainIndex,
): Int32Array {
  const index = new Index('cosine', width);
  index.initIndex(count);
  const row = (i: number) => Array.from(vectors.subarray(i * width, (i + 1) * width));
  for (let i = 0; i < count; i++) index.addPoint(row(i), i);
  const found = new Int32Array(count * K).fill(-1);
  for (let i = 0; i < count; i++) {
    const near = index.searchKnn(row(i), K + 1).neighbors.filter((j) => j !== i);
    found.set(near.slice(0, K), i * K);
  }
  return found;
}

/** Share of the exact K nearest that were found, of evenly spread papers. */
function recall(features: Matrix, found: Int32Array): number {
  const { rows: count } = features;
  const exact = emptyNeighbours(count, K);
  let hits = 0;
  for (let s = 0; s < SAMPLE; s++) {
    const i = Math.floor((s * count) / SAMPLE);
    const others = Int32Array.from({ length: count - 1 }, (_, j) => (j < i ? j : j + 1));
    rankCandidates(features, i, others, exact);
    const near = new Set(found.subarray(i * K, (i + 1) * K));
    for (const j of exact.indices.subarray(i * K, (i + 1) * K)) if (near.has(j)) hits++;
  }
  return hits / (SAMPLE * K);
}

it('finds neighbours', async () => {
  const hnswlib = await loadHnswlib();
  if (hnswlib === null) throw new Error('hnswlib-node is not built on this machine');
  const rows: (string | number)[][] = [];
  for (const name of ['ijcai.bge-small.f32', 'papers20k.bge-small.f32']) {
    const file = corpusFile(name);
    if (file === null) continue;
    const features = centred(await storedVectors(file));
    const plain: number[] = [];
    const ours: number[] = [];
    let found = { plain: new Int32Array(), ours: new Int32Array() };
    for (let run = 0; run < RUNS; run++) {
      const start = performance.now();
      const near = plainLoop(features, hnswlib.HierarchicalNSW as unknown as Parameters<typeof plainLoop>[1]);
      const middle = performance.now();
      const { indices } = hnswNeighbours(hnswlib, features, K);
      plain.push(middle - start);
      ours.push(performance.now() - middle);
      if (run > 0) expect(indices).toEqual(found.ours);
      found = { plain: near as Int32Array<ArrayBuffer>, ours: indices as Int32Array<ArrayBuffer> };
    }
    const { rows: count } = features;
    const share = summary(ours.map((ms, run) => ms / plain[run]!));
    const line = (way: string, times: number[], indices: Int32Array, median: number) => {
      const { min, median: half } = summary(times);
      rows.push([count, way, min, half, median, recall(features, indices).toFixed(4)]);
    };
    line('hnswlib-node, its defaults', plain, found.plain, 1);
    line('isotheme', ours, found.ours, share.median);
  }
  printTable(
    `The ${K} nearest papers (${RUNS} runs in turn)`,
    ['papers', 'way', 'min ms', 'median ms', 'share, median', 'recall'],
    rows,
  );
});
