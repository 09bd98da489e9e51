/** The examples that need no browser, as their READMEs say. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isotheme, PAGE } from '../support/command-line.ts';
import { copyPage } from '../support/kept-maps.ts';

const run = promisify(execFile);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'isotheme-examples-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('node: reads, builds, asks and exports', async () => {
  const table = path.join(folder, 'papers.csv');
  const { stdout } = await run(process.execPath, ['examples/node/build-map.mjs', PAGE, table]);
  expect(stdout).toMatch(/^.+ \(\d+ papers\)$/m);
  expect(stdout).toMatch(/^\d\.\d\d .+/m);
  expect((await readFile(table, 'utf8')).trimEnd().split('\n').length).toBeGreaterThan(106);
});

it('notebook: counts the papers of an export by area', async () => {
  const map = path.join(folder, 'page');
  await copyPage(map);
  const { code, stderr } = await isotheme(['export', map, '-o', path.join(folder, 'map.jsonl')]);
  expect(code, stderr).toBe(0);
  const { cells } = JSON.parse(await readFile('examples/notebook/map.ipynb', 'utf8')) as {
    cells: { cell_type: string; source: string[] }[];
  };
  const program = cells.filter((cell) => cell.cell_type === 'code').map((cell) => cell.source.join(''));
  await writeFile(path.join(folder, 'map.py'), program.join('\n'));
  const { stdout } = await run('python3', ['map.py'], { cwd: folder });
  expect(stdout).toContain('106 papers\n');
  const counts = [...stdout.matchAll(/^ +(\d+) {2}\S/gm)].map(([, count]) => Number(count));
  expect(counts.length).toBeGreaterThan(1);
  expect(counts.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(106);
  expect(stdout.match(/^ {3}near: .+/gm)).toHaveLength(3);
});
