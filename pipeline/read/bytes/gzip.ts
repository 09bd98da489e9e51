/**
 * gzip (RFC 1952), member by member: DecompressionStream refuses what follows the first. fflate decompresses members but
 * checks neither their sizes nor their checksums; that is done here.
 */
import { Gunzip } from 'fflate';
import { crc32 } from '../../util/crc32.ts';
import { join } from './source.ts';

/** Bytes decompressed in one step, which become at most 1,032 times as many. */
const PIECE = 32_768;
/** A member's checksum and size. */
const TRAILER = 8;
/** Bytes kept from before a piece: a trailer, and the longest header of the next member up to its end. */
const KEPT = 65_536 + PIECE;

/**
 * The content of all members, a piece at a time.
 * @throws Error if a member is damaged or cut off
 */
export async function* gunzip(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let read = 0;
  let latest: Uint8Array = new Uint8Array(0);
  let ready: Uint8Array[] = [];
  let crc = 0;
  let size = 0;
  const endMember = (end: number) => {
    const { buffer, byteOffset, length } = latest;
    const trailer = new DataView(buffer, byteOffset + length - (read - end) - TRAILER, TRAILER);
    if (trailer.getUint32(0, true) !== crc || trailer.getUint32(4, true) !== size)
      throw new Error('its checksum or size does not match');
    crc = 0;
    size = 0;
  };
  const stream = new Gunzip((chunk) => {
    crc = crc32(chunk, crc);
    size = (size + chunk.length) % 2 ** 32;
    ready.push(chunk);
  });
  stream.onmember = endMember;
  for await (const chunk of packed)
    for (let at = 0; at < chunk.length; at += PIECE) {
      const piece = chunk.subarray(at, at + PIECE);
      read += piece.length;
      latest = join([latest.subarray(-KEPT), piece]);
      stream.push(piece);
      yield* ready;
      ready = [];
    }
  stream.push(new Uint8Array(0), true);
  endMember(read);
  yield* ready;
}
