/**
 * The abstracts of a map: at hand with the papers, or (of a large map) read in chunks when somebody asks for them. They
 * are no field of the papers, so that nobody takes one that has not been read for one that is not there.
 */
import { type AbstractChunks, abstractOrder, chunkOffsets, decodeChunk } from '../../pipeline/map/index.ts';

export interface Abstracts {
  /** The abstract where it is at hand, undefined where it must be read first. */
  peek(paper: number): string | undefined;
  /** Those of some papers, in their order. @throws MapError */
  read(papers: readonly number[]): Promise<string[]>;
  /** Of many papers, some that stand for them and are read fast: every so many, or whole chunks of them. */
  sample(papers: ArrayLike<number>, most: number): number[];
  /** The file of chunks, for a worker that reads it by itself; null where the abstracts are at hand, or no worker can. */
  readonly file: { described: AbstractChunks; address: string } | null;
}

/** Of papers that come with their abstracts. */
export function wholeAbstracts(papers: readonly { abstract: string }[]): Abstracts {
  return {
    peek: (paper) => papers[paper]!.abstract,
    read: async (some) => some.map((paper) => papers[paper]!.abstract),
    sample: everySo,
    file: null,
  };
}

/** Chunks that are kept: some 10 MB. */
const KEPT = 128;
/** Chunks that follow one another and are asked for together, and such requests at a time. */
const LONGEST_RUN = 32;
const AT_ONCE = 4;

export interface ChunkFile {
  address: string | null;
  /** Bytes of the file. */
  read(from: number, to: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** Of a large map. @param theme `[N]` */
export function chunkedAbstracts(
  described: AbstractChunks,
  theme: Int32Array,
  count: number,
  { address, read }: ChunkFile,
): Abstracts {
  const { every } = described;
  const offsets = chunkOffsets(described);
  let places: Int32Array | null = null;
  /** Where a paper's abstract stands among all; sorted out at the first question. */
  const placeOf = (paper: number): number => {
    places ??= placesIn(abstractOrder(theme));
    return places[paper]!;
  };
  const chunkOf = (paper: number) => Math.floor(placeOf(paper) / every);
  /** In the order in which they were last asked for. */
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

  /** Asks for chunks `first` to `last`, all of which are missing. */
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
        // What failed can be asked for again.
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
    peek: (paper) => texts.get(chunkOf(paper))?.[placeOf(paper) % every],
    async read(papers) {
      const wanted = [...new Set(papers.map(chunkOf))].sort((a, b) => a - b);
      const read = await chunks(wanted);
      return papers.map((paper) => read.get(chunkOf(paper))![placeOf(paper) % every]!);
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

/** Position of each paper in an order of all. */
function placesIn(order: Int32Array): Int32Array {
  const places = new Int32Array(order.length);
  for (let at = 0; at < order.length; at++) places[order[at]!] = at;
  return places;
}

/** At most `most` of a list, at equal distances, the first among them. */
function everySo(list: ArrayLike<number>, most: number): number[] {
  const step = Math.max(1, Math.ceil(list.length / most));
  return Array.from({ length: Math.ceil(list.length / step) }, (_, i) => list[i * step]!);
}
