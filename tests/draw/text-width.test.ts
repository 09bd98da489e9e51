import { expect, it } from 'vitest';
import { approximateWidth } from '../../pipeline/draw/text-width.ts';

it.each([
  // Widths in Inter Bold, by its own tables, in ems.
  ['Deepfake Detection & Convolutions', 17.34],
  ['KV Cache & Sparse Attention', 14.21],
  ['Mixture of Experts (MoE)', 12.15],
])('is the width of %j in Inter Bold within a fiftieth', (text, ems) => {
  expect(approximateWidth(text, 20) / (20 * ems)).toBeGreaterThan(0.98);
  expect(approximateWidth(text, 20) / (20 * ems)).toBeLessThan(1.02);
});

it('counts a character of Chinese, Japanese or Korean as wide as the font is high', () => {
  expect(approximateWidth('知識グラフ논문', 10)).toBe(70);
});
