/** Decompresses gzip and Zstandard, recognised by their first bytes, within limits. */
import { UserError } from '../../util/errors.ts';
import { isGzip, isZstdFrame, isZstdSkippable } from './magic.ts';
import { peek } from './source.ts';

/** Text seldom compresses to less than a thirtieth. Beyond `RATIO_FROM` bytes, more than `RATIO` times a file's size is refused as an attack. */
export const RATIO = 200;
export const RATIO_FROM = 64_000_000;
/** Most bytes that one input may decompress to. */
const MOST = 32_000_000_000;

/** @returns the chunks, decompressed once or twice if they are compressed, and their first bytes */
export async function unpack(
  chunks: AsyncIterable<Uint8Array>,
  fileName: string,
): Promise<{ head: Uint8Array; all: AsyncGenerator<Uint8Array>; packed: boolean }> {
  const meter = new Meter(fileName);
  let { head, all } = await peek(meter.input(chunks), 18);
  let depth = 0;
  for (; depth < 2; depth++) {
    const gzip = isGzip(head);
    if (!gzip && !isZstdFrame(head) && !isZstdSkippable(head)) break;
    ({ head, all } = await peek(meter.output(gzip ? gunzip(all) : unzstd(all, fileName), gzip), 18));
  }
  return { head, all, packed: depth > 0 };
}

/** Loads a decompressor when a file needs it. */
async function* gunzip(packed: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* (await import('./gzip.ts')).gunzip(packed);
}

async function* unzstd(packed: AsyncGenerator<Uint8Array>, fileName: string): AsyncGenerator<Uint8Array> {
  yield* (await import('./zstd.ts')).unzstd(packed, fileName);
}

/** Compares the decompressed bytes with those of the file itself, however often it is compressed. */
class Meter {
  private read = 0;
  private readonly fileName: string;

  constructor(fileName: string) {
    this.fileName = fileName;
  }

  async *input(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.read += chunk.length;
      yield chunk;
    }
  }

  /** @throws UserError if there are too many bytes, or they cannot be decompressed */
  async *output(chunks: AsyncIterable<Uint8Array>, gzip: boolean): AsyncGenerator<Uint8Array> {
    let total = 0;
    try {
      for await (const chunk of chunks) {
        total += chunk.length;
        if (total > MOST || (total > RATIO_FROM && total > RATIO * this.read))
          throw new UserError(
            `${this.fileName}: decompresses to more than ${total > MOST ? '32 GB' : `${RATIO} times its size`}; decompress it yourself if you trust it.`,
          );
        yield chunk;
      }
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new UserError(
        `${this.fileName}: the ${gzip ? 'gzip' : 'Zstandard'} data is broken or cut off; copy or download the file again.`,
      );
    }
  }
}
