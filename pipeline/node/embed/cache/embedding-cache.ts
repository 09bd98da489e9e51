/**
 * Vectors on disk, by the sha256 of their text; vector-file.ts describes the format.
 *
 * Nothing is changed in place. A batch of records is one write() to a file opened with O_APPEND: the kernel moves to the
 * end and writes under the file's own lock, so records of two processes do not mix. (On a network file system that does
 * not guarantee this, mixed records fail their checksum and are dropped.) A killed process leaves at most half a record
 * at the end. Damage is found and reported when a file is opened, and repaired: the good records are written to a new
 * file that is renamed into place. A process that has the old file open notices before it appends (the link count is 0)
 * and opens the new one. What it appended during the repair is lost, that is, computed again some day; nothing else can
 * be lost, and no wrong vector can be read.
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
  /** The file is only read: never repaired or appended to, and it may be missing or another model's. */
  readOnly?: boolean;
  /** Receives one sentence for each thing that is wrong with the file. */
  onWarning?: ((message: string) => void) | undefined;
}

/** The key of a text in every cache: its sha256 in lower-case hex. */
export function textKey(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** The cache file of `model` in `folder`; its name shows the model. */
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
  /** Offset up to which the file has been scanned. */
  #end = 0;

  /**
   * Opens the cache at `path`. If there is none, the first `append` creates it.
   * @throws UserError if the file is whole but belongs to another model or version, unless `readOnly`
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

  /** Number of vectors. */
  get size(): number {
    return this.#offsets.size;
  }

  has(key: string): boolean {
    return this.#offsets.has(key);
  }

  /** Copies the vector of `key` into `out` at `offset`. @returns false if there is none */
  read(key: string, out: Float32Array, offset: number): boolean {
    const at = this.#offsets.get(key);
    if (at === undefined || this.#fd === null) return false;
    const bytes = new Uint8Array(out.buffer, out.byteOffset + 4 * offset, 4 * this.#format.dimension);
    if (readFully(this.#fd, bytes, at) === bytes.length) return true;
    throw new UserError(`The embedding cache ${this.#path} became shorter while it was read; run again.`);
  }

  /**
   * Adds vectors, `[keys.length, D]`, in one write, and waits until the disk has them.
   * @throws the file system's error (no space, no permission); earlier vectors stay readable
   */
  append(keys: readonly string[], vectors: Float32Array): void {
    if (this.#readOnly) throw new Error(`The embedding cache ${this.#path} was opened for reading only.`);
    if (keys.length === 0) return;
    const records = this.#format.encode(keys, vectors);
    const fd = this.#forAppending();
    const written = writeSync(fd, records);
    // This also finds what other processes have appended.
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
        `The embedding cache ${this.#path} belongs to another model or version (${header.identity}); move it elsewhere.`,
      );
    }
    let scan = this.#scanAll(header.state === 'own');
    if (scan.tail > 0 && scan.damaged === 0 && header.state === 'own') {
      // Another process may be in the middle of a write.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
      scan = this.#scanAll(true);
    }
    if (scan.damaged + scan.tail > 0 || header.state === 'damaged') this.#repair(scan, header.state);
  }

  #scanAll(headerIsGood: boolean): Scan {
    this.#offsets.clear();
    const from = headerIsGood ? this.#format.header.length : 0;
    const scan = this.#format.scan(this.#fd!, from, (key, at) => this.#offsets.set(key, at));
    this.#end = scan.end;
    return scan;
  }

  /** Reports what is wrong and, unless `readOnly`, replaces the file by one with the good records. */
  #repair(scan: Scan, header: 'own' | 'damaged'): void {
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
        `The embedding cache ${this.#path} has ${what} and cannot be repaired (${codeOf(error)}); ${kept}.`,
      );
      return;
    }
    this.#warn(`The embedding cache ${this.#path} had ${what} and was repaired; ${kept}.`);
    closeSync(this.#fd!);
    this.#fd = openSync(this.#path, 'r');
    this.#scanAll(true);
  }

  /** The file, open for appending. Creates it if it is missing, reopens it if it was replaced. */
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

  /** Creates the file with its header atomically; losing the race to another process is fine. */
  #create(): void {
    mkdirSync(dirname(this.#path), { recursive: true });
    const temporary = this.#temporaryPath();
    try {
      writeFileSync(temporary, this.#format.header, { flag: 'wx' });
      linkSync(temporary, this.#path);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return;
      if (codeOf(error) !== 'EPERM' && codeOf(error) !== 'ENOTSUP') throw error;
      // A file system without links: here the rename may replace another process's first records.
      renameSync(temporary, this.#path);
    } finally {
      rmSync(temporary, { force: true });
    }
  }

  #temporaryPath(): string {
    return `${this.#path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  }
}

/** The code of a file system error, else its message. */
export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? (error as Error).message;
}
