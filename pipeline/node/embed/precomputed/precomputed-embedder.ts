/** Precomputed vectors in place of an embedder. */
import path from 'node:path';
import { modelInfo } from '../../../embed/index.ts';
import type { ModelInfo, Paper } from '../../../types.ts';
import { UserError } from '../../../util/index.ts';
import type { ModelStoreOptions } from '../../models/options.ts';
import { type ModelChoice, resolveModel } from '../../models/resolve.ts';
import type { CachedEmbedder } from '../cache/cached-embedder.ts';
import { readVectors } from './vector-files.ts';

export interface PrecomputedOptions extends ModelChoice {
  file: string;
  /** Column of a Parquet file. Default: `vector`, `vectors`, `embedding` or `embeddings`. */
  field?: string | undefined;
  /** Hub id of the model that computed the vectors: with it the map can be searched by meaning. */
  model?: string | undefined;
  store?: ModelStoreOptions | undefined;
  onLog?: ((line: string) => void) | undefined;
}

/**
 * An embedder that returns the vectors of a file.
 * @param papers the corpus; `embed` returns their vectors, in this order, and no others
 * @throws UserError if the file does not fit the papers, or the model does not fit the file
 */
export async function createPrecomputedEmbedder(
  papers: readonly Paper[],
  { file, field, model: id, store, onLog = () => {}, ...choice }: PrecomputedOptions,
): Promise<CachedEmbedder> {
  const { vectors, dimension, sha256 } = await readVectors(file, papers, field);
  let model: ModelInfo = { id: 'given', sha256, pooling: 'none', dimension };
  if (id === undefined)
    onLog(
      `${file}: ${papers.length} vectors of ${dimension} numbers. No model is named, so the map can be searched by keyword only; name the model that computed them with --model.`,
    );
  else {
    model = modelInfo(await resolveModel(id, choice, { onLog, ...store }));
    if (model.dimension !== dimension)
      throw new UserError(
        `${file}: vectors of ${dimension} numbers, but ${model.id} gives ${model.dimension}; name the model that computed them, or none.`,
      );
    onLog(`${file}: ${papers.length} vectors, read as those of ${model.id}.`);
  }
  return {
    model,
    precomputed: { file: path.basename(file), sha256 },
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
