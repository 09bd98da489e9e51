/**
 * The file format of the embedding cache, one append-only file per model:
 *
 *     header   "isotheme-vectors" (16 bytes) · version u32 · D u32 · length of the identity u32 · identity (JSON, UTF-8,
 *              padded with spaces to a multiple of 4) · crc32 u32 of everything before it
 *     record   "EVEC" · sha256 of the text (32 bytes) · D × float32 · crc32 u32 of hash and vector, seeded with the
 *              identity's crc32, so that a record is valid only for the model that computed it
 *
 * All numbers are little-endian. A record can be recognised and checked on its own, so records after damaged bytes are
 * still found.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { ModelInfo } from '../../../types.ts';

const MAGIC = Buffer.from('isotheme-vectors', 'latin1');
const VERSION = 1;
const MARK = Buffer.from('EVEC', 'latin1');
/** Bytes of the header before the identity. */
const FIXED = MAGIC.length + 12;
const HASH_BYTES = 32;
const VECTOR_AT = MARK.length + HASH_BYTES;
/** Bytes that are read at once during a scan. */
const CHUNK = 4 << 20;
/** Largest D of any model. */
const WIDEST = 1 << 20;

/** Result of a scan. */
export interface Scan {
  /** Offset behind the last good record, where the next one should begin. */
  end: number;
  /** Bytes before it that belong to no good record. */
  damaged: number;
  /** Bytes after the last good record: half a record, or damage. */
  tail: number;
}

/** The layout of one model's file. */
export class VectorFormat {
  readonly dimension: number;
  readonly header: Buffer;
  readonly recordBytes: number;
  readonly #seed: number;

  constructor(model: ModelInfo) {
    const { id, sha256, pooling, dimension } = model;
    const json = JSON.stringify({ id, sha256, pooling });
    const identity = Buffer.from(json + ' '.repeat((4 - (Buffer.byteLength(json) % 4)) % 4));
    const numbers = Buffer.alloc(12);
    numbers.writeUInt32LE(VERSION, 0);
    numbers.writeUInt32LE(dimension, 4);
    numbers.writeUInt32LE(identity.length, 8);
    this.header = withChecksum(Buffer.concat([MAGIC, numbers, identity]), 0);
    this.dimension = dimension;
    this.recordBytes = VECTOR_AT + 4 * dimension + 4;
    this.#seed = crc32(identity);
  }

  /** `[keys.length, D]` vectors → records. Keys are 64 hexadecimal digits. */
  encode(keys: readonly string[], vectors: Float32Array): Buffer {
    if (vectors.length !== keys.length * this.dimension) {
      throw new Error(
        `${keys.length} keys need ${keys.length * this.dimension} numbers, got ${vectors.length}`,
      );
    }
    const records = Buffer.alloc(keys.length * this.recordBytes);
    const bytes = Buffer.from(vectors.buffer, vectors.byteOffset, vectors.byteLength);
    keys.forEach((key, i) => {
      const at = i * this.recordBytes;
      const checksumAt = at + this.recordBytes - 4;
      MARK.copy(records, at);
      if (records.write(key, at + MARK.length, HASH_BYTES, 'hex') !== HASH_BYTES) {
        throw new Error(`expected 64 hexadecimal digits as a key, got "${key}"`);
      }
      bytes.copy(records, at + VECTOR_AT, 4 * i * this.dimension, 4 * (i + 1) * this.dimension);
      records.writeUInt32LE(crc32(records.subarray(at + MARK.length, checksumAt), this.#seed), checksumAt);
    });
    return records;
  }

  /**
   * Scans a file from `from` to its end.
   * @param onRecord receives the key of each good record and the offset of its vector
   */
  scan(fd: number, from: number, onRecord: (key: string, vectorAt: number) => void): Scan {
    const most = Math.min(CHUNK, fstatSync(fd).size - from);
    const buffer = Buffer.allocUnsafe(Math.max(most, 2 * this.recordBytes));
    let at = from;
    let end = from;
    let damaged = 0;
    for (;;) {
      const length = readFully(fd, buffer, at);
      const atEnd = length < buffer.length;
      let i = 0;
      while (i + this.recordBytes <= length) {
        if (this.#isRecord(buffer, i)) {
          damaged += at + i - end;
          onRecord(buffer.toString('hex', i + MARK.length, i + VECTOR_AT), at + i + VECTOR_AT);
          i += this.recordBytes;
          end = at + i;
        } else {
          const next = buffer.subarray(0, length).indexOf(MARK, i + 1);
          // Without a mark, the last bytes may still be the beginning of one.
          i = next === -1 ? Math.max(i + 1, length - MARK.length + 1) : next;
        }
      }
      at += i;
      if (atEnd) return { end, damaged, tail: Math.max(0, at - i + length - end) };
    }
  }

  #isRecord(buffer: Buffer, at: number): boolean {
    if (buffer.readUInt32LE(at) !== MARK.readUInt32LE(0)) return false;
    const checksumAt = at + this.recordBytes - 4;
    return (
      crc32(buffer.subarray(at + MARK.length, checksumAt), this.#seed) === buffer.readUInt32LE(checksumAt)
    );
  }

  /**
   * Whether a file's header is this model's, whole but another's (with its identity), or damaged.
   */
  checkHeader(fd: number): { state: 'own' | 'damaged' } | { state: 'other'; identity: string } {
    const header = readHeader(fd);
    if (header === null) return { state: 'damaged' };
    if (header.equals(this.header)) return { state: 'own' };
    return { state: 'other', identity: header.toString('utf8', FIXED, header.length - 4).trim() };
  }
}

/** The header of a file; null if it is not whole and right by its checksum. */
function readHeader(fd: number): Buffer | null {
  const fixed = Buffer.alloc(FIXED);
  if (readFully(fd, fixed, 0) < FIXED || !fixed.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  const identityBytes = fixed.readUInt32LE(MAGIC.length + 8);
  if (identityBytes > 65_536) return null;
  const header = Buffer.alloc(FIXED + identityBytes + 4);
  if (readFully(fd, header, 0) < header.length) return null;
  return crc32(header.subarray(0, -4)) === header.readUInt32LE(header.length - 4) ? header : null;
}

/** D of the vectors in the file at `path`; null if there is no file, or its header is damaged. */
export function readDimension(path: string): number | null {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch {
    return null;
  }
  try {
    const dimension = readHeader(fd)?.readUInt32LE(MAGIC.length + 4) ?? 0;
    return dimension > 0 && dimension <= WIDEST ? dimension : null;
  } catch {
    return null;
  } finally {
    closeSync(fd);
  }
}

/** Fills `buffer` from `position` of the file. @returns number of bytes, less than asked only at the end of the file */
export function readFully(fd: number, buffer: Uint8Array, position: number): number {
  let filled = 0;
  while (filled < buffer.length) {
    const count = readSync(fd, buffer, filled, buffer.length - filled, position + filled);
    if (count === 0) break;
    filled += count;
  }
  return filled;
}

function withChecksum(bytes: Buffer, seed: number): Buffer {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(crc32(bytes, seed));
  return Buffer.concat([bytes, checksum]);
}
