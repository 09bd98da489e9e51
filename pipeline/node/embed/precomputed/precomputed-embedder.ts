/** The user's own vectors in the place of an embedder. */
import path from 'node:path';
import { modelInfo } from '../../../embed/index.ts';
import type { ModelInfo, Paper } from '../../../types.ts';
import { UserError } from '../../../util/index.ts';
import type { ModelStoreOptions } from '../../models/options.ts';
import { type ModelChoice, resolveModel } from '../../models/resolve.ts';
import type { CachedEmbedder } from '../cache/cached-embedder.ts';
import { readVectors } from './vector-files.ts';

export interface GivenOptions extends ModelChoice {
  file: string;
  /** Column of a Parquet file. */
  field?: string | undefined;
  /** Hub id of the model that made the vectors: with it the map can be asked by meaning. */
  model?: string | undefined;
  store?: ModelStoreOptions | undefined;
  onLog?: ((line: string) => void) | undefined;
}

/**
 * @param papers the corpus; `embed` gives their vectors in this order and no others
 * @throws UserError where the file does not fit the papers, or the model does not fit the file
 */
export async function createGivenEmbedder(
  papers: readonly Paper[],
  { file, field, model: id, store, onLog = () => {}, ...choice }: GivenOptions,
): Promise<CachedEmbedder> {
  const { vectors, dimension, sha256 } = await readVectors(file, papers, field);
  let model: ModelInfo = { id: 'given', sha256, pooling: 'none', dimension };
  if (id === undefined)
    onLog(
      `${file}: ${papers.length} vectors of ${dimension} numbers. No model is named, so the map answers questions by keyword alone; --model names the one that made them.`,
    );
  else {
    model = modelInfo(await resolveModel(id, choice, { onLog, ...store }));
    if (model.dimension !== dimension)
      throw new UserError(
        `${file}: vectors of ${dimension} numbers, but ${model.id} gives ${model.dimension}; name the model that made them, or none.`,
      );
    onLog(`${file}: ${papers.length} vectors, taken as those of ${model.id}.`);
  }
  return {
    model,
    given: { file: path.basename(file), sha256 },
    async embed(texts) {
      if (texts.length !== papers.length)
        throw new UserError(
          `${file}: its vectors are of ${papers.length} papers, not of ${texts.length} texts.`,
        );
      return vectors;
    },
    stats: () => ({ cached: papers.length, computed: 0 }),
    async close() {},
  };
}
