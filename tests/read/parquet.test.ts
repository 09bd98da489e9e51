import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { countInRuns, walkDelta } from '../../pipeline/read/formats/parquet/runs.ts';
import { readThrift } from '../../pipeline/read/formats/parquet/thrift.ts';
import { readBytes } from '../../pipeline/read/read.ts';

describe('Parquet that pyarrow wrote', () => {
  // Written by pyarrow: plain, by dictionary in pages of four rows with an index, delta encodings in version 2 pages,
  // gzip with zstd and Snappy.
  it.each([
    ['pyarrow-plain.parquet', true],
    ['pyarrow-dictionary.parquet', true],
    ['pyarrow-delta.parquet', true],
    ['pyarrow-packed.parquet', false],
  ])('%s', async (name, withVenue) => {
    const { papers, counts } = await readBytes(readFileSync(`tests/fixtures/read/${name}`), name);
    expect(counts).toEqual({ read: 24, merged: 0, skipped: [], withoutAbstract: 3 });
    expect(papers.map(({ id }) => id)).toEqual(Array.from({ length: 24 }, (_, i) => `p${i}`));
    expect(papers[23]).toEqual({
      id: 'p23',
      title: 'Study 23 of “speculative” decoding, part 2',
      abstract: 'We study decoding; it is\nmeasured on 23 tasks. É, 論文, 😀.',
      authors: ['Ada Lovelace', 'Borel, Émile'],
      date: '2024-01-24',
      ...(withVenue && { venue: 'ACL' }),
    });
    expect(papers[3]!.abstract).toBe('');
    expect(papers[5]!.authors).toBeUndefined();
  });
});

describe('runs of numbers', () => {
  const bytes = (...values: number[]) => Uint8Array.from(values);

  it('are counted as the format defines them', () => {
    // Five times 1 by a run, then eight single bits of which three are wanted.
    expect(countInRuns(bytes(10, 1, 3, 0b10010000), 0, 4, 1, 8, 1)).toBe(5);
    expect(countInRuns(bytes(10, 1, 3, 0b10010000), 0, 4, 1, 13, 1)).toBe(7);
    expect(countInRuns(bytes(3, 0b10001000, 0b11000110, 0b11111010), 0, 4, 3, 8, 5)).toBe(1);
  });

  it.each([
    ['longer than what is left', bytes(12, 1), 1],
    ['of two to the 31', bytes(0xfe, 0xff, 0xff, 0xff, 0x0f, 1), 1],
    ['of no bits, longer than what is left', bytes(0xff, 0xff, 0x03), 0],
    ['cut off', bytes(4, 1), 1],
    ['of a length without end', bytes(...new Array(20).fill(0xff)), 1],
  ])('%s are refused', (_, run, width) => {
    expect(() => countInRuns(run, 0, run.length, width, 5, 1)).toThrow(
      /run is longer|cut off|too many bytes/,
    );
  });

  it('are walked if they are encoded as differences', () => {
    // Blocks of 128 in four parts; 7, 5, 3, 1, 2, 3, 4, 5: the example of the format's description.
    const page = bytes(128, 1, 4, 8, 14, 3, 2, 0, 0, 0, 0xc0, 0x3f, 0, 0, 0, 0, 0, 0, 9);
    const { values, end } = walkDelta(page, 0, 8, true);
    expect([...values]).toEqual([7, 5, 3, 1, 2, 3, 4, 5]);
    expect(end).toBe(18);
    expect(() => walkDelta(bytes(128, 1, 0, 8, 14), 0, 8, true)).toThrow('wrong size');
    expect(() => walkDelta(bytes(128, 1, 3, 8, 14), 0, 8, true)).toThrow('wrong size');
  });
});

describe('headers', () => {
  it.each([
    ['a list longer than the header', [0x19, 0xfc, 0xff, 0xff, 0xff, 0x07], 'a list longer than itself'],
    ['a text longer than the header', [0x18, 0x7f, 0x41], 'cut off'],
    ['a number of a hundred bytes', [0x16, ...new Array(100).fill(0xff), 0], 'too many bytes'],
    ['structs within structs', new Array(100).fill(0x1c), 'nested too deep'],
    ['no end', [0x15, 0x02], 'cut off'],
  ])('with %s are refused', (_, header, message) => {
    expect(() => readThrift(Uint8Array.from(header), 0)).toThrow(message);
  });
});
