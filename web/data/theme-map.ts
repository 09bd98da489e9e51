/** Converts maps between the forms of the pipeline and of the page. */
import { indexThemes, type ThemeMap, withAbstract } from '../../pipeline/map/index.ts';
import { wholeAbstracts } from './abstracts.ts';
import type { LoadedMap } from './map-index.ts';

/** A map that was made or kept in the page, in the form in which the page shows it. */
export function toLoaded(map: ThemeMap, name: string): LoadedMap {
  const { manifest, papers, arrays } = map;
  const { vectors, mean, ...shown } = arrays;
  return {
    name,
    manifest,
    themes: manifest.themes,
    papers,
    arrays: shown,
    index: indexThemes(manifest.themes, shown),
    abstracts: wholeAbstracts(papers),
    loadVectors: async () => ({ vectors, mean, dimension: manifest.settings.model.dimension }),
    codes: null,
  };
}

/** The map in the form of the pipeline; reads vectors and abstracts that the page has not loaded yet. */
export async function toThemeMap(map: LoadedMap): Promise<ThemeMap> {
  const { vectors, mean } = await map.loadVectors();
  return { manifest: map.manifest, papers: await wholePapers(map), arrays: { ...map.arrays, vectors, mean } };
}

/** The papers with their abstracts. */
export async function wholePapers({ manifest, papers, abstracts }: LoadedMap): Promise<ThemeMap['papers']> {
  // The papers of a small map already have them.
  if (!manifest.large) return [...(papers as ThemeMap['papers'])];
  const texts = await abstracts.read([...papers.keys()]);
  return papers.map((paper, i) => withAbstract(paper, texts[i]!));
}
