/** The build's side of shared embedding: texts go out in batches, vectors come back by text hash. */
import { setTimeout as wait } from 'node:timers/promises';
import { type ModelSpec, modelInfo } from '../../embed/index.ts';
import type { RunOptions } from '../../types.ts';
import { CancelledError, throwIfAborted, UserError } from '../../util/index.ts';
import { textKey } from '../embed/cache/embedding-cache.ts';
import type { Transformer } from '../embed/transformer/transformer.ts';
import { type BatchJob, DEFAULT_LEASE, type Failure, QueueDatabase, reasonOf } from './database.ts';

export interface QueueClientOptions {
  model: ModelSpec;
  /** `postgres://user:password@host:port/database` */
  url: string;
  /** Seconds until a silent worker's batch goes to another. Default 120. */
  lease?: number | undefined;
  onLog?: ((line: string) => void) | undefined;
}

/** Texts in a batch: about a second of one core's work, so that little is lost with a worker and small corpora are shared out too. */
const BATCH_TEXTS = 16;
const BATCHES_A_STATEMENT = 100;
const KEYS_A_STATEMENT = 2000;
const POLL_MS = 250;
/**
 * Numbers are given out before rows are committed, so a row may come late: all that is missing is asked for after two seconds
 * without news, and every ten.
 */
const QUIET_POLLS = 8;
const RECHECK_POLLS = 40;
/** How long the database may be away until the build gives up. */
const PATIENCE_MS = 300_000;
/** How long nothing may come until the user is told how to start a worker. */
const LONELY_MS = 10_000;

/**
 * Embeds through workers elsewhere (`isotheme worker`). A text that has a vector in the database already is not sent; one that
 * is sent twice is computed twice at worst. Where the build is called off, what was sent stays in the queue and is there next time.
 */
export function createQueueClient({
  model,
  url,
  lease = DEFAULT_LEASE,
  onLog,
}: QueueClientOptions): Transformer {
  const log = onLog ?? (() => {});
  const info = modelInfo(model);
  let connection: Promise<QueueDatabase> | undefined;

  async function embedEach(
    texts: readonly string[],
    onVector: (index: number, vector: Float32Array) => void,
    { signal }: RunOptions = {},
  ): Promise<void> {
    throwIfAborted(signal);
    connection ??= QueueDatabase.connect(url, info);
    const database = await connection;
    const waiting = new Map<string, number[]>();
    texts.forEach((text, index) => {
      const key = textKey(text);
      waiting.set(key, [...(waiting.get(key) ?? []), index]);
    });
    /** Of those that wait, what was given up; a worker that was only slow may still bring its vector. */
    const failed = new Map<string, Failure>();
    const take = (rows: readonly { key: string; vector: Float32Array }[]) => {
      for (const { key, vector } of rows) {
        for (const index of waiting.get(key) ?? []) onVector(index, vector);
        waiting.delete(key);
        failed.delete(key);
      }
    };
    const takeAll = async () => {
      for (const keys of chunks([...waiting.keys()], KEYS_A_STATEMENT)) take(await database.get(keys));
    };

    const steady = new Steady(log, signal);
    await steady.do(() => database.register(lease));
    let last = await steady.do(() => database.lastNumber());
    await steady.do(takeAll);
    await steady.do(async () => {
      // What an earlier build left is buried first: it must not count against texts that are sent now.
      await database.expire();
      await database.buryDead();
      for (const keys of chunks([...waiting.keys()], KEYS_A_STATEMENT)) await database.forgetFailures(keys);
    });
    const batches = chunks([...waiting], BATCH_TEXTS).map(
      (part): BatchJob => ({ texts: part.map(([key, rows]) => [key, texts[rows[0]!]!]) }),
    );
    for (const part of chunks(batches, BATCHES_A_STATEMENT)) await steady.do(() => database.send(part));
    if (batches.length > 0) log(`${waiting.size} texts are in the queue, in ${batches.length} batches.`);

    let quiet = 0;
    for (let poll = 1; waiting.size > failed.size; poll++) {
      await pause(POLL_MS, signal);
      const before = waiting.size;
      await steady.do(async () => {
        for (let more = true; more; ) {
          const news = await database.after(last);
          take(news.rows);
          more = news.last !== last;
          last = news.last;
        }
        if (poll % RECHECK_POLLS !== 0 && quiet % QUIET_POLLS !== QUIET_POLLS - 1) return;
        await takeAll();
        await database.expire();
        await database.buryDead();
        for (const failure of await database.failures())
          if (waiting.has(failure.key)) failed.set(failure.key, failure);
      });
      quiet = waiting.size === before ? quiet + 1 : 0;
      if (quiet === LONELY_MS / POLL_MS)
        log('No vector has come for 10 seconds; start a worker: isotheme worker --queue <the same address>');
    }
    if (failed.size > 0) throw new UserError(describeFailures([...failed.values()], waiting, texts));
  }

  return {
    model: info,
    embedEach,
    async embed(texts, run) {
      const vectors = new Float32Array(texts.length * info.dimension);
      await embedEach(texts, (index, vector) => vectors.set(vector, index * info.dimension), run);
      return vectors;
    },
    async close() {
      await (await connection?.catch(() => undefined))?.close();
      connection = undefined;
    },
  };
}

/** Does a step again where the database is away for a while, as it is while it restarts. */
class Steady {
  readonly #log: (line: string) => void;
  readonly #signal: AbortSignal | undefined;

  constructor(log: (line: string) => void, signal: AbortSignal | undefined) {
    this.#log = log;
    this.#signal = signal;
  }

  async do<T>(step: () => Promise<T>): Promise<T> {
    for (let waited = 0; ; waited += 1000) {
      throwIfAborted(this.#signal);
      try {
        return await step();
      } catch (error) {
        if (error instanceof UserError || error instanceof CancelledError) throw error;
        if (waited >= PATIENCE_MS)
          throw new UserError(
            `The queue's database has not answered for ${PATIENCE_MS / 1000} seconds (${reasonOf(error)}); what was embedded is kept, so run the same command again.`,
          );
        if (waited === 0)
          this.#log(`The queue's database does not answer (${reasonOf(error)}); trying again.`);
      }
      await pause(1000, this.#signal);
    }
  }
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await wait(milliseconds, undefined, signal && { signal });
  } catch {
    throw new CancelledError();
  }
}

function describeFailures(
  failed: readonly Failure[],
  waiting: ReadonlyMap<string, readonly number[]>,
  texts: readonly string[],
): string {
  const shown = failed.slice(0, 3).map(({ key, reason }) => {
    const index = waiting.get(key)![0]!;
    return `number ${index + 1} ("${texts[index]!.slice(0, 60)}"): ${reason}`;
  });
  const more = failed.length > shown.length ? `, and ${failed.length - shown.length} more` : '';
  const what = failed.length === 1 ? '1 text' : `${failed.length} texts`;
  return `${what} could not be embedded by any worker: ${shown.join('; ')}${more}. All other vectors are kept.`;
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size),
  );
}
