/** Loads the language model in a worker, from the page's own origin and nowhere else. */
import { env, pipeline } from '@xenova/transformers';
import { findModel, matchModel, vectorProblem } from '../../../pipeline/embed/index.ts';
import type { ModelInfo } from '../../../pipeline/types.ts';
import { checkModelFiles } from './model-files.ts';

export interface ModelSource {
  /** Hub id. */
  id: string;
  /** Absolute URL of the folder that holds the model's folder; laid out as on the hub. */
  models: string;
  /** Absolute URL of the folder with ONNX Runtime's wasm file. */
  runtime: string;
  /** How the map's vectors were computed; without it the model must be one of the built-in table. */
  made?: Pick<ModelInfo, 'pooling' | 'dimension'>;
}

/** Bytes of the model's files received so far. */
export interface LoadProgress {
  loaded: number;
  total: number;
  /** Whether the largest file, the network, is complete: the next worker finds it in the browser's cache. */
  cached: boolean;
}

export interface LoadedModel {
  id: string;
  /** D. */
  dimension: number;
  /** The unit vector of a text, `[D]`; the array is the caller's. */
  embed(text: string): Promise<Float32Array>;
}

/** A model of the built-in table, or the model that the map names; the map knows how its vectors were pooled. */
function describeModel(id: string, made: ModelSource['made']) {
  if (!made || made.pooling === 'none') return findModel(id);
  const { pooling, dimension } = made;
  const files = { onnx: { path: 'onnx/model_quantized.onnx' }, tokenizer: { path: 'tokenizer.json' } };
  return { id, dimension, ...files, ...matchModel(id), pooling };
}

/**
 * Loads a model.
 * @throws Error with one sentence: which file, what is wrong, what to do. `embed` throws if the model returns no vector
 */
export async function loadModel(
  { id, models, runtime, made }: ModelSource,
  onProgress: (progress: LoadProgress) => void,
): Promise<LoadedModel> {
  const spec = describeModel(id, made);
  // transformers.js loads from a hub and a content-delivery network by default; both are off before the first request.
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.localModelPath = models;
  env.useBrowserCache = false;
  env.backends.onnx.wasm.wasmPaths = runtime;
  // The runtime's threads need scripts from blobs, which the page's policy forbids, and headers that few hosts send.
  // Many texts are embedded by several workers of one thread each (make/model-pool.ts).
  env.backends.onnx.wasm.numThreads = 1;
  await checkModelFiles(spec, models);
  const files = new Map<string, { loaded: number; total: number }>();
  const extractor = await pipeline('feature-extraction', spec.id, {
    quantized: true,
    progress_callback: (event: { status: string; file?: string } & Partial<LoadProgress>) => {
      if (!event.file) return;
      if (event.status === 'progress')
        files.set(event.file, { loaded: event.loaded ?? 0, total: event.total ?? 0 });
      else if (event.status !== 'done') return;
      const cached = event.status === 'done' && event.file.endsWith('.onnx');
      const sum: LoadProgress = { loaded: 0, total: 0, cached };
      for (const file of files.values()) {
        sum.loaded += file.loaded;
        sum.total += file.total;
      }
      onProgress(sum);
    },
  }).catch((error: unknown) => {
    const detail = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');
    throw new Error(`The model ${spec.id} could not be started (${detail.slice(0, 160)}).`);
  });
  const embed = async (text: string) => {
    const output = await extractor(text, { pooling: spec.pooling, normalize: true });
    const vector = (output.data as Float32Array).slice();
    const problem = vectorProblem(vector, spec.dimension);
    if (problem !== null)
      throw new Error(
        `The model ${spec.id} of this site gave ${problem}; fetch it again with "isotheme model fetch ${spec.id}".`,
      );
    return vector;
  };
  // The first run is slow: the runtime allocates its memory.
  await embed('warm-up');
  return { id: spec.id, dimension: spec.dimension, embed };
}
