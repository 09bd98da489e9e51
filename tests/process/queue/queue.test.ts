/** Embedding shared out through PostgreSQL: a real server, real worker processes, and everything that can happen to them. */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type ModelSpec, modelInfo } from '../../../pipeline/embed/models.ts';
import { textKey } from '../../../pipeline/node/embed/cache/embedding-cache.ts';
import { createTransformer } from '../../../pipeline/node/embed/transformer/transformer.ts';
import { createQueueClient } from '../../../pipeline/node/queue/client.ts';
import { QueueDatabase } from '../../../pipeline/node/queue/database.ts';
import { isotheme } from '../../support/command-line.ts';
import { installTinyModel, NAN_WORD } from '../../support/tiny-model.ts';
import { type Postgres, startPostgres } from './postgres.ts';

const LEASE = 1;
const folder = mkdtempSync(path.join(tmpdir(), 'isotheme-queue-'));
const workers: ChildProcess[] = [];
let postgres: Postgres;
let model: ModelSpec;

beforeAll(async () => {
  postgres = await startPostgres();
  model = await installTinyModel(folder);
});

afterEach(() => {
  for (const worker of workers.splice(0)) worker.kill('SIGKILL');
});

afterAll(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface WorkerEnd {
  code: number | null;
  error: string | undefined;
}

/** Starts a worker; `texts()` is how many it has embedded so far. */
function startWorker(spec = model, delay = 5, models = folder) {
  const settings = { url: postgres.url, model: spec, folder: models, delay };
  const child = fork(path.resolve('tests/process/queue/worker-process.mjs'), [JSON.stringify(settings)]);
  workers.push(child);
  let texts = 0;
  let error: string | undefined;
  child.on('message', (message: { texts?: number; error?: string }) => {
    texts = message.texts ?? texts;
    error = message.error ?? error;
  });
  const ended = new Promise<WorkerEnd>((resolve) => child.on('exit', (code) => resolve({ code, error })));
  return { child, ended, texts: () => texts };
}

const sentences = (count: number, what: string) =>
  Array.from(
    { length: count },
    (_, i) => `${what} model number ${i} of the ${'training '.repeat(i % 7)}data`,
  );

async function throughQueue(texts: readonly string[], log: string[] = []) {
  const client = createQueueClient({
    model,
    url: postgres.url,
    lease: LEASE,
    onLog: (line) => log.push(line),
  });
  const got = new Map<number, Float32Array>();
  try {
    await client.embedEach(texts, (index, vector) => got.set(index, vector));
    return { got, error: null };
  } catch (error) {
    return { got, error: error as Error };
  } finally {
    await client.close();
  }
}

async function directly(texts: readonly string[]) {
  const transformer = createTransformer({ model, locate: async () => folder, workers: 1 });
  try {
    return await transformer.embed(texts);
  } finally {
    await transformer.close();
  }
}

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await what())) await new Promise((resolve) => setTimeout(resolve, 20));
}

it('gives the same vectors with one worker killed and the server restarted in the middle', async () => {
  const texts = sentences(600, 'language');
  const log: string[] = [];
  const three = [startWorker(), startWorker(), startWorker()];
  const result = throughQueue(texts, log);
  await until(() => three[0]!.texts() > 0);
  three[0]!.child.kill('SIGKILL');
  await until(() => three[1]!.texts() > 0 && three[2]!.texts() > 0);
  await postgres.restart();
  const { got, error } = await result;
  expect(error).toBeNull();
  const expected = await directly(texts);
  expect(got.size).toBe(texts.length);
  for (const [index, vector] of got)
    expect(vector).toEqual(expected.subarray(index * model.dimension, (index + 1) * model.dimension));
  // What is in the database needs no worker the second time.
  for (const { child } of three) child.kill('SIGKILL');
  expect((await throughQueue(texts)).got.size).toBe(texts.length);
});

it('reports a text that the model cannot do, and keeps all others', async () => {
  const texts = sentences(50, 'graph');
  texts[17] = `a ${NAN_WORD} in a paper`;
  startWorker(model, 0);
  const { got, error } = await throughQueue(texts);
  expect(error?.message).toMatch(
    /^1 text could not be embedded by any worker: number 18 \("a notanumber in a paper"\)/,
  );
  expect(error?.message).toContain('All other vectors are kept.');
  expect(got.size).toBe(49);
  expect(got.has(17)).toBe(false);
});

it('a text that ends every worker is given up after three of them', async () => {
  const texts = ['a deadly paper', ...sentences(20, 'image')];
  let deaths = 0;
  let over = false;
  const keepOneAlive = async () => {
    while (!over) {
      await startWorker(model, 0).ended;
      if (!over) deaths++;
    }
  };
  const supervisor = keepOneAlive();
  const { got, error } = await throughQueue(texts);
  over = true;
  for (const worker of workers) worker.kill('SIGKILL');
  await supervisor;
  expect(error?.message).toContain('number 1 ("a deadly paper"): its workers died or went silent');
  expect(got.size).toBe(20);
  // Once in its batch, then alone.
  expect(deaths).toBe(4);
});

it('refuses a worker whose model is another file', async () => {
  const client = createQueueClient({ model, url: postgres.url });
  await client.embedEach([], () => {});
  await client.close();
  const other = { ...model, onnx: { ...model.onnx, sha256: 'f'.repeat(64) } };
  const { code, error } = await startWorker(other).ended;
  expect(code).toBe(1);
  expect(error).toContain(`The queue is for another model (test/tiny, sha256 ${model.onnx.sha256}`);
  expect(error).toContain(`but this worker has test/tiny, sha256 ${'f'.repeat(64)}`);
});

it('the command embeds for a model that the table does not pin, pooled as the build has it', async () => {
  const texts = sentences(20, 'paper');
  const log: string[] = [];
  const result = throughQueue(texts, log);
  await until(() => log.some((line) => line.includes('are in the queue')));
  const work = (...words: string[]) =>
    isotheme(
      ['worker', '--queue', postgres.url, '--model', model.id, '--processes', '1', '--drain', ...words],
      {
        env: { ISOTHEME_MODELS: folder, HF_ENDPOINT: 'http://127.0.0.1:9' },
      },
    );
  const otherwise = await work('--pooling', 'mean');
  expect(otherwise.code).toBe(1);
  expect(otherwise.stderr).toMatch(
    /The queue is for another model \(.*cls pooling.*, but this worker has .*mean pooling/,
  );
  const { code, stderr } = await work('--pooling', 'cls');
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('Stopped after 20 texts.');
  expect((await result).got.size).toBe(20);
});

it('a worker whose model does not run ends, and fails no text', async () => {
  const { code, error } = await startWorker(model, 0, path.join(folder, 'elsewhere')).ended;
  expect(code).toBe(1);
  expect(error).toContain('cannot be loaded');
});

it('one sentence, without the password, reports that the database cannot be reached', async () => {
  const client = createQueueClient({ model, url: 'postgres://me:secret@127.0.0.1:9/papers' });
  const failure = await client.embedEach(['a'], () => {}).catch((error: Error) => error.message);
  expect(failure).toMatch(
    /^PostgreSQL at 127\.0\.0\.1:9\/papers: .*ECONNREFUSED.*; check the address, and that it runs\.$/,
  );
  const wrong = createQueueClient({ model, url: 'mysql://x/y' });
  await expect(wrong.embedEach(['a'], () => {})).rejects.toThrow('--queue: expected an address such as');
});

it('a build that is cancelled leaves its texts in the queue', async () => {
  const texts = sentences(40, 'neural');
  const controller = new AbortController();
  const onLog = (line: string) => line.includes('are in the queue') && controller.abort();
  const client = createQueueClient({ model, url: postgres.url, onLog });
  const called = client.embedEach(texts, () => {}, { signal: controller.signal });
  await expect(called).rejects.toThrow(expect.objectContaining({ name: 'CancelledError' }));
  await client.close();
  const { texts: done } = startWorker(model, 0);
  await until(() => done() === 40);
  expect((await throughQueue(texts)).got.size).toBe(40);
});

it('failures that an earlier build left in the dead-letter queue do not count against the next build', async () => {
  const texts = sentences(2, 'left');
  const database = await QueueDatabase.connect(postgres.url, modelInfo(model));
  await database.register(LEASE);
  await database.send([{ texts: [[textKey(texts[0]!), texts[0]!]] }]);
  for (let job = await database.fetch(); job; job = await database.fetch())
    await database.fail(job.id, 'out of memory');
  const log: string[] = [];
  const result = throughQueue(texts, log);
  await until(() => log.some((line) => line.includes('are in the queue')));
  // As every build does now and then.
  await database.buryDead();
  expect(await database.failures()).not.toContainEqual({ key: textKey(texts[0]!), reason: 'out of memory' });
  await database.close();
  startWorker(model, 0);
  const { got, error } = await result;
  expect(error).toBeNull();
  expect(got.size).toBe(2);
});

it('failures that a build could not record from the dead-letter queue are recorded by the next build', async () => {
  const [text] = sentences(1, 'buried');
  const key = textKey(text!);
  const database = await QueueDatabase.connect(postgres.url, modelInfo(model));
  await database.register(LEASE);
  // Twice the same text, as two builds send it.
  await database.send([{ texts: [[key, text!]] }, { texts: [[key, text!]] }]);
  for (let job = await database.fetch(); job; job = await database.fetch())
    await database.fail(job.id, 'out of memory');
  postgres.ask(postgres.url, 'ALTER TABLE isotheme.failure RENAME TO away');
  await expect(database.buryDead()).rejects.toThrow('isotheme.failure');
  postgres.ask(postgres.url, 'ALTER TABLE isotheme.away RENAME TO failure');
  await database.buryDead();
  expect(await database.failures()).toContainEqual({ key, reason: 'out of memory' });
  await database.forgetFailures([key]);
  // It is written down once.
  await database.buryDead();
  expect(await database.failures()).not.toContainEqual(expect.objectContaining({ key }));
  await database.close();
});

it('a vector that comes after its text was given up is taken, and no other text is lost by it', async () => {
  const texts = sentences(2, 'late');
  const [slow, other] = texts.map(textKey);
  const database = await QueueDatabase.connect(postgres.url, modelInfo(model));
  const result = throughQueue(texts);
  await until(async () => (await database.fetch()) !== null);
  // The first of the two comes to the dead-letter queue, the batch of both is still at work.
  await database.send([{ texts: [[slow!, texts[0]!]] }]);
  for (let job = await database.fetch(); job; job = await database.fetch())
    if (job.data.texts.length === 1) await database.fail(job.id, 'took too long');
  await until(async () => (await database.failures()).some(({ key }) => key === slow));
  const vector = new Float32Array(model.dimension).fill(0.25);
  await database.put([{ key: slow!, vector }]);
  await database.put([{ key: other!, vector }]);
  await database.close();
  const { got, error } = await result;
  expect(error).toBeNull();
  expect(got.size).toBe(2);
});
