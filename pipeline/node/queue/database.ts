/**
 * The database of shared embedding, in PostgreSQL: pg-boss keeps the batches of texts (schema isotheme_queue), and our own
 * tables keep the results (schema isotheme). A vector is inserted before its batch is completed, and only once, so that
 * work done twice changes nothing.
 */
import { createHash } from 'node:crypto';
import type PgBoss from 'pg-boss';
import type { ModelInfo } from '../../types.ts';
import { UserError } from '../../util/index.ts';

/** One batch of texts, each with its key (sha256). */
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

/** Seconds until the batch of a silent worker goes to another, unless the build asks for another time. */
export const DEFAULT_LEASE = 120;
/** Tries after the first. The second try of a batch is text by text (see worker.ts). */
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

/** The model and how it is run, in one line: another file or pooling gives other vectors. */
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
   * Connects, and creates the schemas if they are missing.
   * @param url `postgres://user:password@host:port/database`; the password is never shown
   * @throws UserError if the server cannot be reached or refuses the connection
   */
  static async connect(url: string, model: ModelInfo): Promise<QueueDatabase> {
    const place = describe(url);
    // The driver is loaded only by builds that use it.
    const { default: Boss } = await import('pg-boss');
    const boss = new Boss({ connectionString: url, schema: 'isotheme_queue', schedule: false, max: 4 });
    // A lost connection is also an event, but the call that needs it fails anyway.
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
   * Registers the model's queue, so that workers with this model find it and others are refused.
   * @param lease seconds until the batch of a silent worker goes to another; for batches sent from now on
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

  /** The models whose queues are registered; this one first, if it is. */
  async models(): Promise<string[]> {
    const rows = await this.#sql<{ identity: string }>(
      'SELECT identity FROM isotheme.model ORDER BY identity <> $1, identity',
      [this.#model],
    );
    return rows.map((row) => row.identity);
  }

  /** The lease of the model's queue in seconds; null if no build has registered it. */
  async lease(): Promise<number | null> {
    return (await this.#boss.getQueue(this.#queue))?.expireInSeconds ?? null;
  }

  async send(batches: readonly BatchJob[]): Promise<void> {
    if (batches.length > 0) await this.#boss.insert(batches.map((data) => ({ name: this.#queue, data })));
  }

  /** The next batch; null if there is none. */
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

  /** Takes batches back from silent workers. */
  async expire(): Promise<void> {
    await this.#boss.expire();
  }

  /**
   * Records the texts that have failed for good, those in the dead-letter queue. One statement on pg-boss's own table,
   * because a job that its `fetch` hands out is locked for 15 minutes if the caller dies before completing it.
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

  /** Deletes the failures of texts that are sent again. */
  async forgetFailures(keys: readonly string[]): Promise<void> {
    await this.#sql('DELETE FROM isotheme.failure WHERE model = $1 AND key = ANY($2::text[])', [
      this.#model,
      keys,
    ]);
  }

  /** The keys that have no vector yet. */
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

  /** At most 1,000 vectors with numbers above `number`, and the number of the last. */
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
        `The queue's database holds a vector of ${bytes.length} bytes for a model of ${this.#dimension} numbers; delete that model's rows (DELETE FROM isotheme.vector WHERE model = '${this.#model}') and run again.`,
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

/** Host and database of a connection string, without the password. */
function describe(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !['postgres:', 'postgresql:'].includes(parsed.protocol))
    throw new UserError('--queue: expected an address such as postgres://user@host/database.');
  return `${parsed.host || 'the local socket'}${parsed.pathname}`;
}

/** What an error of the database says, with its code. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message: string };
  return code && !message.includes(code) ? `${message || 'no answer'} (${code})` : message || String(error);
}
