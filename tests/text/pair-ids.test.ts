import { expect, it } from 'vitest';
import { PairIds } from '../../pipeline/text/pair-ids.ts';
import { createRandom } from '../../pipeline/util/random.ts';

it('numbers pairs in the order of their first occurrence, like a Map of strings', () => {
  const random = createRandom(3);
  const ids = new PairIds();
  const expected = new Map<string, number>();
  for (let n = 0; n < 20_000; n++) {
    const left = Math.floor(200 * random());
    const right = n % 3 === 0 ? 2 ** 31 - 1 - Math.floor(100 * random()) : Math.floor(100 * random());
    const pair = `${left} ${right}`;
    if (!expected.has(pair)) expected.set(pair, expected.size);
    expect(ids.idOf(left, right)).toBe(expected.get(pair));
  }
  expect(ids.size).toBe(expected.size);
  expect(ids.size).toBeGreaterThan(10_000);
  for (const [pair, id] of expected) expect(`${ids.left(id)} ${ids.right(id)}`).toBe(pair);
});

it('distinguishes a pair from its reverse', () => {
  const ids = new PairIds();
  expect([ids.idOf(1, 2), ids.idOf(2, 1), ids.idOf(1, 2), ids.idOf(0, 0)]).toEqual([0, 1, 0, 2]);
});
