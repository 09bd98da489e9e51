import { describe, expect, it } from 'vitest';
import { represent } from '../../pipeline/represent/represent.ts';
import type { Matrix, Paper } from '../../pipeline/types.ts';
import { createRandom, gaussian } from '../../pipeline/util/random.ts';

const WIDTH = 8;

function paper(id: number, title: string, abstract: string): Paper {
  return { id: String(id), title, abstract };
}

/** Papers of two subjects: vectors about a common mean with a part of their own, words of their subject. */
function corpus(count: number): { papers: Paper[]; vectors: Float32Array } {
  const random = createRandom(7);
  const subjects = [
    ['galaxy redshift survey', 'dark matter halo density'],
    ['protein folding energy', 'enzyme binding site mutation'],
  ];
  const vectors = new Float32Array(count * WIDTH);
  const papers = Array.from({ length: count }, (_, i) => {
    const subject = subjects[i % 2]!;
    const row = Float64Array.from({ length: WIDTH }, (_, c) => (c === 0 ? 8 : gaussian(random)));
    row[1]! += i % 2 === 0 ? 2 : -2;
    const length = Math.hypot(...row);
    row.forEach((value, c) => {
      vectors[i * WIDTH + c] = value / length;
    });
    return paper(i, subject[0]!, `${subject[1]} number${i}`);
  });
  return { papers, vectors };
}

function similarity({ data: vectors, width }: Matrix, i: number, j: number): number {
  let sum = 0;
  for (let c = 0; c < width; c++) sum += vectors[i * width + c]! * vectors[j * width + c]!;
  return sum;
}

describe('represent', () => {
  it('gives unit rows that separate subjects which a common mean had hidden', () => {
    const { papers, vectors } = corpus(40);
    const rows = represent(vectors, WIDTH, papers);
    for (let i = 0; i < 40; i++) expect(similarity(rows, i, i)).toBeCloseTo(1, 5);
    expect(similarity(rows, 0, 2)).toBeGreaterThan(0.5);
    expect(similarity(rows, 0, 1)).toBeLessThan(-0.3);
  });

  it('gives the same bytes for the same papers every time', () => {
    const { papers, vectors } = corpus(40);
    const first = represent(vectors, WIDTH, papers);
    expect(represent(vectors, WIDTH, papers).data).toEqual(first.data);
  });

  it.each([1, 2, 3, 5, 16])('gives finite rows of length 1 for %i papers', (count) => {
    const { papers, vectors } = corpus(count);
    const rows = represent(vectors, WIDTH, papers);
    expect(rows.data.length).toBe(count * rows.width);
    for (let i = 0; i < count; i++) expect(similarity(rows, i, i)).toBeCloseTo(1, 5);
  });

  it('gives no rows for no papers', () => {
    expect(represent(new Float32Array(0), WIDTH, []).rows).toBe(0);
  });

  it('gives copies of one paper the same row, alone and among other papers', () => {
    const one = corpus(2);
    const copies = Array.from({ length: 400 }, (_, i) => paper(i, 'Same', 'the very same words'));
    const vectors = new Float32Array(400 * WIDTH);
    for (let i = 0; i < 400; i++) vectors.set(one.vectors.subarray(0, WIDTH), i * WIDTH);
    expect(similarity(represent(vectors, WIDTH, copies), 0, 399)).toBeCloseTo(1, 5);
    const mixed = corpus(40);
    const among = new Float32Array(vectors.length + mixed.vectors.length);
    among.set(vectors);
    among.set(mixed.vectors, vectors.length);
    const rows = represent(among, WIDTH, [...copies, ...mixed.papers]);
    expect(similarity(rows, 0, 399)).toBeCloseTo(1, 5);
    // The first of the others has the copies' vector; the second is of another subject.
    expect(similarity(rows, 0, 401)).toBeLessThan(0.5);
  });

  it('gives finite rows even if a paper has neither vector nor words', () => {
    const { papers, vectors } = corpus(30);
    vectors.fill(0, 0, WIDTH);
    papers[0] = paper(0, '', '');
    const rows = represent(vectors, WIDTH, papers);
    expect(rows.data.every(Number.isFinite)).toBe(true);
  });

  it('refuses vectors that do not fit the number of papers', () => {
    expect(() => represent(new Float32Array(9), WIDTH, [paper(0, 'a', '')])).toThrow(
      '1 papers of 8 values need 8 values, not 9',
    );
  });
});
