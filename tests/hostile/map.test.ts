/** Maps that were not made by Isotheme, or not for good: one table for the reader in Node and the one in the page. */
// biome-ignore-all lint/suspicious/noAssignInExpressions: each case is one change to a good map
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { encodeMap } from '../../pipeline/map/encode.ts';
import { MapError } from '../../pipeline/map/error.ts';
import { type ArrayName, LARGEST_MANIFEST, type ThemeMap } from '../../pipeline/map/schema.ts';
import { readMap, writeMap } from '../../pipeline/node/files/map-folder.ts';
import { type FileHost, webFileHost } from '../../web/data/file-host.ts';
import { loadMap } from '../../web/data/load.ts';
import { smallMap } from '../support/small-map.ts';

type Files = Map<string, Uint8Array<ArrayBuffer>>;
// biome-ignore lint/suspicious/noExplicitAny: the manifest is bent into what its type forbids
type Bent = any;

let map: ThemeMap;
let folder: string;
beforeAll(async () => {
  map = await smallMap();
  folder = await mkdtemp(path.join(tmpdir(), 'isotheme-hostile-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => vi.unstubAllGlobals());

const filesOf = (): Files => new Map(encodeMap(map).map(({ name, bytes }) => [name, bytes.slice()]));
const encode = (text: string) => new TextEncoder().encode(text);

/** The good map with its manifest changed. */
function bent(change: (manifest: Bent) => unknown): Files {
  const files = filesOf();
  const manifest = JSON.parse(new TextDecoder().decode(files.get('map.json')));
  files.set('map.json', encode(JSON.stringify(change(manifest) ?? manifest)));
  return files;
}

/** The good map with one array changed, under the sha256 that it then has. */
function withArray(name: ArrayName, change: (array: Float32Array | Int32Array) => void): Files {
  const { file } = map.manifest.arrays[name];
  const array = map.arrays[name].slice();
  change(array);
  const bytes = new Uint8Array(array.buffer as ArrayBuffer);
  const files = bent((manifest) => {
    manifest.arrays[name].sha256 = createHash('sha256').update(bytes).digest('hex');
  });
  return files.set(file, bytes);
}

const raw = (text: string): Files => filesOf().set('map.json', encode(text));
const without = (file: string): Files => {
  const files = filesOf();
  files.delete(file);
  return files;
};

const CASES: [what: string, files: () => Files, message: RegExp][] = [
  [
    'a path up',
    () => bent((m) => void (m.papers.file = '../papers.json')),
    /field "papers.file": expected a plain file name/,
  ],
  [
    'an absolute path',
    () => bent((m) => void (m.arrays.layout.file = '/etc/passwd')),
    /field "arrays.layout.file"/,
  ],
  [
    'a path with a backslash',
    () => bent((m) => void (m.arrays.mean.file = '..\\x')),
    /field "arrays.mean.file"/,
  ],
  ['a Windows drive', () => bent((m) => void (m.arrays.mean.file = 'C:x')), /field "arrays.mean.file"/],
  ['a hidden file', () => bent((m) => void (m.papers.file = '.env')), /field "papers.file"/],
  ['an encoded path', () => bent((m) => void (m.papers.file = '%2e%2e%2fx')), /field "papers.file"/],
  ['a name with NUL', () => bent((m) => void (m.papers.file = 'a\0b')), /field "papers.file"/],
  ['a very long name', () => bent((m) => void (m.papers.file = 'a'.repeat(5000))), /field "papers.file"/],
  [
    'a file named twice',
    () => bent((m) => void (m.arrays.second = { ...m.arrays.theme })),
    /the file "theme-\w+.i32" is named twice/,
  ],
  [
    'a file named twice in another case',
    () => bent((m) => void (m.papers.file = m.arrays.theme.file.toUpperCase())),
    /is named twice/,
  ],
  [
    'the manifest as an array',
    () => bent((m) => void (m.arrays.theme.file = 'map.json')),
    /"map.json" is named twice/,
  ],
  [
    'a shape of 10¹² rows',
    () => bent((m) => void (m.arrays.layout.shape = [1e12, 2])),
    /field "arrays.layout.shape": larger than any map/,
  ],
  [
    'a shape beyond whole numbers',
    () => bent((m) => void (m.arrays.layout.shape = [1e300, 2])),
    /field "arrays.layout.shape.0"/,
  ],
  [
    'a negative shape',
    () => bent((m) => void (m.arrays.layout.shape = [-12, 2])),
    /field "arrays.layout.shape.0"/,
  ],
  [
    'a broken shape',
    () => bent((m) => void (m.arrays.layout.shape = [1.5, 2])),
    /field "arrays.layout.shape.0"/,
  ],
  [
    'a shape of three sides',
    () => bent((m) => void (m.arrays.layout.shape = [12, 1, 2])),
    /field "arrays.layout.shape"/,
  ],
  [
    'a shape of another number of papers',
    () => bent((m) => void (m.arrays.layout.shape = [11, 2])),
    /array "layout" has shape \[11, 2\], expected \[12, 2\]/,
  ],
  [
    '10¹² papers',
    () => bent((m) => void (m.source.papers = 1e12)),
    /array "layout" has shape \[12, 2\], expected \[1000000000000, 2\]/,
  ],
  [
    'more neighbours than papers',
    () => bent((m) => void (m.arrays.neighbours.shape = m.arrays.similarities.shape = [12, 12])),
    /lists 12 neighbours of each paper, but the map has only 12 papers/,
  ],
  [
    'another width than the model',
    () => bent((m) => void (m.settings.model.dimension = 9)),
    /array "vectors" has shape \[12, 8\], expected \[12, 9\]/,
  ],
  [
    'themes in floats',
    () => bent((m) => void (m.arrays.theme.dtype = 'float32')),
    /field "arrays.theme.dtype"/,
  ],
  [
    'an unknown dtype',
    () => bent((m) => void (m.arrays.theme.dtype = 'float64')),
    /field "arrays.theme.dtype"/,
  ],
  [
    'arrays under __proto__',
    () => raw(JSON.stringify(map.manifest).replace('"arrays"', '"__proto__"')),
    /field "arrays"/,
  ],
  [
    'an array under constructor',
    () => raw(JSON.stringify(map.manifest).replace('"layout":{', '"constructor":{')),
    /field "arrays.layout"/,
  ],
  [
    'a later version',
    () => bent((m) => void (m.version = 3)),
    /map version 3 was made by a later version of Isotheme.*update Isotheme/,
  ],
  ['version 0', () => bent((m) => void (m.version = 0)), /field "version"/],
  ['a version that is no number', () => bent((m) => void (m.version = { toString: 'x' })), /field "version"/],
  ['another format', () => bent((m) => void (m.format = 'png')), /field "format"/],
  ['a list', () => raw('[]'), /map.json: /],
  ['nothing at all', () => raw(''), /map.json: not valid JSON/],
  ['null', () => raw('null'), /map.json: /],
  ['half a manifest', () => raw(JSON.stringify(map.manifest).slice(0, 900)), /map.json: not valid JSON/],
  [
    'bytes that are no text',
    () => filesOf().set('map.json', Uint8Array.of(0xff, 0xfe, 0x00)),
    /map.json: not valid JSON/,
  ],
  ['100,000 lists within one another', () => raw('['.repeat(100_000) + ']'.repeat(100_000)), /map.json: /],
  [
    'a field 100,000 objects deep',
    () =>
      raw(
        JSON.stringify(map.manifest).replace(
          '"chosen":',
          `"chosen":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)},"x":`,
        ),
      ),
    /field "chosen"/,
  ],
  [
    'a theme that is its own parent',
    () => bent((m) => void (m.themes[0].parent = 0)),
    /field "themes.0.parent" does not fit/,
  ],
  [
    'themes 3,000 levels deep',
    () =>
      bent((m) => {
        const [theme] = m.themes;
        m.themes = Array.from({ length: 3000 }, (_, id) => ({
          ...theme,
          id,
          level: id,
          parent: id === 0 ? null : id - 1,
        }));
      }),
    /field "themes.16.level": Invalid value: Expected <=15/,
  ],
  [
    'more levels than there are themes on',
    () => bent((m) => void (m.levels = Array(3000).fill(m.levels[0]))),
    /field "levels": Invalid length: Expected <=16/,
  ],
  [
    'no neighbours wanted',
    () => bent((m) => void (m.settings.neighbours = 0)),
    /field "settings.neighbours": Invalid value: Expected >=1/,
  ],
  ['themes out of order', () => bent((m) => void m.themes.reverse()), /field "themes.0.id" does not fit/],
  [
    'an exemplar that is not there',
    () => bent((m) => void (m.themes[0].exemplars = [12])),
    /field "themes.0.exemplars" names paper 12 of 12/,
  ],
  [
    'a paper that uses the name and is not there',
    () => bent((m) => void (m.themes[0].evidence = { share: 1, papers: [0, 12], runnersUp: [] })),
    /field "themes.0.evidence.papers" names paper 12 of 12/,
  ],
  [
    'a share above all',
    () => bent((m) => void (m.themes[0].evidence = { share: 1.5, papers: [0], runnersUp: [] })),
    /field "themes.0.evidence.share": Invalid value: Expected <=1/,
  ],
  [
    'an unthemed paper that is not there',
    () => bent((m) => void (m.unthemed = [{ paper: 99, reason: '' }])),
    /field "unthemed.0.paper" is 99 of 12/,
  ],
  ['a file that is missing', () => without(map.manifest.arrays.strength.file), /strength-\w+.f32: /],
  [
    'bytes that are not those of the manifest',
    () => filesOf().set(map.manifest.papers.file, encode('[]')),
    /papers-\w+.json: its sha256 is not the one in map.json/,
  ],
  [
    'more bytes than the shape has',
    () => filesOf().set(map.manifest.arrays.theme.file, new Uint8Array(52)),
    /theme-\w+.i32: /,
  ],
  [
    'a theme that is not there',
    () => withArray('theme', (a) => void (a[3] = 99)),
    /theme-\w+.i32: element 3 names theme 99 of 3/,
  ],
  [
    'a theme below −1',
    () => withArray('second', (a) => a.fill(-2)),
    /element 0 names theme -2 of 3 \(and 11 more like it\)/,
  ],
  [
    'a neighbour that is not there',
    () => withArray('neighbours', (a) => void (a[0] = 12)),
    /element 0 names paper 12 of 12/,
  ],
  [
    'a neighbour −1',
    () => withArray('neighbours', (a) => void (a[0] = -1)),
    /element 0 names paper -1 of 12/,
  ],
  [
    'a place that is no number',
    () => withArray('layout', (a) => void (a[5] = Number.NaN)),
    /layout-\w+.f32: element 5 holds NaN, which is no number/,
  ],
  [
    'an endless similarity',
    () => withArray('similarities', (a) => void (a[0] = Infinity)),
    /similarities-\w+.f32: element 0 holds Infinity/,
  ],
];

/** What a host that holds just these files gives, no more than is asked for. */
const hostOf =
  (files: Files): FileHost =>
  async (name, most) => {
    const bytes = files.get(name.replace('maps/bent/', ''));
    if (!bytes) throw new MapError(`${name}: the server answered 404; build the map again.`);
    if (bytes.length > most) throw new MapError(`${name}: too large; build the map again.`);
    return bytes;
  };

describe.each(CASES)('%s is refused in one sentence', (_, files, message) => {
  const refused = async (reading: Promise<unknown>) => {
    const error = await reading.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(MapError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).toMatch(/^[^\n]{1,400}\.$/);
    expect(({} as Bent).layout).toBeUndefined();
  };

  it('by the command line', async () => {
    const target = path.join(folder, 'bent');
    await rm(target, { recursive: true, force: true });
    await mkdir(target);
    for (const [name, bytes] of files()) await writeFile(path.join(target, name), bytes);
    await refused(readMap(target));
  });

  it('by the page', () => refused(loadMap(hostOf(files()), 'bent')));
});

it('the good map is read by both', async () => {
  await writeMap(map, path.join(folder, 'good'));
  expect(await readMap(path.join(folder, 'good'))).toEqual(map);
  expect((await loadMap(hostOf(filesOf()), 'bent')).papers).toEqual(map.papers);
});

describe('a folder whose entries are not plain files', () => {
  const entries = (): [string, string][] => [
    ['map.json', 'map.json'],
    ['papers', map.manifest.papers.file],
    ['vectors', map.manifest.arrays.vectors.file],
  ];

  it.each(['link', 'folder', 'huge'] as const)('is refused: %s', async (kind) => {
    for (const [what, file] of entries()) {
      const target = path.join(folder, `${kind}-${what}`);
      await writeMap(map, target);
      const at = path.join(target, file);
      if (kind === 'huge') {
        await truncate(at, 2 * LARGEST_MANIFEST * (file === 'map.json' ? 1 : 8));
        await expect(readMap(target)).rejects.toThrow(
          /: \d+ bytes, and it may have \d+; build the map again\.$/,
        );
        continue;
      }
      await rm(at);
      if (kind === 'folder') await mkdir(at);
      else await symlink(path.join(folder, 'good', file), at);
      await expect(readMap(target)).rejects.toThrow(`${file}: missing or not a plain file`);
    }
  });
});

describe('a host that does not stop', () => {
  it.each([
    ['a manifest of 100 MB', 100e6],
    ['an endless one', Infinity],
  ])('is cut off: %s', async (_, length) => {
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (sent >= length) return controller.close();
        controller.enqueue(new Uint8Array(1 << 20));
        sent += 1 << 20;
      },
    });
    vi.stubGlobal('fetch', async () => new Response(body));
    await expect(loadMap(webFileHost('http://localhost/'), 'bent')).rejects.toThrow(
      `maps/bent/map.json: more than the ${LARGEST_MANIFEST} bytes it may have`,
    );
    expect(sent).toBeLessThan(LARGEST_MANIFEST + (8 << 20));
  });
});

describe('a map that is replaced while the page reads it', () => {
  it('is read again, as one of the two', async () => {
    const other = new Map(encodeMap(await smallMap(2)).map(({ name, bytes }) => [name, bytes]));
    let asked = 0;
    // The manifest is still the old one; all that comes after is new.
    const host: FileHost = (name, most) => hostOf(asked++ === 0 ? filesOf() : other)(name, most);
    expect((await loadMap(host, 'bent')).manifest.settings.seed).toBe(2);
  });

  it('is said to be where only its vectors are still to come', async () => {
    const other = new Map(encodeMap(await smallMap(2)).map(({ name, bytes }) => [name, bytes]));
    let files = filesOf();
    const shown = await loadMap((name, most) => hostOf(files)(name, most), 'bent');
    files = other;
    await expect(shown.loadVectors()).rejects.toThrow(
      'maps/bent/map.json: the map was built again after this page opened it; reload the page.',
    );
  });
});
