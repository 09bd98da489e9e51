/** The fast layout beside umap-js: the same neighbours, start and epochs, in turn. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { type LayoutEngine, layout } from '../../pipeline/layout.ts';
import { keptNeighbours } from '../../pipeline/metrics.ts';
import { createNeighbourSearch } from '../../pipeline/node/hnsw.ts';
import { scaleRowsToUnit } from '../../pipeline/represent/rows.ts';
import { printTable, time } from './table.ts';

const FILE = path.join(process.env.ISOTHEME_CORPORA ?? '../shared/corpora', 'ijcai.bge-small.f32');
const WIDTH = 384;

it('lays out', async () => {
  if (!existsSync(FILE)) {
    console.error(`${FILE} is not here; ISOTHEME_CORPORA names the folder. Left out.`);
    return;
  }
  const bytes = await readFile(FILE);
  const vectors = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const count = vectors.length / WIDTH;
  const representation = { count, width: WIDTH, vectors: scaleRowsToUnit(vectors, count, WIDTH) };
  const near = (await createNeighbourSearch(console.error)).find(representation, 15);
  const rows: (string | number)[][] = [];
  for (const engine of ['umap-js', 'fast'] as LayoutEngine[]) {
    let places = new Float32Array(0) as Float32Array;
    const { min, median } = await time(() => {
      places = layout(representation, near, { engine });
    }, 5);
    expect(places).toHaveLength(2 * count);
    rows.push([
      engine,
      min,
      median,
      keptNeighbours(
        near,
        places,
        15,
        near.indices.slice(0, count).map((_, i) => i),
      ),
    ]);
  }
  printTable(
    `Layout of ${count} papers, neighbours given`,
    ['engine', 'min ms', 'median ms', 'keep15'],
    rows,
  );
});
