/**
 * Vectors in int8 quantisation, for pages that search large maps: a quarter of the bytes. Each row is the vector minus the
 * corpus mean, in steps of a 127th of its largest absolute value. Without subtracting the mean, what all papers have in
 * common would waste the range; one step for all rows would waste that of most. Share of the 20 papers nearest to a
 * question by float vectors that are also found by codes (150 of 20,000 papers with bge-small as questions):
 *
 *   | vectors, one step for all  | .966 | minus the mean, one step for all  | .986 |
 *   | vectors, a step a row      | .970 | minus the mean, a step a row      | .992 |
 *
 * The file: `[N]` steps as float32, then `[N, D]` int8, little-endian.
 */
import { brokenFile } from './error.ts';
import type { LargeParts } from './schema.ts';

/** Quantised vectors `[N, D]`: value d of row i is about `mean[d] + steps[i] * codes[i * D + d]`. */
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

/** Size in bytes of a file of codes of this shape. */
export function codesBytes(shape: readonly number[]): number {
  const [count = 0, width = 0] = shape;
  return 4 * count + count * width;
}

/** Reads a file of codes. @throws MapError if its length does not fit the shape, or a step is not a number */
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
