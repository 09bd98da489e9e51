import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isotheme } from '../support/command-line.ts';

const paper = (n: number) => ({
  id: `p${n}`,
  title: `Paper number ${n} on ${n % 2 ? 'caches' : 'graphs'}`,
  abstract: `We study ${n % 2 ? 'caches of pages' : 'graphs of nodes'} in the setting ${n}, and find ${n * 7} of them.`,
});
const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => JSON.stringify(paper(from + i))).join('\n');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'isotheme-inputs-'));
  await mkdir(path.join(folder, 'in/below'), { recursive: true });
  const file = (name: string, text: string | Uint8Array) => writeFile(path.join(folder, name), text);
  await file('in/b.jsonl', `${lines(0, 12)}\n{"title": broken\n`);
  await file('in/below/a.json.gz', gzipSync(`{"results": [${lines(8, 20).replaceAll('\n', ',')}]}`));
  await file('in/notes.docx', 'not read');
  await file('in/.hidden.jsonl', 'not read');
  await file(
    'table.csv',
    'Nr,Heading,Text\n7,Rivers of the north,"They carry sand, and little else."\n8,Seas,\n',
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const build = (words: string[], input?: string) =>
  isotheme(['build', ...words, '--embedder', 'lexical', '-o', 'map'], {
    cwd: folder,
    ...(input !== undefined && { input }),
  });
const manifest = async () => JSON.parse(await readFile(path.join(folder, 'map/map.json'), 'utf8'));

describe('inputs of build', () => {
  it('are folders and files and standard input in one corpus; what was merged and left out is counted', async () => {
    const { code, stderr } = await build(['in', '-'], lines(18, 22));
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('in/b.jsonl:13: left out: not valid JSON');
    expect(stderr).toContain('in: not read, of another kind: notes.docx');
    expect(stderr).toContain('29 read, 6 merged with the same paper, 1 left out: not valid JSON (1)');
    expect((await manifest()).source).toMatchObject({
      file: 'in, standard input',
      papers: 22,
      warnings: 1,
      counts: {
        read: 29,
        merged: 6,
        skipped: [{ reason: 'not valid JSON', records: 1 }],
        withoutAbstract: 0,
      },
    });
  });

  it('are files that links in a folder lead to; what a link does not lead to is named', async () => {
    const at = (name: string) => path.join(folder, 'linked', name);
    await mkdir(at('below'), { recursive: true });
    await writeFile(path.join(folder, 'elsewhere.jsonl'), lines(0, 5));
    await writeFile(at('own.jsonl'), lines(5, 8));
    await symlink('../elsewhere.jsonl', at('a.jsonl'));
    await symlink('gone.jsonl', at('b.jsonl'));
    await symlink('../../linked', at('below/round'));
    const { code, stderr } = await build(['linked']);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('linked: not read, links that lead to no file: b.jsonl, below/round\n');
    expect((await manifest()).source).toMatchObject({ papers: 8, counts: { read: 8 } });
  });

  it('keep papers that come twice where that is wanted', async () => {
    const { code, stderr } = await build(['in', '--keep-duplicates']);
    expect(code, stderr).toBe(0);
    expect((await manifest()).source).toMatchObject({ papers: 24, counts: { read: 25, merged: 0 } });
  });

  it('have fields by names of one’s own; a paper without abstract stays and is counted', async () => {
    const named = ['--title-field', 'Heading', '--abstract-field', 'Text', '--id-field', 'Nr'];
    const { code, stderr } = await build(['table.csv', ...named]);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('2 read; 1 without abstract');
    const { papers, source } = await manifest();
    expect(source.counts.withoutAbstract).toBe(1);
    expect(JSON.parse(await readFile(path.join(folder, 'map', papers.file), 'utf8'))).toEqual([
      { id: '7', title: 'Rivers of the north', abstract: 'They carry sand, and little else.' },
      { id: '8', title: 'Seas', abstract: '' },
    ]);
    const wrong = await build(['table.csv', '--title-field', 'Headline']);
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain(
      'table.csv: no field "Headline" for --title-field; there are Nr, Heading, Text.',
    );
  });

  it('say at most twenty odd lines of a file, and how many more there are', async () => {
    const { code, stderr } = await build(['-'], `${'{"title": broken\n'.repeat(30)}${lines(0, 3)}`);
    expect(code, stderr).toBe(0);
    expect(stderr.match(/not valid JSON: /g)).toHaveLength(20);
    expect(stderr).toContain('standard input: … and 10 more lines like these');
  });
});
