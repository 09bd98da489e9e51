import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ThemeMap } from '../../pipeline/map/schema.ts';
import { onlyChildren } from '../../pipeline/map/themes/theme-tree.ts';
import { readMap } from '../../pipeline/node/files/map-folder.ts';
import { type Finished, isotheme, PAGE, PAGE_TEXT } from '../support/command-line.ts';
import { pageFolder } from '../support/kept-maps.ts';

let folder: string;
let map: ThemeMap;
let built: Finished;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'isotheme-cli-'));
  built = await isotheme(['build', PAGE, '-o', path.join(folder, 'page')], { cwd: folder });
  expect(built.code, built.stderr).toBe(0);
  map = await readMap(path.join(folder, 'page'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const bytesOf = async (dir: string) => {
  const names = (await readdir(dir)).sort();
  return Promise.all(
    names.map(async (name) => [name, (await readFile(path.join(dir, name))).toString('base64')]),
  );
};

describe('isotheme build on the real page', () => {
  it('maps all 106 papers from cached vectors, without a model', async () => {
    expect(map.papers).toHaveLength(106);
    expect(map.papers[0]!.title).toBe('DeepSeek-VL: Towards Real-World Vision-Language Understanding');
    expect(map.papers[105]!.title).toBe(
      'Large Batch Optimization for Deep Learning: Training BERT in 76 minutes',
    );
    expect(map.manifest.settings.model.id).toBe('Xenova/bge-small-en-v1.5');
    expect(map.arrays.vectors).toHaveLength(106 * 384);
    expect(map.arrays.layout.every(Number.isFinite)).toBe(true);
    expect(map.arrays.neighbours).toHaveLength(106 * 15);
  });

  it('finds ten to eighteen finest themes in a strict hierarchy, few papers without one', () => {
    const { levels, themes, unthemed } = map.manifest;
    expect(levels.length).toBeGreaterThanOrEqual(2);
    expect(levels.at(-1)!.themes).toBeGreaterThanOrEqual(10);
    expect(levels.at(-1)!.themes).toBeLessThanOrEqual(18);
    expect(unthemed.length / 106).toBeLessThanOrEqual(0.05);
    for (const theme of themes) {
      const children = themes.filter((other) => other.parent === theme.id);
      if (theme.level < levels.length - 1)
        expect(children.reduce((sum, child) => sum + child.size, 0)).toBeGreaterThanOrEqual(
          theme.size - unthemed.length,
        );
    }
  });

  it('names them as a reader of the field would, no two alike', () => {
    const { themes } = map.manifest;
    const only = onlyChildren(themes.map(({ parent }) => parent));
    const names = themes.filter(({ id }) => only[id] === 0).map((theme) => theme.name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name.length).toBeLessThanOrEqual(40);
    const all = names.join('\n').toLowerCase();
    for (const expected of [
      'mixture of experts',
      'kv cache',
      'code',
      'speculative',
      'reasoning',
      'vision',
      'token',
    ])
      expect(all).toContain(expected);
  });

  it('writes the same bytes in another process, and others for another seed; --quiet says nothing of it', async () => {
    const other = path.join(folder, 'other');
    const { code, stderr } = await isotheme(['build', PAGE, '-o', other, '--seed', '2', '--quiet'], {
      cwd: folder,
    });
    expect([code, stderr]).toEqual([0, '']);
    const first = await bytesOf(path.join(folder, 'page'));
    expect(await bytesOf(await pageFolder())).toEqual(first);
    expect(await bytesOf(other)).not.toEqual(first);
  });

  it('prints the themes with their sizes to stdout and everything else to stderr', async () => {
    const { stdout, stderr } = built;
    for (const theme of map.manifest.themes)
      expect(stdout.split(`${theme.size}  ${theme.name}\n`)).toHaveLength(2);
    expect(stderr).toContain('106 papers (0 embedded, 106 from the cache)');
  });

  it('takes --themes for the finest level, -k for the neighbours and --name for the folder', async () => {
    const { code } = await isotheme(['build', PAGE, '--themes', '12', '-k', '5', '--name', 'spring'], {
      cwd: folder,
    });
    expect(code).toBe(0);
    const spring = await readMap(path.join(folder, 'data/maps/spring'));
    expect(spring.manifest.levels.at(-1)!.themes).toBe(12);
    expect(spring.manifest.arrays.neighbours.shape).toEqual([106, 5]);
    expect(spring.manifest.name).toBe('spring');
  });

  it('reads standard input, and CRLF the same way', async () => {
    await mkdir(path.join(folder, 'crlf'), { recursive: true });
    await copyFile(PAGE.replace(/txt$/, 'embeddings'), path.join(folder, 'crlf/page.embeddings'));
    await writeFile(path.join(folder, 'crlf/page.txt'), PAGE_TEXT.replaceAll('\n', '\r\n'));
    const { code, stderr } = await isotheme(['build', 'page.txt', '-o', 'map'], {
      cwd: path.join(folder, 'crlf'),
    });
    expect(code, stderr).toBe(0);
    const crlf = await readMap(path.join(folder, 'crlf/map'));
    expect(crlf.papers).toEqual(map.papers);
    expect(crlf.arrays.theme).toEqual(map.arrays.theme);
  });

  it.each([1, 2, 3, 5])('makes a map of %i papers by words alone', async (count) => {
    const lines = PAGE_TEXT.split('\n').filter((line) => line.trim() !== '');
    const input = lines.slice(6, 6 + 2 * count).join('\n\n');
    const small = path.join(folder, `small-${count}`);
    const { code, stderr } = await isotheme(['build', '-', '--embedder', 'lexical', '-o', small], {
      cwd: folder,
      input,
    });
    expect(code, stderr).toBe(0);
    const read = await readMap(small);
    expect(read.papers).toHaveLength(count);
    expect(read.manifest.settings.embedder).toBe('lexical');
    expect(read.arrays.layout.every(Number.isFinite)).toBe(true);
  });
});

describe('isotheme related', () => {
  const related = async (query: string) =>
    JSON.parse(
      (await isotheme(['related', path.join(folder, 'page'), query, '-k', '5', '--json'])).stdout,
    ) as {
      id: string;
      title: string;
      similarity: number;
      theme: string | null;
    }[];

  it('gives the neighbours of a paper, nearest first', async () => {
    const rows = await related(
      'DeepSeekMoE: Towards Ultimate Expert Specialization in Mixture-of-Experts Language Models',
    );
    expect(rows).toHaveLength(5);
    expect(rows.filter((row) => /moe|mixture-of-experts/i.test(row.title)).length).toBeGreaterThanOrEqual(3);
    expect(rows.map((row) => row.similarity)).toEqual(
      rows.map((row) => row.similarity).sort((a, b) => b - a),
    );
    expect(await related('3')).toEqual(rows);
  });

  it('answers free text with the real model', async () => {
    const cache = await related('KV cache');
    expect(cache.filter((row) => /kv|cache/i.test(row.title)).length).toBeGreaterThanOrEqual(3);
    const experts = await related('mixture of experts');
    expect(experts.filter((row) => /moe|experts/i.test(row.title)).length).toBeGreaterThanOrEqual(3);
  });
});

describe('isotheme export and eval', () => {
  it('exports one paper a line with themes and neighbours by name', async () => {
    const { stdout } = await isotheme(['export', path.join(folder, 'page'), '--format', 'jsonl']);
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows).toHaveLength(106);
    const finest = map.manifest.themes.find((theme) => theme.id === map.arrays.theme[0]);
    expect(rows[0]).toMatchObject({ id: '0', title: map.papers[0]!.title, theme: finest!.name });
    expect(rows[0].themePath.at(-1)).toBe(finest!.name);
    expect(rows[0].themePath).toHaveLength(map.manifest.levels.length);
    expect(rows[0].neighbours[0]).toBe(map.papers[map.arrays.neighbours[0]!]!.id);
    expect(rows[0].x).toBeCloseTo(map.arrays.layout[0]!, 3);
  });

  it('exports one HTML file of at most 1 MB that asks for nothing', async () => {
    const file = path.join(folder, 'page.html');
    const { code } = await isotheme(['export', path.join(folder, 'page'), '--format', 'html', '-o', file]);
    expect(code).toBe(0);
    const html = await readFile(file, 'utf8');
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(1_000_000);
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/<(?:script|link|img)[^>]+(?:src|href)=["']?(?!data:)/);
  });

  it('agrees with hand labels of the page better than the floor', async () => {
    const { code, stdout } = await isotheme([
      'eval',
      path.join(folder, 'page'),
      '--labels',
      path.resolve('tests/fixtures/page-labels.jsonl'),
      '--json',
    ]);
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    expect(result.papers).toBe(106);
    expect(result.knn1).toBeGreaterThanOrEqual(0.75);
    expect(result.levels.at(-1).ami).toBeGreaterThanOrEqual(0.6);
  });
});
