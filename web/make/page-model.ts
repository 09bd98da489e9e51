/** Which model the page can load to embed further papers of a map. */
import { isSameModel, type ModelSpec, matchModel, modelInfo } from '../../pipeline/embed/index.ts';
import type { Settings } from '../../pipeline/map/index.ts';

/** The model that embedded a map's papers, if the page has it in that very version; null otherwise. */
export function pageModel({ embedder, model }: Pick<Settings, 'embedder' | 'model'>): ModelSpec | null {
  const spec = embedder === 'transformer' ? matchModel(model.id) : undefined;
  return spec && isSameModel(modelInfo(spec), model) ? spec : null;
}
