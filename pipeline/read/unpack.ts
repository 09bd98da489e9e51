/** Compressed input as a stream of plain bytes: gzip and Zstandard, told by their first bytes, with a limit. */
import { Decompress } from 'fzstd';
import { UserError } from '../errors.ts';
import { chunksOf, join, peek } from './source.ts';

/** Text seldom shrinks to less than a thirtieth; past this much of it, more than so many times the size is an attack. */
export const RATIO = 200;
export const RATIO_FROM = 64_000_000;
/** Most bytes that one input is decompressed to. */
const MOST = 32_000_000_000;
/** Largest window of a Zstandard frame: what `zstd -d` takes without `--long`. */
const MOST_WINDOW = 134_217_728;

/** @returns the chunks, decompressed as often as they are compressed (twice at most), and their first bytes */
export async function unpack(
  chunks: AsyncIterable<Uint8Array>,
  fileName: string,
): Promise<{ head: Uint8Array; all: AsyncGenerator<Uint8Array>; packed: boolean }> {
  let { head, all } = await peek(chunks, 18);
  let depth = 0;
  for (; depth < 2; depth++) {
    const gzip = head[0] === 0x1f && head[1] === 0x8b;
    const zstd = isZstd(head);
    if (!gzip && !zstd) break;
    ({ head, all } = await peek(gzip ? inflate(all, fileName) : unzstd(all, head, fileName), 18));
  }
  return { head, all, packed: depth > 0 };
}

/** Zstandard's magic number, or that of a frame to be skipped. */
function isZstd(head: Uint8Array): boolean {
  return (
    head[1] === (head[0] === 0x28 ? 0xb5 : 0x2a) &&
    head[2] === (head[0] === 0x28 ? 0x2f : 0x4d) &&
    head[3] === (head[0] === 0x28 ? 0xfd : 0x18) &&
    (head[0] === 0x28 || (head[0]! & 0xf0) === 0x50)
  );
}

async function* inflate(packed: AsyncIterable<Uint8Array>, fileName: string): AsyncGenerator<Uint8Array> {
  const meter = new Meter(fileName);
  const counted = meter.input(packed)[Symbol.asyncIterator]();
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { done, value } = await counted.next();
      if (done) controller.close();
      else controller.enqueue(value as Uint8Array<ArrayBuffer>);
    },
    async cancel() {
      await counted.return?.(undefined);
    },
  });
  try {
    for await (const chunk of chunksOf(stream.pipeThrough(new DecompressionStream('gzip')))) {
      meter.output(chunk.length);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof UserError ? error : broken(fileName, 'gzip');
  }
}

async function* unzstd(
  packed: AsyncIterable<Uint8Array>,
  head: Uint8Array,
  fileName: string,
): AsyncGenerator<Uint8Array> {
  if (windowOf(head) > MOST_WINDOW)
    throw new UserError(
      `${fileName}: compressed with a window of more than 128 MB; decompress it first (zstd -d --long=31).`,
    );
  const meter = new Meter(fileName);
  let ready: Uint8Array[] = [];
  const decompress = new Decompress((chunk) => {
    meter.output(chunk.length);
    // The decompressor goes on to use what it hands over.
    ready.push(chunk.slice());
  });
  try {
    for await (const chunk of meter.input(packed)) {
      // Small steps: one chunk of a bomb may hold gigabytes.
      for (let at = 0; at < chunk.length; at += 4096) {
        decompress.push(chunk.subarray(at, at + 4096));
        if (ready.length > 0) yield join(ready);
        ready = [];
      }
    }
    decompress.push(new Uint8Array(0), true);
    if (ready.length > 0) yield join(ready);
  } catch (error) {
    throw error instanceof UserError ? error : broken(fileName, 'Zstandard');
  }
}

/** Size of the first frame's window in bytes (RFC 8878, 3.1.1.1.2); 0 where the content's own size stands for it. */
function windowOf(head: Uint8Array): number {
  if (head[0] !== 0x28 || head.length < 6 || (head[4]! & 0x20) !== 0) return 0;
  const base = 2 ** (10 + (head[5]! >> 3));
  return base + (base / 8) * (head[5]! & 7);
}

class Meter {
  private read = 0;
  private made = 0;
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

  output(length: number): void {
    this.made += length;
    if (this.made > MOST || (this.made > RATIO_FROM && this.made > RATIO * this.read))
      throw new UserError(
        `${this.fileName}: decompresses to more than ${this.made > MOST ? '32 GB' : `${RATIO} times its size`}; if it is what you mean to read, decompress it yourself first.`,
      );
  }
}

function broken(fileName: string, kind: string): UserError {
  return new UserError(
    `${fileName}: the ${kind} data is broken or cut off; copy or download the file again.`,
  );
}
