/** Dot products of all pairs of rows: the kernel, a loop with four sums, and the kernel's stand-in, in turn. */
import { expect, it } from 'vitest';
import { dotRows } from '../../pipeline/linalg/rows.ts';
import { BLOCK, products, productsInScalars, rowRange } from '../../pipeline/simd/products.ts';
import { createRandom } from '../../pipeline/util/random.ts';
import { printTable, summary } from './table.ts';

const RUNS = Number(process.env.ISOTHEME_BENCH_RUNS ?? 5);
const ROWS = 4 * BLOCK;

it('multiplies rows', () => {
  const random = createRandom(1);
  const table: (string | number)[][] = [];
  for (const width of [96, 224, 384]) {
    const data = Float32Array.from({ length: ROWS * width }, () => random() - 0.5);
    const matrix = { data, rows: ROWS, width };
    const block = (from: number) => rowRange(matrix, from, from + BLOCK);
    const inBlocks = (multiply: typeof products) => {
      let sum = 0;
      for (let i = 0; i < ROWS; i += BLOCK)
        for (let j = 0; j < ROWS; j += BLOCK) sum += multiply(block(i), block(j)).values[0]!;
      return sum;
    };
    const inLoop = () => {
      let sum = 0;
      for (let i = 0; i < ROWS; i++)
        for (let j = 0; j < ROWS; j++) {
          const product = dotRows(matrix, i, matrix, j);
          if (i % BLOCK === 0 && j % BLOCK === 0) sum += product;
        }
      return sum;
    };
    const ways = {
      kernel: () => inBlocks(products),
      loop: inLoop,
      scalars: () => inBlocks(productsInScalars),
    };
    const times = { kernel: [] as number[], loop: [] as number[], scalars: [] as number[] };
    const wanted = inLoop();
    for (let run = 0; run < RUNS; run++)
      for (const way of ['kernel', 'loop', 'scalars'] as const) {
        const start = performance.now();
        const sum = ways[way]();
        times[way].push(performance.now() - start);
        expect(sum).toBeCloseTo(wanted, 3);
      }
    const [kernel, loop, scalars] = [times.kernel, times.loop, times.scalars].map((all) => summary(all).min);
    table.push([width, kernel!, loop!, scalars!, loop! / kernel!]);
  }
  printTable(
    `dot products of ${ROWS} × ${ROWS} rows, fastest of ${RUNS}`,
    ['values', 'kernel, ms', 'loop with four sums, ms', 'scalars of the same bits, ms', 'loop / kernel'],
    table,
  );
});
