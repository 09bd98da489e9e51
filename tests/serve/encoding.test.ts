/** Content codings: what a client is given, and the files that are coded once for all. */
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  CompressedFiles,
  chooseCoding,
  compress,
  isText,
  SMALL,
} from '../../pipeline/node/serve/encoding.ts';

describe('the coding that a client prefers', () => {
  it.each([
    [undefined, null],
    ['', null],
    ['gzip', 'gzip'],
    ['x-gzip', 'gzip'],
    ['GZIP;Q=0.5', 'gzip'],
    ['gzip, deflate, br, zstd', 'br'],
    ['br;q=0.5, gzip;q=0.8', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['deflate, zstd', null],
    ['identity', null],
    ['*', 'br'],
    ['*;q=0.1', 'br'],
    ['br;q=0, *', 'gzip'],
    ['gzip;q=0.3, *;q=0.8, br;q=0', null],
    ['gzip;q=0.5, identity', null],
    ['gzip;q=0.5, identity;q=0.5', 'gzip'],
    ['identity;q=0.5, *;q=0', null],
    ['identity;q=0, gzip;q=0.001', 'gzip'],
    // Nothing is left that the client would take; it gets the file as it is rather than none.
    ['identity;q=0', null],
    ['*;q=0', null],
  ])('of "%s"', (header, coding) => {
    expect(chooseCoding(header, SMALL)).toBe(coding);
  });

  it.each([
    'gzip;q=2',
    'gzip;q=-1',
    'gzip;q=0.1234',
    'gzip;q=',
    'gzip;q=abc',
    'gzip;level=9',
    'gzip;q=1;q=1',
    'gzip q=1',
    ';q=1',
    ',,,',
    'gz\u0000ip',
    ';'.repeat(16_000),
    `gzip${' '.repeat(16_000)}x`,
  ])('passes over what is malformed: %j', (header) => {
    expect(chooseCoding(header, SMALL)).toBe(null);
    expect(chooseCoding(`${header}, br;q=0.1`, SMALL)).toBe('br');
  });

  it('is none for a small file, unless the client refuses that', () => {
    expect(chooseCoding('br, gzip', SMALL - 1)).toBe(null);
    expect(chooseCoding('br, gzip, identity;q=0', SMALL - 1)).toBe('br');
  });

  it('is used only for text and programs', () => {
    for (const file of ['index.html', 'a-0123abcd.js', 'ort.wasm', 'maps/m/papers-0123abcd.json'])
      expect(isText(file)).toBe(true);
    for (const file of [
      'v-0123abcd.f32',
      'v.i32',
      'abstracts-0123abcd.jsonl',
      'font.woff2',
      'a.png',
      'm.onnx',
      'json',
    ])
      expect(isText(file)).toBe(false);
  });
});

describe('compressed files', () => {
  const text = Buffer.from('themes and papers '.repeat(500));

  it('decompress to the file, and are made once for all clients', async () => {
    const files = new CompressedFiles();
    let reads = 0;
    const read = async () => {
      reads++;
      return text;
    };
    const many = Array.from({ length: 200 }, () => files.get('"a"', 'br', text.length, read));
    const coded = await Promise.all(many);
    expect(new Set(coded).size).toBe(1);
    expect(brotliDecompressSync(coded[0]!)).toEqual(text);
    const zipped = await files.get('"a"', 'gzip', text.length, read);
    expect(gunzipSync(zipped!)).toEqual(text);
    expect(await files.get('"a"', 'br', text.length, read)).toBe(coded[0]);
    expect(reads).toBe(2);
  });

  it('are made one after another, and only a few wait', async () => {
    const files = new CompressedFiles();
    let running = 0;
    let most = 0;
    const read = async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return text;
    };
    const all = await Promise.all(
      Array.from({ length: 200 }, (_, i) => files.get(`"${i}"`, 'gzip', text.length, read)),
    );
    expect(most).toBe(1);
    expect(all.filter((bytes) => bytes !== null)).toHaveLength(32);
    // Those who were sent away get it the next time.
    expect(await files.get('"199"', 'gzip', text.length, read)).not.toBeNull();
  });

  it('are not made of a large file, nor cached for one that cannot be read', async () => {
    const files = new CompressedFiles();
    const never = () => Promise.reject(new Error('not to be read'));
    expect(await files.get('"large"', 'br', 33 << 20, never)).toBeNull();
    await expect(files.get('"a"', 'br', 10, never)).rejects.toThrow('not to be read');
    expect(await files.get('"a"', 'br', 10, async () => text)).not.toBeNull();
  });

  it('are dropped, the least recently used first, if they are too large together', async () => {
    const size = (await compress(text, 'gzip')).length;
    const files = new CompressedFiles(2 * size);
    const made: string[] = [];
    const ask = (tag: string) =>
      files.get(tag, 'gzip', text.length, async () => {
        made.push(tag);
        return text;
      });
    for (const tag of ['a', 'b', 'a', 'c', 'a', 'b']) await ask(tag);
    expect(made).toEqual(['a', 'b', 'c', 'b']);
  });
});
