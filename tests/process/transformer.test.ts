/** The child processes with a tiny model: the same library and runtime as with a real one. */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, pipeline } from '@xenova/transformers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ModelSpec } from '../../pipeline/embed/models.ts';
import {
  createTransformer,
  type Transformer,
  type TransformerOptions,
} from '../../pipeline/node/embed/transformer/transformer.ts';
import { CancelledError, UserError } from '../../pipeline/util/errors.ts';
import { installTinyModel, NAN_WORD, tinyPath } from '../support/tiny-model.ts';

let folder: string;
let cls: ModelSpec;
let mean: ModelSpec;
const D = 16;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isotheme-tiny-'));
  cls = await installTinyModel(folder, { id: 'test/cls' });
  mean = await installTinyModel(folder, { id: 'test/mean', pooling: 'mean', seed: 2 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const opened: Transformer[] = [];
afterEach(async () => {
  for (const transformer of opened.splice(0)) await transformer.close();
});
function start(options: Partial<TransformerOptions> = {}): Transformer {
  const transformer = createTransformer({ model: cls, locate: async () => folder, workers: 2, ...options });
  opened.push(transformer);
  return transformer;
}

/** Process ids of this process's embedding children (Linux). */
function children(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      try {
        const parent = /^\d+ \(.*\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
        return (
          Number(parent) === process.pid &&
          readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('embed/transformer/child')
        );
      } catch {
        return false;
      }
    });
}

const TEXTS = Array.from({ length: 60 }, (_, i) => `the ${'large graph '.repeat((i * 7) % 23)}model ${i}`);

describe('the vectors', () => {
  test.each(['cls', 'mean'] as const)(
    'are those of the library, in the order of the texts (%s)',
    async (pooling) => {
      const model = pooling === 'cls' ? cls : mean;
      env.allowRemoteModels = false;
      env.localModelPath = `${folder}/`;
      const extract = await pipeline('feature-extraction', model.id, { quantized: true });
      const vectors = await start({ model }).embed(TEXTS);
      for (const [i, text] of TEXTS.entries()) {
        const expected = (await extract(text, { pooling, normalize: true })).data as Float32Array;
        expect([...vectors.subarray(i * D, (i + 1) * D)]).toEqual([...expected]);
      }
    },
  );

  test('do not depend on the number of processes', async () => {
    const one = await start({ workers: 1 }).embed(TEXTS);
    const four = await start({ workers: 4 }).embed(TEXTS);
    expect(four).toEqual(one);
  });

  test('exist for the empty text, characters of any kind, and a text of a megabyte', async () => {
    const texts = ['', ' \n', '\u0000\uD800 \u{1F600} 漢字', 'model '.repeat(170_000)];
    const vectors = await start().embed(texts);
    for (let i = 0; i < texts.length; i++) {
      expect(Math.hypot(...vectors.subarray(i * D, (i + 1) * D))).toBeCloseTo(1, 5);
    }
  });

  test('of no texts are none, and the model is not looked for', async () => {
    let looked = 0;
    const transformer = start({ locate: async () => `${looked++}` });
    expect(await transformer.embed([])).toEqual(new Float32Array(0));
    expect(looked).toBe(0);
  });

  test('of calls that overlap do not mix', async () => {
    const transformer = start();
    const [a, b] = await Promise.all([
      transformer.embed(TEXTS.slice(0, 20)),
      transformer.embed(TEXTS.slice(20)),
    ]);
    const all = await transformer.embed(TEXTS);
    expect([...a, ...b]).toEqual([...all]);
  });
});

describe('the processes', () => {
  test('are as many as the texts need, and are kept for the next call', async () => {
    const transformer = start({ workers: 3 });
    await transformer.embed(['one']);
    const first = children();
    expect(first).toHaveLength(1);
    await transformer.embed(TEXTS);
    expect(children()).toHaveLength(3);
    expect(children()).toContain(first[0]);
    await transformer.close();
    expect(children()).toEqual([]);
  });

  test('report progress for every text', async () => {
    const seen: number[] = [];
    await start().embed(TEXTS, { onProgress: ({ done }) => seen.push(done) });
    expect(seen).toEqual(TEXTS.map((_, i) => i + 1));
  });

  test('are replaced if one dies, and nothing is lost', async () => {
    const expected = await start().embed(TEXTS);
    const transformer = start();
    let killed = false;
    const vectors = await transformer.embed(TEXTS, {
      onProgress: ({ done }) => {
        if (done < 5 || killed) return;
        killed = true;
        process.kill(children().at(-1)!, 'SIGKILL');
      },
    });
    expect(killed).toBe(true);
    expect(vectors).toEqual(expected);
  });

  test('that keep dying are one clear error', async () => {
    const transformer = start({ workers: 1 });
    const run = transformer.embed(TEXTS, {
      onProgress: () => {
        for (const pid of children()) process.kill(pid, 'SIGKILL');
      },
    });
    await expect(run).rejects.toThrow(UserError);
    await expect(run).rejects.toThrow(
      /ended 2 times before their work was done \(SIGKILL\).*finished vectors are kept/,
    );
    expect(await transformer.embed(['model'])).toHaveLength(D);
  });

  test('that show no sign of life are killed', async () => {
    const run = start({ workers: 1, hangTimeout: 1 }).embed(['—'.repeat(200_000)]);
    await expect(run).rejects.toThrow(/took too long/);
  });

  test('end with a run that is cancelled', async () => {
    const transformer = start();
    const stop = new AbortController();
    const run = transformer.embed(TEXTS, {
      signal: stop.signal,
      onProgress: ({ done }) => {
        if (done === 3) stop.abort();
      },
    });
    await expect(run).rejects.toThrow(CancelledError);
    await expect.poll(children).toEqual([]);
    await expect(transformer.embed(TEXTS, { signal: AbortSignal.abort() })).rejects.toThrow(CancelledError);
    expect(await transformer.embed(['model'])).toHaveLength(D);
  });
});

test('closing cancels the current run', async () => {
  const transformer = start();
  const run = transformer.embed(TEXTS, {
    onProgress: ({ done }) => {
      if (done === 2) void transformer.close();
    },
  });
  await expect(run).rejects.toThrow(CancelledError);
  await expect.poll(children).toEqual([]);
});

describe('a model that cannot be used is one clear error if it has', () => {
  test('a vector that is not finite', async () => {
    await expect(start().embed([...TEXTS, `a ${NAN_WORD} model`])).rejects.toThrow(
      `The model test/cls gave a vector that is not finite for "a ${NAN_WORD} model"; choose another model.`,
    );
  });

  test('another width', async () => {
    const model = { ...cls, dimension: 8 };
    await expect(start({ model }).embed(['model'])).rejects.toThrow(
      'The model test/cls gave 16 numbers instead of 8 for "model"; choose another model.',
    );
  });

  test('a missing file', async () => {
    const model = await installTinyModel(folder, { id: 'test/half' });
    await rm(tinyPath(folder, model, 'tokenizer.json'));
    await expect(start({ model }).embed(['model'])).rejects.toThrow(
      /The model test\/half cannot be loaded: .*tokenizer/,
    );
  });

  test('half an ONNX file, and no other runtime is used instead', async () => {
    const model = await installTinyModel(folder, { id: 'test/cut' });
    await truncate(tinyPath(folder, model, model.onnx.path), 1000);
    await expect(start({ model }).embed(['model'])).rejects.toThrow(/The model test\/cut cannot be loaded: /);
  });

  test('a tokenizer that is not JSON', async () => {
    const model = await installTinyModel(folder, { id: 'test/tokenizer' });
    await writeFile(tinyPath(folder, model, 'tokenizer.json'), '{');
    await expect(start({ model }).embed(['model'])).rejects.toThrow(/cannot be loaded: .*JSON/);
  });

  test('no files, and is used once they are there', async () => {
    let there = false;
    const transformer = start({
      locate: async () => {
        if (!there) throw new UserError('not here');
        return folder;
      },
    });
    await expect(transformer.embed(['model'])).rejects.toThrow('not here');
    there = true;
    expect(await transformer.embed(['model'])).toHaveLength(D);
  });
});
