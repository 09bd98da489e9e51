import { describe, expect, it } from 'vitest';
import { indexThemes } from '../../../pipeline/map/index.ts';
import type { MapSketch } from '../../../web/data/map-index.ts';
import { matching } from '../../../web/panels/themes/theme-filter.ts';
import { tinyMap } from '../../support/tiny-map.ts';

const { manifest, arrays } = tinyMap();
const map = (themes = manifest.themes): MapSketch => ({
  name: 'tiny',
  manifest: { ...manifest, themes },
  themes,
  arrays,
  index: indexThemes(themes, arrays),
});
const found = (text: string, proposed = false, of = map()) =>
  [...(matching(of, text, proposed) ?? [])].sort((a, b) => a - b);

describe('the table of contents', () => {
  it('is whole where nothing is looked for', () => {
    expect(matching(map(), ' ')).toBeNull();
  });

  it('holds what has the text in its name, with what it lies in and what lies in it', () => {
    expect(found(' kv CACHE')).toEqual([0, 2]);
    expect(found('inference')).toEqual([0, 2, 3]);
    expect(found('nowhere')).toEqual([]);
  });

  it('holds what has the text in a keyword', () => {
    const themes = manifest.themes.map((theme, id) =>
      id === 4 ? { ...theme, keywords: ['pixels'] } : theme,
    );
    expect(found('Pixel', false, map(themes))).toEqual([1, 4]);
  });

  it('holds only proposed themes where those are asked for', () => {
    const themes = manifest.themes.map((theme, id) => (id === 3 ? { ...theme, proposed: true } : theme));
    expect(found('', true, map(themes))).toEqual([0, 3]);
    expect(found('cache', true, map(themes))).toEqual([]);
  });
});
