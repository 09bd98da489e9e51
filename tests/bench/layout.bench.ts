/**
 * The layout beside umap-js, umap-learn and Embedding Atlas' UMAP (Rust in WASM): the same neighbours, each with its own
 * start and epochs, in turn. Atlas comes from its npm tarball, umap-learn from the Python that ISOTHEME_PYTHON names.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { UMAP } from 'umap-js';
import { expect, it } from 'vitest';
import { keptNeighbours, preservation } from '../../pipeline/evaluate/metrics.ts';
import { distances } from '../../pipeline/layout/fuzzy-graph.ts';
import { layout } from '../../pipeline/layout/layout.ts';
import { createNeighbourSearch } from '../../pipeline/node/neighbours/hnsw.ts';
import type { Matrix, Neighbours } from '../../pipeline/types.ts';
import { createRandom } from '../../pipeline/util/random.ts';
import { centred, corpusFile, storedVectors } from './corpora.ts';
import { startPeer } from './python/peer.ts';
import { printTable, summary } from './table.ts';

const ATLAS = 'embedding-atlas@0.26.0';
const PAPERS = Number(process.env.ISOTHEME_BENCH_PAPERS ?? 10_000);
const RUNS = Number(process.env.ISOTHEME_BENCH_RUNS ?? 5);
const K = 15;

interface Contender {
  name: string;
  /** `[N, 2]` and milliseconds. */
  run: () => Promise<{ places: Float32Array; ms: number }>;
}

const timed = async (work: () => Float32Array | Promise<Float32Array>) => {
  const start = performance.now();
  const places = await work();
  return { places, ms: performance.now() - start };
};

/** Rows that begin with the paper itself, as the others count neighbours. */
function withSelf({ count, k, indices, similarities }: Neighbours) {
  const own = { indices: new Int32Array(count * (k + 1)), distances: new Float32Array(count * (k + 1)) };
  const away = distances({ count, k, indices, similarities });
  for (let i = 0; i < count; i++) {
    own.indices[i * (k + 1)] = i;
    own.indices.set(indices.subarray(i * k, (i + 1) * k), i * (k + 1) + 1);
    own.distances.set(away.subarray(i * k, (i + 1) * k), i * (k + 1) + 1);
  }
  return own;
}

function umapJs(near: Neighbours, own: ReturnType<typeof withSelf>): Float32Array {
  const rows = <A extends Int32Array | Float32Array>(array: A) =>
    Array.from({ length: near.count }, (_, i) => Array.from(array.subarray(i * (K + 1), (i + 1) * (K + 1))));
  const umap = new UMAP({ nNeighbors: K + 1, nEpochs: 200, random: createRandom(1) });
  umap.setPrecomputedKNN(rows(own.indices), rows(own.distances));
  return Float32Array.from(umap.fit(Array.from({ length: near.count }, () => [0])).flat());
}

async function contenders(features: Matrix, near: Neighbours, folder: string): Promise<Contender[]> {
  const own = withSelf(near);
  const found: Contender[] = [
    { name: 'isotheme', run: () => timed(() => layout(features, near, { engine: 'fast' })) },
    { name: 'umap-js 1.4, 200 epochs', run: () => timed(() => umapJs(near, own)) },
  ];

  // The tarball alone: the packages that it asks for are for its other parts.
  execFileSync('npm', ['pack', ATLAS, '--pack-destination', folder], { stdio: 'ignore' });
  execFileSync('tar', ['xzf', `${ATLAS.replace('@', '-')}.tgz`], { cwd: folder });
  const module = path.join(folder, 'package', 'dist', 'umap.js');
  const { createUMAPFromKNN } = (await import(pathToFileURL(module).href)) as {
    createUMAPFromKNN: (
      count: number,
      width: number,
      indices: Int32Array,
      distances: Float32Array,
      options: object,
    ) => Promise<{ run(): Promise<void>; embedding: Float32Array; destroy(): void }>;
  };
  found.push({
    name: 'Embedding Atlas 0.26 (WASM)',
    run: () =>
      timed(async () => {
        const umap = await createUMAPFromKNN(near.count, 2, own.indices, own.distances, {
          minDist: 0.1,
          seed: 1,
        });
        await umap.run();
        const places = new Float32Array(umap.embedding);
        umap.destroy();
        return places;
      }),
  });

  const files = ['indices.i32', 'distances.f32', 'places.f32'].map((name) => path.join(folder, name));
  writeFileSync(files[0]!, own.indices);
  writeFileSync(files[1]!, own.distances);
  const peer = await startPeer<{ ms: number }>('layout.py', [
    files[0]!,
    files[1]!,
    `${near.count}`,
    files[2]!,
  ]);
  if (peer)
    found.push({
      name: 'umap-learn 0.5, seeded',
      run: async () => {
        const { ms } = await peer.work();
        return { places: new Float32Array(new Uint8Array(readFileSync(files[2]!)).buffer), ms };
      },
    });
  return found;
}

it('lays out', async () => {
  const file = corpusFile('papers20k.bge-small.f32');
  if (file === null) return;
  const features = centred(await storedVectors(file, PAPERS));
  const near = (await createNeighbourSearch(console.error)).find(features, K);
  const folder = mkdtempSync(path.join(tmpdir(), 'isotheme-bench-layout-'));
  try {
    const all = await contenders(features, near, folder);
    const times = new Map<string, number[]>(all.map(({ name }) => [name, []]));
    const places = new Map<string, Float32Array>();
    const hashes = new Set<string>();
    // The first round warms up and is not counted.
    for (let round = 0; round <= RUNS; round++)
      for (const { name, run } of all) {
        const result = await run();
        expect(result.places).toHaveLength(2 * near.count);
        if (round > 0) times.get(name)!.push(result.ms);
        places.set(name, result.places);
        if (name === 'isotheme') hashes.add(createHash('sha256').update(result.places).digest('hex'));
      }
    expect(hashes.size).toBe(1);
    const sample = Int32Array.from({ length: 500 }, (_, i) => Math.floor((i * near.count) / 500));
    const everyone = Int32Array.from({ length: near.count }, (_, i) => i);
    const ours = times.get('isotheme')!;
    printTable(
      `Layout of ${near.count} papers, neighbours given (${RUNS} runs in turn)`,
      ['', 'min s', 'median s', 'our share of its time, median', 'keep15', 'trustworthiness'],
      all.map(({ name }) => {
        const { min, median } = summary(times.get(name)!);
        const share = summary(times.get(name)!.map((ms, run) => ours[run]! / ms)).median;
        return [
          name,
          min / 1000,
          median / 1000,
          share,
          keptNeighbours(near, places.get(name)!, K, everyone),
          preservation(features, places.get(name)!, K, sample).trustworthiness.toFixed(4),
        ];
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
