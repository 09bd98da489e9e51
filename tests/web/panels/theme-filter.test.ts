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

describe('the filter of the list of themes', () => {
  it('shows all themes if it is empty', () => {
    expect(matching(map(), ' ')).toBeNull();
  });

  it('shows themes with the text in their names, and the themes above and below them', () => {
    expect(found(' kv CACHE')).toEqual([0, 2]);
    expect(found('inference')).toEqual([0, 2, 3]);
    expect(found('nowhere')).toEqual([]);
  });

  it('shows themes with the text in a keyword', () => {
    const themes = manifest.themes.map((theme, id) =>
      id === 4 ? { ...theme, keywords: ['pixels'] } : theme,
    );
    expect(found('Pixel', false, map(themes))).toEqual([1, 4]);
  });

  it('shows only proposed themes on request', () => {
    const themes = manifest.themes.map((theme, id) => (id === 3 ? { ...theme, proposed: true } : theme));
    expect(found('', true, map(themes))).toEqual([0, 3]);
    expect(found('cache', true, map(themes))).toEqual([]);
  });
});
