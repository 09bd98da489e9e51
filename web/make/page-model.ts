/** The model that the page can load to embed further papers of a map. */
import { isSameModel, type ModelSpec, matchModel, modelInfo } from '../../pipeline/embed/index.ts';
import type { Settings } from '../../pipeline/map/index.ts';

/** The model that computed a map's vectors, if the page has exactly that version; otherwise null. */
export function pageModel({ embedder, model }: Pick<Settings, 'embedder' | 'model'>): ModelSpec | null {
  const spec = embedder === 'transformer' ? matchModel(model.id) : undefined;
  return spec && isSameModel(modelInfo(spec), model) ? spec : null;
}
