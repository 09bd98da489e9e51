/** The worker's side of shared embedding: embeds batches from the queue until it is stopped. */
import { setTimeout as wait } from 'node:timers/promises';
import { type ModelSpec, modelInfo } from '../../embed/index.ts';
import { CancelledError, UserError } from '../../util/index.ts';
import { textKey } from '../embed/cache/embedding-cache.ts';
import type { Transformer } from '../embed/transformer/transformer.ts';
import { type BatchJob, modelIdentity, QueueDatabase, type Row, reasonOf } from './database.ts';

export interface QueueWorkerOptions {
  url: string;
  model: ModelSpec;
  transformer: Transformer;
  /** Return when the queue is empty. Default: wait for more. */
  drain?: boolean | undefined;
  onLog?: ((line: string) => void) | undefined;
  onProgress?: ((texts: number) => void) | undefined;
  /** Ends the worker after the current batch. */
  signal?: AbortSignal | undefined;
}

const IDLE_MS = 500;

/**
 * Works until `signal` is aborted or, with `drain`, until no batch is left.
 *
 * Each batch is processed at least once: its vectors are in the database before it is completed. The first try takes the
 * whole batch. A second try, after a failed text or a dead worker, queues its texts one by one, so that only a text that
 * fails again ends in the dead-letter queue.
 * @returns number of texts that this worker has embedded
 * @throws UserError if the queue is for another model than this worker's, or its model does not run
 */
export async function workQueue(options: QueueWorkerOptions): Promise<number> {
  const { url, model, signal, drain } = options;
  const log = options.onLog ?? (() => {});
  const identity = modelIdentity(modelInfo(model));
  const database = await QueueDatabase.connect(url, modelInfo(model));
  let embedded = 0;
  let away = false;
  let known = false;
  let lastExpiry = 0;
  try {
    while (!signal?.aborted) {
      try {
        if (!known && (await isWanted(database, identity))) {
          // A worker whose model does not run must not take batches only to fail them.
          await options.transformer.embed(['ready']);
          known = true;
        }
        const job = known ? await database.fetch() : null;
        if (away) log('The database answers again.');
        away = false;
        if (job) {
          embedded += await handle(job, database, options);
          options.onProgress?.(embedded);
          continue;
        }
        if (drain && known) return embedded;
        // Expiring batches of dead workers needs a caller, but not every worker at every poll.
        const lease = await database.lease();
        if (lease !== null && performance.now() - lastExpiry > (1000 * lease) / 4) {
          lastExpiry = performance.now();
          await database.expire();
        }
      } catch (error) {
        if (error instanceof UserError || error instanceof CancelledError) throw error;
        if (!away) log(`The database does not answer (${reasonOf(error)}); trying again.`);
        away = true;
      }
      await wait(IDLE_MS, undefined, signal && { signal }).catch(() => {});
    }
    return embedded;
  } finally {
    await database.close();
  }
}

/** Whether the model's queue is registered; false if no queue is. @throws UserError if only other models' are */
async function isWanted(database: QueueDatabase, identity: string): Promise<boolean> {
  const [first] = await database.models();
  if (first === undefined) return false;
  if (first === identity) return true;
  throw new UserError(
    `The queue is for another model (${first}), but this worker has ${identity}; start it with the build's --model.`,
  );
}

async function handle(
  job: { id: string; data: BatchJob; retryCount: number },
  database: QueueDatabase,
  { transformer, onLog }: QueueWorkerOptions,
): Promise<number> {
  const wanted = await database.missing(job.data.texts.map(([key]) => key));
  const texts = job.data.texts.filter(([key]) => wanted.has(key));
  if (job.retryCount > 0 && texts.length > 1) {
    await database.send(texts.map((text) => ({ texts: [text] })));
    await database.complete(job.id);
    return 0;
  }
  const rows: Row[] = [];
  try {
    const spoilt = texts.find(([key, text]) => textKey(text) !== key);
    if (spoilt)
      throw new UserError(
        `the text in the queue was changed after it was sent (its sha256 is not ${spoilt[0]})`,
      );
    await transformer.embedEach(
      texts.map(([, text]) => text),
      (index, vector) => rows.push({ key: texts[index]![0], vector: vector.slice() }),
    );
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    await database.put(rows);
    await database.fail(job.id, error.message);
    onLog?.(`a batch of ${texts.length} failed: ${error.message}`);
    return rows.length;
  }
  await database.put(rows);
  await database.complete(job.id);
  return rows.length;
}
