/** The bytes of files: hashed, written and read. */
import { brokenFile, MapError } from './error.ts';

/** sha256 in lower-case hex. */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Checks bytes against their sha256. A page that came over plain http from another machine cannot hash; there, sizes and
 * ranges are the only checks.
 * @param where the file, or the part of it, for the error
 * @throws MapError if they differ
 */
export async function checkSha256(
  sha256: string,
  bytes: Uint8Array<ArrayBuffer>,
  where: string,
): Promise<void> {
  const hashes = globalThis.crypto?.subtle !== undefined;
  if (hashes && (await sha256Hex(bytes)) !== sha256)
    throw brokenFile(where, 'its sha256 is not the one in map.json');
}

/** @throws MapError */
export function parseJson(bytes: Uint8Array, where: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw brokenFile(where, 'not valid JSON');
  }
}

/** The bytes of an array, without a copy. */
export function bytesOf(array: Float32Array | Int32Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(array.buffer as ArrayBuffer, array.byteOffset, array.byteLength);
}

/** JSON in UTF-8 with a newline at its end. @throws MapError if `value` holds what JSON can't */
export function encodeJson(value: unknown, indent = 1): Uint8Array<ArrayBuffer> {
  try {
    return new TextEncoder().encode(`${JSON.stringify(value, null, indent)}\n`);
  } catch (error) {
    const [why] = (error as Error).message.split('\n');
    throw new MapError(`The map holds what JSON can't (${why}); remove the fields that maps don't have.`);
  }
}
