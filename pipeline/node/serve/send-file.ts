/** Sends one file for GET or HEAD: conditional requests and ranges as in RFC 9110, and never a file outside its folder. */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { outOfFiles } from '../files/out-of-files.ts';
import { type Coding, type CompressedFiles, chooseCoding, ENDINGS, isText } from './encoding.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.txt': 'text/plain; charset=utf-8',
};

/** Names that contain a hash of the content: the page's assets and a map's arrays. */
const IMMUTABLE = /-[0-9A-Za-z_-]{8}\.[a-z0-9]+$/;
const FOR_EVER = 'public, max-age=31536000, immutable';
/** A file up to this size is read at once, and its ETag is a hash of its bytes, which does not depend on clocks. */
const READ_AT_ONCE = 1 << 20;

/** What is sent: an open file, or bytes made from one. */
interface Content {
  handle: FileHandle;
  size: number;
  /** All bytes, if they are in memory. */
  whole: Buffer | null;
  etag: string;
  coding: Coding | null;
  mtimeNs: bigint;
}

/**
 * Sends the file `name` of `folder`, or 404 if it is not a plain file within it after following all links.
 * @param compressed cache of compressed text files; without it, every file is sent as it is
 * @throws Error, before anything is sent, if the file cannot be opened because too many are open
 */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
  name: string,
  compressed?: CompressedFiles,
): Promise<void> {
  const handles: FileHandle[] = [];
  try {
    const file = await openContent(folder, name, handles);
    if (!file) return sendText(response, 404, 'There is nothing at this address.');
    let content = file;
    if (compressed && isText(name)) {
      response.setHeader('Vary', 'Accept-Encoding');
      // A range always refers to the file as it is.
      if (request.headers.range === undefined) {
        const coding = chooseCoding(request.headers['accept-encoding'], file.size);
        if (coding) content = await codedContent(file, coding, folder, name, compressed, handles);
      }
    }
    const { size, etag, coding, whole, handle } = content;
    response.setHeader('ETag', etag);
    response.setHeader('Content-Type', TYPES[path.extname(name)] ?? 'application/octet-stream');
    response.setHeader('Accept-Ranges', 'bytes');
    response.setHeader('Cache-Control', IMMUTABLE.test(name) ? FOR_EVER : 'no-cache');
    if (matches(request.headers['if-none-match'], etag)) return void response.writeHead(304).end();

    const range = wantedRange(request, etag, size);
    if (range === 'unsatisfiable') {
      response.setHeader('Content-Range', `bytes */${size}`);
      return sendText(response, 416, 'The range asked for is outside the file.');
    }
    const { start, end } = range ?? { start: 0, end: size - 1 };
    response.setHeader('Content-Length', end - start + 1);
    if (coding) response.setHeader('Content-Encoding', coding);
    if (range) response.setHeader('Content-Range', `bytes ${start}-${end}/${size}`);
    response.writeHead(range ? 206 : 200);
    if (request.method === 'HEAD' || size === 0) response.end();
    else if (whole) response.end(whole.subarray(start, end + 1));
    // Ignore a client that disconnects.
    else
      await pipeline(handle.createReadStream({ start, end, autoClose: false }), response).catch(() =>
        response.destroy(),
      );
  } finally {
    for (const handle of handles) await handle.close();
  }
}

/** Sends one sentence, not to be cached. */
export function sendText(response: ServerResponse, status: number, text: string): void {
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  response.writeHead(status).end(`${text}\n`);
}

/** Null if `name` is not a plain file within `folder`. Adds the opened file to `handles`, which the caller closes. */
async function openContent(folder: string, name: string, handles: FileHandle[]): Promise<Content | null> {
  const file = await findFile(folder, name);
  const handle = file && (await openFile(file));
  if (!handle) return null;
  handles.push(handle);
  // Of the open file, which stays the same if its name is taken by another.
  const info = await handle.stat({ bigint: true });
  if (!info.isFile()) return null;
  const whole = info.size <= READ_AT_ONCE ? await handle.readFile() : null;
  const size = whole?.length ?? Number(info.size);
  const etag = whole
    ? tagOf(whole)
    : `"${size.toString(36)}-${info.ino.toString(36)}-${info.mtimeNs.toString(36)}"`;
  return { handle, size, whole, etag, coding: null, mtimeNs: info.mtimeNs };
}

/** The compressed file: a precompressed one that is not older, else compressed now, else the file as it is. */
async function codedContent(
  file: Content,
  coding: Coding,
  folder: string,
  name: string,
  compressed: CompressedFiles,
  handles: FileHandle[],
): Promise<Content> {
  const tag = (more: string) => file.etag.replace(/"$/, `-${more}"`);
  const ready = await openContent(folder, name + ENDINGS[coding], handles);
  if (ready && ready.size > 0 && ready.mtimeNs >= file.mtimeNs)
    return { ...ready, coding, etag: tag(`${coding}-${ready.size.toString(36)}`) };
  const read = async () => file.whole ?? file.handle.readFile();
  const whole = await compressed.get(file.etag, coding, file.size, read);
  return whole ? { ...file, coding, whole, size: whole.length, etag: tag(coding) } : file;
}

async function findFile(folder: string, name: string): Promise<string | null> {
  const root = await realpath(folder).catch(() => null);
  const file = root && (await realpath(path.join(root, name)).catch(() => null));
  return file?.startsWith(`${root}${path.sep}`) ? file : null;
}

/** Checks the type first, because opening a pipe waits for a writer. */
async function openFile(file: string): Promise<FileHandle | null> {
  const info = await stat(file).catch(() => null);
  if (!info?.isFile()) return null;
  return open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)).catch((error) => {
    if (outOfFiles(error)) throw error;
    return null;
  });
}

const tagOf = (bytes: Uint8Array) =>
  `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`;

/** True if If-None-Match contains this ETag (weak comparison, RFC 9110 §8.8.3.2). */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}

/**
 * The requested range of bytes; null for the whole file, which also answers several ranges, a malformed range, a range of
 * another version of the file (If-Range), and HEAD.
 */
function wantedRange(
  request: IncomingMessage,
  etag: string,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | null {
  const condition = request.headers['if-range'];
  if (request.method !== 'GET' || (condition !== undefined && condition !== etag)) return null;
  const match = request.headers.range?.match(/^bytes=\s*(\d*)-(\d*)\s*$/i);
  if (!match) return null;
  const [, from = '', to = ''] = match;
  if (from === '') {
    if (to === '') return null;
    return Number(to) === 0 || size === 0
      ? 'unsatisfiable'
      : { start: Math.max(0, size - Number(to)), end: size - 1 };
  }
  if (to !== '' && Number(to) < Number(from)) return null;
  if (Number(from) >= size) return 'unsatisfiable';
  return { start: Number(from), end: to === '' ? size - 1 : Math.min(Number(to), size - 1) };
}
