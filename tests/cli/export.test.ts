import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXPORT_FORMATS } from '../../pipeline/node/export/registry.ts';
import { writeMap } from '../../pipeline/node/files/map-folder.ts';
import { isotheme } from '../support/command-line.ts';
import { smallMap } from '../support/small-map.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'isotheme-export-'));
  await writeMap(await smallMap(), path.join(folder, 'small'));
  await mkdir(path.join(folder, 'folder.csv'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (...words: string[]) => isotheme(['export', 'small', ...words], { cwd: folder });
const bytes = (name: string) => readFile(path.join(folder, name));

describe('export', () => {
  it('tells the format by the ending, and writes nothing beside the file', async () => {
    for (const name of ['papers.parquet', 'graph.gexf', 'library.bib']) {
      const { code, stdout, stderr } = await run('-o', name);
      expect([code, stdout, stderr]).toEqual([0, '', '']);
    }
    expect((await bytes('papers.parquet')).toString('latin1', 0, 4)).toBe('PAR1');
    expect((await bytes('graph.gexf')).toString()).toMatch(/^<\?xml .*\n<gexf /);
    expect((await bytes('library.bib')).toString()).toMatch(/^@misc\{author2024study,/);
    expect((await readdir(folder)).sort()).toEqual([
      'folder.csv',
      'graph.gexf',
      'library.bib',
      'papers.parquet',
      'small',
    ]);
  });

  it('draws a PNG of the width asked for, with letters in it', async () => {
    expect((await run('-o', 'map.png', '--width', '640')).stderr).toBe('');
    const png = await bytes('map.png');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([640, 453]);
    const { default: sharp } = await import('sharp');
    // The name of the map stands there, in ink on paper.
    const { channels } = await sharp(png).extract({ left: 14, top: 8, width: 60, height: 24 }).stats();
    expect(channels[0]!.min).toBeLessThan(80);
    expect(channels[0]!.max).toBeGreaterThan(240);
  });

  it('writes a report with its picture beside it', async () => {
    await run('-o', 'report.md');
    expect((await bytes('report.md')).toString()).toContain('![Map of small](<report.svg>)');
    expect((await bytes('report.svg')).toString()).toMatch(/^<svg /);
  });

  it('leaves the old file where the new one can’t be written', async () => {
    await writeFile(path.join(folder, 'old.csv'), 'old');
    const { code, stderr } = await run('-o', 'folder.csv');
    expect([code, stderr]).toEqual([
      1,
      "isotheme: folder.csv: can't be written (EISDIR); name another file with -o.\n",
    ]);
    expect((await isotheme(['export', 'none', '-o', 'old.csv'], { cwd: folder })).code).toBe(1);
    expect((await bytes('old.csv')).toString()).toBe('old');
  });

  it.each([
    [['--format', 'parqet'], '"parqet" is not a format; did you mean "parquet"? Use one of csv, jsonl,'],
    [['--format', 'jsn'], '"jsn" is not a format; did you mean "jsonl"?'],
    [['--format', 'docx'], '"docx" is not a format; use one of csv, jsonl,'],
    [[], 'Name a format with --format'],
    [['-o', 'map.json'], 'Name a format with --format'],
    [['--format', 'csv', '--width', '500'], '--width is for --format png'],
  ])('%j is wrong use', async (words, sentence) => {
    const { code, stdout, stderr } = await run(...words);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(sentence);
  });

  it('lists every format in its help', async () => {
    const { stdout } = await isotheme(['export', '--help']);
    for (const name of EXPORT_FORMATS) expect(stdout).toMatch(new RegExp(`^ {2}${name} +\\S`, 'm'));
  });
});
