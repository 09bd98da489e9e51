/** How often terms stand beside each other. */
import { expect, it } from 'vitest';
import { Joins } from '../../../pipeline/name/phrases/joins.ts';
import { createRandom } from '../../../pipeline/util/random.ts';

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

it('adjacent terms are counted apart and with a hyphen, never across a break', () => {
  const random = createRandom(4);
  const stream = Int32Array.from({ length: 400 }, () => Math.floor(random() * 6) - 1);
  const hyphens = range(400).filter((at) => at > 0 && random() < 0.3);
  const joins = new Joins(stream, hyphens, 5);
  for (let again = 0; again < 2; again++)
    for (let left = 0; left < 5; left++)
      for (let right = 0; right < 5; right++) {
        const places = range(400).filter((at) => stream[at] === right && stream[at - 1] === left);
        const hyphen = places.filter((at) => hyphens.includes(at)).length;
        expect(joins.of(left, right)).toEqual({ apart: places.length - hyphen, hyphen });
      }
  expect(range(400).filter((at) => joins.hasHyphen(at))).toEqual(hyphens);
});
