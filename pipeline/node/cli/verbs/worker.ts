import { DEFAULT_MODEL } from '../../../embed/index.ts';
import { createTransformer } from '../../embed/transformer/transformer.ts';
import { type ModelChoice, resolveModel } from '../../models/resolve.ts';
import { obtainModel } from '../../models/store.ts';
import { workQueue } from '../../queue/worker.ts';
import { interruptible } from '../interrupt.ts';
import { createProgress } from '../progress.ts';

/** The model and how it is run must be the build's. */
export interface WorkerCommandOptions extends ModelChoice {
  /** Address of the PostgreSQL database. */
  queue: string;
  model?: string;
  /** Child processes of this worker. */
  processes?: number;
  drain?: boolean;
  quiet?: boolean;
}

/** `isotheme worker`: embeds what builds with the same `--queue` ask for, until it is stopped. */
export async function work(options: WorkerCommandOptions): Promise<void> {
  const progress = createProgress({ quiet: options.quiet ?? false });
  const log = (line: string) => progress.log(line);
  const { pooling, dtype } = options;
  const model = await resolveModel(options.model ?? DEFAULT_MODEL, { pooling, dtype }, { onLog: log });
  const transformer = createTransformer({
    model,
    locate: () => obtainModel(model, { onLog: log }),
    workers: options.processes,
  });
  try {
    const embedded = await interruptible((signal) =>
      workQueue({
        url: options.queue,
        model,
        transformer,
        drain: options.drain,
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
