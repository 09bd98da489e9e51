/** Where the page's files come from: the web host that gave the page, or the page itself (an exported map). */
import { joinBytes, MapError } from '../../pipeline/map/index.ts';

/** Bytes of a file, `to` exclusive. */
export interface Range {
  from: number;
  to: number;
}

/** Gives files whose paths are relative to the page, such as "maps/index.json". */
export interface Source {
  /**
   * @param most bytes that the whole file may have
   * @param range asks for these bytes of it alone
   * @throws MapError, also beyond `most` bytes
   */
  (path: string, most: number, range?: Range): Promise<Uint8Array<ArrayBuffer>>;
  /** Where a worker can fetch a file by itself; absent where the page holds the files. */
  address?: (path: string) => string;
}

/** Files that a web host gives. */
export function hostedSource(base: string = document.baseURI): Source {
  const address = (path: string) => new URL(path, base).href;
  // Of hosts that know no ranges and send the whole file: kept outside of the program's own memory.
  const wholes = new Map<string, Blob>();
  return Object.assign(
    async (path: string, most: number, range?: Range) => {
      if (!range) return joinBytes(await collect(readHosted(address(path), path, most)));
      let whole = wholes.get(path);
      if (!whole) {
        const answer = await readRange(address(path), path, most, range);
        if (!(answer instanceof Blob)) return answer;
        whole = answer;
        wholes.set(path, whole);
      }
      return new Uint8Array(await whole.slice(range.from, range.to).arrayBuffer());
    },
    { address },
  );
}

/**
 * A hosted file as it comes, piece by piece.
 * @param name the file's, for errors
 * @throws MapError
 */
export async function* readHosted(address: string, name: string, most: number): AsyncGenerator<Uint8Array> {
  yield* piecesOf(await ask(address, name), name, most);
}

/** The range, or the whole file where the host sends that. */
async function readRange(
  address: string,
  name: string,
  most: number,
  { from, to }: Range,
): Promise<Uint8Array<ArrayBuffer> | Blob> {
  const response = await ask(address, name, { Range: `bytes=${from}-${to - 1}` });
  if (response.status !== 206) return new Blob((await collect(piecesOf(response, name, most))) as BlobPart[]);
  const bytes = joinBytes(await collect(piecesOf(response, name, to - from)));
  const begins = /^bytes (\d+)-/.exec(response.headers.get('Content-Range') ?? '')?.[1];
  if (bytes.length !== to - from || (begins !== undefined && Number(begins) !== from))
    throw new MapError(`${name}: the server sent other bytes than were asked for; reload the page.`);
  return bytes;
}

async function ask(address: string, name: string, headers: Record<string, string> = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address, { headers });
  } catch {
    throw new MapError(`${name}: no answer from the server; check that it runs, then reload the page.`);
  }
  if (!response.ok)
    throw new MapError(
      `${name}: the server answered ${response.status}; build the map again, or serve the folder that holds it.`,
    );
  return response;
}

async function* piecesOf(response: Response, name: string, most: number): AsyncGenerator<Uint8Array> {
  const reader = response.body!.getReader();
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => {
        throw new MapError(`${name}: the connection ended in the middle; reload the page.`);
      });
      if (done) return;
      length += value.length;
      if (length > most)
        throw new MapError(`${name}: more than the ${most} bytes it may have; build the map again.`);
      yield value;
    }
  } finally {
    // Also where the reader of the pieces wants no more of them.
    void reader.cancel().catch(() => {});
  }
}

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}

/** Id of the element in which an exported page carries its files: JSON of path → value, or base64 text for arrays. */
export const embeddedId = 'isotheme-files';

/** The files that the page itself carries, or null where it carries none. They are whole: a large map is carried as a small one. */
export function embeddedSource(page: Document = document): Source | null {
  const element = page.getElementById(embeddedId);
  if (!element?.textContent) return null;
  const files = JSON.parse(element.textContent) as Record<string, unknown>;
  return async (path) => {
    if (!Object.hasOwn(files, path)) throw new MapError(`${path}: not in this page; export the map again.`);
    const value = files[path];
    return typeof value === 'string'
      ? Uint8Array.from(atob(value), (char) => char.charCodeAt(0))
      : new TextEncoder().encode(`${JSON.stringify(value)}\n`);
  };
}
