/** `isotheme serve`: the dashboard, its maps and its model from one origin, to this machine unless told otherwise. */
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { listMaps } from './map-index.ts';
import { ORT_FILE, ortFolder } from './ort-file.ts';

export interface ServeOptions {
  /** The built dashboard. */
  webRoot: string;
  /** A folder of maps. */
  mapsRoot: string;
  /** The model folder in the hub's layout, once its files are all there; requests for them wait for it. Rejects with the reason why not. */
  model: Promise<string>;
  host?: string;
  /** 0: any free one. */
  port?: number;
}

export interface RunningServer {
  url: string;
  close: () => Promise<void>;
}

/** Sent with every answer: nothing but this origin, no inline script or style, no frames. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

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

/** Names that carry a hash of their content: the dashboard's assets and a map's arrays. */
const IMMUTABLE = /-[0-9A-Za-z_-]{8}\.[a-z0-9]+$/;
const LONGEST_URL = 2048;
const SLOWEST_HEADERS_MS = 10_000;
const LARGEST_HEADERS = 16 * 1024;

/**
 * Starts the server.
 * @throws Error with code EADDRINUSE and the like where the port can't be had
 */
export async function startServer(options: ServeOptions): Promise<RunningServer> {
  const { host = '127.0.0.1', port = 0 } = options;
  const server = createServer(
    {
      maxHeaderSize: LARGEST_HEADERS,
      headersTimeout: SLOWEST_HEADERS_MS,
      requestTimeout: SLOWEST_HEADERS_MS,
      keepAliveTimeout: 5000,
    },
    (request, response) => {
      answer(request, response, options, host).catch(() => {
        if (!response.headersSent) plain(response, 500, 'Something went wrong on the server.');
        else response.destroy();
      });
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return { url: `http://${shown}:${address.port}/`, close: () => closeServer(server) };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: ServeOptions,
  host: string,
): Promise<void> {
  response.setHeader('Content-Security-Policy', CONTENT_SECURITY_POLICY);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('X-Frame-Options', 'DENY');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return plain(response, 405, 'Only GET and HEAD are answered here.');
  }
  if (!hostAllowed(request.headers.host, host))
    return plain(response, 421, 'This host name is not served here.');
  const target = resolveTarget(request.url ?? '/');
  if (target === 'bad') return plain(response, 400, 'This address cannot be read.');
  if (target === null) return plain(response, 404, 'There is nothing at this address.');
  if (target === 'index') return json(response, await listMaps(options.mapsRoot));
  let root: string;
  try {
    root = await rootOf(target.kind, options);
  } catch (error) {
    return plain(response, 503, error instanceof Error ? error.message : 'The model could not be had.');
  }
  return sendFile(request, response, root, target.file);
}

/** A rebinding site has its own name in the Host header; only names of the address that is listened on are served. */
function hostAllowed(header: string | undefined, host: string): boolean {
  if (!header) return false;
  const named = header.replace(/:\d+$/, '').toLowerCase();
  const loopback = ['127.0.0.1', 'localhost', '[::1]'];
  if (loopback.includes(host) || host === '::1') return loopback.includes(named);
  // Told to listen wider: a literal address, or the very name that was given, cannot be a rebound foreign name.
  return loopback.includes(named) || named === host.toLowerCase() || /^[\d.]+$|^\[[0-9a-f:]+\]$/.test(named);
}

interface Target {
  kind: 'web' | 'maps' | 'models' | 'ort';
  /** Below its folder, with forward slashes. */
  file: string;
}

/** @throws Error with one sentence for the reader where the folder can't be had */
async function rootOf(kind: Target['kind'], options: ServeOptions): Promise<string> {
  if (kind === 'models') return options.model;
  if (kind === 'ort') return ortFolder();
  return kind === 'maps' ? options.mapsRoot : options.webRoot;
}

function resolveTarget(url: string): Target | 'index' | 'bad' | null {
  if (url.length > LONGEST_URL) return 'bad';
  let pathname: string;
  try {
    pathname = decodeURIComponent(url.split(/[?#]/, 1)[0]!);
  } catch {
    return 'bad';
  }
  if (!pathname.startsWith('/') || /[\0\\]/.test(pathname)) return 'bad';
  const parts = pathname.split('/').slice(1);
  if (parts.some((part) => part.startsWith('.'))) return null;
  if (pathname === '/maps/index.json') return 'index';
  const [first, ...rest] = parts;
  if (first === 'maps' || first === 'models') return { kind: first, file: rest.join('/') };
  if (pathname === `/ort/${ORT_FILE}`) return { kind: 'ort', file: ORT_FILE };
  return { kind: 'web', file: pathname === '/' ? 'index.html' : parts.join('/') };
}

async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
  name: string,
): Promise<void> {
  const root = await realpath(folder).catch(() => null);
  const file = root && (await realpath(path.join(root, name)).catch(() => null));
  const info = file ? await stat(file) : null;
  if (!root || !file?.startsWith(root + path.sep) || !info?.isFile())
    return plain(response, 404, 'There is nothing at this address.');

  const etag = `"${info.size.toString(16)}-${Math.trunc(info.mtimeMs).toString(16)}"`;
  response.setHeader('ETag', etag);
  response.setHeader('Content-Type', TYPES[path.extname(file)] ?? 'application/octet-stream');
  response.setHeader(
    'Cache-Control',
    IMMUTABLE.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache',
  );
  response.setHeader('Accept-Ranges', 'bytes');
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304).end();
    return;
  }
  const range = parseRange(request.headers.range, info.size);
  if (range === 'unsatisfiable') {
    response.setHeader('Content-Range', `bytes */${info.size}`);
    return plain(response, 416, 'The range asked for is outside the file.');
  }
  const { start, end } = range ?? { start: 0, end: info.size - 1 };
  response.setHeader('Content-Length', end - start + 1);
  if (range) response.setHeader('Content-Range', `bytes ${start}-${end}/${info.size}`);
  response.writeHead(range ? 206 : 200);
  if (request.method === 'HEAD' || info.size === 0) {
    response.end();
    return;
  }
  // A client that goes away in the middle is its own affair.
  await pipeline(createReadStream(file, { start, end }), response).catch(() => response.destroy());
}

/** One byte range (RFC 9110); several at once are answered with the whole file, as the standard allows. */
function parseRange(
  header: string | undefined,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | null {
  const match = header?.match(/^bytes=(\d*)-(\d*)$/);
  if (!match || (match[1] === '' && match[2] === '')) return null;
  const last = size - 1;
  const start = match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const end = match[1] === '' || match[2] === '' ? last : Math.min(Number(match[2]), last);
  return start > last || start > end ? 'unsatisfiable' : { start, end };
}

function json(response: ServerResponse, value: unknown): void {
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Cache-Control', 'no-cache');
  response.writeHead(200).end(JSON.stringify(value));
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  response.writeHead(status).end(`${text}\n`);
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
