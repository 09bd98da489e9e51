/**
 * Many texts through the model: several workers of one thread each, every one with a text in hand. The runtime's own
 * threads would need scripts from blobs, which the page's policy forbids, and headers that few hosts send.
 */
import { modelPrefix } from '../../pipeline/embed/index.ts';
import type { LoadProgress, ModelSource } from '../search/semantic/model-loader.ts';
import { startModel } from '../search/worker/workers.ts';

/** Each worker holds the model and the runtime's memory, some 150 MB. */
const MOST = 4;
/** Fewer texts a worker than these are done before another one has its model. */
const TEXTS_A_WORKER = 8;

/**
 * Embeds texts, longest first, so that no worker is left with a long one at the end.
 * @param cores that the machine has
 * @param onLoad hears of the bytes of the first worker's model
 * @param onVector takes each text's vector `[D]` as it comes; the next text of that worker waits for it
 * @throws Error with one sentence where the model cannot be had; no worker stays behind
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
    let come = () => {};
    const cached = new Promise<void>((resolve) => {
      come = resolve;
    });
    const loaded = first!.call('load', source, (value) => {
      const progress = value as LoadProgress;
      onLoad(progress);
      if (progress.cached) come();
    });
    await Promise.all([
      loaded.then(() => work(first!)),
      ...others.map(async (worker) => {
        // The others find the files in the browser's cache, while the first prepares to run what it has read.
        await Promise.race([cached, loaded]);
        await worker.call('load', source);
        await work(worker);
      }),
    ]);
  } finally {
    for (const worker of workers) worker.close();
  }
}
