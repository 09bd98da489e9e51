/** Where the bytes of an input come from: a file in Node or the browser, standard input, or memory. */

export interface ByteSource {
  /** The bytes from the beginning. Without `slice` it may be called only once. */
  stream(): AsyncIterable<Uint8Array>;
  /** Length in bytes, known once the stream has begun. */
  readonly size?: number | undefined;
  /** Bytes `from` … `to` − 1; absent if the source can only be streamed. */
  slice?(from: number, to: number): Promise<ArrayBuffer>;
}

/** Bytes per chunk of an array in memory; what is derived from a chunk can be freed before the next. */
const CHUNK = 262_144;

/** @param input bytes in memory, a `Blob` or `File`, or a source, which is returned as it is */
export function sourceOf(input: Uint8Array | Blob | ByteSource): ByteSource {
  if (input instanceof Uint8Array)
    return {
      size: input.length,
      // A Buffer's own `slice` would be a view of a larger buffer.
      slice: async (from, to) => Uint8Array.prototype.slice.call(input, from, to).buffer as ArrayBuffer,
      async *stream() {
        for (let at = 0; at < input.length; at += CHUNK) yield input.subarray(at, at + CHUNK);
      },
    };
  if (input instanceof Blob)
    return {
      size: input.size,
      slice: (from, to) => input.slice(from, to).arrayBuffer(),
      stream: () => chunksOf(input.stream()),
    };
  return input;
}

/** A stream's chunks. Not every browser supports async iteration of streams. */
export async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** @returns at least `least` of the first bytes, if there are that many, and all chunks, including those bytes */
export async function peek(
  chunks: AsyncIterable<Uint8Array>,
  least: number,
): Promise<{ head: Uint8Array; all: AsyncGenerator<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let length = 0;
  while (length < least) {
    const { done, value } = await iterator.next();
    if (done) break;
    first.push(value);
    length += value.length;
  }
  const head = join(first);
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      if (head.length > 0) yield head;
      for (;;) {
        const { done, value } = await iterator.next();
        if (done) return;
        yield value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { head, all: all() };
}

export function join(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1) return chunks[0]!;
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
