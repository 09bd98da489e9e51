/**
 * The PostgreSQL side of shared embedding: pg-boss holds the batches of texts (schema isotheme_queue), and two tables of
 * our own hold what came of them (schema isotheme). A vector is put there before its batch is completed and is only ever
 * put once, so that work done twice changes nothing.
 */
import { createHash } from 'node:crypto';
import type PgBoss from 'pg-boss';
import type { ModelInfo } from '../../types.ts';
import { UserError } from '../../util/index.ts';

/** One batch on its way to a worker: the key of each text (sha256) and the text. */
export interface BatchJob {
  texts: [key: string, text: string][];
}

export interface Row {
  key: string;
  vector: Float32Array;
}

export interface Failure {
  key: string;
  reason: string;
}

/** After this many seconds without an answer a batch is given to another worker, where the build says nothing else. */
export const DEFAULT_LEASE = 120;
/** Tries after the first; the second try of a batch is text by text (see worker.ts). */
const RETRIES = 2;

const TABLES = `
  BEGIN;
  SELECT pg_advisory_xact_lock(7236001);
  CREATE SCHEMA IF NOT EXISTS isotheme;
  CREATE TABLE IF NOT EXISTS isotheme.model (identity text PRIMARY KEY, queue text NOT NULL);
  CREATE TABLE IF NOT EXISTS isotheme.vector (
    model text NOT NULL, key text NOT NULL, number bigserial, vector bytea NOT NULL, PRIMARY KEY (model, key));
  CREATE INDEX IF NOT EXISTS vector_by_number ON isotheme.vector (model, number);
  CREATE TABLE IF NOT EXISTS isotheme.failure (
    model text NOT NULL, key text NOT NULL, reason text NOT NULL, PRIMARY KEY (model, key));
  COMMIT;`;

/** What work is for, in one line: vectors of another file or pooling are other vectors. */
export function modelIdentity({ id, sha256, pooling, dimension }: ModelInfo): string {
  return `${id}, sha256 ${sha256}, ${pooling} pooling, ${dimension} wide`;
}

export class QueueDatabase {
  readonly #boss: PgBoss;
  readonly #model: string;
  readonly #dimension: number;
  readonly #queue: string;

  private constructor(boss: PgBoss, model: ModelInfo) {
    this.#boss = boss;
    this.#model = modelIdentity(model);
    this.#dimension = model.dimension;
    this.#queue = `embed-${createHash('sha256').update(this.#model).digest('hex').slice(0, 16)}`;
  }

  /**
   * Connects and makes the schemas where they are missing.
   * @param url `postgres://user:password@host:port/database`; the password is never shown
   * @throws UserError where the server can't be reached or does not let us in
   */
  static async connect(url: string, model: ModelInfo): Promise<QueueDatabase> {
    const place = describe(url);
    // Only a build that asks for it reads the driver.
    const { default: Boss } = await import('pg-boss');
    const boss = new Boss({ connectionString: url, schema: 'isotheme_queue', schedule: false, max: 4 });
    // Lost connections come as events too; each call says so itself.
    boss.on('error', () => {});
    try {
      await boss.start();
      await boss.getDb().executeSql(TABLES, []);
    } catch (error) {
      await boss.stop({ graceful: false, wait: false }).catch(() => {});
      throw new UserError(`PostgreSQL at ${place}: ${reasonOf(error)}; check the address, and that it runs.`);
    }
    return new QueueDatabase(boss, model);
  }

  /**
   * Makes the model's queue known, so that workers with this model find it and others are refused.
   * @param lease seconds until a silent worker's batch goes to another; of batches sent from now on
   */
  async register(lease: number): Promise<void> {
    const dead = `${this.#queue}-dead`;
    const options = { retryLimit: RETRIES, expireInSeconds: lease };
    await this.#boss.createQueue(dead, { name: dead, retryLimit: 0 });
    await this.#boss.createQueue(this.#queue, { name: this.#queue, deadLetter: dead, ...options });
    await this.#boss.updateQueue(this.#queue, { name: this.#queue, deadLetter: dead, ...options });
    await this.#sql('INSERT INTO isotheme.model (identity, queue) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      this.#model,
      this.#queue,
    ]);
  }

  /** The models that have asked for work, this one first where it has. */
  async models(): Promise<string[]> {
    const rows = await this.#sql<{ identity: string }>(
      'SELECT identity FROM isotheme.model ORDER BY identity <> $1, identity',
      [this.#model],
    );
    return rows.map((row) => row.identity);
  }

  /** Seconds that the build gives a batch; null where no build has asked for anything yet. */
  async lease(): Promise<number | null> {
    return (await this.#boss.getQueue(this.#queue))?.expireInSeconds ?? null;
  }

  async send(batches: readonly BatchJob[]): Promise<void> {
    if (batches.length > 0) await this.#boss.insert(batches.map((data) => ({ name: this.#queue, data })));
  }

  /** The next batch, or null where there is none. */
  async fetch(): Promise<PgBoss.JobWithMetadata<BatchJob> | null> {
    const [job] = await this.#boss.fetch<BatchJob>(this.#queue, { includeMetadata: true });
    return job ?? null;
  }

  async complete(id: string): Promise<void> {
    await this.#boss.complete(this.#queue, id);
  }

  async fail(id: string, reason: string): Promise<void> {
    await this.#boss.fail(this.#queue, id, { message: reason });
  }

  /** Takes batches back from workers that have gone silent. */
  async expire(): Promise<void> {
    await this.#boss.expire();
  }

  /**
   * Writes down what has failed for good: batches that came to the dead-letter queue. In one statement on pg-boss's own
   * table, because what its `fetch` hands out is away for 15 minutes where nobody gets to complete it.
   */
  async buryDead(): Promise<void> {
    await this.#sql(
      `WITH dead AS (
         UPDATE isotheme_queue.job SET state = 'completed', completed_on = now()
         WHERE name = $2 AND state < 'active' RETURNING data, output, created_on)
       INSERT INTO isotheme.failure (model, key, reason)
       SELECT DISTINCT ON (key) $1, key, coalesce(output->>'message', 'its workers died or went silent')
       FROM dead, jsonb_array_elements(data->'texts') AS text, LATERAL (SELECT text->>0 AS key) AS first
       ORDER BY key, created_on DESC
       ON CONFLICT (model, key) DO UPDATE SET reason = excluded.reason`,
      [this.#model, `${this.#queue}-dead`],
    );
  }

  async failures(): Promise<Failure[]> {
    return this.#sql<Failure>('SELECT key, reason FROM isotheme.failure WHERE model = $1 ORDER BY key', [
      this.#model,
    ]);
  }

  /** A text that is asked for again gets another chance. */
  async forgetFailures(keys: readonly string[]): Promise<void> {
    await this.#sql('DELETE FROM isotheme.failure WHERE model = $1 AND key = ANY($2::text[])', [
      this.#model,
      keys,
    ]);
  }

  /** Of `keys`, those that have no vector yet. */
  async missing(keys: readonly string[]): Promise<Set<string>> {
    const rows = await this.#sql<{ key: string }>(
      'SELECT key FROM isotheme.vector WHERE model = $1 AND key = ANY($2::text[])',
      [this.#model, keys],
    );
    const missing = new Set(keys);
    for (const { key } of rows) missing.delete(key);
    return missing;
  }

  async put(rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    await this.#sql(
      `INSERT INTO isotheme.vector (model, key, vector)
       SELECT $1, key, vector FROM unnest($2::text[], $3::bytea[]) AS row (key, vector) ON CONFLICT DO NOTHING`,
      [
        this.#model,
        rows.map((row) => row.key),
        rows.map(({ vector }) => Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength)),
      ],
    );
  }

  async get(keys: readonly string[]): Promise<Row[]> {
    const rows = await this.#sql<{ key: string; vector: Buffer }>(
      'SELECT key, vector FROM isotheme.vector WHERE model = $1 AND key = ANY($2::text[])',
      [this.#model, keys],
    );
    return rows.map((row) => this.#decode(row));
  }

  /** Vectors that came after `number`, at most 1,000, and the number of the last. */
  async after(number: string): Promise<{ rows: Row[]; last: string }> {
    const rows = await this.#sql<{ key: string; vector: Buffer; number: string }>(
      'SELECT key, vector, number FROM isotheme.vector WHERE model = $1 AND number > $2 ORDER BY number LIMIT 1000',
      [this.#model, number],
    );
    return { rows: rows.map((row) => this.#decode(row)), last: rows.at(-1)?.number ?? number };
  }

  async lastNumber(): Promise<string> {
    const [row] = await this.#sql<{ last: string }>(
      'SELECT coalesce(max(number), 0)::text AS last FROM isotheme.vector WHERE model = $1',
      [this.#model],
    );
    return row!.last;
  }

  async close(): Promise<void> {
    await this.#boss.stop({ graceful: false, wait: false }).catch(() => {});
  }

  #decode({ key, vector: bytes }: { key: string; vector: Buffer }): Row {
    if (bytes.length !== 4 * this.#dimension)
      throw new UserError(
        `The queue's database holds a vector of ${bytes.length} bytes for a model ${this.#dimension} wide; delete its rows from isotheme.vector.`,
      );
    const vector = new Float32Array(this.#dimension);
    new Uint8Array(vector.buffer).set(bytes);
    return { key, vector };
  }

  async #sql<T>(text: string, values: unknown[]): Promise<T[]> {
    const { rows } = await this.#boss.getDb().executeSql(text, values);
    return rows as T[];
  }
}

/** Host and database of a connection string, without its password. */
function describe(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !['postgres:', 'postgresql:'].includes(parsed.protocol))
    throw new UserError('--queue: expected an address such as postgres://user@host/database.');
  return `${parsed.host || 'the local socket'}${parsed.pathname}`;
}

export function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message: string };
  return code && !message.includes(code) ? `${message || 'no answer'} (${code})` : message || String(error);
}
