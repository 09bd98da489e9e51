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
  /** `[N]` `base + scale(paper) * (target · codes of paper)` */
  const products = (target: Float32Array, base: number, scale: (paper: number) => number): Float32Array =>
    dots(codes, target).map((dot, paper) => base + scale(paper) * dot);
  return {
    rows: {
      count,
      width,
      row: (paper) =>
        Float32Array.from(
          codes.subarray(paper * width, (paper + 1) * width),
          (code) => code / (lengths[paper]! || 1),
        ),
      dots: (target) => products(target, 0, (paper) => 1 / (lengths[paper]! || 1)),
    },
    similarities: (query) =>
      products(
        query,
        query.reduce((sum, value, d) => sum + value * mean[d]!, 0),
        (paper) => steps[paper]!,
      ),
  };
}

/**
 * `[N]` products of the rows of `[N, D]` with a vector `[D]`. By itself, since what a function has around it is looked
 * up for each number; and four sums at a time, which wait less for each other.
 */
function dots(codes: Int8Array, target: Float32Array): Float32Array {
  const width = target.length;
  const products = new Float32Array(codes.length / width);
  for (let paper = 0; paper < products.length; paper++) {
    const row = paper * width;
    let a = 0;
    let b = 0;
    let c = 0;
    let e = 0;
    let d = 0;
    for (; d + 3 < width; d += 4) {
      a += target[d]! * codes[row + d]!;
      b += target[d + 1]! * codes[row + d + 1]!;
      c += target[d + 2]! * codes[row + d + 2]!;
      e += target[d + 3]! * codes[row + d + 3]!;
    }
    for (; d < width; d++) a += target[d]! * codes[row + d]!;
    products[paper] = a + b + c + e;
  }
  return products;
}
