/** Maps between the form of the pipeline and that of the page. */
import type { ThemeMap } from '../../pipeline/schema.ts';
import { indexMap, type LoadedMap } from '../map-index.ts';

/** A map that was made or kept in the page, as the page shows maps. */
export function toLoaded(map: ThemeMap, name: string): LoadedMap {
  const { manifest, papers, arrays } = map;
  const { vectors, mean, ...shown } = arrays;
  return {
    name,
    manifest,
    themes: manifest.themes,
    papers,
    arrays: shown,
    index: indexMap(manifest.themes, papers, shown),
    loadVectors: async () => ({ vectors, mean, dimension: manifest.settings.model.dimension }),
  };
}

/** The map as the pipeline knows it; reads the vectors where the page has not needed them yet. */
export async function toThemeMap({ manifest, papers, arrays, loadVectors }: LoadedMap): Promise<ThemeMap> {
  const { vectors, mean } = await loadVectors();
  return { manifest, papers: [...papers], arrays: { ...arrays, vectors, mean } };
}
