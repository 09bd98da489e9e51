/** What changes from map to map, on the command line: compare, place, stability, build --like and --watch. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { themeTree } from '../../pipeline/map/themes/theme-tree.ts';
import { readMap } from '../../pipeline/node/files/map-folder.ts';
import { CLI, isotheme, PAGE, PAGE_TEXT } from '../support/command-line.ts';
import { copyPage } from '../support/kept-maps.ts';

let folder: string;
const at = (name: string) => path.join(folder, name);

/** Options of a build that needs no model. */
const lexical = ['--embedder', 'lexical', '--quiet'];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'isotheme-change-'));
  await copyPage(at('page'));
  const { code } = await isotheme([
    'build',
    PAGE,
    '-o',
    at('nine'),
    '--themes',
    '9',
    '--seed',
    '2',
    '--quiet',
  ]);
  expect(code).toBe(0);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('compare', () => {
  it('prints JSON with the documented fields', async () => {
    const { code, stdout } = await isotheme(['compare', at('page'), at('nine'), '--json']);
    expect(code).toBe(0);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ shared: 106, onlyA: 0, onlyB: 0, matchedBy: 'papers' });
    expect(report.ari).toBeGreaterThan(0.3);
    expect(report.b.themes).toBe(9);
    expect(Object.keys(report.themes)).toEqual([
      'matched',
      'born',
      'gone',
      'split',
      'merged',
      'grown',
      'shrunk',
    ]);
    expect(report.themes.merged.length).toBeGreaterThan(0);
    expect(report.moved.every((paper: { id: string }) => typeof paper.id === 'string')).toBe(true);
  });

  it('prints a text for people, CSV and Markdown', async () => {
    const text = (await isotheme(['compare', at('page'), at('nine')])).stdout;
    expect(text).toMatch(/^Both maps hold the same 106 papers\./);
    const csv = (await isotheme(['compare', at('page'), at('nine'), '--format', 'csv'])).stdout;
    expect(csv).toMatch(/^what,change,a,b,/);
    const markdown = (await isotheme(['compare', at('page'), at('nine'), '--format', 'markdown'])).stdout;
    expect(markdown).toMatch(/^# daily-papers-aug-19 against /);
    expect((await isotheme(['compare', at('page'), at('nowhere')])).stderr).toContain('no map there');
    expect((await isotheme(['compare', at('page'), at('nine'), '--format', 'xml'])).code).toBe(2);
  });
});

describe('place', () => {
  it('knows the papers that are there already, and needs no model for what is cached', async () => {
    const { code, stdout } = await isotheme(['place', at('page'), PAGE, '--json', '--quiet']);
    expect(code).toBe(0);
    const { papers, proposed, summary } = JSON.parse(stdout);
    expect(papers).toHaveLength(106);
    expect(
      papers.every((paper: { already: { paper: number } }, i: number) => paper.already.paper === i),
    ).toBe(true);
    expect(proposed).toEqual([]);
    expect(summary).toBe('0 new papers: 0 in themes of the map; 106 are on the map already.');
  });

  it('writes a map that holds both, with the old papers where they were', async () => {
    const lines = PAGE_TEXT.split('\n');
    await writeFile(at('first.txt'), `${lines.slice(0, 160).join('\n')}\n`);
    expect((await isotheme(['build', at('first.txt'), '-o', at('first'), ...lexical])).code).toBe(0);
    const placed = await isotheme(['place', at('first'), PAGE, '-o', at('both'), '--quiet']);
    expect(placed.stderr).toBe('');
    const [first, both] = [await readMap(at('first')), await readMap(at('both'))];
    const old = first.papers.length;
    expect(both.papers).toHaveLength(106);
    expect(both.manifest.placed).toMatchObject({ file: 'daily-papers-aug-19.txt', first: old });
    expect(both.arrays.layout.subarray(0, 2 * old)).toEqual(first.arrays.layout);
    expect(placed.stdout).toContain(`${old} are on the map already.`);
  });
});

describe('stability', () => {
  it('says in words and figures what comes back', async () => {
    const { code, stdout } = await isotheme(['stability', at('page'), '--runs', '4', '--json', '--quiet']);
    expect(code).toBe(0);
    const report = JSON.parse(stdout);
    expect(report.runs).toBe(4);
    expect(report.ari).toBeGreaterThan(0.6);
    expect(report.papers).toHaveLength(106);
    const text = (await isotheme(['stability', at('page'), '--runs', '4', '--quiet'])).stdout;
    expect(text).toMatch(/^The themes were made again 4 times\. \d+ of \d+ themes are stable/);
    const tree = themeTree((await readMap(at('page'))).manifest.themes);
    for (const { id, name, stability, size } of report.themes) {
      if (tree.shown[id] !== id) continue;
      const percent = Math.round(100 * stability);
      const word = percent >= 75 ? 'stable' : percent >= 50 ? 'partly stable' : 'uncertain';
      const line = text.split('\n').find((row) => row.endsWith(`  ${name} (${word})`))!;
      expect(line).toMatch(new RegExp(`^ +${percent} % +${size} `));
    }
  });

  it('gives the figures of the map itself after as many runs as the build made', async () => {
    const { stdout } = await isotheme(['stability', at('page'), '--runs', '40', '--json', '--quiet']);
    const { themes } = JSON.parse(await readFile(path.join(at('page'), 'map.json'), 'utf8'));
    const figures = (list: { id: number; stability: number }[]) =>
      list.map(({ id, stability }) => [id, stability]);
    expect(figures(JSON.parse(stdout).themes)).toEqual(figures(themes));
    expect((await isotheme(['stability', at('page'), '--runs', '0'])).code).toBe(2);
  });
});

describe('build --like', () => {
  it('says what the map was made like, and keeps its names', async () => {
    const like = await isotheme([
      'build',
      PAGE,
      '-o',
      at('like'),
      '--seed',
      '5',
      '--like',
      at('page'),
      '--quiet',
    ]);
    expect(like.code).toBe(0);
    const [map, old] = [await readMap(at('like')), await readMap(at('page'))];
    expect(map.manifest.like).toMatchObject({ name: 'daily-papers-aug-19', papers: 106 });
    expect(map.manifest.themes.map(({ name }) => name)).toEqual(old.manifest.themes.map(({ name }) => name));
  });
});

describe('build --watch', () => {
  it('builds again on a change, keeps the map where the file is spoilt, and ends with Ctrl-C', async () => {
    const file = at('watched.jsonl');
    const papers = (count: number) =>
      Array.from(
        { length: count },
        (_, i) => `{"title":"Paper ${i}","abstract":"On subject ${i % 3}."}\n`,
      ).join('');
    await writeFile(file, papers(6));
    const child = spawn(process.execPath, [CLI, 'build', file, '-o', at('watched'), '--watch', ...lexical]);
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    const size = async () => (await readMap(at('watched')).catch(() => null))?.papers.length ?? 0;
    try {
      await expect.poll(size, { timeout: 20_000 }).toBe(6);
      await expect.poll(() => said).toContain('Ctrl-C ends it.');
      await writeFile(file, papers(8));
      await expect.poll(size, { timeout: 20_000 }).toBe(8);
      await writeFile(file, '\n');
      await expect.poll(() => said, { timeout: 20_000 }).toContain('The map is as it was.');
      expect(await size()).toBe(8);
    } finally {
      child.kill('SIGINT');
    }
    expect(await ended).toBe(0);
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(JSON.parse(await readFile(path.join(at('watched'), 'map.json'), 'utf8')).source.papers).toBe(8);
  });

  it('watches a folder: new files, folders and changes count, behind links too, and what is not read of it does not', async () => {
    const papers = (name: string) =>
      Array.from({ length: 3 }, (_, i) => `{"title":"${name} ${i}","abstract":"On subject ${i}."}\n`).join(
        '',
      );
    const input = at('library');
    await mkdir(input);
    await writeFile(path.join(input, 'a.jsonl'), papers('First'));
    const child = spawn(process.execPath, [
      CLI,
      'build',
      input,
      '-o',
      path.join(input, 'map'),
      '--watch',
      ...lexical,
    ]);
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    const builds = () => said.split('Ctrl-C ends it.').length - 1;
    const size = async () => (await readMap(path.join(input, 'map')).catch(() => null))?.papers.length ?? 0;
    const expectBuild = (number: number, papers: number) =>
      expect.poll(async () => [builds(), await size()], { timeout: 20_000 }).toEqual([number, papers]);
    // Whole at once: a look in the middle of writing would be a build of its own.
    const put = async (name: string, text: string) => {
      await writeFile(at('written'), text);
      await rename(at('written'), path.join(input, name));
    };
    try {
      await expectBuild(1, 3);
      await put('b.jsonl', papers('Second'));
      await expectBuild(2, 6);
      // What editors and their users leave behind, and the map itself, are no papers.
      for (const name of ['.b.jsonl.swp', 'b.jsonl~', '4913', '#b.jsonl#', 'todo.md', 'b.jsonl.tmp'])
        await put(name, papers(name));
      await mkdir(path.join(input, 'more'));
      await put('more/c.jsonl', papers('Third'));
      await expectBuild(3, 9);
      await put('more/c.jsonl', `${papers('Third')}${papers('Fourth')}`);
      await expectBuild(4, 12);
      await rm(path.join(input, 'a.jsonl'));
      await expectBuild(5, 9);
      await put('../outside.jsonl', papers('Fifth'));
      await symlink('../outside.jsonl', path.join(input, 'd.jsonl'));
      await expectBuild(6, 12);
      // Until the watcher has seen the map, which is written into the folder.
      await new Promise((resolve) => setTimeout(resolve, 1000));
      await put('../outside.jsonl', `${papers('Fifth')}${papers('Sixth')}`);
      await expectBuild(7, 15);
    } finally {
      child.kill('SIGINT');
    }
    expect(await ended).toBe(0);
  });

  it('refuses standard input', async () => {
    const { code, stderr } = await isotheme(['build', '-', '--watch'], { input: PAGE_TEXT });
    expect(code).toBe(2);
    expect(stderr).toContain('standard input cannot be watched');
  });
});
