/**
 * Zstandard (RFC 8878), frame by frame. fzstd decompresses a frame but checks neither its size nor its checksum, and sets
 * no limits; that is done here.
 */
import { Decompress } from 'fzstd';
import { UserError } from '../../util/errors.ts';
import { isZstdFrame, isZstdSkippable } from './magic.ts';
import { join } from './source.ts';
import { Xxh64 } from './xxh64.ts';

/** Largest window of a frame: that of `zstd -d` without `--long`. */
const MOST_WINDOW = 134_217_728;
/**
 * fzstd moves the whole window for each block, and a block may hold one byte. Beyond `MOST_MOVED` moved bytes, more than
 * `MOVED_RATIO` per byte of content are refused. With the largest window and full blocks it is 1,024.
 */
const MOST_MOVED = 2 ** 34;
const MOVED_RATIO = 20_000;

/** Bytes of windows that were moved, and of decompressed content, in the whole file. */
interface Work {
  moved: number;
  made: number;
}

/**
 * The content of all frames, at most 2 MB at a time.
 * @throws UserError if a frame is beyond the limits; another error if it is damaged or cut off
 */
export async function* unzstd(
  packed: AsyncIterable<Uint8Array>,
  fileName: string,
): AsyncGenerator<Uint8Array> {
  const input = new PieceReader(packed);
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
  input: PieceReader,
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
    // The decompressor reuses its buffer.
    ready.push(chunk.slice());
  });
  decompress.push(join([magic, Uint8Array.of(descriptor), window, dictionary, content]));
  for (let last = false; !last; ) {
    const header = await input.take(3);
    last = (header[0]! & 1) !== 0;
    // A block of type 1 is one byte, and its size tells how often that byte is repeated.
    const length = (header[0]! & 6) === 2 ? 1 : number(header) >> 3;
    work.moved += width;
    if (work.moved > MOST_MOVED && work.moved > MOVED_RATIO * work.made)
      throw new UserError(
        `${fileName}: its Zstandard blocks are far too small for their window, so reading it would take very long; decompress it first (zstd -d).`,
      );
    decompress.push(join([header, await input.take(length)]));
    if (ready.length > 0) yield join(ready);
    ready = [];
  }
  const checksum = await input.take(hash ? 4 : 0);
  decompress.push(checksum, true);
  if ((size !== null && made !== size) || (hash && Number(hash.digest() & 0xffffffffn) !== number(checksum)))
    throw new Error('its checksum or size does not match');
  if (ready.length > 0) yield join(ready);
}

/** A little-endian number of at most eight bytes. */
function number(bytes: Uint8Array): number {
  return bytes.reduceRight((sum, byte) => sum * 256 + byte, 0);
}

/** Reads pieces of given lengths from chunks of any length. */
class PieceReader {
  private readonly chunks: AsyncIterator<Uint8Array>;
  private rest = new Uint8Array(0) as Uint8Array;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /** @param mayEnd returns no bytes if the input has ended @throws Error if the input ends within the piece */
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
