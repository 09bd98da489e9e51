import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isotheme, PAGE } from '../../support/command-line.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'isotheme-errors-'));
  await writeFile(path.join(folder, 'empty.txt'), '');
  await writeFile(path.join(folder, 'broken.jsonl'), '{"title":"A","abstract":"B"}\n{"title":\n');
  await writeFile(
    path.join(folder, 'photo.txt'),
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 1),
  );
  await mkdir(path.join(folder, 'thesis'));
  await writeFile(path.join(folder, 'thesis/thesis.tex'), 'years of work');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (...words: string[]) => isotheme(words, { cwd: folder });

describe('wrong use', () => {
  it.each([
    [['buidl'], 'Did you mean build?'],
    [['build'], "missing required argument 'input'"],
    [['build', PAGE, '--seed', 'x'], 'Expected a whole number'],
    [['build', PAGE, '--themes', '0'], 'at least 1'],
    [['build', PAGE, '--min-dist', '9'], 'Expected a number from 0 to below 3'],
    [['build', PAGE, '--sede', '1'], 'Did you mean --seed?'],
    [['build', PAGE, '--name', '../up'], '--name ../up'],
    [['export', 'x', '--format', 'docx'], '"docx" is not a format; use one of csv'],
    [['eval', 'x'], '--labels'],
    [['eval', 'x', '--labels', 'y', '--verbose'], 'give --keywords'],
    [['serve', '--port', '-1'], 'Expected a whole number'],
    [['serve', '--port', '70000'], 'Expected a whole number from 0 to 65535'],
    [['serve', '--host', ''], 'Expected an address'],
    [['build', PAGE, '--embedder', 'lexical', '-o', ''], 'Expected a folder'],
    [['place', 'x', PAGE, '-o', ''], 'Expected a folder'],
    [['site', '-o', ''], 'Expected a folder'],
    [['export', 'x', '-o', ''], 'Expected a file'],
  ])('%j exits 2 with one sentence', async (words, sentence) => {
    const { code, stdout, stderr } = await run(...words);
    expect(code).toBe(2);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toBe('');
    expect(await readdir(path.join(folder, 'thesis'))).toEqual(['thesis.tex']);
  });
});

describe('bad input', () => {
  it.each([
    [['build', 'none.txt'], 'none.txt: no such file'],
    [['build', '.'], 'empty.txt: the file is empty'],
    [['build', 'thesis'], 'thesis: no file of papers in this folder'],
    [['build', 'empty.txt'], 'empty.txt'],
    [['build', 'photo.txt'], 'photo.txt'],
    [['build', PAGE, '-o', 'thesis'], 'thesis: is not empty and holds no map.json'],
    [['related', 'none', 'x'], 'none: no map there'],
    [['serve', 'none'], 'none: no such folder'],
    [['site', 'none'], 'none: no map there'],
    [['build', PAGE, '--model', 'nobody/nothing'], 'nobody/nothing'],
    [['eval', 'thesis', '--labels', 'none'], 'thesis: no map there'],
  ])('%j exits 1 with one sentence, no stack, and writes nothing', async (words, sentence) => {
    const { code, stdout, stderr } = await run(...words);
    expect(code, stderr).toBe(1);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stderr).not.toContain('should not have happened');
    expect(stdout).toBe('');
    expect(existsSync(path.join(folder, 'data/maps'))).toBe(false);
    expect(await readdir(path.join(folder, 'thesis'))).toEqual(['thesis.tex']);
  });

  it('names the line that is broken and keeps the rest', async () => {
    const { code, stderr } = await run('build', 'broken.jsonl', '--embedder', 'lexical', '-o', 'kept');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('broken.jsonl:2');
  });

  it('shows where an error came from with --debug', async () => {
    const { stderr } = await run('build', 'none.txt', '--debug');
    // In the sources, of modules that load with the program and of those that load with the verb.
    expect(stderr).toMatch(/\n\s+at .*pipeline\/node\/cli\/run\.ts:\d+/);
    expect(stderr).toMatch(/\n\s+at .*pipeline\/node\/cli\/verbs\/build\.ts:\d+/);
  });
});

describe('help', () => {
  it('is there for every verb, with examples, and ends well', async () => {
    const { code, stdout } = await run('--help');
    expect(code).toBe(0);
    for (const verb of ['build', 'related', 'eval', 'export', 'serve', 'site']) {
      expect(stdout).toContain(verb);
      const help = await run(verb, '--help');
      expect(help.code).toBe(0);
      expect(help.stdout).toContain('Examples:');
    }
    expect((await run('--version')).stdout).toBe('0.1.0\n');
  });
});
