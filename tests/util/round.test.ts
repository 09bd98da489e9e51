import { expect, it } from 'vitest';
import { round } from '../../pipeline/util/round.ts';

it.each([
  [0.123449, 0.1234],
  [0.12345001, 0.1235],
  [-1.00004, -1],
  [-0.00001, 0],
  [Number.NaN, Number.NaN],
])('rounds %s to %s', (value, rounded) => {
  expect(round(value)).toBe(rounded);
});
