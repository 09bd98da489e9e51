/**
 * Embeds many texts with several model workers of one thread each. The runtime's own threads would need scripts from blobs,
 * which the page's policy forbids, and headers that few hosts send.
 */
import { modelPrefix } from '../../pipeline/embed/index.ts';
import type { LoadProgress, ModelSource } from '../search/semantic/model-loader.ts';
import { startModel } from '../search/worker/workers.ts';

/** Each worker takes about 150 MB for the model and the runtime. */
const MOST = 4;
/** Fewer texts per worker are finished before another worker has loaded its model. */
const TEXTS_A_WORKER = 8;

/**
 * Embeds texts, longest first, so that no worker works on a long text at the end.
 * @param cores of the machine
 * @param onLoad receives the progress of loading the first worker's model
 * @param onVector receives the vector `[D]` of each text; its worker waits for it before the next text
 * @throws Error with one sentence if the model cannot be loaded; all workers are closed
 */
export async function embedAll(
  texts: readonly string[],
  source: ModelSource,
  cores: number,
  onLoad: (progress: LoadProgress) => void,
  onVector: (text: string, vector: Float32Array) => void | Promise<void>,
): Promise<void> {
  if (!startModel) throw new Error('This kind of page has no language model.');
  const start = startModel;
  const queue = [...texts].sort((a, b) => b.length - a.length);
  const size = Math.min(MOST, Math.max(1, cores), Math.ceil(queue.length / TEXTS_A_WORKER));
  const workers = Array.from({ length: size }, start);
  const work = async (worker: (typeof workers)[number]) => {
    for (let text = queue.shift(); text !== undefined; text = queue.shift())
      await onVector(text, await worker.call('embed', modelPrefix(text)));
  };
  const [first, ...others] = workers;
  try {
    let onCached = () => {};
    const cached = new Promise<void>((resolve) => {
      onCached = resolve;
    });
    const loaded = first!.call('load', source, (value) => {
      const progress = value as LoadProgress;
      onLoad(progress);
      if (progress.cached) onCached();
    });
    await Promise.all([
      loaded.then(() => work(first!)),
      ...others.map(async (worker) => {
        // Once the first worker has the files, the others find them in the browser's cache.
        await Promise.race([cached, loaded]);
        await worker.call('load', source);
        await work(worker);
      }),
    ]);
  } finally {
    for (const worker of workers) worker.close();
  }
}
