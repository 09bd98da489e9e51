/** What the command line says of itself, and of words that it does not know. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { createProgram } from '../../../pipeline/node/cli/program.ts';
import { nearestWord } from '../../../pipeline/util/nearest-word.ts';
import { isotheme } from '../../support/command-line.ts';

const verbs = (command: Command): Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(verbs);

it('has examples for each verb and sub-verb, all of which it can read', () => {
  for (const verb of verbs(createProgram())) {
    let help = '';
    verb.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    const examples = [...help.matchAll(/^ {2}\$ isotheme (.*)$/gm)].map((match) => match[1]!);
    expect(examples.length + (help.match(/<\(isotheme/g)?.length ?? 0), verb.name()).toBeGreaterThan(0);
    for (const example of examples) {
      const words = [...example.replace(/ > .*$/, '').matchAll(/"([^"]*)"|(\S+)/g)].map((m) => m[1] ?? m[2]!);
      const program = createProgram();
      for (const each of verbs(program)) each.action(() => {});
      expect(() => program.parse(words, { from: 'user' }), example).not.toThrow();
    }
  }
});

it('prints JSON from each verb that prints results', () => {
  const printing = ['build', 'place', 'related', 'compare', 'stability', 'eval', 'fetch', 'list'];
  for (const verb of verbs(createProgram()).filter((each) => printing.includes(each.name())))
    expect(
      verb.options.map((option) => option.long),
      verb.name(),
    ).toContain('--json');
});

it.each([
  [['mdoel'], 'Did you mean model?'],
  [['model', 'lst'], 'Did you mean list?'],
  [['build', 'x', '--embeder', 'lexical'], 'Did you mean --embedder?'],
  [['build', 'x', '--embedder', 'lexcal'], 'Did you mean lexical?'],
  [['build', 'x', '--layout', 'umapjs'], 'Did you mean umap-js?'],
  [['compare', 'a', 'b', '--format', 'txt'], 'Did you mean text?'],
  [['export', 'a', '--format', 'cvs'], 'did you mean "csv"?'],
])('%j is wrong use, with what may have been meant', async (words, sentence) => {
  const { code, stderr } = await isotheme(words);
  expect(code).toBe(2);
  expect(stderr).toContain(sentence);
});

it('suggests the name of a map', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'isotheme-help-'));
  try {
    await mkdir(path.join(folder, 'data/maps/august'), { recursive: true });
    await writeFile(path.join(folder, 'data/maps/august/map.json'), '{}');
    const { code, stderr } = await isotheme(['related', 'agust', 'x'], { cwd: folder });
    expect(code).toBe(1);
    expect(stderr).toBe('isotheme: agust: no map there (no map.json); did you mean "august"?\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it.each([
  ['sede', ['seed', 'themes'], 'seed'],
  ['AUGUST', ['august'], 'august'],
  ['x', ['seed', 'k'], null],
  ['', ['seed'], null],
])('the nearest word to "%s" in %j is %s', (word, candidates, expected) => {
  expect(nearestWord(word, candidates)).toBe(expected);
});
