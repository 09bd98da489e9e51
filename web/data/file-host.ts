/** Where a map's files come from: the web host of the page, or the page itself (an exported map). */
import { joinBytes, MapError } from '../../pipeline/map/index.ts';

/** Bytes of a file, `to` exclusive. */
export interface ByteRange {
  from: number;
  to: number;
}

/** Returns files by their path relative to the page, such as "maps/index.json". */
export interface FileHost {
  /**
   * @param most largest size in bytes that the whole file may have
   * @param range returns these bytes alone
   * @throws MapError if the file is missing, broken off or larger than `most`
   */
  (path: string, most: number, range?: ByteRange): Promise<Uint8Array<ArrayBuffer>>;
  /** The address from which a worker can fetch a file itself; absent if the page holds the files. */
  address?: (path: string) => string;
}

/** Files on a web host. @param base address that paths are relative to; default: the page's own */
export function webFileHost(base: string = document.baseURI): FileHost {
  const address = (path: string) => new URL(path, base).href;
  // Whole files from hosts that ignore ranges. A blob keeps them out of the page's own memory.
  const wholes = new Map<string, Blob>();
  return Object.assign(
    async (path: string, most: number, range?: ByteRange) => {
      if (!range) return joinBytes(await collect(fetchPieces(address(path), path, most)));
      let whole = wholes.get(path);
      if (!whole) {
        const answer = await fetchRange(address(path), path, most, range);
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
 * Fetches a file and yields its pieces as they arrive.
 * @param name the file's name, for errors
 * @param most largest size in bytes
 * @throws MapError
 */
export async function* fetchPieces(address: string, name: string, most: number): AsyncGenerator<Uint8Array> {
  yield* piecesOf(await request(address, name), name, most);
}

/** The range, or the whole file if the host ignores ranges. */
async function fetchRange(
  address: string,
  name: string,
  most: number,
  { from, to }: ByteRange,
): Promise<Uint8Array<ArrayBuffer> | Blob> {
  const response = await request(address, name, { Range: `bytes=${from}-${to - 1}` });
  if (response.status !== 206) return new Blob((await collect(piecesOf(response, name, most))) as BlobPart[]);
  const bytes = joinBytes(await collect(piecesOf(response, name, to - from)));
  const start = /^bytes (\d+)-/.exec(response.headers.get('Content-Range') ?? '')?.[1];
  if (bytes.length !== to - from || (start !== undefined && Number(start) !== from))
    throw new MapError(`${name}: the server sent other bytes than were asked for; reload the page.`);
  return bytes;
}

async function request(
  address: string,
  name: string,
  headers: Record<string, string> = {},
): Promise<Response> {
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
  // Hosts of single-page applications answer every unknown address with their page and status 200.
  if (response.headers.get('Content-Type')?.startsWith('text/html'))
    throw new MapError(
      `${name}: the server answered with a web page instead of ${name.endsWith('index.json') ? 'the list of maps' : 'this file'}; ` +
        'run "isotheme serve", or put the files that "isotheme site" writes on the server.',
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
    // The caller may also stop before the end.
    void reader.cancel().catch(() => {});
  }
}

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}

/** Id of the element in which an exported page holds its files: JSON of path → value, or base64 text for arrays. */
const embeddedId = 'isotheme-files';

/** The files that the page itself holds, or null if it holds none. All are whole: a large map is exported as a small one. */
export function embeddedFileHost(page: Document = document): FileHost | null {
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
