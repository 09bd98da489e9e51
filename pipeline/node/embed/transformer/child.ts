/**
 * The program of the child process that runs the model: one text at a time, on one thread.
 *
 * Measured on two cores: two processes with one intra-op thread each take 25 ms a text, one process with two threads
 * takes 29, and one call a text is faster than padded batches. The vectors are the same to the byte either way.
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
/** Calls of transformers.js must not overlap: they would share the one thread and hold two sets of activations. */
let last: Promise<void> = Promise.resolve();

process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole process group, but the parent decides when its children end.
process.on('SIGINT', () => {});
process.on('message', (request: ChildRequest) => {
  last = last.then(() => handle(request));
});
// Loaded before the first message: it takes 0.15 s, during which the parent finds the model.
const transformers = import('./transformers.ts');

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
  const { env, pipeline } = await transformers;
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
 * transformers.js cannot set session options, so the runtime's `create` is wrapped before it is used. It gets the model
 * as a path, because onnxruntime-node 1.14 ignores the options for a model that is given as bytes. It gets only one
 * execution provider, so that a model that cannot be loaded is an error: transformers.js would silently go on with the
 * WebAssembly runtime, which is several times slower.
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
