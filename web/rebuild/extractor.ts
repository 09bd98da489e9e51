/** The model in a worker, from the page's own origin and nowhere else. */
import { env, pipeline } from '@xenova/transformers';
import type { ModelSpec } from '../../pipeline/models.ts';
import type { EmbedSource } from './protocol.ts';

/** Unit vector of a text. */
export type Extractor = (text: string) => Promise<Float32Array>;

/**
 * Loads the model's files.
 * @param onBytes hears of bytes so far and in all
 * @throws Error with one sentence where this site does not hold them
 */
export async function loadExtractor(
  spec: ModelSpec,
  { models, runtime }: EmbedSource,
  onBytes: (loaded: number, total: number) => void,
): Promise<Extractor> {
  // The library's defaults are a hub and a content-delivery network; both are shut off before the first request.
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.localModelPath = models;
  env.useBrowserCache = false;
  env.backends.onnx.wasm.wasmPaths = runtime;
  env.backends.onnx.wasm.numThreads = 1;
  // The library takes whatever a site answers for a file of its own; whether it holds the model is asked first.
  const answer = await fetch(new URL(`${spec.id}/config.json`, models)).catch(() => null);
  if (!answer?.ok)
    throw new Error(
      `This site does not hold the files of the model ${spec.id}, which new papers need; fetch it with "isotheme model fetch" and serve again.`,
    );
  const files = new Map<string, { loaded: number; total: number }>();
  const extractor = await pipeline('feature-extraction', spec.id, {
    quantized: true,
    progress_callback: (event: { status: string; file?: string; loaded?: number; total?: number }) => {
      if (event.status !== 'progress' || !event.file) return;
      files.set(event.file, { loaded: event.loaded ?? 0, total: event.total ?? 0 });
      const all = [...files.values()];
      onBytes(
        all.reduce((sum, file) => sum + file.loaded, 0),
        all.reduce((sum, file) => sum + file.total, 0),
      );
    },
  }).catch((error: unknown) => {
    const detail = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');
    throw new Error(`The model ${spec.id} could not be started (${detail.slice(0, 160)}).`);
  });
  return async (text) => {
    const output = await extractor(text, { pooling: spec.pooling, normalize: true });
    return output.data as Float32Array;
  };
}
