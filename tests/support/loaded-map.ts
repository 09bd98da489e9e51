/** The hand-made map as the page holds it. */
import { indexThemes } from '../../pipeline/map/index.ts';
import type { ThemeMap } from '../../pipeline/map/schema.ts';
import { wholeAbstracts } from '../../web/data/abstracts.ts';
import type { LoadedMap } from '../../web/data/map-index.ts';
import { tinyMap } from './tiny-map.ts';

export function loadedMap(map: ThemeMap = tinyMap()): LoadedMap {
  const { vectors, mean, ...arrays } = map.arrays;
  const { themes } = map.manifest;
  return {
    name: map.manifest.name,
    manifest: map.manifest,
    themes,
    papers: map.papers,
    arrays,
    index: indexThemes(themes, arrays),
    loadVectors: async () => ({ vectors, mean, dimension: map.manifest.settings.model.dimension }),
    abstracts: wholeAbstracts(map.papers),
    codes: null,
  };
}
