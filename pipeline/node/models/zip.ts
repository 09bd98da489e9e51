/**
 * Reads single entries out of a zip archive held in memory: enough for a jar (stored or deflated entries, no zip64,
 * no encryption). Format: PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16.
 */
import { crc32, inflateRawSync } from 'node:zlib';

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;

/**
 * The content of the entry called `name`.
 *
 * @param maxSize bytes; a larger entry is refused before it is inflated
 * @throws Error where `archive` is no zip, lacks the entry, or the entry is damaged or too large
 */
export function readZipEntry(archive: Buffer, name: string, maxSize: number): Buffer {
  const end = findEnd(archive);
  const entries = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  for (let i = 0; i < entries; i++) {
    if (at + 46 > archive.length || archive.readUInt32LE(at) !== ENTRY_SIGNATURE) {
      throw new Error('the archive is damaged (its list of entries breaks off)');
    }
    const nameLength = archive.readUInt16LE(at + 28);
    if (archive.toString('utf8', at + 46, at + 46 + nameLength) === name) {
      return readEntry(archive, at, name, maxSize);
    }
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  throw new Error(`the archive has no entry "${name}"`);
}

function readEntry(archive: Buffer, at: number, name: string, maxSize: number): Buffer {
  const method = archive.readUInt16LE(at + 10);
  const checksum = archive.readUInt32LE(at + 16);
  const packedSize = archive.readUInt32LE(at + 20);
  const size = archive.readUInt32LE(at + 24);
  const local = archive.readUInt32LE(at + 42);
  if (size > maxSize) throw new Error(`the entry "${name}" has ${size} bytes, more than ${maxSize}`);
  if (local + 30 > archive.length || archive.readUInt32LE(local) !== LOCAL_SIGNATURE) {
    throw new Error(`the entry "${name}" is damaged`);
  }
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const packed = archive.subarray(start, start + packedSize);
  if (method !== 0 && method !== 8) throw new Error(`the entry "${name}" is packed in a way not known`);
  const content = method === 0 ? Buffer.from(packed) : inflateRawSync(packed, { maxOutputLength: maxSize });
  if (content.length !== size || crc32(content) !== checksum)
    throw new Error(`the entry "${name}" is damaged`);
  return content;
}

/** Offset of the end-of-directory record: the last one whose comment reaches exactly to the end of the file. */
function findEnd(archive: Buffer): number {
  const first = Math.max(0, archive.length - 22 - 0xffff);
  for (let at = archive.length - 22; at >= first; at--) {
    if (
      archive.readUInt32LE(at) === END_SIGNATURE &&
      at + 22 + archive.readUInt16LE(at + 20) === archive.length
    ) {
      return at;
    }
  }
  throw new Error('the file is no zip archive, or half of one');
}
