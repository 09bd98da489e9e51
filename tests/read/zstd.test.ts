/** Zstandard: its checksum against published hashes and another implementation, and data that was damaged. */
import { readFileSync } from 'node:fs';
import { xxhash64 } from 'hyparquet/src/xxhash.js';
import { describe, expect, it } from 'vitest';
import { Xxh64 } from '../../pipeline/read/bytes/xxh64.ts';
import { readBytes } from '../../pipeline/read/read.ts';
import { createRandom } from '../../pipeline/util/random.ts';

const fixture = (name: string) =>
  Uint8Array.from(readFileSync(new URL(`../fixtures/read/${name}`, import.meta.url)));
const read = (bytes: Uint8Array) => readBytes(bytes, 'p.zst');

function hashOf(...pieces: Uint8Array[]): bigint {
  const hash = new Xxh64();
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
}

describe('XXH64', () => {
  it.each([
    ['', 0xef46db3751d8e999n],
    ['a', 0xd24ec4f1a98c6e5bn],
    ['abc', 0x44bc2cf5ad770999n],
    ['Nobody inspects the spammish repetition', 0xfbcea83c8a378bf1n],
  ])('of %j is the published one', (text, hash) => {
    expect(hashOf(new TextEncoder().encode(text))).toBe(hash);
  });

  it('equals that of another implementation, for pieces of any length', () => {
    const random = createRandom(1);
    const bytes = Uint8Array.from({ length: 50_000 }, () => random() * 256);
    for (const length of [1, 3, 4, 7, 8, 31, 32, 33, 100, 8_191, 8_192, 8_193, 50_000]) {
      const whole = bytes.subarray(0, length);
      const cut = Math.floor(random() * length);
      expect(hashOf(whole), `${length}`).toBe(xxhash64(whole));
      expect(hashOf(whole.subarray(0, cut), whole.subarray(cut)), `${length}, ${cut}`).toBe(xxhash64(whole));
    }
  });
});

describe('Zstandard', () => {
  /** A frame with a checksum. */
  const packed = fixture('two.jsonl.zst');

  it('may contain frames to be skipped and frames without a checksum', async () => {
    const skipped = Uint8Array.of(0x5f, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3);
    const text = new TextEncoder().encode('{"title":"A","abstract":"x"}\n');
    const frame = (size: number) =>
      Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x20, size, (text.length << 3) | 1, 0, 0, ...text);
    const { papers } = await read(
      Uint8Array.from([...skipped, ...frame(text.length), ...skipped, ...packed, ...skipped]),
    );
    expect(papers.map(({ title }) => title)).toEqual(['A', 'Caches', 'Graphs']);
    await expect(read(frame(text.length + 1))).rejects.toThrow('p.zst: the Zstandard data is broken');
  });

  it('is refused if a later frame has too large a window or a dictionary', async () => {
    const later = (...header: number[]) =>
      read(Uint8Array.from([...packed, 0x28, 0xb5, 0x2f, 0xfd, ...header, ...new Uint8Array(20)]));
    await expect(later(0, 0xa0)).rejects.toThrow('p.zst: compressed with a window of more than 128 MB');
    await expect(later(0x01, 0x50, 7)).rejects.toThrow('p.zst: compressed with a dictionary');
  });

  it('is refused if it has one byte a block in a window of 128 MB', async () => {
    const block = [0x0a, 0, 0, 0x61];
    const blocks = Array.from({ length: 200 }, () => block).flat();
    await expect(read(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0x88, ...blocks, 1, 0, 0))).rejects.toThrow(
      'p.zst: its Zstandard blocks are far too small for their window',
    );
  });

  it('gives the same papers or is refused if any bit is changed', async () => {
    const { papers } = await read(packed);
    expect(packed[4]! & 4).toBe(4);
    for (let bit = 0; bit < 8 * packed.length; bit++) {
      const changed = packed.slice();
      changed[bit >> 3]! ^= 1 << (bit & 7);
      const found = await read(changed).catch((error: Error) => error);
      if (found instanceof Error) expect(found.name, `${bit}`).toBe('UserError');
      else expect(found.papers, `${bit}`).toEqual(papers);
    }
  });
});
