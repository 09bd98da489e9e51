/** The build's side of shared embedding: sends texts in batches, receives vectors by the hash of their text. */
import { setTimeout as wait } from 'node:timers/promises';
import { type ModelSpec, modelInfo } from '../../embed/index.ts';
import type { RunOptions } from '../../types.ts';
import { CancelledError, throwIfAborted, UserError } from '../../util/index.ts';
import { textKey } from '../embed/cache/embedding-cache.ts';
import type { Transformer } from '../embed/transformer/transformer.ts';
import { type BatchJob, DEFAULT_LEASE, type Failure, QueueDatabase, type Row, reasonOf } from './database.ts';

export interface QueueClientOptions {
  model: ModelSpec;
  /** `postgres://user:password@host:port/database` */
  url: string;
  /** Seconds until the batch of a silent worker goes to another. Default 120. */
  lease?: number | undefined;
  onLog?: ((line: string) => void) | undefined;
}

/** Texts in a batch: about a second's work of one core, so that a dead worker costs little and small corpora are shared too. */
const BATCH_TEXTS = 16;
const BATCHES_A_STATEMENT = 100;
const KEYS_A_STATEMENT = 2000;
const POLL_MS = 250;
/**
 * Rows get their numbers before they are committed, so a row may appear late. All missing vectors are asked for after two
 * seconds without news, and every ten seconds.
 */
const QUIET_POLLS = 8;
const RECHECK_POLLS = 40;
/** How long the database may be unreachable before the build gives up. */
const PATIENCE_MS = 300_000;
/** After this time without a vector the user is told how to start a worker. */
const LONELY_MS = 10_000;

/**
 * Embeds through workers elsewhere (`isotheme worker`). A text whose vector is in the database is not sent; one that two
 * builds send is computed twice at worst. What a cancelled build has sent stays in the queue, and its vectors are there
 * the next time.
 */
export function createQueueClient(options: QueueClientOptions): Transformer {
  const { model, url, lease = DEFAULT_LEASE, onLog: log = () => {} } = options;
  const info = modelInfo(model);
  let connection: Promise<QueueDatabase> | undefined;

  async function embedEach(
    texts: readonly string[],
    onVector: (index: number, vector: Float32Array) => void,
    { signal }: RunOptions = {},
  ): Promise<void> {
    throwIfAborted(signal);
    connection ??= QueueDatabase.connect(url, info);
    const call = new QueueCall(await connection, texts, onVector);
    const steady = new Steady(log, signal);
    await steady.do(() => call.database.register(lease));
    const last = await steady.do(() => call.database.lastNumber());
    await steady.do(() => call.takeAll());
    await steady.do(() => call.forgetFailures());
    await call.send(steady, log);
    await call.collect(last, steady, log, signal);
    call.throwFailures();
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

/** One call's texts on their way through the queue. */
class QueueCall {
  readonly database: QueueDatabase;
  readonly #texts: readonly string[];
  readonly #onVector: (index: number, vector: Float32Array) => void;
  /** Indices of the texts without a vector, by key. */
  readonly #waiting = new Map<string, number[]>();
  /** Those of them that workers gave up. A worker that was only slow may still deliver the vector. */
  readonly #failed = new Map<string, Failure>();

  constructor(
    database: QueueDatabase,
    texts: readonly string[],
    onVector: (index: number, vector: Float32Array) => void,
  ) {
    this.database = database;
    this.#texts = texts;
    this.#onVector = onVector;
    texts.forEach((text, index) => {
      const key = textKey(text);
      const indices = this.#waiting.get(key);
      if (indices) indices.push(index);
      else this.#waiting.set(key, [index]);
    });
  }

  /** Takes all vectors that are in the database. */
  async takeAll(): Promise<void> {
    for (const keys of this.#chunksOfKeys()) this.#take(await this.database.get(keys));
  }

  /** Buries what an earlier build left first, so that it does not count against texts that are sent now. */
  async forgetFailures(): Promise<void> {
    await this.database.expire();
    await this.database.buryDead();
    for (const keys of this.#chunksOfKeys()) await this.database.forgetFailures(keys);
  }

  async send(steady: Steady, log: (line: string) => void): Promise<void> {
    const batches = chunks([...this.#waiting], BATCH_TEXTS).map(
      (part): BatchJob => ({ texts: part.map(([key, indices]) => [key, this.#texts[indices[0]!]!]) }),
    );
    for (const part of chunks(batches, BATCHES_A_STATEMENT)) await steady.do(() => this.database.send(part));
    if (batches.length > 0)
      log(`${this.#waiting.size} texts are in the queue, in ${batches.length} batches.`);
  }

  /** Polls until each text has a vector or is given up. @param last number of the last vector that was there before */
  async collect(
    last: string,
    steady: Steady,
    log: (line: string) => void,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    let number = last;
    let quiet = 0;
    for (let poll = 1; this.#waiting.size > this.#failed.size; poll++) {
      await pause(POLL_MS, signal);
      const before = this.#waiting.size;
      const recheck = poll % RECHECK_POLLS === 0 || quiet % QUIET_POLLS === QUIET_POLLS - 1;
      await steady.do(async () => {
        for (let more = true; more; ) {
          const news = await this.database.after(number);
          this.#take(news.rows);
          more = news.last !== number;
          number = news.last;
        }
        if (recheck) await this.#recheck();
      });
      quiet = this.#waiting.size === before ? quiet + 1 : 0;
      if (quiet === LONELY_MS / POLL_MS)
        log('No vector has come for 10 seconds; start a worker: isotheme worker --queue <the same address>');
    }
  }

  /** @throws UserError that quotes the first texts that no worker could embed, if there are any */
  throwFailures(): void {
    const failed = [...this.#failed.values()];
    if (failed.length === 0) return;
    const shown = failed.slice(0, 3).map(({ key, reason }) => {
      const index = this.#waiting.get(key)![0]!;
      return `number ${index + 1} ("${this.#texts[index]!.slice(0, 60)}"): ${reason}`;
    });
    const more = failed.length > shown.length ? `, and ${failed.length - shown.length} more` : '';
    const what = failed.length === 1 ? '1 text' : `${failed.length} texts`;
    throw new UserError(
      `${what} could not be embedded by any worker: ${shown.join('; ')}${more}. All other vectors are kept.`,
    );
  }

  async #recheck(): Promise<void> {
    await this.takeAll();
    await this.database.expire();
    await this.database.buryDead();
    for (const failure of await this.database.failures())
      if (this.#waiting.has(failure.key)) this.#failed.set(failure.key, failure);
  }

  #take(rows: readonly Row[]): void {
    for (const { key, vector } of rows) {
      for (const index of this.#waiting.get(key) ?? []) this.#onVector(index, vector);
      this.#waiting.delete(key);
      this.#failed.delete(key);
    }
  }

  #chunksOfKeys(): string[][] {
    return chunks([...this.#waiting.keys()], KEYS_A_STATEMENT);
  }
}

/** Repeats a step while the database is unreachable, as it is while it restarts. */
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

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size),
  );
}
