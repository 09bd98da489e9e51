/** Compressed input as a stream of plain bytes: gzip and Zstandard, told by their first bytes, with a limit. */
import { UserError } from '../../util/errors.ts';
import { isGzip, isZstdFrame, isZstdSkippable } from './magic.ts';
import { chunksOf, peek } from './source.ts';

/** Text seldom shrinks to less than a thirtieth; past this much of it, more than so many times the size is an attack. */
export const RATIO = 200;
export const RATIO_FROM = 64_000_000;
/** Most bytes that one input is decompressed to. */
const MOST = 32_000_000_000;

/** @returns the chunks, decompressed as often as they are compressed (twice at most), and their first bytes */
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
    ({ head, all } = await peek(meter.output(gzip ? inflate(all) : unzstd(all, fileName), gzip), 18));
  }
  return { head, all, packed: depth > 0 };
}

/** Loads the decompressor when a file needs it. */
async function* unzstd(packed: AsyncGenerator<Uint8Array>, fileName: string): AsyncGenerator<Uint8Array> {
  yield* (await import('./zstd.ts')).unzstd(packed, fileName);
}

async function* inflate(packed: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { done, value } = await packed.next();
      if (done) controller.close();
      else controller.enqueue(value as Uint8Array<ArrayBuffer>);
    },
    async cancel() {
      await packed.return(undefined);
    },
  });
  yield* chunksOf(stream.pipeThrough(new DecompressionStream('gzip')));
}

/** Holds what comes out of a file against the bytes of the file itself, however often it is compressed. */
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

  /** @throws UserError where they are too many, or can't be decompressed */
  async *output(chunks: AsyncIterable<Uint8Array>, gzip: boolean): AsyncGenerator<Uint8Array> {
    let made = 0;
    try {
      for await (const chunk of chunks) {
        made += chunk.length;
        if (made > MOST || (made > RATIO_FROM && made > RATIO * this.read))
          throw new UserError(
            `${this.fileName}: decompresses to more than ${made > MOST ? '32 GB' : `${RATIO} times its size`}; if it is what you mean to read, decompress it yourself first.`,
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
