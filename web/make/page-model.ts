/** Which model the page can load to embed further papers of a map. */
import { type ModelSpec, matchModel } from '../../pipeline/embed/index.ts';
import type { Settings } from '../../pipeline/map/index.ts';

/** The model that made a map's vectors, where the page has it in that very version; null for all others. */
export function pageModel({ embedder, model }: Pick<Settings, 'embedder' | 'model'>): ModelSpec | null {
  const spec = embedder === 'transformer' ? matchModel(model.id) : undefined;
  return spec && spec.onnx.sha256 === model.sha256 && spec.pooling === model.pooling ? spec : null;
}
