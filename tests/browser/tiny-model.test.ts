/** The page's own model worker in a real Chromium, with models of a few kilobytes: the library and the runtime are the real ones. */
import { readdirSync } from 'node:fs';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_MODEL } from '../../pipeline/embed/models.ts';
import { createTransformer } from '../../pipeline/node/embed/transformer/transformer.ts';
import { type RunningServer, startServer } from '../../pipeline/node/serve/server.ts';
import { installTinyModel, NAN_WORD, type TinyModelOptions, tinyPath } from '../support/tiny-model.ts';
import { launch, WEB_ROOT } from './site.ts';

const D = 384;
let browser: Browser;
let folder: string;
let server: RunningServer;
let page: Page;
beforeAll(async () => {
  browser = await launch();
  folder = await mkdtemp(path.join(tmpdir(), 'isotheme-tiny-page-'));
  server = await startServer({ webRoot: WEB_ROOT, mapsRoot: folder, model: Promise.resolve(folder) });
  page = await (await browser.newContext()).newPage();
  await page.goto(server.url);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => rm(path.join(folder, 'Xenova'), { recursive: true, force: true }));

/** A tiny model where the page looks for its default one. */
const install = (options: TinyModelOptions = {}) =>
  installTinyModel(folder, { id: DEFAULT_MODEL, width: D, ...options });
const fileOf = (file: string) => path.join(folder, ...DEFAULT_MODEL.split('/'), file);

/** Loads the model in a worker of its own and embeds each text. */
function embedInPage(texts: readonly string[]): Promise<{ vectors: number[][]; error: string | null }> {
  const script = readdirSync(path.join(WEB_ROOT, 'assets')).find((name) =>
    /^model\.worker-.*\.js$/.test(name),
  );
  return page.evaluate(
    async ({ script, id, texts }) => {
      const worker = new Worker(new URL(`assets/${script}`, document.baseURI), { type: 'module' });
      const call = (method: string, argument: unknown) =>
        new Promise<unknown>((resolve, reject) => {
          worker.onmessage = ({ data }) => {
            if ('progress' in data) return;
            if ('error' in data) reject(new Error(data.error));
            else resolve(data.answer);
          };
          worker.onerror = (event) => reject(new Error(`worker: ${event.message}`));
          worker.postMessage({ call: 1, method, argument });
        });
      const vectors: number[][] = [];
      try {
        const at = (name: string) => new URL(name, document.baseURI).href;
        await call('load', { id, models: at('models/'), runtime: at('ort/') });
        for (const text of texts) vectors.push([...((await call('embed', text)) as Float32Array)]);
        return { vectors, error: null };
      } catch (error) {
        return { vectors, error: (error as Error).message };
      } finally {
        worker.terminate();
      }
    },
    { script, id: DEFAULT_MODEL, texts },
  );
}

const TEXTS = ['the large graph model', '', '\u0000 \u{1F600} 漢字', 'data '.repeat(2000)];

describe('vectors computed in the page', () => {
  it('equal those of the command line for texts of any kind', async () => {
    const spec = await install();
    const { vectors, error } = await embedInPage(TEXTS);
    expect(error).toBeNull();
    const transformer = createTransformer({ model: spec, locate: async () => folder, workers: 1 });
    const expected = await transformer.embed(TEXTS);
    await transformer.close();
    expect(vectors).toHaveLength(TEXTS.length);
    vectors.forEach((vector, i) => {
      const cosine = vector.reduce((sum, value, d) => sum + value * expected[i * D + d]!, 0);
      expect(cosine).toBeCloseTo(1, 5);
    });
  });
});

describe('the page reports an unusable model with one clear sentence', () => {
  it('if a vector is not finite', async () => {
    await install();
    const { vectors, error } = await embedInPage(['model', `a ${NAN_WORD} model`]);
    expect(vectors).toHaveLength(1);
    expect(error).toBe(
      `The model ${DEFAULT_MODEL} of this site gave a vector that is not finite; fetch it again with "isotheme model fetch ${DEFAULT_MODEL}".`,
    );
  });

  it('if its vectors have another dimension', async () => {
    await install({ width: 16 });
    expect((await embedInPage(['model'])).error).toBe(
      `The model ${DEFAULT_MODEL} of this site gave 16 numbers instead of 384; fetch it again with "isotheme model fetch ${DEFAULT_MODEL}".`,
    );
  });

  it.each(['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model_quantized.onnx'])(
    'if the site lacks %s',
    async (file) => {
      await install();
      await rm(fileOf(file));
      expect((await embedInPage(['model'])).error).toBe(
        `This site does not hold ${file} of the model ${DEFAULT_MODEL}; fetch the model with "isotheme model fetch ${DEFAULT_MODEL}" and serve again.`,
      );
    },
  );

  it('if its ONNX file is cut in half', async () => {
    const spec = await install();
    await truncate(tinyPath(folder, spec, spec.onnx.path), 1000);
    expect((await embedInPage(['model'])).error).toMatch(
      new RegExp(`^The model ${DEFAULT_MODEL} could not be started \\(.+\\)\\.$`),
    );
  });

  it('if its tokenizer is not JSON', async () => {
    await install();
    await writeFile(fileOf('tokenizer.json'), '{');
    expect((await embedInPage(['model'])).error).toMatch(
      new RegExp(`^The model ${DEFAULT_MODEL} could not be started \\(.+\\)\\.$`),
    );
  });
});
