/**
 * Vectors in eight bits a number, for pages that search large maps: a quarter of the bytes. Each row is the vector less
 * the corpus mean, in steps of a 127th of its own largest number. What all papers have in common would waste the range,
 * and one step for all rows that of most. Of the 20 papers nearest to a question (150 of 20,000 papers with bge-small,
 * each as a question) stay, against the vectors in floats:
 *
 *   | as they are, one step for all  | .966 | less the mean, one step for all  | .986 |
 *   | as they are, a step for each   | .970 | less the mean, a step for each   | .992 |
 *
 * The file: `[N]` steps as float32, then `[N, D]` int8, little-endian.
 */
import { brokenFile } from './error.ts';
import type { LargeParts } from './schema.ts';

/** Rows of `[N, D]`: number d of row i is about `mean[d] + steps[i] * codes[i * D + d]`. */
export interface VectorCodes {
  /** `[N]` */
  steps: Float32Array;
  /** `[N, D]` */
  codes: Int8Array;
}

const LARGEST = 127;

/**
 * @param vectors `[N, D]`
 * @param mean `[D]`
 * @returns the file's bytes
 */
export function encodeCodes(vectors: Float32Array, mean: Float32Array): Uint8Array<ArrayBuffer> {
  const width = mean.length;
  const count = width === 0 ? 0 : vectors.length / width;
  const bytes = new ArrayBuffer(codesBytes([count, width]));
  const { steps, codes } = split(bytes, count);
  for (let i = 0; i < count; i++) {
    const row = i * width;
    let most = 0;
    for (let d = 0; d < width; d++) most = Math.max(most, Math.abs(vectors[row + d]! - mean[d]!));
    steps[i] = most / LARGEST;
    if (most > 0)
      for (let d = 0; d < width; d++)
        codes[row + d] = Math.round(((vectors[row + d]! - mean[d]!) / most) * LARGEST);
  }
  return new Uint8Array(bytes);
}

/** Bytes of the file of codes of this shape. */
export function codesBytes(shape: readonly number[]): number {
  const [count = 0, width = 0] = shape;
  return 4 * count + count * width;
}

/** @throws MapError where the length is not what the shape asks for, or a step is no number */
export function decodeCodes({ file, shape }: LargeParts['codes'], bytes: ArrayBuffer): VectorCodes {
  if (bytes.byteLength !== codesBytes(shape))
    throw brokenFile(
      file,
      `${bytes.byteLength} bytes, but its shape [${shape.join(', ')}] needs ${codesBytes(shape)}`,
    );
  const codes = split(bytes, shape[0] ?? 0);
  const wrong = codes.steps.findIndex((step) => !(step >= 0 && step < Infinity));
  if (wrong >= 0)
    throw brokenFile(
      file,
      `step ${wrong} of the codes is ${codes.steps[wrong]}, expected a finite number of at least 0`,
    );
  return codes;
}

function split(bytes: ArrayBuffer, count: number): VectorCodes {
  return { steps: new Float32Array(bytes, 0, count), codes: new Int8Array(bytes, 4 * count) };
}
