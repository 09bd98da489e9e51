/** Which folder may import which, how many files lie beside each other, and that tests are named after what they test. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const MOST_FILES = 15;

/** Paths of all files below the folder, with slashes. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.posix.join(entry.parentPath.replaceAll(path.sep, '/'), entry.name));
}

const isSource = (file: string) => /\.(?:ts|tsx|mjs)$/.test(file);
const sources = ['pipeline', 'web'].flatMap(filesOf).filter(isSource);

const ANY_IMPORT = /(?:\bfrom|\bimport|\bimport\(|\bURL\()\s*'(\.[^']*)'/g;
/** What is loaded with the file itself: neither `import()` nor types. */
const EAGER_IMPORT = /^(?:import|export)\b(?! type\b)(?:[^;']*?\bfrom)?\s*'(\.[^']*)'/gm;

/** Files that a source file names in `import`, `export … from`, `import()` or `new URL()`, as paths from the root. */
function importsOf(file: string, kind = ANY_IMPORT): string[] {
  const code = readFileSync(file, 'utf8').replace(/^\s*(?:\/?\*|\/\/).*$/gm, '');
  return [...code.matchAll(kind)].map(([, to]) =>
    path.posix.join(path.posix.dirname(file), to!.replace(/\?.*$/, '')),
  );
}

/** Imports "from → to" of the files that `from` holds for, where `to` doesn't. */
function strays(from: (file: string) => boolean, to: (file: string) => boolean): string[] {
  return sources
    .filter(from)
    .flatMap((file) => importsOf(file).map((found) => [file, found] as const))
    .filter(([, found]) => !to(found))
    .map(([file, found]) => `${file} → ${found}`);
}

const isWeb = (file: string) => file.startsWith('web/');
const isNode = (file: string) => file.startsWith('pipeline/node/');
const isStage = (file: string) => file.startsWith('pipeline/') && !isNode(file);
/** The doors of the subjects, and what all of them share. */
const isDoor = (file: string) => /^pipeline\/(?:(?!node\/)\w+\/index|index|types)\.ts$/.test(file);
/** What the command line reads before it knows the verb: options, names of stages, formats and models. Their index loads the work, too. */
const CATALOGUES = [
  'pipeline/build/options.ts',
  'pipeline/build/stage-words.ts',
  'pipeline/embed/models.ts',
  'pipeline/export/registry.ts',
  'pipeline/read/records/known-fields.ts',
];

it('finds imports of every kind', () => {
  expect(sources.length).toBeGreaterThan(300);
  expect(importsOf('pipeline/node/index.ts')).toContain('pipeline/embed/index.ts');
  expect(importsOf('web/main.tsx')).toContain('web/app/app.tsx');
});

it('the page and Node use a subject of the pipeline through its index alone', () => {
  expect(
    strays(
      (file) => isWeb(file) || isNode(file),
      (found) => !isStage(found) || isDoor(found) || CATALOGUES.includes(found),
    ),
  ).toEqual([]);
});

it('the command line starts without readers, writers and stages', () => {
  const loaded = new Set(['pipeline/node/cli/run.ts']);
  for (const file of loaded) for (const found of importsOf(file, EAGER_IMPORT)) loaded.add(found);
  expect(loaded).toContain('pipeline/node/cli/settings.ts');
  expect(loaded).toContain('pipeline/export/registry.ts');
  const folders = new Set([...loaded].map((file) => file.split('/')[1]));
  expect([...folders].sort()).toEqual(['build', 'embed', 'export', 'map', 'node', 'read', 'util']);
  expect([...loaded].filter((file) => isDoor(file) && !/\/(?:map|util)\//.test(file))).toEqual([]);
});

it('the pipeline knows neither Node nor the page', () => {
  expect(strays(isStage, isStage)).toEqual([]);
});

it('the page leaves what is for Node alone', () => {
  expect(
    strays(
      (file) => isWeb(file) && !file.startsWith('web/build/'),
      (found) => !isNode(found),
    ),
  ).toEqual([]);
});

it.each(['pipeline', 'web', 'tests'])(
  `no folder of %s has more than ${MOST_FILES} sources beside each other`,
  (root) => {
    const folders = filesOf(root).filter(isSource).map(path.posix.dirname);
    const crowded = [...new Set(folders)].filter(
      (folder) => folders.filter((other) => other === folder).length > MOST_FILES,
    );
    expect(crowded).toEqual([]);
  },
);

it('no source is named like a folder beside it', () => {
  const folders = new Set(sources.map(path.posix.dirname));
  expect(sources.filter((file) => folders.has(file.replace(/\.\w+$/, '')))).toEqual([]);
});

/** Tests of what spans subjects, and what tests need. */
const SPANNING =
  'bench browser cli coverage docs examples fixtures fuzz hostile mutation package pictures process support web';

it('each other folder of tests is that of a subject of the pipeline', () => {
  const folders = (root: string) =>
    readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name);
  const subjects = new Set([...folders('pipeline'), ...folders('pipeline/node'), ...SPANNING.split(' ')]);
  expect(folders('tests').filter((name) => !subjects.has(name))).toEqual([]);
  const parts = new Set(folders('web'));
  expect(folders('tests/web').filter((name) => !parts.has(name))).toEqual([]);
});
