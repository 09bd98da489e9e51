/** `isotheme serve`: the page, its maps and its model from one origin, by default only to this machine. */
import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import path from 'node:path';
import { isMapFile } from '../files/map-folder.ts';
import { listMaps } from '../files/map-list.ts';
import { outOfFiles } from '../files/out-of-files.ts';
import { isModelFile } from '../models/files.ts';
import { CompressedFiles } from './encoding.ts';
import { ORT_FILE, ortFolder } from './ort-file.ts';
import { sendFile, sendText } from './send-file.ts';

export interface ServeOptions {
  /** Folder of the built page. */
  webRoot: string;
  /** Folder of maps; other files in it are not served. */
  mapsRoot: string;
  /** The model folder, in the hub's layout, once it is complete; requests for its files wait. Rejects with the reason if it cannot be. */
  model: Promise<string>;
  host?: string;
  /** 0 for any free port. */
  port?: number;
  /** Milliseconds that a client may take to send its request. Default 10,000. */
  slowestRequest?: number;
  /** Milliseconds that a client may go without sending or receiving a byte. Default 60,000. */
  longestStall?: number;
}

export interface RunningServer {
  url: string;
  close: () => Promise<void>;
}

/** Sent with every response: only this origin, no inline script or style, no frames. */
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
  // Trusted Types: web/app/trusted-types.ts lets our own workers through.
  "require-trusted-types-for 'script'",
  'trusted-types default',
].join('; ');

const LONGEST_URL = 2048;
const LARGEST_HEADERS = 16 * 1024;
const LONGEST_STALL = 60_000;
const MOST_CONNECTIONS = 2000;
/** Most unanswered requests per connection, beyond which it is closed. Browsers send one at a time. */
const MOST_WAITING = 100;
/** Milliseconds that running downloads get to finish when the server is closed. */
const GRACE = 500;

/**
 * Starts the server.
 * @throws Error with a code such as EADDRINUSE if the port is not available
 */
export async function startServer(options: ServeOptions): Promise<RunningServer> {
  const { host = '127.0.0.1', port = 0, slowestRequest = 10_000, longestStall = LONGEST_STALL } = options;
  const compressed = new CompressedFiles();
  const server = createServer(
    {
      maxHeaderSize: LARGEST_HEADERS,
      headersTimeout: slowestRequest,
      requestTimeout: slowestRequest,
      // Node's default is 30 seconds.
      connectionsCheckingInterval: Math.min(1000, slowestRequest / 2),
      keepAliveTimeout: 5000,
    },
    (request, response) => {
      answerInTurn(request, response, () => answer(request, response, options, host, compressed));
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  server.setTimeout(longestStall);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return { url: `http://${shown}:${address.port}/`, close: () => closeServer(server) };
}

/** Per connection: the number of unanswered requests, and a promise for the end of the last response. */
const waiting = new WeakMap<Socket, { requests: number; last: Promise<void> }>();

/** Serialises responses per connection, so that a client pipelining many requests holds one file open. */
async function answerInTurn(
  { socket }: IncomingMessage,
  response: ServerResponse,
  give: () => Promise<void>,
): Promise<void> {
  const line = waiting.get(socket) ?? { requests: 0, last: Promise.resolve() };
  waiting.set(socket, line);
  if (line.requests === MOST_WAITING) return void socket.destroy();
  const turn = line.last;
  line.requests++;
  line.last = new Promise((resolve) => {
    response.once('close', () => {
      line.requests--;
      resolve();
    });
  });
  await turn;
  // The response before may have closed the connection.
  if (!response.socket?.writable) return;
  await give().catch((error) => {
    if (response.headersSent) response.destroy();
    else if (outOfFiles(error))
      sendText(response, 503, 'Too many files are open on the server; ask again in a moment.');
    else sendText(response, 500, 'Something went wrong on the server.');
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: ServeOptions,
  host: string,
  compressed: CompressedFiles,
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
    return sendText(response, 405, 'Only GET and HEAD are answered here.');
  }
  if (!hostAllowed(request.headers.host, host))
    return sendText(response, 421, 'This host name is not served here.');
  const target = resolveTarget(request.url ?? '/');
  if (target === 'long') return sendText(response, 414, 'This address is longer than any here.');
  if (target === 'bad') return sendText(response, 400, 'This address cannot be read.');
  if (target === null) return sendText(response, 404, 'There is nothing at this address.');
  if (target === 'index') return json(response, await listMaps(options.mapsRoot));
  if (!isOurs(target, options.mapsRoot)) return sendText(response, 404, 'There is nothing at this address.');
  let root: string;
  const { socket } = request;
  try {
    // The download of the model may take minutes, which must not count as a stall.
    socket.setTimeout(0);
    root = await rootOf(target.kind, options);
  } catch (error) {
    return sendText(response, 503, error instanceof Error ? error.message : 'The model is not available.');
  } finally {
    socket.setTimeout(options.longestStall ?? LONGEST_STALL);
  }
  // A model's weights do not compress, and transformers.js counts bytes by Content-Length.
  return sendFile(request, response, root, target.file, target.kind === 'models' ? undefined : compressed);
}

/** Against DNS rebinding, where the Host header has a foreign name: only names of the server's own address are served. */
function hostAllowed(header: string | undefined, host: string): boolean {
  if (!header) return false;
  const named = header.replace(/:\d+$/, '').toLowerCase();
  const loopback = ['127.0.0.1', 'localhost', '[::1]'];
  if (loopback.includes(host) || host === '::1') return loopback.includes(named);
  // On another address than loopback: a literal address, or the host that the user named, is not a foreign name.
  return loopback.includes(named) || named === host.toLowerCase() || /^[\d.]+$|^\[[0-9a-f:]+\]$/.test(named);
}

interface Target {
  kind: 'web' | 'maps' | 'models' | 'ort';
  /** Below its folder, with forward slashes. */
  file: string;
}

/** Whether the target may be served: folders of maps and models may contain other files. */
function isOurs({ kind, file }: Target, mapsRoot: string): boolean {
  if (kind === 'models') return isModelFile(file);
  if (kind !== 'maps') return true;
  const [map, name, ...deeper] = file.split('/');
  if (!map || !name || deeper.length > 0) return false;
  return isMapFile(name) && existsSync(path.join(mapsRoot, map, 'map.json'));
}

/** @throws Error with one sentence for the user if the folder is not available */
async function rootOf(kind: Target['kind'], options: ServeOptions): Promise<string> {
  if (kind === 'models') return options.model;
  if (kind === 'ort') return ortFolder();
  return kind === 'maps' ? options.mapsRoot : options.webRoot;
}

function resolveTarget(url: string): Target | 'index' | 'bad' | 'long' | null {
  if (url.length > LONGEST_URL) return 'long';
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

function json(response: ServerResponse, value: unknown): void {
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Cache-Control', 'no-cache');
  response.writeHead(200).end(JSON.stringify(value));
}

/** Accepts no more requests; running ones may finish within the grace period, then they are closed. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), GRACE);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
