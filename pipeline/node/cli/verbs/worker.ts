import { filled, flag, whole } from '../../../build/options.ts';
import { DEFAULT_MODEL } from '../../../embed/models.ts';
import { interruptible } from '../interrupt.ts';
import { dtype, examples, pooling, quiet } from '../options.ts';
import { createProgress } from '../progress.ts';
import { option, type Values, type Verb } from '../verb.ts';

/** The model and how it is run must be the build's. */
const options = {
  queue: option('--queue <url>', 'postgres://user:password@host/database', filled('an address')),
  model: option('--model <id>', "model by its hub id, the same as the build's", filled('a model')),
  pooling,
  dtype,
  processes: option('--processes <n>', 'child processes (default: one a core, 4 at most)', whole(1)),
  drain: option('--drain', 'end as soon as the queue is empty', flag),
  quiet,
};

/** `isotheme worker`: embeds what builds with the same `--queue` ask for, until it is stopped. */
export const worker: Verb = {
  name: 'worker',
  summary: 'embed what builds with the same --queue ask for, until it is stopped',
  options: { '': options },
  required: ['queue'],
  after: examples(
    'isotheme worker --queue postgres://me@db/papers',
    'isotheme build all.jsonl --queue postgres://me@db/papers',
  ),
  run,
};

async function run(given: Values<typeof options>): Promise<void> {
  const { createTransformer } = await import('../../embed/transformer/transformer.ts');
  const { resolveModel } = await import('../../models/resolve.ts');
  const { obtainModel } = await import('../../models/store.ts');
  const { workQueue } = await import('../../queue/worker.ts');
  const progress = createProgress({ quiet: given.quiet ?? false });
  const log = (line: string) => progress.log(line);
  const { pooling, dtype } = given;
  const model = await resolveModel(given.model ?? DEFAULT_MODEL, { pooling, dtype }, { onLog: log });
  const transformer = createTransformer({
    model,
    locate: () => obtainModel(model, { onLog: log }),
    workers: given.processes,
  });
  try {
    const embedded = await interruptible((signal) =>
      workQueue({
        url: given.queue!,
        model,
        transformer,
        drain: given.drain,
        onLog: log,
        onProgress: (texts) => log(`${texts} texts embedded.`),
        signal,
      }),
    );
    log(`Stopped after ${embedded} texts.`);
  } finally {
    progress.close();
    await transformer.close();
  }
}
