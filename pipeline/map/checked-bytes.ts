/** Bytes held against what the manifest says of them. */
import { brokenFile } from './error.ts';

/** sha256 in lower-case hex. */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Where nothing can be hashed (a page that came over plain http from another machine), sizes and ranges are what is checked.
 * @param where the file, or the part of it, for the error
 * @throws MapError
 */
export async function holdAgainst(
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
