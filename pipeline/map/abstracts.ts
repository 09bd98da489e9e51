/**
 * The abstracts of a large map: one file of chunks, each a JSON array of strings on a line of its own, so that a reader
 * can ask for some of them by a range of bytes and hold what comes against a sha256.
 *
 * Papers stand in the order of their finest themes: who reads one paper reads its neighbours, and the papers of a theme
 * are a few chunks that follow one another.
 */
import * as v from 'valibot';
import { holdAgainst, parseJson, sha256Hex } from './checked-bytes.ts';
import { brokenFile } from './error.ts';
import type { LargeParts } from './schema.ts';

/** What the manifest says of the file. */
export type AbstractChunks = LargeParts['abstracts'];

/** Papers of a chunk: some 80 kB, which come as fast as one abstract. */
export const CHUNK_PAPERS = 64;

/**
 * @param theme `[N]` finest theme of each paper, −1 for unthemed
 * @returns `[N]` papers by theme, unthemed ones first, then by position in the map
 */
export function abstractOrder(theme: Int32Array): Int32Array {
  return Int32Array.from(theme.keys()).sort((a, b) => theme[a]! - theme[b]! || a - b);
}

/** Chunks of the papers' abstracts. @param order as {@link abstractOrder} gives it */
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

/** What the manifest is to say of chunks. */
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

/** Where each chunk begins, and at last where the file ends. */
export function chunkOffsets({ chunks }: AbstractChunks): number[] {
  const offsets = [0];
  for (const { bytes } of chunks) offsets.push(offsets.at(-1)! + bytes);
  return offsets;
}

/**
 * The abstracts of one chunk, in the file's order.
 * @param count papers of the map
 * @throws MapError where the bytes are not those that were described, or hold something else
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
  await holdAgainst(wanted.sha256, bytes, where);
  const texts = v.safeParse(v.array(v.string()), parseJson(bytes, where));
  const papers = Math.min(every, count - which * every);
  if (!texts.success || texts.output.length !== papers)
    throw brokenFile(where, `does not hold ${papers} abstracts`);
  return texts.output;
}

/** `[N]` all abstracts, by the papers' positions in the map. @throws MapError as {@link decodeChunk} */
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

/** Pieces of a file as one. */
export function joinBytes(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
