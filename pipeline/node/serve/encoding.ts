/** Content codings of text files: negotiation (RFC 9110 §12.5.3) and compressed files, each computed once. */
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export type Coding = 'br' | 'gzip';

/** In order of preference if the client's weights are equal: the smaller one first. */
export const CODINGS: readonly Coding[] = ['br', 'gzip'];
/** Endings of precompressed files beside the originals. */
export const ENDINGS: Readonly<Record<Coding, string>> = { br: '.br', gzip: '.gz' };

/** A file of fewer bytes is not compressed: it fits into the packet with its headers. */
export const SMALL = 1024;
const LARGE = 1 << 20;
/** Largest file that is compressed while a client waits, which takes half a second. */
const LARGEST = 32 << 20;
/** Most bytes of compressed files in memory. */
const MOST_HELD = 64 << 20;
/** Most files that wait for compression; further ones are sent as they are. */
const MOST_WAITING = 32;
/** Below any weight in a header: identity is acceptable if it is not mentioned, but the last choice. */
const LEAST = 0.0001;

const TEXT = new Set(['.html', '.js', '.mjs', '.css', '.json', '.svg', '.wasm', '.txt']);

/** Whether a file is worth compressing: text and programs are; arrays, pictures, fonts and files read by ranges are not. */
export function isText(file: string): boolean {
  return TEXT.has(path.extname(file));
}

/**
 * The coding that a client prefers.
 * @param header its Accept-Encoding; malformed members are ignored
 * @param size of the file in bytes
 * @returns null for the file as it is, even if the client refuses every coding and that too
 */
export function chooseCoding(header: string | undefined, size: number): Coding | null {
  const weights = new Map<string, number>();
  for (const member of header?.toLowerCase().split(',') ?? []) {
    const [name = '', weight = 'q=1', ...more] = member.split(';').map((part) => part.trim());
    const q = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.exec(weight)?.[1];
    if (q !== undefined && more.length === 0) weights.set(name.replace(/^x-gzip$/, 'gzip'), Number(q));
  }
  const others = weights.get('*');
  const identity = weights.get('identity') ?? others ?? LEAST;
  if (size < SMALL && identity > 0) return null;
  let best: Coding | null = null;
  let most = 0;
  for (const coding of CODINGS) {
    const weight = weights.get(coding) ?? others ?? 0;
    if (weight > most && weight >= identity) [best, most] = [coding, weight];
  }
  return best;
}

const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

/**
 * @param best for files that are written once: the page takes 5 s instead of 0.1 and has 9 % fewer bytes. Large files get a
 *   lower level either way: brotli compresses ten megabytes in 0.2 s at level 1, 1 s at level 5, half a minute at level 11.
 */
export function compress(bytes: Uint8Array, coding: Coding, best = false): Promise<Buffer> {
  const large = bytes.length > LARGE;
  if (coding === 'gzip') return toGzip(bytes, { level: best ? 9 : large ? 1 : 6 });
  const { BROTLI_PARAM_QUALITY: quality, BROTLI_PARAM_SIZE_HINT: hint } = constants;
  const level = best ? (large ? 9 : 11) : large ? 1 : 5;
  return toBrotli(bytes, { params: { [quality]: level, [hint]: bytes.length } });
}

/**
 * Compressed files in memory, least recently used ones dropped. Files are compressed one after another, each once for all
 * clients that wait for it, so whatever clients ask for, one thread works and the memory is bounded.
 */
export class CompressedFiles {
  /** In the order of their last use. `size` is 0 until the file is compressed. */
  readonly #files = new Map<string, { bytes: Promise<Buffer>; size: number }>();
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #held = 0;
  readonly #mostHeld: number;

  /** @param mostHeld most bytes of all compressed files */
  constructor(mostHeld = MOST_HELD) {
    this.#mostHeld = mostHeld;
  }

  /**
   * @param tag of the file's version; together with the coding the key of its bytes
   * @param read reads the file; called once, when its turn comes
   * @returns null if the file is too large, or would wait behind too many others
   */
  async get(
    tag: string,
    coding: Coding,
    size: number,
    read: () => Promise<Uint8Array>,
  ): Promise<Buffer | null> {
    const key = `${coding} ${tag}`;
    const known = this.#files.get(key);
    if (known) {
      this.#files.delete(key);
      this.#files.set(key, known);
      return known.bytes;
    }
    if (size > LARGEST || this.#waiting >= MOST_WAITING) return null;
    this.#waiting++;
    const bytes = this.#last.then(read).then((whole) => compress(whole, coding));
    this.#last = bytes.catch(() => {});
    const file = { bytes, size: 0 };
    this.#files.set(key, file);
    try {
      file.size = (await bytes).length;
      this.#held += file.size;
    } catch (error) {
      this.#files.delete(key);
      throw error;
    } finally {
      this.#waiting--;
    }
    this.#forget();
    return bytes;
  }

  #forget(): void {
    for (const [key, { size }] of this.#files) {
      if (this.#held <= this.#mostHeld) return;
      if (size === 0) continue;
      this.#held -= size;
      this.#files.delete(key);
    }
  }
}
