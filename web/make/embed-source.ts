/** Where the vectors of a new map come from: maps that are already here, and the shown map's model. */
import { isSameModel, paperText } from '../../pipeline/embed/index.ts';
import type { Settings, ThemeMap } from '../../pipeline/map/index.ts';
import type { LoadedMap } from '../data/map-index.ts';
import { toThemeMap } from '../data/theme-map.ts';
import { pageModel } from './page-model.ts';
import type { EmbedSource } from './protocol.ts';

/**
 * @param map the map whose embedder is used, and whose vectors are reused; null for the default model
 * @param others maps of this visit: their vectors are reused too if the same model computed them
 */
export async function embedSource(map: ThemeMap | null, others: Iterable<LoadedMap>): Promise<EmbedSource> {
  const own: Settings | null = map?.manifest.settings ?? null;
  const base = document.baseURI;
  const maps = map && own?.embedder !== 'lexical' ? [map] : [];
  for (const other of maps.length > 0 ? others : [])
    if (isSameModel(other.manifest.settings.model, own!.model)) maps.push(await toThemeMap(other));
  const vectors = new Float32Array(maps.reduce((sum, each) => sum + each.arrays.vectors.length, 0));
  let next = 0;
  for (const { arrays } of maps) {
    vectors.set(arrays.vectors, next);
    next += arrays.vectors.length;
  }
  const texts = maps.flatMap((each) => each.papers.map((paper) => paperText(own!.model.id, paper)));
  return {
    own,
    models: new URL('models/', base).href,
    runtime: new URL('ort/', base).href,
    known: maps.length > 0 ? { texts, vectors } : null,
  };
}

/** Whether the page can embed new papers as the map's were; otherwise the default model embeds them. */
export function canEmbedLike({ manifest: { settings } }: ThemeMap): boolean {
  return settings.embedder === 'lexical' || pageModel(settings) !== null;
}
