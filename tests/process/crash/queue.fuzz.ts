/**
 * Shared embedding with a worker, the building process or the database killed at any moment: what is left goes on, the
 * same command again finishes, the map has the bytes of an undisturbed build, and no text is lost or given up.
 *
 * A moment is a change that the process makes to the file system or sends to the database: killed before it, with half
 * of it sent, or before its answer has come. ISOTHEME_CRASHES sets how many (three times as many), ISOTHEME_FUZZ_SEED
 * which. `npm run fuzz` alone does this; tests/queue has the cases of `npm test`.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelInfo } from '../../../pipeline/embed/models.ts';
import { cachePath, EmbeddingCache } from '../../../pipeline/node/embed/cache/embedding-cache.ts';
import { createRandom } from '../../../pipeline/util/random.ts';
import { makeTinyModel } from '../../support/tiny-model.ts';
import { type Postgres, startPostgres } from '../queue/postgres.ts';
import { contents, type Disturbance, type Ended, type Fault, Place, type Running } from './disturb.ts';

const ROUNDS = 3 * Number(process.env.ISOTHEME_CRASHES ?? 17);
const SEED = Number(process.env.ISOTHEME_FUZZ_SEED ?? 1);
const N = 80;
/** Texts that a worker holds when it dies. */
const BATCH = 16;
const model = modelInfo(makeTinyModel().spec);

const VICTIMS = ['worker', 'build', 'worker', 'server'] as const;
type Victim = (typeof VICTIMS)[number];
const HOW: readonly Fault['how'][] = ['kill', 'half', 'whole'];

let models: string;
let postgres: Postgres;
let prepared: Place;
/** Of the build without a queue. */
let expected: Record<string, string>;
/** Changes that an undisturbed run with two workers makes. */
const changes = { worker: 0, build: 0, server: 0 };

function build(place: Place, url?: string): string[] {
  const queue = url === undefined ? [] : ['--queue', url, '--lease', '1'];
  return ['build', 'papers.jsonl', '--model', 'test/tiny', '-o', place.at('maps', 'map'), ...queue];
}

/** Message of a process that finds no database when it starts; it ends, and is started again. */
const NO_DATABASE = /isotheme: PostgreSQL at [^\n]*; check the address, and that it runs\.\n$/;

/** Workers as a supervisor keeps them: one that ends is started again. */
class Workers {
  readonly #running = new Set<Running>();
  readonly #wrong: string[] = [];
  #going = true;
  started = 0;

  constructor(
    private readonly place: Place,
    private readonly url: string,
  ) {}

  start(disturbance: Disturbance = {}): Promise<Ended> {
    this.started++;
    const words = ['worker', '--queue', this.url, '--model', 'test/tiny', '--processes', '1'];
    const worker = this.place.start(words, { counter: 'worker', port: postgres.port, ...disturbance });
    this.#running.add(worker);
    return worker.ended.then((end) => {
      this.#running.delete(worker);
      if (end.signal === null && end.code !== 0 && !NO_DATABASE.test(end.stderr))
        this.#wrong.push(end.stderr);
      if (this.#going) void this.start();
      return end;
    });
  }

  /** Asks all to stop. @returns what those that have ended otherwise than by a kill or in peace have said */
  async stop(): Promise<string[]> {
    this.#going = false;
    await Promise.all(
      [...this.#running].map(async ({ child, ended }) => {
        child.kill('SIGTERM');
        await ended;
      }),
    );
    return this.#wrong;
  }
}

async function until(what: () => boolean): Promise<void> {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Builds until it is done: again where it was killed or found no database. @returns how each build has ended */
async function finish(place: Place, url: string, disturbance: Disturbance = {}): Promise<Ended[]> {
  const own = { counter: 'build', port: postgres.port };
  const ends = [await place.run(build(place, url), { ...own, ...disturbance })];
  while (ends.at(-1)!.signal !== null || NO_DATABASE.test(ends.at(-1)!.stderr))
    ends.push(await place.run(build(place, url), own));
  return ends;
}

const random = createRandom(SEED);
const moments = Array.from({ length: ROUNDS }, (_, n) => ({
  n,
  victim: VICTIMS[n % VICTIMS.length]!,
  how: HOW[Math.floor(random() * HOW.length)]!,
  share: ((Math.floor(n / VICTIMS.length) + random()) * VICTIMS.length) / ROUNDS,
  workers: 1 + Math.floor(random() * 2),
}));

describe(`shared embedding, killed (seed ${SEED})`, () => {
  beforeAll(async () => {
    models = await mkdtemp(path.join(tmpdir(), 'isotheme-crash-models-'));
    [postgres, prepared] = await Promise.all([startPostgres(), Place.make(models)]);
    prepared.papers('papers.jsonl', 0, N);
    const alone = await prepared.copy();
    const { code, stderr } = await alone.run(build(alone));
    expect([code, stderr]).toEqual([0, expect.stringContaining('→')]);
    expected = contents(alone.at('maps', 'map'));
    await alone.remove();

    const place = await prepared.copy();
    const url = postgres.database('undisturbed');
    const workers = new Workers(place, url);
    void workers.start();
    void workers.start();
    expect((await place.run(build(place, url), { counter: 'build', port: postgres.port })).code).toBe(0);
    changes.build = place.changes('build');
    changes.server = place.changes('worker') + changes.build;
    changes.worker = Math.floor(place.changes('worker') / 2);
    expect(contents(place.at('maps', 'map'))).toEqual(expected);
    expect(await workers.stop()).toEqual([]);
    await place.remove();
  });

  afterAll(async () => {
    await prepared?.remove();
    await postgres?.stop();
    await rm(models, { recursive: true, force: true });
  });

  /** Builds that were killed; the others were over a few changes earlier than the undisturbed one. */
  let killed = 0;

  it.each(moments)(
    '$victim, $how at $share of its changes, $workers at work',
    async (moment) => {
      const { n, victim, how, share } = moment;
      const place = await prepared.copy();
      const url = postgres.database(`round_${n}`);
      const workers = new Workers(place, url);
      const fault = { at: 1 + Math.floor(Math.min(share, 1) * changes[victim]), how };
      const of = (who: Victim) => (victim === who ? fault : {});
      try {
        const first = workers.start(of('worker'));
        if (moment.workers === 2) void workers.start();
        const finished = finish(place, url, of('build'));
        if (victim === 'server') {
          let over = false;
          void finished.then(() => {
            over = true;
          });
          await until(() => over || place.changes('worker') + place.changes('build') >= fault.at);
          await postgres.restart(how === 'kill' ? 'SIGKILL' : 'SIGQUIT');
        }
        const ends = await finished;
        if (victim === 'worker') expect((await first).signal).toBe('SIGKILL');
        if (victim === 'build' && ends[0]!.signal === 'SIGKILL') killed++;
        const { code, stderr } = ends.at(-1)!;
        expect([code, stderr]).toEqual([0, expect.stringContaining('→')]);
        expect(contents(place.at('maps', 'map'))).toEqual(expected);
        expect(await readdir(place.at('maps'))).toEqual(['map']);

        // Also what was sent twice comes to its end.
        await until(() => open(url) === 0);
        expect(await workers.stop()).toEqual([]);
        expect(postgres.ask(url, "SELECT name FROM isotheme_queue.job WHERE name LIKE '%-dead'")).toEqual([]);
        expect(postgres.ask(url, 'SELECT reason FROM isotheme.failure')).toEqual([]);
        // Each worker tries the model before it takes work.
        expect(place.vectors() - workers.started).toBeLessThanOrEqual(N + BATCH * moment.workers);
        const rows = postgres.ask(url, "SELECT key || ' ' || encode(vector, 'hex') FROM isotheme.vector");
        expect(
          cached(
            place,
            rows.map((row) => row.split(' ')[0]!),
          ),
        ).toEqual(rows);
      } finally {
        await workers.stop();
        await place.remove();
      }
    },
    60_000,
  );

  it('has killed most of the builds that it meant to', () => {
    const meant = moments.filter(({ victim }) => victim === 'build').length;
    expect(killed).toBeGreaterThan(meant / 2);
  });
});

/** Batches that are not completed. */
function open(url: string): number {
  const sql = "SELECT count(*) FROM isotheme_queue.job WHERE name LIKE 'embed-%' AND state < 'completed'";
  return Number(postgres.ask(url, sql)[0]);
}

/** Writes the place's cache, whose records must be whole, as the database does. */
function cached(place: Place, keys: readonly string[]): string[] {
  const warnings: string[] = [];
  const path = cachePath(place.at('cache'), model);
  const cache = new EmbeddingCache(path, model, { readOnly: true, onWarning: (line) => warnings.push(line) });
  const vector = new Float32Array(model.dimension);
  const rows = keys.map(
    (key) => `${key} ${cache.read(key, vector, 0) && Buffer.from(vector.buffer).toString('hex')}`,
  );
  expect([cache.size, warnings]).toEqual([N, []]);
  cache.close();
  return rows;
}
