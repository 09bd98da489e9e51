/** Models that are not pinned, the user's own vectors, an endpoint, and Ctrl-C, as a user runs them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMap } from '../../pipeline/node/files/map-folder.ts';
import { CLI, isotheme } from '../support/command-line.ts';
import { installTinyModel, tinyPath } from '../support/tiny-model.ts';

const D = 16;
let folder: string;
let tinySha: string;
const at = (name: string) => path.join(folder, name);
const env = () => ({
  ISOTHEME_MODELS: at('models'),
  ISOTHEME_CACHE: at('cache'),
  HF_ENDPOINT: 'http://127.0.0.1:9',
});
const run = (...words: string[]) => isotheme(words, { cwd: folder, env: env() });

function papers(count: number, salt = ''): string {
  const topic = ['graph learning', 'language data', 'image training'];
  return Array.from({ length: count }, (_, i) =>
    JSON.stringify({
      id: `p${i}`,
      title: `The ${topic[i % 3]} paper ${salt}${i}`,
      abstract: `A model of ${topic[i % 3]}.`,
    }),
  ).join('\n');
}
/** Rows near one of three axes. */
const vectors = (count: number, width = D) =>
  Float32Array.from({ length: count * width }, (_, i) => {
    const row = Math.floor(i / width);
    return (i % width === row % 3 ? 1 : 0) + 0.01 * Math.sin(i + 1);
  });

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'isotheme-embedders-'));
  tinySha = (await installTinyModel(at('models'), { id: 'test/tiny' })).onnx.sha256;
  await writeFile(at('papers.jsonl'), papers(30));
  await writeFile(at('vectors.f32'), new Uint8Array(vectors(30).buffer));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a model that is not pinned', () => {
  it('is run by its id from the model folder; what it is is said and recorded', async () => {
    const { code, stderr } = await run('build', 'papers.jsonl', '--model', 'test/tiny', '-o', 'tiny');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(`has the sha256 ${tinySha}, which the map records. Pooling: mean.`);
    const { manifest } = await readMap(at('tiny'));
    expect(manifest.settings).toMatchObject({
      embedder: 'transformer',
      model: { id: 'test/tiny', sha256: tinySha, pooling: 'mean', dimension: D },
    });
    expect(readdirSync(at('cache'))).toEqual([`test-tiny-mean-${tinySha.slice(0, 8)}.cache`]);
    const asked = await run('related', 'tiny', 'language data', '-k', '3', '--json');
    expect(asked.code, asked.stderr).toBe(0);
    expect(JSON.parse(asked.stdout)).toHaveLength(3);
  });

  it('takes another pooling, which is another map', async () => {
    const { code, stderr } = await run(
      'build',
      'papers.jsonl',
      '--model',
      'test/tiny',
      '--pooling',
      'cls',
      '-o',
      'cls',
    );
    expect(code, stderr).toBe(0);
    const { manifest, arrays } = await readMap(at('cls'));
    expect(manifest.settings.model.pooling).toBe('cls');
    expect(arrays.vectors).not.toEqual((await readMap(at('tiny'))).arrays.vectors);
    expect((await run('related', 'cls', 'language data', '-k', '3')).code).toBe(0);
  });

  it.each([
    [['--model', 'nobody/nothing'], 'The model nobody/nothing was not found; looked in'],
    [['--model', 'gpt-9'], 'or name another as organisation/model'],
    [['--model', 'all-minilm-l6-v'], 'did you mean "all-MiniLM-L6-v2"?'],
    [['--model', 'test/tiny', '--dtype', 'fp32'], 'The model test/tiny was not found; looked in'],
  ])('%j is one sentence', async (words, sentence) => {
    const { code, stderr } = await run('build', 'papers.jsonl', ...words, '-o', 'none');
    expect(code).toBe(1);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain('should not have happened');
  });

  it('whose configuration names no width is none', async () => {
    const spec = await installTinyModel(at('models'), { id: 'test/odd' });
    await writeFile(tinyPath(at('models'), spec, 'config.json'), '{"model_type":"bert"}');
    const { code, stderr } = await run('build', 'papers.jsonl', '--model', 'test/odd', '-o', 'none');
    expect(code).toBe(1);
    expect(stderr).toContain('it is not a feature-extraction model');
  });
});

describe("the user's own vectors", () => {
  it('make a map that says whose they are, and is asked by keyword alone', async () => {
    const { code, stderr } = await run('build', 'papers.jsonl', '--vectors', 'vectors.f32', '-o', 'given');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('the map can be searched by keyword only');
    const { manifest, arrays } = await readMap(at('given'));
    expect(manifest.settings).toMatchObject({
      embedder: 'given',
      model: { id: 'given', pooling: 'none', dimension: D },
      vectors: { file: 'vectors.f32', sha256: manifest.settings.model.sha256 },
    });
    expect(Math.hypot(...arrays.vectors.subarray(0, D))).toBeCloseTo(1, 6);
    const asked = await run('related', 'given', 'image training', '-k', '3');
    expect(asked.code).toBe(0);
    expect(asked.stdout).toContain('image training');
    expect(asked.stderr).toContain('records no model for them; build it with --model as well');
    const placed = await run('place', 'given', 'papers.jsonl');
    expect(placed.code).toBe(1);
    expect(placed.stderr).toContain('records no model for them');
  });

  it('are those of the model that is named with them', async () => {
    const words = [
      'build',
      'papers.jsonl',
      '--vectors',
      'vectors.f32',
      '--model',
      'test/tiny',
      '-o',
      'named',
    ];
    const { code, stderr } = await run(...words);
    expect(code, stderr).toBe(0);
    const { manifest } = await readMap(at('named'));
    expect(manifest.settings).toMatchObject({
      embedder: 'transformer',
      model: { id: 'test/tiny', sha256: tinySha },
      vectors: { file: 'vectors.f32' },
    });
    expect((await run('related', 'named', 'image training')).code).toBe(0);
  });

  it.each([
    [['--vectors', 'none.npy'], 1, "can't be read (ENOENT)"],
    [
      ['--vectors', 'vectors.f32', '--model', 'Xenova/bge-small-en-v1.5'],
      1,
      'vectors of 16 numbers, but Xenova',
    ],
    [['--vectors', 'vectors.f32', '--embedder', 'lexical'], 2, 'exclude each other'],
    [['--vector-field', 'x'], 2, 'give both'],
    [['--endpoint', 'http://127.0.0.1:9'], 2, 'go together'],
    [['--embedder', 'endpoint', '--endpoint', 'http://127.0.0.1:9'], 2, 'a model with --model'],
  ])('%j ends with status %i', async (words, status, sentence) => {
    const { code, stderr } = await run('build', 'papers.jsonl', ...words, '-o', 'none');
    expect(stderr).toContain(sentence);
    expect(code).toBe(status);
  });
});

describe('an endpoint', () => {
  let server: Server;
  let url: string;
  let texts: string[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (part) => {
        body += part;
      });
      request.on('end', () => {
        const { input } = JSON.parse(body) as { input: string[] };
        texts.push(...input);
        const embed = (text: string) =>
          ['graph', 'language', 'image'].map((w) => (text.includes(w) ? 1 : 0.1));
        response.end(
          JSON.stringify({ data: input.map((text, index) => ({ index, embedding: embed(text) })) }),
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  });
  afterAll(() => server.close());

  it('is asked once for each text, and again only where it is named', async () => {
    const words = [
      'build',
      'papers.jsonl',
      '--embedder',
      'endpoint',
      '--endpoint',
      url,
      '--model',
      'm',
      '-o',
      'asked',
    ];
    const { code, stderr } = await run(...words);
    expect(code, stderr).toBe(0);
    expect((await readMap(at('asked'))).manifest.settings).toMatchObject({
      embedder: 'endpoint',
      model: { id: 'm', pooling: 'none', dimension: 3 },
      endpoint: `${url}/embeddings`,
    });
    expect(new Set(texts).size).toBe(30);
    texts = [];
    expect((await run(...words)).stderr).toContain('(0 embedded, 30 from the cache)');
    const silent = await run('related', 'asked', 'image', '-k', '3');
    expect(silent.stderr).toContain(
      'nothing is sent there unless --endpoint names it; searching by keyword alone',
    );
    expect(texts).toEqual([]);
    const asked = await run('related', 'asked', 'pictures of an image', '-k', '3', '--endpoint', url);
    expect(asked.code, asked.stderr).toBe(0);
    expect(new Set(texts)).toEqual(new Set(['pictures of an image']));
  });
});

describe('Ctrl-C', () => {
  it('keeps what was embedded, says how to go on, and ends with 130', async () => {
    await writeFile(at('many.jsonl'), papers(700, 'large '));
    const words = ['build', 'many.jsonl', '--model', 'test/tiny', '-o', 'many'];
    const cache = at(`stopped/test-tiny-mean-${tinySha.slice(0, 8)}.cache`);
    const settings = { ...process.env, ...env(), NO_COLOR: '1', ISOTHEME_CACHE: at('stopped') };
    const child = spawn(process.execPath, [CLI, ...words], { cwd: folder, env: settings });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    await expect
      .poll(() => statSync(cache, { throwIfNoEntry: false })?.size ?? 0, { interval: 2, timeout: 30_000 })
      .toBeGreaterThan(1000);
    child.kill('SIGINT');
    expect(await ended(child), stderr).toBe(130);
    expect(stderr).toMatch(
      /Stopped; no map was written\. Vectors made so far are kept \(\d+\)\. The same command/,
    );
    expect(readdirSync(folder)).not.toContain('many');
    const again = await isotheme(words, { cwd: folder, env: { ...env(), ISOTHEME_CACHE: at('stopped') } });
    const [, computed, cached] = /\((\d+) embedded, (\d+) from the cache\)/.exec(again.stderr)!;
    expect(Number(cached)).toBeGreaterThan(0);
    expect(Number(computed) + Number(cached)).toBe(700);
  });

  it('twice ends at once', async () => {
    const module = pathToFileURL(path.resolve('dist/pipeline/node/cli/interrupt.js')).href;
    const script = `const { interruptible } = await import(${JSON.stringify(module)});
      await interruptible(() => new Promise(() => { setInterval(() => {}, 1000); console.log('at work'); }));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const end = ended(child);
    child.kill('SIGINT');
    const again = setInterval(() => child.kill('SIGINT'), 50);
    expect(await end).toBe(130);
    clearInterval(again);
  });
});

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', resolve));
}
