/**
 * Zstandard (RFC 8878), frame by frame. fzstd decompresses a frame; its size, its content's checksum and what a frame may
 * ask for are looked after here, which fzstd leaves out.
 */
import { Decompress } from 'fzstd';
import { UserError } from '../../util/errors.ts';
import { isZstdFrame, isZstdSkippable } from './magic.ts';
import { join } from './source.ts';
import { Xxh64 } from './xxh64.ts';

/** Largest window of a frame: what `zstd -d` takes without `--long`. */
const MOST_WINDOW = 134_217_728;
/**
 * fzstd moves the whole window for each block, which may hold one byte. Past this many bytes, more than so many for a byte
 * of content are refused; with the largest window and whole blocks it is 1,024.
 */
const MOST_MOVED = 2 ** 34;
const MOVED_RATIO = 20_000;

/** Bytes of a file's windows that were moved, and of its content. */
interface Work {
  moved: number;
  made: number;
}

/**
 * The content of all frames, at most 2 MB at a time.
 * @throws UserError where a frame asks for what is not supported; another error where it is broken or cut off
 */
export async function* unzstd(
  packed: AsyncIterable<Uint8Array>,
  fileName: string,
): AsyncGenerator<Uint8Array> {
  const input = new Taking(packed);
  const work: Work = { moved: 0, made: 0 };
  try {
    for (;;) {
      const magic = await input.take(4, true);
      if (magic.length === 0) return;
      if (isZstdFrame(magic)) yield* frame(input, magic, work, fileName);
      else if (isZstdSkippable(magic)) await input.skip(number(await input.take(4)));
      else throw new Error('no frame');
    }
  } finally {
    await input.end();
  }
}

async function* frame(
  input: Taking,
  magic: Uint8Array,
  work: Work,
  fileName: string,
): AsyncGenerator<Uint8Array> {
  const [descriptor] = (await input.take(1)) as unknown as [number];
  const single = (descriptor & 0x20) !== 0;
  const window = await input.take(single ? 0 : 1);
  const dictionary = await input.take([0, 1, 2, 4][descriptor & 3]!);
  const content = await input.take([single ? 1 : 0, 2, 4, 8][descriptor >> 6]!);
  const size = content.length === 0 ? null : number(content) + (content.length === 2 ? 256 : 0);
  const base = 2 ** (10 + ((window[0] ?? 0) >> 3));
  const width = single ? size! : base + (base / 8) * (window[0]! & 7);
  if (width > MOST_WINDOW)
    throw new UserError(
      `${fileName}: compressed with a window of more than 128 MB; decompress it first (zstd -d --long=31).`,
    );
  if (number(dictionary) !== 0)
    throw new UserError(
      `${fileName}: compressed with a dictionary; decompress it first (zstd -d -D and the dictionary's file).`,
    );
  const hash = (descriptor & 4) === 0 ? null : new Xxh64();
  let made = 0;
  let ready: Uint8Array[] = [];
  const decompress = new Decompress((chunk) => {
    made += chunk.length;
    work.made += chunk.length;
    hash?.update(chunk);
    // The decompressor goes on to use what it hands over.
    ready.push(chunk.slice());
  });
  decompress.push(join([magic, Uint8Array.of(descriptor), window, dictionary, content]));
  for (let last = false; !last; ) {
    const header = await input.take(3);
    last = (header[0]! & 1) !== 0;
    // Of a block of one byte that is repeated, the size is how often.
    const length = (header[0]! & 6) === 2 ? 1 : number(header) >> 3;
    work.moved += width;
    if (work.moved > MOST_MOVED && work.moved > MOVED_RATIO * work.made)
      throw new UserError(
        `${fileName}: compressed in blocks that are too small for their window, which would take very long to read; decompress it first (zstd -d).`,
      );
    decompress.push(join([header, await input.take(length)]));
    if (ready.length > 0) yield join(ready);
    ready = [];
  }
  const checksum = await input.take(hash ? 4 : 0);
  decompress.push(checksum, true);
  if ((size !== null && made !== size) || (hash && Number(hash.digest() & 0xffffffffn) !== number(checksum)))
    throw new Error('not what was compressed');
  if (ready.length > 0) yield join(ready);
}

/** A little-endian number of at most eight bytes. */
function number(bytes: Uint8Array): number {
  return bytes.reduceRight((sum, byte) => sum * 256 + byte, 0);
}

/** Chunks of any length as pieces of the lengths that are asked for. */
class Taking {
  private readonly chunks: AsyncIterator<Uint8Array>;
  private rest = new Uint8Array(0) as Uint8Array;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /** @param mayEnd whether there may be none of the bytes @throws Error where the input ends before them */
  async take(length: number, mayEnd = false): Promise<Uint8Array> {
    if (this.rest.length < length) {
      const parts = [this.rest];
      for (let held = this.rest.length; held < length; ) {
        const { done, value } = await this.chunks.next();
        if (done && held === 0 && mayEnd) return this.rest;
        if (done) throw new Error('cut off');
        parts.push(value);
        held += value.length;
      }
      this.rest = join(parts);
    }
    const taken = this.rest.subarray(0, length);
    this.rest = this.rest.subarray(length);
    return taken;
  }

  async skip(length: number): Promise<void> {
    for (let left = length; left > 0; ) {
      if (this.rest.length === 0) {
        const { done, value } = await this.chunks.next();
        if (done) throw new Error('cut off');
        this.rest = value;
      }
      const step = Math.min(left, this.rest.length);
      this.rest = this.rest.subarray(step);
      left -= step;
    }
  }

  async end(): Promise<void> {
    await this.chunks.return?.();
  }
}
