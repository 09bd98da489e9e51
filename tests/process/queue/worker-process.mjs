/**
 * A worker in a process of its own, as `isotheme worker` is, for a model of the test's: each text takes a while, and one with
 * the word "deadly" ends the process, as a fault in native code would.
 */

import { createTransformer } from '../../../dist/pipeline/node/embed/transformer/transformer.js';
import { workQueue } from '../../../dist/pipeline/node/queue/worker.js';

const { url, model, folder, delay } = JSON.parse(process.argv[2]);
const inner = createTransformer({ model, locate: async () => folder, workers: 1 });
const transformer = {
  ...inner,
  async embedEach(texts, onVector, run) {
    if (texts.some((text) => text.includes('deadly'))) process.kill(process.pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, delay * texts.length));
    await inner.embedEach(texts, onVector, run);
  },
};
const controller = new AbortController();
process.on('SIGTERM', () => controller.abort());
process.on('disconnect', () => process.exit(0));
try {
  await workQueue({
    url,
    model,
    transformer,
    signal: controller.signal,
    onProgress: (texts) => process.send({ texts }),
  });
  await transformer.close();
  process.exit(0);
} catch (error) {
  process.send({ error: error.message }, () => process.exit(1));
}
