/**
 * The child process that runs the model: one text at a time, on one thread.
 *
 * Measured on two cores: two processes with one intra-op thread each take 25 ms a text where one with two takes 29,
 * and one call a text beats padded batches. The vectors are the same to the byte either way.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';

export type ChildRequest =
  | { type: 'load'; folder: string; model: string; onnx: string; pooling: 'cls' | 'mean' }
  | { type: 'embed'; index: number; text: string };

export type ChildReply =
  | { type: 'ready' }
  | { type: 'vector'; index: number; vector: Float32Array }
  | { type: 'failed'; index: number | null; message: string };

type Embed = (text: string) => Promise<Float32Array>;

let loading: Promise<Embed> | undefined;
/** The library's calls must not overlap: they would share the one thread and hold two sets of activations. */
let last: Promise<void> = Promise.resolve();

process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole process group; the parent decides what becomes of its children.
process.on('SIGINT', () => {});
process.on('message', (request: ChildRequest) => {
  last = last.then(() => handle(request));
});
// Started ahead of the first message: reading the library takes 0.15 s in which the parent finds the model.
const library = import('./transformers.ts');

async function handle(request: ChildRequest): Promise<void> {
  const index = request.type === 'embed' ? request.index : null;
  try {
    if (request.type === 'load') {
      loading = load(request);
      await loading;
      send({ type: 'ready' });
    } else {
      if (loading === undefined) throw new Error('asked for a vector before the model was named');
      const embed = await loading;
      send({ type: 'vector', index: request.index, vector: await embed(request.text) });
    }
  } catch (error) {
    send({ type: 'failed', index, message: error instanceof Error ? error.message : String(error) });
  }
}

async function load({ folder, model, onnx, pooling }: ChildRequest & { type: 'load' }): Promise<Embed> {
  useOneThread(join(folder, model, onnx));
  const { env, pipeline } = await library;
  env.allowRemoteModels = false;
  env.localModelPath = folder;
  env.useFSCache = false;
  const extract = await pipeline('feature-extraction', model, { quantized: onnx.includes('quantized') });
  return async (text) => {
    const output = await extract(text, { pooling, normalize: true });
    return output.data as Float32Array;
  };
}

/**
 * The library has no way to set session options, so the runtime's own entry is wrapped before it is used. The model is
 * given as a path, because onnxruntime-node 1.14 takes no notice of the options where it is given as bytes. The
 * execution provider is named alone, so that a model that cannot be loaded is an error: the library would go on with
 * the WebAssembly runtime, several times slower and without a word.
 */
function useOneThread(path: string): void {
  const runtime = createRequire(import.meta.url)('onnxruntime-node') as {
    InferenceSession: { create: (model: string, options?: object) => Promise<unknown> };
  };
  const create = runtime.InferenceSession.create.bind(runtime.InferenceSession);
  runtime.InferenceSession.create = () =>
    create(path, { executionProviders: ['cpu'], intraOpNumThreads: 1, interOpNumThreads: 1 });
}

function send(reply: ChildReply): void {
  if (process.connected) process.send?.(reply);
}
