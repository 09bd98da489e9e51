import { fork } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cachePath, EmbeddingCache, textKey } from '../../pipeline/node/embed/cache/embedding-cache.ts';
import type { ModelInfo } from '../../pipeline/types.ts';
import { UserError } from '../../pipeline/util/errors.ts';
import { LARGE } from '../fuzz/runs.ts';

const D = 4;
const MODEL: ModelInfo = { id: 'test/small', sha256: 'ab'.repeat(32), pooling: 'cls', dimension: D };
const RECORD = 4 + 32 + 4 * D + 4;

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isotheme-cache-'));
  path = join(folder, 'test.cache');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const key = (i: number) => textKey(`text ${i}`);
const vector = (i: number) => Float32Array.from({ length: D }, (_, d) => i + d / 8);

function fill(file: string, from: number, to: number): void {
  const cache = new EmbeddingCache(file, MODEL);
  for (let i = from; i < to; i++) cache.append([key(i)], vector(i));
  cache.close();
}

/** Which of the vectors 0 … n−1 can be read; each of those must be right. */
function readable(cache: EmbeddingCache, n: number): number[] {
  const found: number[] = [];
  for (let i = 0; i < n; i++) {
    const out = new Float32Array(D + 2).fill(99);
    if (!cache.read(key(i), out, 1)) continue;
    expect([...out]).toEqual([99, ...vector(i), 99]);
    found.push(i);
  }
  return found;
}

function open(file = path, readOnly = false) {
  const warnings: string[] = [];
  const cache = new EmbeddingCache(file, MODEL, { readOnly, onWarning: (message) => warnings.push(message) });
  return { cache, warnings };
}

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);

describe('what was appended can be read', () => {
  test('at once, in the same process', () => {
    const { cache } = open();
    expect(cache.size).toBe(0);
    expect(cache.has(key(0))).toBe(false);
    cache.append([key(0), key(1)], Float32Array.of(...vector(0), ...vector(1)));
    expect(readable(cache, 3)).toEqual([0, 1]);
    expect(cache.size).toBe(2);
    cache.append([], new Float32Array(0));
    cache.close();
  });

  test('after reopening, also in a folder that had to be created', () => {
    path = join(folder, 'a', 'b', 'test.cache');
    fill(path, 0, 5);
    const { cache, warnings } = open();
    expect(readable(cache, 6)).toEqual(upTo(5));
    expect(warnings).toEqual([]);
    cache.close();
  });

  test('by another process that had opened it before', () => {
    fill(path, 0, 1);
    const { cache } = open();
    fill(path, 1, 3);
    cache.append([key(3)], vector(3));
    expect(readable(cache, 4)).toEqual([0, 1, 2, 3]);
    cache.close();
  });

  test('if there are more records than are read at once', () => {
    const n = Math.ceil((5 << 20) / RECORD);
    const keys = upTo(n).map(key);
    const vectors = new Float32Array(n * D);
    for (let i = 0; i < n; i++) vectors.set(vector(i), i * D);
    const { cache } = open();
    cache.append(keys, vectors);
    cache.close();
    const again = open().cache;
    expect(again.size).toBe(n);
    const out = new Float32Array(D);
    for (const i of [0, 1, n >> 1, n - 2, n - 1]) {
      expect(again.read(key(i), out, 0)).toBe(true);
      expect([...out]).toEqual([...vector(i)]);
    }
    again.close();
  });

  test('keys are the sha256 of the UTF-8 text', () => {
    expect(textKey('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(textKey('Größe')).not.toBe(textKey('Grösse'));
  });

  test('bad arguments are named', () => {
    const { cache } = open();
    expect(() => cache.append(['zz'], vector(0))).toThrow(
      'expected 64 hexadecimal digits as a key, got "zz"',
    );
    expect(() => cache.append([key(0)], new Float32Array(3))).toThrow('1 keys need 4 numbers, got 3');
    cache.close();
    const readOnly = open(path, true).cache;
    expect(() => readOnly.append([key(0)], vector(0))).toThrow('was opened for reading only');
  });
});

describe('a file belongs to one model', () => {
  test('which its name shows', () => {
    expect(cachePath('c', { ...MODEL, id: 'Xenova/bge-small-en-v1.5' })).toBe(
      join('c', 'Xenova-bge-small-en-v1.5-cls-abababab.cache'),
    );
  });

  test.each([
    ['id', { id: 'test/other' }],
    ['sha256', { sha256: 'cd'.repeat(32) }],
    ['pooling', { pooling: 'mean' as const }],
    ['dimension', { dimension: 8 }],
  ])('another %s is refused for writing and passed over for reading', (_, change) => {
    fill(path, 0, 2);
    const before = readFileSync(path);
    expect(() => new EmbeddingCache(path, { ...MODEL, ...change })).toThrow(UserError);
    const passedOver = new EmbeddingCache(path, { ...MODEL, ...change }, { readOnly: true });
    expect(passedOver.size).toBe(0);
    expect(readFileSync(path)).toEqual(before);
  });

  test("so another model's records under this model's header are ignored", () => {
    const other = join(folder, 'other.cache');
    const cache = new EmbeddingCache(other, { ...MODEL, sha256: 'cd'.repeat(32) });
    cache.append([key(1)], vector(1));
    cache.close();
    fill(path, 0, 1);
    appendFileSync(path, readFileSync(other).subarray(-RECORD));
    const { cache: repaired, warnings } = open();
    expect(readable(repaired, 2)).toEqual([0]);
    expect(warnings).toHaveLength(1);
  });
});

describe('damage', () => {
  const N = 4;
  /** Records of which every byte is tried; two have all that more have: a first, a last, and a border. */
  const TRIED = LARGE ? N : 2;

  test('by a cut at any byte keeps the whole records, and the repaired file can be appended to', () => {
    fill(path, 0, TRIED);
    const whole = readFileSync(path);
    const header = whole.length - TRIED * RECORD;
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      const kept = upTo(Math.max(0, Math.floor((length - header) / RECORD)));
      const { cache, warnings } = open();
      expect(readable(cache, TRIED)).toEqual(kept);
      const clean = length >= header && (length - header) % RECORD === 0;
      expect(warnings).toHaveLength(clean ? 0 : 1);
      cache.append([key(9)], vector(9));
      expect(readable(cache, 10)).toEqual([...kept, 9]);
      cache.close();
      const again = open();
      expect(again.warnings).toEqual([]);
      expect(readable(again.cache, 10)).toEqual([...kept, 9]);
      again.cache.close();
    }
  });

  test('by any flipped bit loses at most one record, and no wrong vector is read', () => {
    fill(path, 0, TRIED);
    const whole = readFileSync(path);
    const header = whole.length - TRIED * RECORD;
    for (let bit = 0; bit < whole.length * 8; bit += 5) {
      const at = bit >> 3;
      const broken = Buffer.from(whole);
      broken[at]! ^= 1 << (bit & 7);
      writeFileSync(path, broken);
      const { cache, warnings } = open();
      const lost = at < header ? -1 : Math.floor((at - header) / RECORD);
      expect(readable(cache, TRIED)).toEqual(upTo(TRIED).filter((i) => i !== lost));
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toMatch(/damaged .*was repaired; \d good vectors were kept/);
      cache.close();
      const again = open();
      expect(again.warnings).toEqual([]);
      again.cache.close();
    }
  });

  test('by bytes removed from the middle or inserted loses only the records there', () => {
    fill(path, 0, N);
    const whole = readFileSync(path);
    const at = whole.length - 2 * RECORD - 10;
    writeFileSync(path, Buffer.concat([whole.subarray(0, at), whole.subarray(at + 7)]));
    expect(readable(open().cache, N)).toEqual([0, 2, 3]);
    const strange = Buffer.from(`EVEC${'x'.repeat(3 * RECORD)}EVECEVE`);
    writeFileSync(path, Buffer.concat([whole.subarray(0, -RECORD), strange, whole.subarray(-RECORD)]));
    expect(readable(open().cache, N)).toEqual(upTo(N));
  });

  test('a file of another format is repaired to an empty cache', () => {
    writeFileSync(path, 'hello, world\n'.repeat(100));
    const { cache, warnings } = open();
    expect(cache.size).toBe(0);
    expect(warnings).toHaveLength(1);
  });

  test('a file that is opened read-only is left as it is', () => {
    fill(path, 0, N);
    truncateSync(path, statSync(path).size - 5);
    const before = readFileSync(path);
    const { cache, warnings } = open(path, true);
    expect(readable(cache, N)).toEqual([0, 1, 2]);
    expect(warnings[0]).toMatch(/has \d+ damaged bytes; 3 good vectors were kept/);
    expect(readFileSync(path)).toEqual(before);
  });

  test('leaves no temporary files', () => {
    fill(path, 0, N);
    truncateSync(path, statSync(path).size - 5);
    open().cache.close();
    expect(readdirSync(folder)).toEqual(['test.cache']);
  });
});

describe('other processes', () => {
  test('a process that had the file open when it was repaired goes on in the new one', () => {
    fill(path, 0, 2);
    const { cache } = open();
    cache.append([key(2)], vector(2));
    appendFileSync(path, 'damage');
    open().cache.close();
    cache.append([key(3)], vector(3));
    cache.close();
    expect(readable(open().cache, 4)).toEqual([0, 1, 2, 3]);
  });

  test('a cache that was deleted is created again', () => {
    fill(path, 0, 2);
    const { cache } = open();
    unlinkSync(path);
    cache.append([key(5)], vector(5));
    cache.close();
    expect(readable(open().cache, 6)).toEqual([5]);
  });

  /** Appends one vector a write from `from` on until it is killed or has written `count`. */
  const WRITER = `
    const [, , module, file, from, count] = process.argv;
    const { EmbeddingCache, textKey } = await import(module);
    const cache = new EmbeddingCache(file, ${JSON.stringify(MODEL)});
    for (let i = +from; i < +from + +count; i++) {
      cache.append([textKey('text ' + i)], Float32Array.from({ length: ${D} }, (_, d) => i + d / 8));
      if (i === +from + 20) process.send('going');
    }
    process.disconnect();
  `;

  function startWriter(from: number, count: number) {
    const script = join(folder, 'writer.mjs');
    writeFileSync(script, WRITER);
    const module = new URL('../../dist/pipeline/node/embed/cache/embedding-cache.js', import.meta.url).href;
    return fork(script, [module, path, String(from), String(count)], { execArgv: [] });
  }

  test('three processes that write at once lose nothing', async () => {
    const writers = [0, 1000, 2000].map((from) => startWriter(from, 200));
    const ends = await Promise.all(writers.map((writer) => once(writer, 'exit')));
    expect(ends.map(([code]) => code)).toEqual([0, 0, 0]);
    const { cache, warnings } = open();
    expect(warnings).toEqual([]);
    expect(readable(cache, 3000)).toEqual([0, 1000, 2000].flatMap((from) => upTo(200).map((i) => from + i)));
  });

  test('a process that is killed leaves everything it had written', async () => {
    for (let round = 0; round < 5; round++) {
      const from = round * 100_000;
      const writer = startWriter(from, 90_000);
      await once(writer, 'message');
      await new Promise((resolve) => setTimeout(resolve, 7 * round));
      writer.kill('SIGKILL');
      await once(writer, 'exit');
      const { cache } = open();
      const rounds = upTo(round + 1).map((r) => r * 100_000);
      for (const start of rounds) expect(cache.has(key(start + 20))).toBe(true);
      cache.close();
    }
  });
});

test('a folder that cannot be created is an error for the caller', () => {
  const { cache } = open();
  rmSync(folder, { recursive: true });
  writeFileSync(folder, 'in the way');
  expect(() => cache.append([key(0)], vector(0))).toThrow('EEXIST');
});
