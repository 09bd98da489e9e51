/**
 * The abstracts of a large map: one file of chunks, each a JSON array of strings on its own line, so that a reader can
 * fetch some of them by a range of bytes and check each against its sha256.
 *
 * Papers are in the order of their finest themes: a reader of one paper also reads its neighbours, and the papers of a
 * theme are in a few consecutive chunks.
 */
import * as v from 'valibot';
import { checkSha256, parseJson, sha256Hex } from './bytes.ts';
import { brokenFile } from './error.ts';
import type { LargeParts } from './schema.ts';

/** The entry of the file in the manifest. */
export type AbstractChunks = LargeParts['abstracts'];

/** Papers a chunk: about 80 kB, which load as fast as one abstract. */
export const CHUNK_PAPERS = 64;

/**
 * @param theme `[N]` finest theme of each paper, −1 for unthemed
 * @returns `[N]` papers by theme, unthemed ones first, then by position in the map
 */
export function abstractOrder(theme: Int32Array): Int32Array {
  return Int32Array.from(theme.keys()).sort((a, b) => theme[a]! - theme[b]! || a - b);
}

/** Chunks of the papers' abstracts. @param order from {@link abstractOrder} */
export function encodeAbstracts(
  papers: readonly { abstract: string }[],
  order: Int32Array,
  every: number,
): Uint8Array<ArrayBuffer>[] {
  const encoder = new TextEncoder();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for (let from = 0; from < order.length; from += every) {
    const texts = Array.from(order.subarray(from, from + every), (paper) => papers[paper]!.abstract);
    chunks.push(encoder.encode(`${JSON.stringify(texts)}\n`));
  }
  return chunks;
}

/** The manifest's entry for chunks. */
export async function describeAbstracts(
  chunks: readonly Uint8Array<ArrayBuffer>[],
  every: number,
): Promise<AbstractChunks> {
  const sha256 = await sha256Hex(joinBytes(chunks));
  return {
    file: `abstracts-${sha256.slice(0, 8)}.jsonl`,
    sha256,
    every,
    chunks: await Promise.all(
      chunks.map(async (bytes) => ({ bytes: bytes.length, sha256: await sha256Hex(bytes) })),
    ),
  };
}

/** Bytes of the whole file. */
export function abstractBytes({ chunks }: AbstractChunks): number {
  return chunks.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The offset of each chunk, and of the end of the file. */
export function chunkOffsets({ chunks }: AbstractChunks): number[] {
  const offsets = [0];
  for (const { bytes } of chunks) offsets.push(offsets.at(-1)! + bytes);
  return offsets;
}

/**
 * The abstracts of one chunk, in the file's order.
 * @param count papers of the map
 * @throws MapError if the bytes are not the described ones, or are no list of abstracts
 */
export async function decodeChunk(
  { file, every, chunks }: AbstractChunks,
  which: number,
  bytes: Uint8Array<ArrayBuffer>,
  count: number,
): Promise<string[]> {
  const where = `${file}, chunk ${which}`;
  const wanted = chunks[which]!;
  if (bytes.length !== wanted.bytes)
    throw brokenFile(where, `${bytes.length} bytes, expected ${wanted.bytes}`);
  await checkSha256(wanted.sha256, bytes, where);
  const texts = v.safeParse(v.array(v.string()), parseJson(bytes, where));
  const papers = Math.min(every, count - which * every);
  if (!texts.success || texts.output.length !== papers)
    throw brokenFile(where, `does not hold ${papers} abstracts`);
  return texts.output;
}

/** `[N]` all abstracts, in the map's order. @throws MapError as {@link decodeChunk} */
export async function decodeAbstracts(
  described: AbstractChunks,
  bytes: Uint8Array<ArrayBuffer>,
  theme: Int32Array,
): Promise<string[]> {
  const order = abstractOrder(theme);
  const offsets = chunkOffsets(described);
  if (bytes.length !== offsets.at(-1))
    throw brokenFile(described.file, `${bytes.length} bytes, but its chunks have ${offsets.at(-1)}`);
  const abstracts: string[] = new Array(order.length);
  for (let which = 0; which < described.chunks.length; which++) {
    const chunk = bytes.slice(offsets[which], offsets[which + 1]);
    const texts = await decodeChunk(described, which, chunk, order.length);
    for (const [i, text] of texts.entries()) abstracts[order[which * described.every + i]!] = text;
  }
  return abstracts;
}

/** The pieces of a file as one array. */
export function joinBytes(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
