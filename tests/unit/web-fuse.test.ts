import { expect, it } from 'vitest';
import { querySimilarities, queryText, standingOut } from '../../pipeline/query-text.ts';
import { fuseRankings } from '../../web/search/fuse.ts';

it('sums reciprocal ranks: what both rankings hold comes first', () => {
  const fused = fuseRankings([
    [5, 7, 9],
    [7, 1],
  ]);
  expect(fused.map((entry) => entry.paper)).toEqual([7, 5, 1, 9]);
  expect(fused[0]).toEqual({ paper: 7, score: 1 / 62 + 1 / 61, ranks: [1, 0] });
  expect(fused[1]!.ranks).toEqual([0, -1]);
});

it('breaks ties by the lower index and counts a paper once a ranking', () => {
  expect(fuseRankings([[4], [2]]).map((entry) => entry.paper)).toEqual([2, 4]);
  expect(fuseRankings([[4, 4, 4]])[0]!.score).toBe(1 / 61);
});

it('is empty for no rankings and for empty ones', () => {
  expect(fuseRankings([])).toEqual([]);
  expect(fuseRankings([[], []])).toEqual([]);
});

it('puts the prefix of the model before a question', () => {
  expect(queryText('Xenova/bge-small-en-v1.5', 'kv cache')).toBe(
    'Represent this sentence for searching relevant passages: kv cache',
  );
  expect(queryText('Xenova/all-MiniLM-L6-v2', 'kv cache')).toBe('kv cache');
});

it('takes as found what stands out from the spread, among the allowed, best first', () => {
  const similarities = querySimilarities(
    Float32Array.of(1, 0),
    Float32Array.of(0.5, 0, 0.5, 0, 0.75, 0, 0.5, 0, 1, 0, 0.5, 0, 0.5, 0, 0.5, 0),
  );
  expect([...similarities]).toEqual([0.5, 0.5, 0.75, 0.5, 1, 0.5, 0.5, 0.5]);
  // mean .594, deviation .174: the bound lies at .768
  expect(standingOut(similarities)).toEqual([4]);
  expect(standingOut(similarities, { allowed: [0, 2] })).toEqual([]);
  expect(standingOut(Float32Array.of(3, 1, 3, 0, 0, 0, 0, 0), { limit: 2 })).toEqual([0, 2]);
});
