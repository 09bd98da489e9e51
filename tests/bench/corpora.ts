/** The real papers that benchmarks run on; they are not part of the repository. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { scaleRowsToUnit } from '../../pipeline/linalg/rows.ts';
import type { Matrix } from '../../pipeline/types.ts';

/** Width of bge-small's vectors. */
export const WIDTH = 384;

/** Where `name` lies in the folder that ISOTHEME_CORPORA names; null, and a line that says so, where it is not there. */
export function corpusFile(name: string): string | null {
  const file = path.join(process.env.ISOTHEME_CORPORA ?? '../shared/corpora', name);
  if (existsSync(file)) return file;
  console.error(`${file} is not here; ISOTHEME_CORPORA names the folder. Left out.`);
  return null;
}

/** The first `most` rows of a file of float32 rows of {@link WIDTH}, as they are. */
export async function storedVectors(file: string, most = Infinity): Promise<Float32Array<ArrayBuffer>> {
  const bytes = await readFile(file);
  const length = Math.min(bytes.length, most * WIDTH * 4);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + length));
}

/** Rows less their mean, of length 1: what any of the recipes is given. */
export function centred(vectors: Float32Array): Matrix {
  const count = vectors.length / WIDTH;
  const mean = new Float64Array(WIDTH);
  for (let i = 0; i < vectors.length; i++) mean[i % WIDTH]! += vectors[i]! / count;
  const rows = vectors.map((value, i) => value - mean[i % WIDTH]!);
  return scaleRowsToUnit({ data: rows, rows: count, width: WIDTH });
}
