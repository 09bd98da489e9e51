/** The settings file: found, checked, and under the command line; its schema as published. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defineConfig } from '../../../pipeline/node/cli/define-config.ts';
import { createProgram } from '../../../pipeline/node/cli/program.ts';
import { applySettings, readSettings } from '../../../pipeline/node/cli/settings.ts';
import { settingsFileSchema } from '../../../pipeline/node/cli/settings-schema.ts';
import { isotheme } from '../../support/command-line.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'isotheme-settings-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const put = (name: string, text: string) => writeFile(path.join(folder, name), text);

it('has its JSON schema published as it is', async () => {
  const schema = toJsonSchema(settingsFileSchema, { errorMode: 'throw' });
  await expect(
    `${JSON.stringify({ title: 'Settings of Isotheme', ...schema }, null, 2)}\n`,
  ).toMatchFileSnapshot('../../../pipeline/settings.schema.json');
});

it('knows each option of the verbs that have settings, by the same name, and no other', () => {
  const program = createProgram();
  for (const [verb, section] of Object.entries(settingsFileSchema.entries)) {
    if (verb === '$schema') continue;
    const command = program.commands.find((each) => each.name() === verb);
    const options = command!.options.map((option) => option.attributeName());
    expect(Object.keys((section as { wrapped: { entries: object } }).wrapped.entries).sort(), verb).toEqual(
      options.sort(),
    );
  }
});

describe('a file', () => {
  it.each([
    ['isotheme.config.json', '\uFEFF{"$schema": "x", "build": {"seed": 5}}'],
    ['isotheme.config.ts', 'const seed = 5 as number;\nexport default { build: { seed } };'],
    ['isotheme.config.mjs', 'export default { build: { seed: 5 } };'],
  ])('is found as %s', async (name, text) => {
    await put(name, text);
    expect((await readSettings(undefined, folder))?.build).toEqual({ seed: 5 });
  });

  it('is not needed, may be named, and must then be there', async () => {
    expect(await readSettings(undefined, folder)).toBeNull();
    await put('other.json', '{"serve": {"port": 8080}}');
    expect(await readSettings('other.json', folder)).toEqual({ serve: { port: 8080 } });
    await expect(readSettings('none.json', folder)).rejects.toThrow('none.json: no such file');
    await put('other.yaml', 'serve:');
    await expect(readSettings('other.yaml', folder)).rejects.toThrow('other.yaml: settings are a .json');
  });

  it('is one: two are refused', async () => {
    await put('isotheme.config.json', '{}');
    await put('isotheme.config.ts', 'export default {};');
    await expect(readSettings(undefined, folder)).rejects.toThrow(
      'isotheme.config.json and isotheme.config.ts are both here',
    );
  });

  it.each([
    ['{"build": {"sede": 1}}', 'build.sede: no such setting; did you mean "seed"?'],
    ['{"buidl": {}}', 'buidl: no such setting; did you mean "build"?'],
    ['{"xyz": 1}', 'xyz: no such setting; its settings are build, related,'],
    ['{"build": {"seed": "7"}}', 'build.seed: expected a whole number of at least 0, not "7".'],
    ['{"build": {"minDist": 3}}', 'build.minDist: expected a number from 0 to below 3, not 3.'],
    ['{"build": {"layout": "slow"}}', 'build.layout: expected one of auto, umap-js, fast, not "slow".'],
    ['{"build": 7}', 'build: expected an object of settings, such as {"seed": 7}, not 7.'],
    ['[]', 'expected an object with sections named like verbs'],
    ['{\n"build": {,}}', 'isotheme.config.json:2: not valid JSON'],
  ])('%s is one sentence', async (text, sentence) => {
    await put('isotheme.config.json', text);
    const failed = readSettings(undefined, folder);
    await expect(failed).rejects.toThrow(sentence);
    await expect(failed).rejects.toThrow(/^isotheme\.config\.json/);
  });

  it('that cannot be run is one sentence', async () => {
    await put('isotheme.config.ts', 'export default {');
    await expect(readSettings(undefined, folder)).rejects.toThrow(/^isotheme\.config\.ts: can't be run \(/);
  });
});

it('stands below the command line and above the defaults', () => {
  const build = createProgram().commands.find((each) => each.name() === 'build')!;
  build.parseOptions(['--seed', '3']);
  applySettings(build, defineConfig({ build: { seed: 9, neighbours: 5, watch: true } }));
  expect(build.opts()).toMatchObject({ seed: 3, neighbours: 5, watch: true, minDist: 0.1 });
});

it('reaches the verb of a real run', async () => {
  await put(
    'isotheme.config.json',
    '{"build": {"embedder": "lexical", "json": true, "quiet": true, "name": "own"}}',
  );
  await put('papers.jsonl', '{"title":"A study of maps","abstract":"Maps of papers."}\n');
  const { code, stdout, stderr } = await isotheme(['build', 'papers.jsonl', '--seed', '4'], { cwd: folder });
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    name: 'own',
    folder: path.join('data', 'maps', 'own'),
    papers: 1,
    seed: 4,
    model: { id: 'lexical' },
  });
  expect(stderr).toBe('');
});
