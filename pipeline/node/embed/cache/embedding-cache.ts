/**
 * Vectors on disk, by the sha256 of their text; the format is described in vector-file.ts.
 *
 * Nothing is ever changed in place. A batch of records is one write() to a file opened with O_APPEND: the kernel moves
 * to the end and writes under the file's own lock, so records of two processes do not mix (on a network file system
 * that does not promise this, mixed records fail their checksum and are dropped). A process that is killed leaves at
 * worst one half record at the end. Damage is found when a file is opened, said, and mended: the good records are
 * written to a new file that is renamed into place. A process that had the old file open notices before it appends
 * (the link count is 0) and opens the new one. What it appended during the repair itself is lost, that is, computed
 * again some day; nothing else can be lost and nothing wrong can be read.
 */
import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fdatasyncSync,
  fstatSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { ModelInfo } from '../../../types.ts';
import { UserError } from '../../../util/index.ts';
import { readFully, type Scan, VectorFormat } from './vector-file.ts';

export interface CacheOptions {
  /** The file is only read: never mended or appended to, and it may be missing or another model's. */
  readOnly?: boolean;
  /** One sentence for each thing that was wrong with the file. */
  onWarning?: ((message: string) => void) | undefined;
}

/** The key of a text in every cache: its sha256 in lower-case hex. */
export function textKey(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** The file of `model` in `folder`; its name tells a person whose it is. */
export function cachePath(folder: string, model: ModelInfo): string {
  const slug = model.id.replaceAll(/[^A-Za-z0-9.]+/g, '-');
  return join(folder, `${slug}-${model.pooling}-${model.sha256?.slice(0, 8)}.cache`);
}

export class EmbeddingCache {
  readonly #path: string;
  readonly #format: VectorFormat;
  readonly #readOnly: boolean;
  readonly #warn: (message: string) => void;
  /** Offset of the vector of each key. */
  readonly #offsets = new Map<string, number>();
  #fd: number | null = null;
  #appendable = false;
  /** Up to where the file has been looked through. */
  #end = 0;

  /**
   * Opens the cache at `path`; where there is none, it is made by the first `append`.
   *
   * @throws UserError where the file is whole but belongs to another model or version, unless read only
   */
  constructor(path: string, model: ModelInfo, options: CacheOptions = {}) {
    this.#path = path;
    this.#format = new VectorFormat(model);
    this.#readOnly = options.readOnly ?? false;
    this.#warn = options.onWarning ?? (() => {});
    try {
      this.#open();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Vectors that can be read. */
  get size(): number {
    return this.#offsets.size;
  }

  has(key: string): boolean {
    return this.#offsets.has(key);
  }

  /** Copies the vector of `key` into `out` from `offset` on; false where there is none. */
  read(key: string, out: Float32Array, offset: number): boolean {
    const at = this.#offsets.get(key);
    if (at === undefined || this.#fd === null) return false;
    const bytes = new Uint8Array(out.buffer, out.byteOffset + 4 * offset, 4 * this.#format.dimension);
    if (readFully(this.#fd, bytes, at) === bytes.length) return true;
    throw new UserError(`The embedding cache ${this.#path} was cut short while it was read; run again.`);
  }

  /**
   * Adds vectors, `[keys.length, D]`, in one write, and waits until the disk has them.
   *
   * @throws the file system's error (no space, no permission); what was there before stays readable
   */
  append(keys: readonly string[], vectors: Float32Array): void {
    if (this.#readOnly) throw new Error(`The embedding cache ${this.#path} was opened for reading only.`);
    if (keys.length === 0) return;
    const records = this.#format.encode(keys, vectors);
    const fd = this.#forAppending();
    const written = writeSync(fd, records);
    // Also finds what other processes have appended since.
    this.#end = this.#format.scan(fd, this.#end, (key, at) => this.#offsets.set(key, at)).end;
    if (written < records.length) {
      throw Object.assign(new Error(`ENOSPC: no space left for ${this.#path}`), { code: 'ENOSPC' });
    }
    fdatasyncSync(fd);
  }

  close(): void {
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
    this.#appendable = false;
    this.#offsets.clear();
  }

  #open(): void {
    this.#offsets.clear();
    try {
      this.#fd = openSync(this.#path, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw error;
    }
    const header = this.#format.checkHeader(this.#fd);
    if (header.state === 'other') {
      if (this.#readOnly) return;
      throw new UserError(
        `The embedding cache ${this.#path} belongs to another model or version (${header.identity}); move it away.`,
      );
    }
    let scan = this.#scanAll(header.state === 'own');
    if (scan.tail > 0 && scan.damaged === 0 && header.state === 'own') {
      // Perhaps another process is in the middle of its write.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
      scan = this.#scanAll(true);
    }
    if (scan.damaged + scan.tail > 0 || header.state === 'damaged') this.#mend(scan, header.state);
  }

  #scanAll(headerIsGood: boolean): Scan {
    this.#offsets.clear();
    const from = headerIsGood ? this.#format.header.length : 0;
    const scan = this.#format.scan(this.#fd!, from, (key, at) => this.#offsets.set(key, at));
    this.#end = scan.end;
    return scan;
  }

  /** Says what is wrong and, where that is allowed, puts a file of the good records in its place. */
  #mend(scan: Scan, header: 'own' | 'damaged'): void {
    const what = header === 'own' ? `${scan.damaged + scan.tail} damaged bytes` : 'a damaged header';
    const kept = `${this.size} good vectors were kept`;
    if (this.#readOnly) {
      this.#warn(`The embedding cache ${this.#path} has ${what}; ${kept}.`);
      return;
    }
    const temporary = this.#temporaryPath();
    try {
      const target = openSync(temporary, 'wx');
      try {
        writeSync(target, this.#format.header);
        const row = new Float32Array(this.#format.dimension);
        for (const key of this.#offsets.keys()) {
          this.read(key, row, 0);
          writeSync(target, this.#format.encode([key], row));
        }
        fdatasyncSync(target);
      } finally {
        closeSync(target);
      }
      renameSync(temporary, this.#path);
    } catch (error) {
      rmSync(temporary, { force: true });
      this.#warn(
        `The embedding cache ${this.#path} has ${what} and cannot be mended (${codeOf(error)}); ${kept}.`,
      );
      return;
    }
    this.#warn(`The embedding cache ${this.#path} had ${what} and was mended; ${kept}.`);
    closeSync(this.#fd!);
    this.#fd = openSync(this.#path, 'r');
    this.#scanAll(true);
  }

  /** The file opened for appending: made where it is missing, opened anew where it was replaced. */
  #forAppending(): number {
    if (this.#fd !== null && fstatSync(this.#fd).nlink === 0) {
      closeSync(this.#fd);
      this.#fd = null;
      this.#appendable = false;
      this.#open();
    }
    if (this.#fd === null) {
      this.#create();
      this.#open();
    }
    if (!this.#appendable) {
      const fd = openSync(this.#path, constants.O_RDWR | constants.O_APPEND);
      const replaced = fstatSync(fd).ino !== fstatSync(this.#fd!).ino;
      closeSync(this.#fd!);
      this.#fd = fd;
      this.#appendable = true;
      if (replaced) this.#scanAll(true);
    }
    return this.#fd!;
  }

  /** Puts a file with a header in place, all at once; another process may have been quicker, which is as good. */
  #create(): void {
    mkdirSync(dirname(this.#path), { recursive: true });
    const temporary = this.#temporaryPath();
    try {
      writeFileSync(temporary, this.#format.header, { flag: 'wx' });
      linkSync(temporary, this.#path);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return;
      if (codeOf(error) !== 'EPERM' && codeOf(error) !== 'ENOTSUP') throw error;
      // A file system without links: a rename may put an empty cache over another process's first records.
      renameSync(temporary, this.#path);
    } finally {
      rmSync(temporary, { force: true });
    }
  }

  #temporaryPath(): string {
    return `${this.#path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  }
}

/** The file system's code of an error, else its message. */
export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? (error as Error).message;
}
