/** The package as a stranger gets it: packed, installed in an empty folder, run, imported and type-checked there. */
import { execFile, spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const run = promisify(execFile);
const REPOSITORY = process.cwd();
const LARGEST_PACKAGE = 1.5e6;

const PAPERS = Array.from({ length: 12 }, (_, i) => ({
  id: `p${i}`,
  title: `Study ${i} of ${i % 2 ? 'program repair' : 'speculative decoding'}`,
  abstract: i % 2 ? 'We repair programs with tests.' : 'A draft model proposes tokens for decoding.',
}));

let folder: string;
let packed: { filename: string; size: number; files: { path: string }[] };
const inFolder = () => ({
  cwd: folder,
  env: {
    ...process.env,
    NO_COLOR: '1',
    ISOTHEME_MODELS: process.env.ISOTHEME_MODELS ?? path.resolve('models'),
  },
});

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'isotheme-package-'));
  // What `npm run compile` has built is packed as it is: another build would remove it under other tests.
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]);
  const report: unknown = JSON.parse(stdout);
  // A list in npm 11 and before, an object by name after it.
  packed = Object.values(report as Record<string, typeof packed>)[0]!;
  await write('package.json', {
    private: true,
    type: 'module',
  });
  await write('papers.jsonl', PAPERS.map((paper) => JSON.stringify(paper)).join('\n'));
  const words = ['install', `./${packed.filename}`, '--prefer-offline', '--no-audit', '--no-fund'];
  await run('npm', [...words, '--ignore-scripts'], inFolder());
  // The one script that is needed compiles hnswlib for half a minute, as `npm ci` has done here.
  const addon = 'node_modules/hnswlib-node/build/Release/addon.node';
  await mkdir(path.dirname(path.join(folder, addon)), { recursive: true });
  await copyFile(addon, path.join(folder, addon));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function write(name: string, content: unknown): Promise<void> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
}

const isotheme = (...words: string[]) => run('npx', ['--no', 'isotheme', ...words], inFolder());

it('is small, and holds neither tests nor data nor what other packages bring', () => {
  expect(packed.size).toBeLessThan(LARGEST_PACKAGE);
  const files = packed.files.map((file) => file.path);
  expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'dist/web/isotheme-map.js']));
  expect(files.filter((file) => /^(?:tests|data|models|node_modules)\/|\.wasm$|\.test\./.test(file))).toEqual(
    [],
  );
});

it('builds maps with its model and without, and serves them with the model’s runtime', async () => {
  const words = await isotheme('build', 'papers.jsonl', '--embedder', 'lexical', '--name', 'words');
  expect(words.stdout).toMatch(/Program Repair/);
  await isotheme('build', 'papers.jsonl');
  const map = JSON.parse(await readFile(path.join(folder, 'data/maps/papers/map.json'), 'utf8'));
  expect(map.settings.model.id).toBe('Xenova/bge-small-en-v1.5');

  const cli = path.join(folder, 'node_modules/isotheme/dist/pipeline/node/cli/main.js');
  const server = spawn(process.execPath, [cli, 'serve', '--port', '0'], inFolder());
  try {
    const url = await new Promise<string>((resolve, reject) => {
      server.stdout.once('data', (text) => resolve(String(text).trim()));
      server.once('close', () => reject(new Error('the server ended')));
    });
    const ask = async (name: string) => {
      const response = await fetch(new URL(name, url));
      return [
        response.status,
        response.headers.get('content-type'),
        (await response.arrayBuffer()).byteLength,
      ];
    };
    expect(await ask('ort/ort-wasm-simd.wasm')).toEqual([200, 'application/wasm', 10_014_674]);
    expect((await ask('./')).slice(0, 2)).toEqual([200, 'text/html; charset=utf-8']);
    expect((await ask('maps/index.json'))[0]).toBe(200);
    expect((await ask('models/Xenova/bge-small-en-v1.5/config.json'))[0]).toBe(200);
    expect((await ask('isotheme-map.js')).slice(0, 2)).toEqual([200, 'text/javascript; charset=utf-8']);
  } finally {
    server.kill();
  }
});

it('is a library in Node', async () => {
  await write(
    'use.mjs',
    `import { buildMap, compareMaps, createEmbedder, readMap, findRelated, readPapers, writeMap } from 'isotheme';
     const embedder = await createEmbedder({ kind: 'lexical' });
     const stages = new Set();
     const map = await buildMap(await readPapers('papers.jsonl'), { embedder, seed: 7, onProgress: (p) => stages.add(p.stage) });
     await writeMap(map, 'mine');
     const again = await readMap('mine');
     const bare = await buildMap(again.papers, { embedder, seed: 7, name: 'bare' });
     const cancelled = await buildMap(again.papers, { embedder, signal: AbortSignal.abort() }).catch((error) => error.name);
     const double = await buildMap([again.papers[0], again.papers[0]], { embedder }).catch((error) => error.message);
     console.log(JSON.stringify({
       name: map.manifest.name,
       stages: [...stages],
       same: Buffer.compare(Buffer.from(map.arrays.layout.buffer), Buffer.from(bare.arrays.layout.buffer)),
       ari: compareMaps(map, bare).ari,
       near: await findRelated(again, 'p0', { k: 2 }),
       words: (await findRelated(again, 'repair', { k: 1 }))[0].title,
       cancelled, double,
     }));`,
  );
  const { stdout } = await run(process.execPath, ['use.mjs'], inFolder());
  const result = JSON.parse(stdout);
  expect(result).toMatchObject({ name: 'papers', same: 0, ari: 1, cancelled: 'CancelledError' });
  expect(result.stages).toEqual(['embed', 'represent', 'neighbours', 'layout', 'cluster', 'name', 'measure']);
  expect(result.near.map(({ title }: { title: string }) => /decoding/.test(title))).toEqual([true, true]);
  expect(result.words).toMatch(/repair/);
  expect(result.double).toMatch(/both have the id "p0"/);
});

it('has types, for Node and for bundlers', async () => {
  const node = path.join(folder, 'node_modules/@types/node');
  if (!(await stat(node).catch(() => null))) {
    await mkdir(path.dirname(node), { recursive: true });
    await symlink(path.join(REPOSITORY, 'node_modules/@types/node'), node);
    await symlink(
      path.join(REPOSITORY, 'node_modules/undici-types'),
      path.join(folder, 'node_modules/undici-types'),
    );
  }
  const strict = { strict: true, noEmit: true, target: 'ES2023', skipLibCheck: false };
  await write('node/tsconfig.json', {
    compilerOptions: { ...strict, module: 'NodeNext', lib: ['ES2023'], types: ['node'] },
    files: ['use.ts'],
  });
  await write(
    'node/use.ts',
    `import { buildMap, readPapers, type ThemeMap, writeMap } from 'isotheme';
     const map: ThemeMap = await buildMap(await readPapers(['a.jsonl']), { seed: 1, signal: AbortSignal.timeout(9) });
     const layout: Float32Array = map.arrays.layout;
     await writeMap(map, String(layout.length));
     // @ts-expect-error a seed is a number
     await buildMap([], { seed: 'one' });`,
  );
  await write('web/tsconfig.json', {
    compilerOptions: {
      ...strict,
      module: 'ESNext',
      moduleResolution: 'bundler',
      lib: ['ES2023', 'DOM', 'DOM.Iterable'],
      types: [],
    },
    files: ['use.ts'],
  });
  await write(
    'web/use.ts',
    `import { buildMap, createLexicalEmbedder, readPapers } from 'isotheme';
     import { mountMap, type MountedMap } from 'isotheme/map';
     const papers = await readPapers(new Uint8Array(), { fileName: 'a.jsonl' });
     const map = await buildMap(papers, { embedder: createLexicalEmbedder() });
     const mounted: MountedMap = await mountMap(document.body, map, { scheme: 'dark' });
     mounted.on('select', (ids) => ids.length);
     // @ts-expect-error the browser has no files to read
     await readPapers('a.jsonl');`,
  );
  for (const project of ['node', 'web']) {
    const tsc = path.join(REPOSITORY, 'node_modules/typescript/bin/tsc');
    const { stdout } = await run(process.execPath, [tsc, '-p', path.join(folder, project)], inFolder()).catch(
      (error: { stdout: string }) => error,
    );
    expect(stdout, project).toBe('');
  }
});
