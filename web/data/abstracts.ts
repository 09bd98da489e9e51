/**
 * The abstracts of a map: loaded with the papers or, for a large map, read in chunks on demand. They are kept apart from
 * the papers so that an abstract not yet read cannot be mistaken for a missing one.
 */
import { type AbstractChunks, abstractOrder, chunkOffsets, decodeChunk } from '../../pipeline/map/index.ts';

export interface Abstracts {
  /** The abstract if it is loaded, undefined if it must be read first. */
  peek(paper: number): string | undefined;
  /** Reads the abstracts of some papers, in the order of `papers`. @throws MapError */
  read(papers: readonly number[]): Promise<string[]>;
  /** A sample of at most about `most` papers whose abstracts are fast to read: evenly spaced papers, or whole chunks. */
  sample(papers: ArrayLike<number>, most: number): number[];
  /** The file of chunks, for a worker that reads it itself; null if the abstracts are loaded, or no worker can fetch them. */
  readonly file: { described: AbstractChunks; address: string } | null;
}

/** The abstracts of a small map, which come with its papers. */
export function wholeAbstracts(papers: readonly { abstract: string }[]): Abstracts {
  return {
    peek: (paper) => papers[paper]!.abstract,
    read: async (some) => some.map((paper) => papers[paper]!.abstract),
    sample: everySo,
    file: null,
  };
}

/** Chunks that stay in memory: about 10 MB. */
const KEPT = 128;
/** Consecutive chunks in one request, and requests at a time. */
const LONGEST_RUN = 32;
const AT_ONCE = 4;

export interface ChunkFile {
  address: string | null;
  /** Reads bytes of the file, `to` exclusive. */
  read(from: number, to: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** The abstracts of a large map. @param theme `[N]` finest theme of each paper, which orders the abstracts */
export function chunkedAbstracts(
  described: AbstractChunks,
  theme: Int32Array,
  count: number,
  { address, read }: ChunkFile,
): Abstracts {
  const { every } = described;
  const offsets = chunkOffsets(described);
  let ranks: Int32Array | null = null;
  /** Rank of a paper's abstract in the file; computed on first use. */
  const rankOf = (paper: number): number => {
    ranks ??= ranksIn(abstractOrder(theme));
    return ranks[paper]!;
  };
  const chunkOf = (paper: number) => Math.floor(rankOf(paper) / every);
  /** Least recently used first. */
  const kept = new Map<number, Promise<string[]>>();
  const texts = new Map<number, string[]>();

  function keep(chunk: number, promise: Promise<string[]>): void {
    kept.delete(chunk);
    kept.set(chunk, promise);
    for (const [oldest] of kept) {
      if (kept.size <= KEPT) break;
      kept.delete(oldest);
      texts.delete(oldest);
    }
  }

  /** Requests chunks `first` to `last`, none of which is kept. */
  function request(first: number, last: number): Promise<string[]>[] {
    const whole = read(offsets[first]!, offsets[last + 1]!);
    return Array.from({ length: last - first + 1 }, (_, i) => {
      const chunk = first + i;
      const promise = whole.then((bytes) => {
        const from = offsets[chunk]! - offsets[first]!;
        return decodeChunk(described, chunk, bytes.slice(from, from + described.chunks[chunk]!.bytes), count);
      });
      keep(chunk, promise);
      promise.then(
        (own) => kept.get(chunk) === promise && texts.set(chunk, own),
        // A failed chunk can be requested again.
        () => kept.get(chunk) === promise && kept.delete(chunk),
      );
      return promise;
    });
  }

  async function chunks(wanted: readonly number[]): Promise<Map<number, string[]>> {
    const found = new Map<number, Promise<string[]>>();
    const runs: [number, number][] = [];
    for (const chunk of wanted) {
      const known = kept.get(chunk);
      if (known) {
        keep(chunk, known);
        found.set(chunk, known);
        continue;
      }
      const run = runs.at(-1);
      if (run && run[1] === chunk - 1 && chunk - run[0] < LONGEST_RUN) run[1] = chunk;
      else runs.push([chunk, chunk]);
    }
    for (let at = 0; at < runs.length; at += AT_ONCE) {
      const asked = runs.slice(at, at + AT_ONCE).flatMap(([first, last]) =>
        request(first, last).map((promise, i) => {
          found.set(first + i, promise);
          return promise;
        }),
      );
      await Promise.all(asked);
    }
    const read = new Map<number, string[]>();
    for (const [chunk, promise] of found) read.set(chunk, await promise);
    return read;
  }

  return {
    peek: (paper) => texts.get(chunkOf(paper))?.[rankOf(paper) % every],
    async read(papers) {
      const wanted = [...new Set(papers.map(chunkOf))].sort((a, b) => a - b);
      const read = await chunks(wanted);
      return papers.map((paper) => read.get(chunkOf(paper))![rankOf(paper) % every]!);
    },
    sample(papers, most) {
      if (papers.length <= most) return Array.from(papers);
      const groups = new Map<number, number[]>();
      for (let i = 0; i < papers.length; i++) {
        const chunk = chunkOf(papers[i]!);
        const group = groups.get(chunk);
        if (group) group.push(papers[i]!);
        else groups.set(chunk, [papers[i]!]);
      }
      const all = [...groups.keys()].sort((a, b) => a - b);
      const some = everySo(all, Math.max(1, Math.round((most / papers.length) * all.length)));
      return some.flatMap((chunk) => groups.get(chunk)!);
    },
    file: address === null ? null : { described, address },
  };
}

/** The inverse of a permutation: the rank of each paper in `order`. */
function ranksIn(order: Int32Array): Int32Array {
  const ranks = new Int32Array(order.length);
  for (let rank = 0; rank < order.length; rank++) ranks[order[rank]!] = rank;
  return ranks;
}

/** At most `most` evenly spaced items of a list, starting with the first. */
function everySo(list: ArrayLike<number>, most: number): number[] {
  const step = Math.max(1, Math.ceil(list.length / most));
  return Array.from({ length: Math.ceil(list.length / step) }, (_, i) => list[i * step]!);
}
