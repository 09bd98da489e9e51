/** regl-scatterplot's own drawing of points, to measure beside ours: fetched when it is measured, no dependency of ours. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'vite';
import type { ThemeMap } from '../../../pipeline/map/schema.ts';

const PACKAGE = 'regl-scatterplot@1.16.0';

/** The points of `points.f32`, `[N, 3]` x, y and colour, as its README draws them. */
const PROGRAM = `
import createScatterplot from 'regl-scatterplot';
const canvas = document.querySelector('canvas');
const points = new Float32Array(await (await fetch('./' + location.hash.slice(1) + '.f32')).arrayBuffer());
const column = (c) => Float32Array.from({ length: points.length / 3 }, (_, i) => points[3 * i + c]);
const { width, height } = canvas.getBoundingClientRect();
const scatterplot = createScatterplot({
  canvas, width, height, pointSize: 3, opacity: 0.8, colorBy: 'valueA',
  pointColor: ['#4e79a7', '#f28e2b', '#e15759', '#76b7b2', '#59a14f', '#edc948', '#b07aa1', '#ff9da7', '#9c755f', '#bab0ac'],
});
await scatterplot.draw({ x: column(0), y: column(1), z: column(2) }, { zDataType: 'categorical' });
requestAnimationFrame(() => requestAnimationFrame(() => { globalThis.firstMap = performance.now(); }));
`;

const PAGE = `<!doctype html><meta charset="utf-8"><style>html,body,canvas{margin:0;width:100vw;height:100vh;display:block}</style><canvas></canvas><script type="module" src="./program.js"></script>`;

export interface Scene {
  url: string;
  close(): Promise<void>;
}

/** A page that draws each of `maps` by its name behind the hash. @throws Error where the package can't be had */
export async function startReglScene(maps: readonly ThemeMap[]): Promise<Scene> {
  const folder = await mkdtemp(path.join(tmpdir(), 'isotheme-regl-'));
  await writeFile(path.join(folder, 'package.json'), '{"private":true,"type":"module"}');
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', PACKAGE], {
    cwd: folder,
  });
  await writeFile(path.join(folder, 'index.html'), PAGE);
  await writeFile(path.join(folder, 'program.js'), PROGRAM);
  const out = path.join(folder, 'out');
  await build({
    root: folder,
    base: './',
    configFile: false,
    logLevel: 'error',
    build: { outDir: out, target: 'es2022' },
  });
  await mkdir(out, { recursive: true });
  for (const map of maps) {
    const { layout, theme } = map.arrays;
    const points = new Float32Array(3 * theme.length);
    const most = layout.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    for (let i = 0; i < theme.length; i++)
      points.set([layout[2 * i]! / most, layout[2 * i + 1]! / most, (theme[i]! + 1) % 10], 3 * i);
    await writeFile(path.join(out, `${map.manifest.name}.f32`), points);
  }
  const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' };
  const server = createServer(async ({ url = '/' }, response) => {
    const name = url === '/' ? '/index.html' : url;
    const bytes = await readFile(path.join(out, path.normalize(name))).catch(() => null);
    response.writeHead(bytes ? 200 : 404, {
      'Content-Type': types[path.extname(name)] ?? 'application/octet-stream',
    });
    response.end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
