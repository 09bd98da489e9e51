/** Reads the vectors of a large map as int8 codes, which the service fetches itself. */
import type { LargeParts } from '../../../pipeline/map/index.ts';
import { joinBytes, readCodes } from '../../../pipeline/map/index.ts';
import { fetchPieces } from '../../data/file-host.ts';
import { codedVectors } from '../../related/coded-vectors.ts';
import { direction, type Rows } from '../../related/relevance-feedback.ts';

/** The address of the codes, and the mean `[D]` of the vectors. */
export interface CodesSource {
  entry: LargeParts['codes'];
  address: string;
  mean: Float32Array;
}

/** The papers' vectors, compared with others. */
export interface Vectors {
  rows(): Rows;
  similarities(query: Float32Array): Float32Array;
  similarityTo(papers: readonly number[]): Float32Array | Float64Array;
}

/** Null in a page that is one file: it holds its vectors whole (read-codes-standalone.ts). */
export const vectorsOfCodes: ((source: CodesSource) => Promise<Vectors>) | null = async (source) => {
  const read = async (file: string, most: number) => {
    const pieces: Uint8Array[] = [];
    for await (const piece of fetchPieces(source.address, file, most)) pieces.push(piece);
    return joinBytes(pieces);
  };
  const { rows, similarities } = codedVectors(await readCodes(read, source.entry), source.mean);
  return {
    rows: () => rows,
    similarities,
    similarityTo: (papers) => rows.dots(direction(rows, papers)),
  };
};
