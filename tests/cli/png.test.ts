import { expect, it } from 'vitest';
import { renderPng } from '../../pipeline/node/export/png.ts';

it('draws each weight that the pictures use with its own letters', async () => {
  const { default: sharp } = await import('sharp');
  const whiteness = async (weight: number) => {
    const text = `<text x="10" y="60" font-size="50" font-weight="${weight}" font-family="Inter">Weight</text>`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="240" height="80"><rect width="240" height="80" fill="#fff"/>${text}</svg>`;
    return (await sharp(await renderPng(svg, 240)).stats()).channels[0]!.mean;
  };
  const means = [await whiteness(400), await whiteness(500), await whiteness(600), await whiteness(700)];
  for (let i = 1; i < means.length; i++) expect(means[i]).toBeLessThan(means[i - 1]! - 1);
});
