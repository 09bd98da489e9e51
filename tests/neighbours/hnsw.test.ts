import { describe, expect, it } from 'vitest';
import { neighbours } from '../../pipeline/neighbours/neighbours.ts';
import { createNeighbourSearch, hnswNeighbours, loadHnswlib } from '../../pipeline/node/neighbours/hnsw.ts';
import type { Matrix } from '../../pipeline/types.ts';
import { createRandom, gaussian } from '../../pipeline/util/random.ts';

/** Unit vectors about a few centres, as papers are; every 50th a copy of the one before. */
function corpus(count: number, width = 64): Matrix {
  const random = createRandom(count);
  const centres = Array.from({ length: 12 }, () =>
    Float64Array.from({ length: width }, () => gaussian(random)),
  );
  const vectors = new Float32Array(count * width);
  for (let i = 0; i < count; i++) {
    if (i % 50 === 49) {
      vectors.copyWithin(i * width, (i - 1) * width, i * width);
      continue;
    }
    const centre = centres[Math.floor(random() * 12)]!;
    const row = centre.map((value) => 0.5 * value + gaussian(random));
    const length = Math.hypot(...row);
    row.forEach((value, d) => {
      vectors[i * width + d] = value / length;
    });
  }
  return { rows: count, width, data: vectors };
}

describe('neighbours', () => {
  it('lists the nearest papers first, ties by lower index, without the paper itself', () => {
    const axes: Matrix = { rows: 4, width: 2, data: Float32Array.of(1, 0, 1, 0, 0, 1, 0.6, 0.8) };
    const { k, indices, similarities } = neighbours(axes, 15);
    expect(k).toBe(3);
    expect([...indices]).toEqual([1, 3, 2, 0, 3, 2, 3, 0, 1, 2, 0, 1]);
    expect(similarities[1]).toBeCloseTo(0.6, 6);
    expect(similarities[9]).toBeCloseTo(0.8, 6);
  });

  it('finds no neighbours for one paper and for none', () => {
    expect(neighbours({ rows: 1, width: 2, data: Float32Array.of(1, 0) }, 15).indices.length).toBe(0);
    expect(neighbours({ rows: 0, width: 2, data: new Float32Array(0) }, 15).indices.length).toBe(0);
  });

  it('refuses a k that is not a positive whole number', () => {
    expect(() => neighbours(corpus(10), 0)).toThrow('positive whole number, not 0');
    expect(() => neighbours(corpus(10), 1.5)).toThrow('not 1.5');
  });
});

describe('HNSW', async () => {
  const hnswlib = await loadHnswlib();
  if (!hnswlib)
    throw new Error('hnswlib-node is not built here; these tests need it (a C++ compiler and npm ci)');

  for (const count of [2, 3, 16, 17, 106, 300, 501, 1000, 3000])
    it(`finds at least .99 of the 15 nearest of ${count} papers`, () => {
      const features = corpus(count);
      const exact = neighbours(features, 15);
      const found = hnswNeighbours(hnswlib, features, 15);
      let hits = 0;
      for (let i = 0; i < count; i++) {
        const row = new Set(exact.indices.subarray(i * exact.k, (i + 1) * exact.k));
        for (const j of found.indices.subarray(i * exact.k, (i + 1) * exact.k)) if (row.has(j)) hits++;
      }
      expect(hits / exact.indices.length).toBeGreaterThanOrEqual(0.99);
    });

  it('gives the same neighbours every time, and the exact ones up to 500 papers', () => {
    const features = corpus(500);
    const found = hnswNeighbours(hnswlib, features, 15);
    expect(hnswNeighbours(hnswlib, features, 15)).toEqual(found);
    expect(neighbours(features, 15)).toEqual(found);
  });

  it('fills every row even if all papers are the same', () => {
    const same: Matrix = { rows: 400, width: 4, data: new Float32Array(1600).fill(0.5) };
    const { k, indices } = hnswNeighbours(hnswlib, same, 15);
    for (let i = 0; i < 400; i++) {
      const row = new Set(indices.subarray(i * k, (i + 1) * k));
      expect(row.size).toBe(15);
      expect(row.has(i)).toBe(false);
    }
  });

  it('is used by builds; without its addon they use exact search and say so', async () => {
    const lines: string[] = [];
    await createNeighbourSearch((line) => lines.push(line));
    expect(lines).toEqual([]);
    const search = await createNeighbourSearch(
      (line) => lines.push(line),
      async () => null,
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('exact search');
    const features = corpus(60);
    expect(search.find(features, 15)).toEqual(neighbours(features, 15));
  });
});
