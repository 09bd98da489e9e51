/** The vectors of a large map, in eight bits a number (pipeline/codes.ts), as they are compared. */
import type { VectorCodes } from '../../pipeline/codes.ts';
import type { Rows } from './vectors.ts';

export interface CodedVectors {
  rows: Rows;
  /** `[N]` cosines with a question's vector `[D]`, as the model gave it. */
  similarities(query: Float32Array): Float32Array;
}

/** @param mean `[D]` what was taken off the vectors before they were coded */
export function codedVectors({ steps, codes }: VectorCodes, mean: Float32Array): CodedVectors {
  const count = steps.length;
  const width = mean.length;
  const lengths = new Float32Array(count);
  for (let paper = 0; paper < count; paper++) {
    let squares = 0;
    for (let d = 0, row = paper * width; d < width; d++) squares += codes[row + d]! ** 2;
    lengths[paper] = Math.sqrt(squares);
  }
  const reach = lengths.map((length) => 1 / (length || 1));
  /** `[N]` `base + scale of paper * (target · codes of paper)` */
  const products = (target: Float32Array, base: number, scale: Float32Array): Float32Array => {
    const values = dots(codes, target);
    for (let paper = 0; paper < count; paper++) values[paper] = base + scale[paper]! * values[paper]!;
    return values;
  };
  return {
    rows: {
      count,
      width,
      row: (paper) =>
        Float32Array.from(codes.subarray(paper * width, (paper + 1) * width), (code) => code * reach[paper]!),
      dots: (target) => products(target, 0, reach),
    },
    similarities: (query) =>
      products(
        query,
        query.reduce((sum, value, d) => sum + value * mean[d]!, 0),
        steps,
      ),
  };
}

/**
 * `[N]` products of the rows of `[N, D]` with a vector `[D]`. By itself, since what a function has around it is looked
 * up for each number; and four rows at a time, which share what is read of the vector and wait less for each other's sums.
 */
function dots(codes: Int8Array, target: Float32Array): Float32Array {
  const width = target.length;
  const count = codes.length / width;
  const exact = Float64Array.from(target);
  const products = new Float32Array(count);
  const whole = count - (count % 4);
  for (let paper = 0; paper < whole; paper += 4) {
    const row0 = paper * width;
    const row1 = row0 + width;
    const row2 = row1 + width;
    const row3 = row2 + width;
    let a = 0;
    let b = 0;
    let c = 0;
    let e = 0;
    for (let d = 0; d < width; d++) {
      const value = exact[d]!;
      a += value * codes[row0 + d]!;
      b += value * codes[row1 + d]!;
      c += value * codes[row2 + d]!;
      e += value * codes[row3 + d]!;
    }
    products[paper] = a;
    products[paper + 1] = b;
    products[paper + 2] = c;
    products[paper + 3] = e;
  }
  for (let paper = whole; paper < count; paper++) {
    let sum = 0;
    for (let d = 0; d < width; d++) sum += exact[d]! * codes[paper * width + d]!;
    products[paper] = sum;
  }
  return products;
}
