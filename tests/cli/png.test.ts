import { expect, it } from 'vitest';
import { renderPng } from '../../pipeline/node/export/png.ts';
import { exportMap } from '../../pipeline/node/export/registry.ts';
import { tinyMap } from '../support/tiny-map.ts';

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

it('is a format of the library in Node, as is the dashboard in one file', async () => {
  const png = Buffer.from(await exportMap(tinyMap(), 'png', { width: 500 }));
  expect([png.toString('latin1', 1, 4), png.readUInt32BE(16)]).toEqual(['PNG', 500]);
  const html = await exportMap(tinyMap(), 'html');
  expect(html).toContain('<title>tiny · Isotheme</title>');
  expect(html).toContain('SnapKV');
});
