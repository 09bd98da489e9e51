/** Content codings of text files: which one a client gets (RFC 9110, section 12.5.3), and the coded bytes, made once. */
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export type Coding = 'br' | 'gzip';

/** Of the same quality for the client, the smaller one first. */
export const CODINGS: readonly Coding[] = ['br', 'gzip'];
/** What a file's name ends with that is ready-made in a coding, beside the file itself. */
export const ENDINGS: Readonly<Record<Coding, string>> = { br: '.br', gzip: '.gz' };

/** A file of fewer bytes goes out as it is: it fits the packet that its headers are in. */
export const SMALL = 1024;
const LARGE = 1 << 20;
/** Bytes of the largest file that is coded while a client waits, which takes half a second. */
const LARGEST = 32 << 20;
/** Bytes of coded files that are held. */
const MOST_HELD = 64 << 20;
/** Files that wait to be coded; who asks for one more gets it as it is. */
const MOST_WAITING = 32;
/** A weight below all that can be asked for: identity is acceptable where nobody speaks of it, and the last choice. */
const LEAST = 0.0001;

const TEXT = new Set(['.html', '.js', '.mjs', '.css', '.json', '.svg', '.wasm', '.txt']);

/** Whether a file becomes smaller by coding: text and programs, not arrays, pictures, fonts, nor what is read by ranges. */
export function isText(file: string): boolean {
  return TEXT.has(path.extname(file));
}

/**
 * The coding that a client likes best.
 * @param header its Accept-Encoding; a member that is malformed is passed over
 * @param size of the file in bytes
 * @returns null for the file as it is, also where the client refuses that and everything else
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
 * @param best for files that are written once: the dashboard takes 5 s instead of 0.1, and has 9 % fewer bytes. Large files get
 *   a lower level either way: brotli's first one codes ten megabytes in 0.2 s, the fifth in a second, the last in half a minute.
 */
export function compress(bytes: Uint8Array, coding: Coding, best = false): Promise<Buffer> {
  const large = bytes.length > LARGE;
  if (coding === 'gzip') return toGzip(bytes, { level: best ? 9 : large ? 1 : 6 });
  const { BROTLI_PARAM_QUALITY: quality, BROTLI_PARAM_SIZE_HINT: hint } = constants;
  const level = best ? (large ? 9 : 11) : large ? 1 : 5;
  return toBrotli(bytes, { params: { [quality]: level, [hint]: bytes.length } });
}

/**
 * Coded files in memory. Each is made once for all who ask for it meanwhile, one after the other, and the ones that
 * nobody has asked for the longest go when there are too many: however many clients ask for whatever, one thread works
 * and the memory is bounded.
 */
export class CompressedFiles {
  /** In the order of their last use. `size` is 0 until a file is made. */
  readonly #files = new Map<string, { bytes: Promise<Buffer>; size: number }>();
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #held = 0;
  readonly #mostHeld: number;

  /** @param mostHeld bytes that the coded files may have together */
  constructor(mostHeld = MOST_HELD) {
    this.#mostHeld = mostHeld;
  }

  /**
   * @param tag of the file's version; with the coding the name under which its bytes are kept
   * @param read gives the file; called once, when its turn comes
   * @returns null for a file that is too large, or that would wait behind too many others
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
