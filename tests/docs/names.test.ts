/** Every file and script that the documentation and the workflows name exists. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const read = (file: string) => readFileSync(file, 'utf8');
const filesIn = (folder: string, ending: RegExp) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => ending.test(file))
    .map((file) => path.posix.join(folder, file.replaceAll(path.sep, '/')));

const PAGES = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  ...filesIn('docs', /\.md$/),
  ...filesIn('examples', /\.md$/),
];
const WORKFLOWS = filesIn('.github/workflows', /\.yml$/);
const own = JSON.parse(read('package.json')) as {
  version: string;
  scripts: Record<string, string>;
  repository: { url: string };
  homepage: string;
  bugs: string;
  engines: { node: string };
};

/** Written by builds; a clone does not have it. */
const BUILT = /^data\/maps(?:\/|$)/;
/** Paths from the root of the repository in code spans; one with a placeholder does not match. */
const ROOTED = /`((?:\.github|data|docs|examples|pipeline|tests|web)\/[\w./-]*)`/g;
const pathsIn = (text: string) =>
  [...text.matchAll(ROOTED)].map(([, file]) => file!).filter((file) => !BUILT.test(file));

/** What npm does by itself. */
const NPM = ['ci', 'install', 'pkg', 'publish', 'version'];
const scriptsIn = (text: string) =>
  [...text.matchAll(/(?:^|[`(]|&& |run: )npm (?:run )?(\w[\w:-]*)/gm)]
    .map(([, name]) => name!)
    .filter((name) => !NPM.includes(name));

describe.each(PAGES)('%s', (page) => {
  it('names files that exist', () => {
    expect(pathsIn(read(page)).filter((file) => !existsSync(file))).toEqual([]);
  });

  it('names scripts that exist', () => {
    expect(scriptsIn(read(page)).filter((name) => !(name in own.scripts))).toEqual([]);
  });
});

it('ARCHITECTURE.md names enough files to find the others by', () => {
  expect(new Set(pathsIn(read('ARCHITECTURE.md'))).size).toBeGreaterThan(50);
});

it('README.md is a first page, not a manual', () => {
  expect(Buffer.byteLength(read('README.md'))).toBeLessThanOrEqual(6_000);
});

it.each(WORKFLOWS)('%s runs scripts that exist', (workflow) => {
  const text = read(workflow);
  expect(scriptsIn(text).length).toBeGreaterThan(1);
  expect(scriptsIn(text).filter((name) => !(name in own.scripts))).toEqual([]);
});

it('CI begins at the oldest Node that the package allows', () => {
  const oldest = own.engines.node.replace('>=', '');
  expect(read('.github/workflows/ci.yml')).toContain(`node: ["${oldest}", `);
  expect(oldest.startsWith(`${read('.nvmrc').trim()}.`)).toBe(true);
});

it('the repository has one address everywhere', () => {
  const address = own.homepage.replace('#readme', '');
  expect(own.repository.url).toBe(`git+${address}.git`);
  expect(own.bugs).toBe(`${address}/issues`);
  expect(read('CITATION.cff')).toContain(`repository-code: ${address}\n`);
});

it('CITATION.cff has the version of the package', () => {
  expect(read('CITATION.cff')).toContain(`\nversion: ${own.version}\n`);
});
