/** Maps of many papers: abstracts in chunks, vectors in eight bits. Made here of few papers, by lower thresholds. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { querySimilarities } from '../../pipeline/embed/prompt.ts';
import { abstractOrder } from '../../pipeline/map/abstracts.ts';
import { sha256Hex } from '../../pipeline/map/bytes.ts';
import { decodeCodes, encodeCodes } from '../../pipeline/map/codes.ts';
import { decodeMap } from '../../pipeline/map/decode.ts';
import { encodeMap } from '../../pipeline/map/encode.ts';
import { finishMap, MOST_WHOLE, wholeMap } from '../../pipeline/map/finish.ts';
import { parsePapers } from '../../pipeline/map/papers.ts';
import { LARGEST_ABSTRACTS, type LargeParts, type ThemeMap } from '../../pipeline/map/schema.ts';
import { verifyMap } from '../../pipeline/map/verify.ts';
import { fileReader, readMap, writeMap } from '../../pipeline/node/files/map-folder.ts';
import type { ByteRange, FileHost } from '../../web/data/file-host.ts';
import { loadMap } from '../../web/data/load.ts';
import { codedVectors } from '../../web/related/coded-vectors.ts';
import { centreVectors, floatRows, nearestTo } from '../../web/related/relevance-feedback.ts';
import { groupedVectors, smallMap } from '../support/small-map.ts';

type Files = Map<string, Uint8Array<ArrayBuffer>>;
// biome-ignore lint/suspicious/noExplicitAny: the manifest is bent into what its type forbids
type Bent = any;

let small: ThemeMap;
/** Twelve papers in chunks of five. */
let map: ThemeMap;
let large: LargeParts;
let folder: string;
beforeAll(async () => {
  small = await smallMap();
  map = await finishMap(small, { mostWhole: 11, every: 5 });
  large = map.manifest.large!;
  folder = await mkdtemp(path.join(tmpdir(), 'isotheme-large-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const filesOf = (of: ThemeMap): Files =>
  new Map(encodeMap(of).map(({ name, bytes }) => [name, bytes.slice()]));
const decode = (files: Files) => decodeMap(async (file) => files.get(file)!);

/** The large map with its manifest changed. */
function bent(change: (manifest: Bent) => unknown): Files {
  const files = filesOf(map);
  const manifest = JSON.parse(new TextDecoder().decode(files.get('map.json')));
  change(manifest);
  return files.set('map.json', new TextEncoder().encode(JSON.stringify(manifest)));
}

/** A host of these files, and the ranges that were asked of it. */
function hostOf(files: Files): { host: FileHost; asked: ByteRange[] } {
  const asked: ByteRange[] = [];
  return {
    asked,
    host: async (name, _, range) => {
      const bytes = files.get(name.replace('maps/m/', ''))!;
      if (!range) return bytes;
      asked.push(range);
      return bytes.slice(range.from, range.to);
    },
  };
}

describe('a map of more papers than one file may hold', () => {
  it('has a version of its own, and a file of papers without abstracts', () => {
    expect(MOST_WHOLE).toBeGreaterThan(12);
    expect(small.manifest).toMatchObject({ version: 1 });
    expect(small.manifest.large).toBeUndefined();
    expect(map.manifest.version).toBe(2);
    const heads = JSON.parse(new TextDecoder().decode(filesOf(map).get(map.manifest.papers.file)));
    expect(heads).toHaveLength(12);
    expect(heads[0]).toEqual({
      id: '0',
      title: small.papers[0]!.title,
      authors: ['A. Author'],
      date: '2024',
    });
  });

  it('is read back to the byte, and can be turned into the small map that it was', async () => {
    const again = await decode(filesOf(map));
    expect(again).toEqual(map);
    expect(encodeMap(again)).toEqual(encodeMap(map));
    expect(encodeMap(await wholeMap(again))).toEqual(encodeMap(small));
    expect(encodeMap(await finishMap(again))).toEqual(encodeMap(small));
  });

  it('has abstracts in the order of themes, in chunks of JSON', () => {
    const order = abstractOrder(map.arrays.theme);
    const themes = Array.from(order, (paper) => map.arrays.theme[paper]!);
    expect(themes).toEqual([...themes].sort((a, b) => a - b));
    const bytes = filesOf(map).get(large.abstracts.file)!;
    let from = 0;
    const texts = large.abstracts.chunks.map((chunk) => {
      from += chunk.bytes;
      return JSON.parse(new TextDecoder().decode(bytes.subarray(from - chunk.bytes, from))) as string[];
    });
    expect(texts.map((chunk) => chunk.length)).toEqual([5, 5, 2]);
    expect(texts.flat()).toEqual(Array.from(order, (paper) => map.papers[paper]!.abstract));
    expect(from).toBe(bytes.length);
  });

  it('is written, read and verified, and leaves no file when a small map replaces it', async () => {
    const at = path.join(folder, 'map');
    await writeMap(map, at);
    expect(await readMap(at)).toEqual(map);
    expect(await verifyMap(fileReader(at))).toMatchObject({ files: 12, faults: [] });
    await writeMap(small, at);
    expect(await readdir(at)).toHaveLength(10);
  });
});

describe('isotheme verify', () => {
  const damaged = async (file: string, change: (bytes: Buffer) => void) => {
    const at = path.join(folder, 'damaged');
    await rm(at, { recursive: true, force: true });
    await writeMap(map, at);
    const bytes = await readFile(path.join(at, file));
    change(bytes);
    await writeFile(path.join(at, file), bytes);
    return { at, bytes };
  };

  it('finds a flipped bit in the abstracts and in the codes', async () => {
    for (const { file } of [large.abstracts, large.codes]) {
      const { at } = await damaged(file, (bytes) => bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20));
      expect((await verifyMap(fileReader(at))).faults).toEqual([
        { file, message: 'its sha256 is not the one in map.json' },
      ]);
      // The command line has no need of codes.
      if (file === large.abstracts.file) await expect(readMap(at)).rejects.toThrow(file);
    }
  });

  it('finds codes that are not those of the vectors', async () => {
    const { at, bytes } = await damaged(large.codes.file, (own) => own.writeInt8(-own.readInt8(60), 60));
    const sha256 = await sha256Hex(new Uint8Array(bytes));
    const manifest = await readFile(path.join(at, 'map.json'), 'utf8');
    await writeFile(path.join(at, 'map.json'), manifest.replace(large.codes.sha256, sha256));
    // 12 steps of four bytes, then rows of eight: byte 60 is in row 1.
    expect((await verifyMap(fileReader(at))).faults).toEqual([
      { file: large.codes.file, message: 'row 1 is not the vector of that paper' },
    ]);
  });
});

const CASES: [what: string, change: (manifest: Bent) => unknown, message: RegExp][] = [
  ['version 1', (m) => void Object.assign(m, { version: 1 }), /version 1 has no field "large"/],
  ['no large parts', (m) => delete m.large, /version 2 needs the field "large"/],
  ['a path', (m) => Object.assign(m.large.abstracts, { file: '../x.jsonl' }), /large.abstracts.file/],
  [
    'the papers as abstracts',
    (m) => Object.assign(m.large.abstracts, { file: m.papers.file }),
    /named twice/,
  ],
  ['chunks of no papers', (m) => Object.assign(m.large.abstracts, { every: 0 }), /large.abstracts.every/],
  [
    'chunks of half a paper',
    (m) => Object.assign(m.large.abstracts, { every: 0.5 }),
    /large.abstracts.every/,
  ],
  [
    'chunks of fewer papers',
    (m) => Object.assign(m.large.abstracts, { every: 3 }),
    /3 chunks of 3 abstracts for 12 papers, expected 4/,
  ],
  ['all in one chunk', (m) => Object.assign(m.large.abstracts, { every: 12 }), /expected 1/],
  [
    'a chunk too many',
    (m) => m.large.abstracts.chunks.push(m.large.abstracts.chunks[0]),
    /4 chunks of 5 abstracts/,
  ],
  [
    'a chunk of negative size',
    (m) => Object.assign(m.large.abstracts.chunks[1], { bytes: -1 }),
    /chunks.1.bytes/,
  ],
  [
    'an endless chunk',
    (m) => Object.assign(m.large.abstracts.chunks[1], { bytes: LARGEST_ABSTRACTS }),
    /larger than any map/,
  ],
  [
    'codes of other papers',
    (m) => Object.assign(m.large.codes, { shape: [11, 8] }),
    /codes have shape \[11, 8\]/,
  ],
  ['codes in floats', (m) => Object.assign(m.large.codes, { dtype: 'float32' }), /large.codes.dtype/],
];

it.each(CASES)('%s is refused by the command line and by the page', async (_, change, message) => {
  const files = bent(change);
  for (const reading of [decode(files), loadMap(hostOf(files).host, 'm')]) {
    const error = (await reading.catch((thrown: unknown) => thrown)) as Error;
    expect(error.name).toBe('MapError');
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^[^\n]{1,400}\.$/);
  }
});

describe('in the page, a large map', () => {
  it('has papers without abstracts, and reads the requested ones by ranges', async () => {
    const { host, asked } = hostOf(filesOf(map));
    const loaded = await loadMap(host, 'm');
    expect(loaded.papers.some((paper) => 'abstract' in paper)).toBe(false);
    expect(asked).toEqual([]);
    const order = abstractOrder(map.arrays.theme);
    const [first, , , , , sixth] = order;
    expect(loaded.abstracts.peek(first!)).toBeUndefined();
    expect(await loaded.abstracts.read([first!])).toEqual([map.papers[first!]!.abstract]);
    expect(asked).toEqual([{ from: 0, to: large.abstracts.chunks[0]!.bytes }]);
    expect(loaded.abstracts.peek(order[4]!)).toBe(map.papers[order[4]!]!.abstract);
    expect(loaded.abstracts.peek(sixth!)).toBeUndefined();
    // The rest in one request, since it is in one piece.
    const all = await loaded.abstracts.read([...map.papers.keys()]);
    expect(all).toEqual(map.papers.map((paper) => paper.abstract));
    expect(asked).toHaveLength(2);
    await loaded.abstracts.read([...map.papers.keys()]);
    expect(asked).toHaveLength(2);
  });

  it('reads whole chunks if some papers are a sample of many', async () => {
    const { abstracts } = await loadMap(hostOf(filesOf(map)).host, 'm');
    const some = abstracts.sample([...map.papers.keys()], 5);
    expect(some.sort((a, b) => a - b)).toEqual(
      [...abstractOrder(map.arrays.theme).subarray(0, 5)].sort((a, b) => a - b),
    );
    expect(abstracts.sample([3, 1], 5)).toEqual([3, 1]);
  });

  it('refuses a chunk that differs from its description, and requests it again', async () => {
    const files = filesOf(map);
    const good = files.get(large.abstracts.file)!;
    const { host } = hostOf(files);
    const { abstracts } = await loadMap(host, 'm');
    files.set(
      large.abstracts.file,
      good.map((byte, i) => (i === 9 ? byte ^ 1 : byte)),
    );
    await expect(abstracts.read([0, 1, 2, 3, 4, 5])).rejects.toThrow(
      /^maps\/m\/abstracts-\w+.jsonl, chunk 0: its sha256 is not the one in map.json; build the map again\.$/,
    );
    files.set(large.abstracts.file, good);
    expect(await abstracts.read([2])).toEqual([map.papers[2]!.abstract]);
  });

  it('reports that the map was built again if its chunks are gone', async () => {
    let files = filesOf(map);
    const { abstracts } = await loadMap((name, most, range) => hostOf(files).host(name, most, range), 'm');
    files = filesOf(small);
    await expect(abstracts.read([0])).rejects.toThrow('the map was built again after this page opened it');
  });
});

describe('int8 codes of vectors', () => {
  const width = 16;
  const vectors = groupedVectors(300, 5, 6, width);
  const mean = Float32Array.from({ length: width }, (_, d) => {
    let sum = 0;
    for (let i = 0; i < 300; i++) sum += vectors[i * width + d]! / 300;
    return sum;
  });
  const entry = { file: 'codes-0.i8', dtype: 'int8' as const, shape: [300, width], sha256: '0'.repeat(64) };
  const coded = codedVectors(decodeCodes(entry, encodeCodes(vectors, mean).buffer), mean);

  it('give the similarities of the vectors to within half a step a number', () => {
    const query = vectors.slice(0, width);
    const wanted = querySimilarities(query, vectors);
    const off = coded.similarities(query).map((value, i) => Math.abs(value - wanted[i]!));
    expect(Math.max(...off)).toBeLessThan(0.01);
  });

  it('give nearly the same nearest papers', () => {
    const rows = floatRows(centreVectors(vectors, mean), width);
    let same = 0;
    for (let paper = 0; paper < 300; paper += 10) {
      const wanted = new Set(nearestTo(rows, rows.row(paper), 20).map((hit) => hit.paper));
      same += nearestTo(coded.rows, coded.rows.row(paper), 20).filter((hit) => wanted.has(hit.paper)).length;
    }
    expect(same / 600).toBeGreaterThan(0.97);
  });

  it('describe a paper that equals the mean, and a map without papers', () => {
    const flat = codedVectors(
      decodeCodes(
        { ...entry, shape: [1, 2] },
        encodeCodes(Float32Array.of(1, 0), Float32Array.of(1, 0)).buffer,
      ),
      Float32Array.of(1, 0),
    );
    expect([...flat.similarities(Float32Array.of(1, 0))]).toEqual([1]);
    expect([...flat.rows.row(0)]).toEqual([0, 0]);
    expect(encodeCodes(new Float32Array(0), Float32Array.of(1, 0))).toHaveLength(0);
  });

  it('are refused if their size is wrong or a step is not a number', () => {
    expect(() => decodeCodes(entry, new ArrayBuffer(8))).toThrow(
      '8 bytes, but its shape [300, 16] needs 6000',
    );
    const bytes = encodeCodes(vectors, mean);
    new DataView(bytes.buffer).setFloat32(8, Number.NaN, true);
    expect(() => decodeCodes(entry, bytes.buffer)).toThrow('step 2 of the codes is NaN');
  });
});

describe('the papers of a file', () => {
  const whole = {
    id: '1',
    title: 'T',
    abstract: '',
    authors: ['A'],
    date: '2024',
    url: 'u',
    venue: 'v',
    tags: [],
  };
  const { abstract: _, ...head } = whole;

  it('are accepted without a copy if they have only known fields', () => {
    for (const [papers, large] of [
      [[whole, { id: '', title: '', abstract: '' }], false],
      [[head], true],
      [[], false],
    ] as [unknown[], boolean][])
      expect(parsePapers(papers, papers.length, 'p.json', large)).toBe(papers);
  });

  it('lose unknown fields', () => {
    const extra = [{ ...whole, mood: 'good' }];
    expect(parsePapers(extra, 1, 'p.json', false)).toEqual([whole]);
    expect(parsePapers([whole], 1, 'p.json', true)).toEqual([head]);
  });

  it.each([
    ['a list', {}],
    ['a paper', [[]]],
    ['a paper at all', [null]],
    ['an id', [{ ...whole, id: undefined }]],
    ['an id of text', [{ ...whole, id: 1 }]],
    ['an abstract', [head]],
    ['a date of text', [{ ...whole, date: 2024 }]],
    ['authors in a list', [{ ...whole, authors: 'A' }]],
    ['tags of text', [{ ...whole, tags: [1] }]],
  ])('are refused where there is not %s', (_, papers) => {
    expect(() => parsePapers(JSON.parse(JSON.stringify(papers)), 1, 'p.json', false)).toThrow(
      /^p.json: .*\.$/,
    );
  });
});
