import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readVectors } from '../../pipeline/node/embed/precomputed/vector-files.ts';

const PAPERS = ['a', 'b', 'c'].map((id) => ({ id, title: id, abstract: '' }));
const ROWS = [
  [3, 4],
  [0, -2],
  [1, 0],
];
const UNIT = [0.6, 0.8, 0, -1, 1, 0].map(Math.fround);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'isotheme-given-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(name: string, content: Uint8Array, field?: string) {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return readVectors(file, PAPERS, field);
}
const bytesOf = (array: Float32Array | Float64Array | Uint16Array) =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** As numpy.save writes it. */
function npy(type: string, shape: string, body: Uint8Array, { fortran = false, version = 1 } = {}): Buffer {
  const from = version === 1 ? 10 : 12;
  let header = `{'descr': '${type}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${shape}, }`;
  header += `${' '.repeat(63 - ((from + header.length) % 64))}\n`;
  const start = Buffer.alloc(from);
  start.write('\x93NUMPY', 'latin1');
  start[6] = version;
  if (version === 1) start.writeUInt16LE(header.length, 8);
  else start.writeUInt32LE(header.length, 8);
  return Buffer.concat([start, Buffer.from(header), body]);
}
const flat = ROWS.flat();
const parquet = (columns: Parameters<typeof parquetWriteBuffer>[0]['columnData']) =>
  new Uint8Array(parquetWriteBuffer({ columnData: columns }));

describe('rows of length 1, in the order of the papers', () => {
  it.each([
    ['raw.f32', bytesOf(Float32Array.from(flat))],
    ['single.npy', npy('<f4', '(3, 2)', bytesOf(Float32Array.from(flat)))],
    ['double.npy', npy('<f8', '(3, 2)', bytesOf(Float64Array.from(flat)), { version: 2 })],
    // 3, 4, 0, −2, 1, 0 as binary16.
    ['half.npy', npy('<f2', '(3, 2)', bytesOf(Uint16Array.of(0x4200, 0x4400, 0, 0xc000, 0x3c00, 0)))],
    ['columns.npy', npy('<f4', '(3, 2)', bytesOf(Float32Array.of(3, 0, 1, 4, -2, 0)), { fortran: true })],
    ['plain.parquet', parquet([{ name: 'vector', data: ROWS, type: 'JSON' }])],
  ])('%s', async (name, content) => {
    const { vectors, dimension, sha256 } = await read(name, content as Uint8Array);
    expect(dimension).toBe(2);
    expect([...vectors].map((value) => value + 0)).toEqual(UNIT);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('joins a table to the papers by its ids, by the column that is named', async () => {
    const table = parquet([
      { name: 'id', data: ['c', 'a', 'b', 'd'], type: 'STRING' },
      { name: 'mine', data: [ROWS[2], ROWS[0], ROWS[1], [9, 9]], type: 'JSON' },
    ]);
    expect([...(await read('ids.parquet', table, 'mine')).vectors].map((value) => value + 0)).toEqual(UNIT);
    await expect(read('ids.parquet', table)).rejects.toThrow(
      'ids.parquet: no column "vector"; name the vectors\' with --vector-field: id, mine.',
    );
  });

  it('whose numbers are as large or as small as they may be', async () => {
    const huge = Float64Array.of(3e300, 4e300, 0, -2e-300, 5e-324, 0);
    expect(
      [...(await read('huge.npy', npy('<f8', '(3, 2)', bytesOf(huge)))).vectors].map((v) => v + 0),
    ).toEqual(UNIT);
  });
});

describe('what does not fit is one sentence', () => {
  const with32 = (...values: number[]) => bytesOf(Float32Array.from(values));
  it.each([
    ['short.f32', with32(1, 2), 'short.f32: 8 bytes are not 3 rows of float32'],
    ['zero.f32', with32(1, 2, 0, 0, 1, 1), 'zero.f32: row 1 (paper "b") is all zeros'],
    [
      'nan.f32',
      with32(1, 2, 1, 1, 1, Number.NaN),
      'nan.f32: row 2 (paper "c") holds a number that is not finite',
    ],
    ['two.npy', npy('<f4', '(2, 2)', with32(1, 2, 3, 4)), 'two.npy: 2 vectors, but the input has 3 papers'],
    ['flat.npy', npy('<f4', '(6,)', with32(1, 2, 3, 4, 5, 6)), 'has the shape (6, ), not [papers, numbers]'],
    ['cut.npy', npy('<f4', '(3, 2)', with32(1, 2, 3)), 'is cut short: 12 bytes instead of 24'],
    ['whole.npy', npy('<i8', '(3, 2)', new Uint8Array(48)), 'holds numbers of type <i8'],
    ['no.npy', new Uint8Array(20), 'no.npy: is no .npy file'],
    ['none.f32', new Uint8Array(0), 'its vectors have no numbers'],
    ['vectors.csv', new Uint8Array(4), 'vectors are a .f32, .npy or .parquet file'],
    ['no.parquet', new Uint8Array(40), "no.parquet: can't be read as Parquet"],
    [
      'uneven.parquet',
      parquet([{ name: 'vector', data: [[1, 2], [1], [1, 2]], type: 'JSON' }]),
      'row 1 of "vector" holds 1 numbers, the first 2',
    ],
    [
      'ids.parquet',
      parquet([
        { name: 'id', data: ['a', 'b', 'x'], type: 'STRING' },
        { name: 'vector', data: ROWS, type: 'JSON' },
      ]),
      'no row with the id "c"',
    ],
    [
      'twice.parquet',
      parquet([
        { name: 'id', data: ['a', 'b', 'b'], type: 'STRING' },
        { name: 'vector', data: ROWS, type: 'JSON' },
      ]),
      'an id appears twice',
    ],
  ])('%s', async (name, content, sentence) => {
    await expect(read(name, content)).rejects.toThrow(sentence);
  });

  it('a file that is not there, and a column of a file that has none', async () => {
    await expect(readVectors(path.join(folder, 'nowhere.npy'), PAPERS)).rejects.toThrow(
      "can't be read (ENOENT)",
    );
    await expect(read('raw.f32', with32(1, 2, 3, 4, 5, 6), 'mine')).rejects.toThrow(
      '--vector-field names a column',
    );
  });
});
