/** What is installed: exact versions, no host but the user's own registry, known licences, named install scripts. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Package {
  version?: string;
  license?: string;
  resolved?: string;
  integrity?: string;
  hasInstallScript?: boolean;
}
const own = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, Record<string, unknown>>;
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  lockfileVersion: number;
  packages: Record<string, Package>;
};
const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
const installed = Object.entries(lock.packages)
  .filter(([path]) => path !== '')
  .map(([path, entry]) => ({ path, name: nameOf(path), ...entry }));

const LICENCES = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Python-2.0',
  'Unlicense',
]);
/** Others, each with its reason. */
const EXCEPTIONS: readonly { packages: RegExp; licence: string; why: string }[] = [
  {
    packages: /^@img\/sharp-libvips-/,
    licence: 'LGPL-3.0-or-later',
    why: 'libvips, a shared library of its own package that users can replace',
  },
  {
    packages: /^@img\/sharp-win32-/,
    licence: 'Apache-2.0 AND LGPL-3.0-or-later',
    why: 'the same library beside its binding',
  },
  {
    packages: /^@img\/sharp-wasm32$/,
    licence: 'Apache-2.0 AND LGPL-3.0-or-later AND MIT',
    why: 'the same library for machines without a build of their own',
  },
  { packages: /^axe-core$/, licence: 'MPL-2.0', why: 'tests alone use it; nothing of it is shipped' },
  {
    packages: /^lightningcss(?:-|$)/,
    licence: 'MPL-2.0',
    why: 'the bundler runs it; nothing of it is in what it writes',
  },
  {
    packages: /^@fontsource(?:-variable)?\/inter$/,
    licence: 'OFL-1.1',
    why: 'a font, which may go along with software',
  },
  {
    packages: /^flatbuffers$/,
    licence: 'SEE LICENSE IN LICENSE.txt',
    why: 'its LICENSE.txt is that of Apache 2.0',
  },
];

/** Whether one of the choices of an SPDX expression is allowed. */
const allowed = (licence: string) =>
  licence
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((part) => LICENCES.has(part.trim())));

describe('package.json', () => {
  it.each(['dependencies', 'optionalDependencies', 'devDependencies'])('%s are exact', (kind) => {
    const wanted = Object.entries(own[kind] ?? {});
    expect(wanted.length).toBeGreaterThan(0);
    for (const [name, version] of wanted) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/);
      expect(lock.packages[`node_modules/${name}`]?.version, name).toBe(version);
    }
  });

  it('names every install script, and allows none that is not there', () => {
    const scripts = own.allowScripts as Record<string, boolean>;
    for (const { name, hasInstallScript } of installed)
      if (hasInstallScript) expect(Object.keys(scripts), name).toContain(name);
    for (const name of Object.keys(scripts))
      expect(
        installed.some((each) => each.name === name),
        name,
      ).toBe(true);
  });
});

describe('the lock file', () => {
  it('names no host, and a hash for every package', () => {
    expect(lock.lockfileVersion).toBe(3);
    for (const { path, resolved, integrity } of installed) {
      expect(resolved, path).toBeUndefined();
      expect(integrity, path).toMatch(/^sha512-/);
    }
  });

  it('holds packages of known licences alone', () => {
    const unknown = installed.filter(
      ({ name, license = '' }) =>
        !allowed(license) &&
        !EXCEPTIONS.some(({ packages, licence }) => packages.test(name) && licence === license),
    );
    expect(unknown.map(({ name, license }) => `${name}: ${license}`)).toEqual([]);
  });

  it('needs each exception', () => {
    for (const { packages, licence } of EXCEPTIONS)
      expect(
        installed.some(({ name, license }) => packages.test(name) && license === licence),
        `${packages}`,
      ).toBe(true);
    expect(readFileSync('node_modules/flatbuffers/LICENSE.txt', 'utf8')).toContain('Apache License');
  });
});

it('npm lists all packages with versions, hashes and licences', () => {
  const text = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx'], {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  const { bomFormat, components } = JSON.parse(text) as {
    bomFormat: string;
    components: { name: string; version: string; purl: string; licenses?: unknown[] }[];
  };
  expect(bomFormat).toBe('CycloneDX');
  const listed = new Set(components.map(({ name }) => name));
  for (const name of Object.keys(own.dependencies!)) expect(listed).toContain(name);
  for (const { name, version, purl } of components) expect(purl, name).toContain(version);
});

it('nothing that is built holds the reader of protobuf that the runtime brings, on which there are advisories', () => {
  // What only that reader calls a method; the file it comes with has it, so the search would find it.
  const own = 'decodeDelimited';
  expect(readFileSync('node_modules/onnxruntime-web/dist/ort-web.min.js', 'utf8')).toContain(own);
  const built = ['dist/web', 'dist/pipeline'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.js'))
      .map((entry) => `${entry.parentPath}/${entry.name}`),
  );
  expect(built.length).toBeGreaterThan(50);
  expect(built.filter((file) => readFileSync(file, 'utf8').includes(own))).toEqual([]);
});
