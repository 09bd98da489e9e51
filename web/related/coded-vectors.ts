/** Compares the vectors of a large map in int8 codes (pipeline/map/codes.ts). */
import type { VectorCodes } from '../../pipeline/map/index.ts';
import { codeRows } from '../../pipeline/simd/index.ts';
import type { Rows } from './relevance-feedback.ts';

export interface CodedVectors {
  rows: Rows;
  /** `[N]` cosines with the vector `[D]` of a question. */
  similarities(query: Float32Array): Float32Array;
}

/** @param mean `[D]` the mean that was subtracted from the vectors before quantisation */
export function codedVectors({ steps, codes }: VectorCodes, mean: Float32Array): CodedVectors {
  const count = steps.length;
  const width = mean.length;
  /** `[N]` reciprocal lengths of the codes. */
  const scales = new Float32Array(count);
  for (let paper = 0; paper < count; paper++) {
    let squares = 0;
    for (let d = 0, row = paper * width; d < width; d++) squares += codes[row + d]! ** 2;
    scales[paper] = 1 / (Math.fround(Math.sqrt(squares)) || 1);
  }
  const held = codeRows(codes, width);
  /** `[N]` `base + scale[paper] * (target · codes of the paper)` */
  const products = (target: Float32Array, base: number, scale: Float32Array): Float32Array => {
    const values = held.products(target);
    for (let paper = 0; paper < count; paper++) values[paper] = base + scale[paper]! * values[paper]!;
    return values;
  };
  return {
    rows: {
      count,
      width,
      row: (paper) => Float32Array.from(held.row(paper), (code) => code * scales[paper]!),
      dots: (target) => products(target, 0, scales),
    },
    similarities: (query) =>
      products(
        query,
        query.reduce((sum, value, d) => sum + value * mean[d]!, 0),
        steps,
      ),
  };
}
