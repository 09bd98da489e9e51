import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import fileSystem, {
  mkdir,
  mkdtemp,
  readdir,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { request } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finishMap } from '../../pipeline/map/finish.ts';
import { writeMap } from '../../pipeline/node/files/map-folder.ts';
import { type RunningServer, startServer } from '../../pipeline/node/serve/server.ts';
import { smallMap } from '../support/small-map.ts';

let folder: string;
let server: RunningServer;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'isotheme-server-'));
  for (const name of ['web/assets', 'maps', 'models/some/model'])
    await mkdir(path.join(folder, name), { recursive: true });
  await writeFile(path.join(folder, 'web/index.html'), '<!doctype html><title>map</title>');
  await writeFile(path.join(folder, 'web/assets/app-0123abcd.js'), 'export {};');
  await writeFile(path.join(folder, 'models/some/model/config.json'), '{}');
  await writeFile(path.join(folder, 'secret.txt'), 'secret');
  await symlink(path.join(folder, 'secret.txt'), path.join(folder, 'web/link.txt'));
  await writeMap(await smallMap(), path.join(folder, 'maps/small'));
  server = await startServer(served());
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const served = () => ({
  webRoot: path.join(folder, 'web'),
  mapsRoot: path.join(folder, 'maps'),
  model: Promise.resolve(path.join(folder, 'models')),
});

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  bytes: Buffer;
}

/** A request whose path goes out as it is written: fetch would tidy it up. */
function ask(
  target: string,
  options: { method?: string; headers?: Record<string, string> } = {},
  at = server,
) {
  const { hostname, port } = new URL(at.url);
  return new Promise<Answer>((resolve, reject) => {
    const sent = request({ hostname, port, path: target, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, body: bytes.toString('utf8'), bytes });
      });
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe('the server', () => {
  it('serves the page with a policy that allows nothing from elsewhere', async () => {
    const { status, headers, body } = await ask('/');
    expect(status).toBe(200);
    expect(body).toContain('<title>map</title>');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['x-content-type-options']).toBe('nosniff');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/);
  });

  it('lists the maps and serves their files', async () => {
    expect(JSON.parse((await ask('/maps/index.json')).body)).toEqual({
      maps: [{ name: 'small', papers: 12, themes: 3 }],
    });
    const manifest = JSON.parse((await ask('/maps/small/map.json')).body);
    const layout = await ask(`/maps/small/${manifest.arrays.layout.file}`);
    expect(layout.headers['content-length']).toBe('96');
    expect(layout.headers['cache-control']).toContain('immutable');
    expect((await ask('/maps/small/map.json')).headers['cache-control']).toBe('no-cache');
  });

  it('serves all files of the maps in a folder, also of a large map, and no other file in it', async () => {
    const maps = path.join(folder, 'maps');
    await writeMap(await finishMap(await smallMap(), { mostWhole: 5, every: 5 }), path.join(maps, 'large'));
    const files = (await readdir(path.join(maps, 'large'))).map((name) => `/maps/large/${name}`);
    expect(files).toHaveLength(12);
    await mkdir(path.join(maps, 'small/drafts'));
    await mkdir(path.join(maps, 'none'));
    const others = ['secret.txt', 'map.json', 'small/secret.txt', 'small/drafts/map.json', 'none/secret.txt'];
    others.push('small/map.json.gz', 'none/papers-0123abcd.json');
    for (const name of others) await writeFile(path.join(maps, name), 'secret');
    const statusOf = async (target: string) => [target, (await ask(target)).status];
    expect(await Promise.all(files.map(statusOf))).toEqual(files.map((target) => [target, 200]));
    const targets = others.map((name) => `/maps/${name}`);
    targets.push('/maps//map.json', '/maps/small/', '/maps/small%2fsecret.txt');
    expect(await Promise.all(targets.map(statusOf))).toEqual(targets.map((target) => [target, 404]));
    await rm(path.join(maps, 'small/map.json.gz'));
    for (const name of ['large', 'none']) await rm(path.join(maps, name), { recursive: true });
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/%252e%252e%252fsecret.txt',
    '/maps/../../secret.txt',
    '/maps/..%2f..%2fsecret.txt',
    '/maps/small/..\\..\\..\\secret.txt',
    '/models/..%2fsecret.txt',
    '/link.txt',
    '/index.html%00.txt',
    '/%zz',
    '/assets',
    '/assets/',
    '/maps/',
    '//secret.txt',
    'secret.txt',
  ])('gives nothing at %s', async (target) => {
    const { status, body } = await ask(target);
    expect([400, 404]).toContain(status);
    expect(body).not.toContain('secret');
  });

  it('answers GET and HEAD only', async () => {
    expect((await ask('/', { method: 'HEAD' })).body).toBe('');
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const { status, headers } = await ask('/', { method });
      expect(status).toBe(405);
      expect(headers.allow).toBe('GET, HEAD');
    }
  });

  it('serves only its own host names, so that DNS rebinding reads nothing', async () => {
    expect((await ask('/', { headers: { Host: 'localhost:1' } })).status).toBe(200);
    expect((await ask('/', { headers: { Host: 'evil.example' } })).status).toBe(421);
    expect((await ask('/', { headers: { Host: '127.0.0.1.evil.example' } })).status).toBe(421);
  });

  it('answers a known ETag with 304, and a range with that range', async () => {
    const { headers } = await ask('/assets/app-0123abcd.js');
    expect(
      (await ask('/assets/app-0123abcd.js', { headers: { 'If-None-Match': String(headers.etag) } })).status,
    ).toBe(304);
    const part = await ask('/assets/app-0123abcd.js', { headers: { Range: 'bytes=0-5' } });
    expect([part.status, part.body, part.headers['content-range']]).toEqual([206, 'export', 'bytes 0-5/10']);
    const tail = await ask('/assets/app-0123abcd.js', { headers: { Range: 'bytes=-3' } });
    expect([tail.status, tail.body]).toEqual([206, '{};']);
    expect((await ask('/assets/app-0123abcd.js', { headers: { Range: 'bytes=10-' } })).status).toBe(416);
  });

  it('refuses addresses longer than any of its own, and headers that are too large', async () => {
    expect((await ask(`/${'a'.repeat(3000)}`)).status).toBe(414);
    expect((await ask('/', { headers: { 'X-Long': 'a'.repeat(20_000) } })).status).toBe(431);
  });

  it.each([
    ['the first bytes', 'bytes=0-5', 206, 'export', 'bytes 0-5/10'],
    ['the last bytes', 'bytes=-3', 206, '{};', 'bytes 7-9/10'],
    ['from the middle on', 'bytes=7-', 206, '{};', 'bytes 7-9/10'],
    ['beyond the end', 'bytes=7-99999999999999999999', 206, '{};', 'bytes 7-9/10'],
    ['more than there is from the end', 'bytes=-99', 206, 'export {};', 'bytes 0-9/10'],
    ['nothing from the end', 'bytes=-0', 416, null, 'bytes */10'],
    ['behind the end', 'bytes=10-', 416, null, 'bytes */10'],
    ['backwards', 'bytes=5-2', 200, 'export {};', undefined],
    ['two ranges', 'bytes=0-1,3-4', 200, 'export {};', undefined],
    ['another unit', 'lines=0-1', 200, 'export {};', undefined],
    ['no number', 'bytes=a-b', 200, 'export {};', undefined],
  ])('answers a range as the standard has it: %s', async (_, range, status, body, contentRange) => {
    const answer = await ask('/assets/app-0123abcd.js', { headers: { Range: range } });
    expect([answer.status, answer.headers['content-range']]).toEqual([status, contentRange]);
    if (body !== null) expect(answer.body).toBe(body);
    const head = await ask('/assets/app-0123abcd.js', { method: 'HEAD', headers: { Range: range } });
    expect([head.status, head.headers['content-length']]).toEqual([200, '10']);
  });

  it('sends a range only of the version that If-Range names', async () => {
    const target = '/assets/app-0123abcd.js';
    const etag = String((await ask(target)).headers.etag);
    const part = { Range: 'bytes=0-5' };
    expect((await ask(target, { headers: { ...part, 'If-Range': etag } })).status).toBe(206);
    for (const other of ['"another"', `W/${etag}`, 'Wed, 21 Oct 2015 07:28:00 GMT'])
      expect((await ask(target, { headers: { ...part, 'If-Range': other } })).status).toBe(200);
    for (const list of [`"another", ${etag}`, `W/${etag}`, '*'])
      expect((await ask(target, { headers: { 'If-None-Match': list } })).status).toBe(304);
  });

  it('gives another content of the same size and time another ETag', async () => {
    const file = path.join(folder, 'web/same.txt');
    const tags = [];
    for (const text of ['one', 'two']) {
      await writeFile(file, text);
      await utimes(file, 1, 1);
      tags.push((await ask('/same.txt')).headers.etag);
    }
    expect(tags[0]).not.toBe(tags[1]);
  });

  it('serves no folder through a link, no pipe and no hidden file', async () => {
    await symlink(folder, path.join(folder, 'web/out'));
    await writeFile(path.join(folder, 'web/.hidden'), 'secret');
    execFileSync('mkfifo', [path.join(folder, 'web/pipe')]);
    for (const target of ['/out/secret.txt', '/.hidden', '/%2ehidden', '/pipe', '/out'])
      expect((await ask(target)).status).toBe(404);
  });

  it('serves the model once it is there, or the reason why it is not', async () => {
    expect((await ask('/models/some/model/config.json')).status).toBe(200);
    // The folder of models may be one that a project has for its own.
    for (const name of ['models/secret.txt', 'models/some/model/weights.bin']) {
      await writeFile(path.join(folder, name), 'secret');
      expect((await ask(`/${name}`)).status, name).toBe(404);
    }
    const model = Promise.reject(new Error('The model could not be had: no network.'));
    model.catch(() => {});
    const without = await startServer({ webRoot: path.join(folder, 'web'), mapsRoot: folder, model });
    try {
      const { status, body } = await ask('/models/some/model/config.json', {}, without);
      expect([status, body]).toEqual([503, 'The model could not be had: no network.\n']);
      expect((await ask('/', {}, without)).status).toBe(200);
    } finally {
      await without.close();
    }
  });

  it('disconnects a client that does not finish its request', async () => {
    const impatient = await startServer({ ...served(), slowestRequest: 200 });
    try {
      const socket = connect(Number(new URL(impatient.url).port), '127.0.0.1');
      socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n');
      // A byte now and then keeps an idle timer quiet, and not this one.
      const drip = setInterval(() => socket.write('X'), 20);
      socket.on('error', () => {});
      let answer = '';
      socket.on('data', (bytes) => {
        answer += bytes;
      });
      await once(socket, 'close');
      clearInterval(drip);
      expect(answer).toMatch(/^(HTTP\/1.1 408 |$)/);
    } finally {
      await impatient.close();
    }
  });

  it('disconnects a client that does not read its response, but not one that waits for the model', async () => {
    await writeFile(path.join(folder, 'web/large.bin'), '');
    await truncate(path.join(folder, 'web/large.bin'), 256 << 20);
    let arrive = (_: string) => {};
    const model = new Promise<string>((resolve) => {
      arrive = resolve;
    });
    const impatient = await startServer({ ...served(), model, longestStall: 200 });
    try {
      const patient = ask('/models/some/model/config.json', {}, impatient);
      const socket = connect(Number(new URL(impatient.url).port), '127.0.0.1');
      socket.pause();
      socket.write('GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n');
      socket.on('error', () => {});
      const closed = once(socket, 'close');
      // The reader sees the connection end; what was sent by then is far from all.
      await new Promise((resolve) => setTimeout(resolve, 600));
      let taken = 0;
      socket.on('data', (bytes) => {
        taken += bytes.length;
      });
      socket.resume();
      await closed;
      expect(taken).toBeLessThan(256 << 20);
      arrive(path.join(folder, 'models'));
      expect((await patient).status).toBe(200);
    } finally {
      await impatient.close();
    }
  });

  it('answers the requests of a connection one at a time, and closes one that sends hundreds', async () => {
    let begun = 0;
    let arrive = () => {};
    const model = new Promise<string>((resolve) => {
      arrive = () => resolve(path.join(folder, 'models'));
    });
    const options = Object.defineProperty(served(), 'model', {
      get: () => {
        begun++;
        return model;
      },
    });
    const asked = await startServer(options);
    const pipeline = (targets: string[]) => {
      const socket = connect(Number(new URL(asked.url).port), '127.0.0.1');
      socket.on('error', () => {});
      socket.write(targets.map((target) => `GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`).join(''));
      return socket;
    };
    try {
      const config = '/models/some/model/config.json';
      const socket = pipeline([config, config, config, '/']);
      let answers = '';
      socket.on('data', (bytes) => {
        answers += bytes;
      });
      await expect.poll(() => begun).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(begun).toBe(1);
      arrive();
      await expect.poll(() => answers).toContain('<title>map</title>');
      expect(answers.match(/HTTP\/1.1 200 OK/g)).toHaveLength(4);
      expect(begun).toBe(3);
      socket.destroy();
      const many = pipeline(Array(1300).fill(config)).resume();
      await new Promise((resolve) => many.once('close', resolve));
      expect(begun).toBeLessThan(10);
    } finally {
      await asked.close();
    }
  });

  it.each(['EMFILE', 'ENFILE'])(
    'reports that it is busy, not that there is no such file, on %s',
    async (code) => {
      const { open } = fileSystem;
      fileSystem.open = () => Promise.reject(Object.assign(new Error(), { code }));
      syncBuiltinESMExports();
      try {
        for (const target of ['/', '/maps/index.json', '/maps/small/map.json'])
          expect((await ask(target)).status, target).toBe(503);
      } finally {
        fileSystem.open = open;
        syncBuiltinESMExports();
      }
      expect((await ask('/')).status).toBe(200);
    },
  );

  it('closes with idle connections and a running download', async () => {
    const ending = await startServer(served());
    const port = Number(new URL(ending.url).port);
    const idle = connect(port, '127.0.0.1');
    await once(idle, 'connect');
    const loading = connect(port, '127.0.0.1');
    loading.on('error', () => {});
    loading.write('GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(loading, 'data');
    loading.pause();
    await ending.close();
    await expect(ask('/', {}, ending)).rejects.toThrow('ECONNREFUSED');
    idle.destroy();
    loading.destroy();
  });

  it('serves many clients at once', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, () => ask('/maps/small/map.json')));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
  });
});

describe('compressed responses', () => {
  const script = 'export const themes = ["papers"];\n'.repeat(200);
  const target = '/assets/script-0123abcd.js';
  const accept = (coding: string, more: Record<string, string> = {}) => ({
    headers: { 'Accept-Encoding': coding, ...more },
  });
  const facts = ({ status, headers }: Answer) => [status, headers['content-encoding'], headers.vary];
  beforeAll(() => writeFile(path.join(folder, 'web', target), script));

  it('have the same text, each with its own ETag, for HEAD as for GET', async () => {
    const plain = await ask(target);
    const br = await ask(target, accept('gzip, deflate, br'));
    const gzip = await ask(target, accept('gzip'));
    expect(facts(plain)).toEqual([200, undefined, 'Accept-Encoding']);
    expect(facts(br)).toEqual([200, 'br', 'Accept-Encoding']);
    expect(facts(gzip)).toEqual([200, 'gzip', 'Accept-Encoding']);
    expect(plain.body).toBe(script);
    expect(brotliDecompressSync(br.bytes).toString()).toBe(script);
    expect(gunzipSync(gzip.bytes).toString()).toBe(script);
    expect(new Set([plain, br, gzip].map(({ headers }) => headers.etag)).size).toBe(3);
    for (const answer of [plain, br, gzip]) {
      expect(answer.headers.etag).toMatch(/^"[^"]+"$/);
      expect(answer.headers['content-length']).toBe(String(answer.bytes.length));
      const coding = String(answer.headers['content-encoding'] ?? 'identity');
      const { date: _, ...head } = (await ask(target, { method: 'HEAD', ...accept(coding) })).headers;
      const { date: __, ...got } = answer.headers;
      expect(head).toEqual(got);
      const known = await ask(target, accept(coding, { 'If-None-Match': String(answer.headers.etag) }));
      expect([known.status, known.headers.etag, known.headers.vary, known.bytes.length]).toEqual([
        304,
        answer.headers.etag,
        'Accept-Encoding',
        0,
      ]);
    }
    // What a client knows in one coding says nothing of another.
    const other = await ask(target, accept('gzip', { 'If-None-Match': String(br.headers.etag) }));
    expect(facts(other)).toEqual([200, 'gzip', 'Accept-Encoding']);
  });

  it('are never parts: a range is one of the file itself, whatever coding is accepted', async () => {
    const part = await ask(target, accept('br, identity;q=0', { Range: 'bytes=7-11' }));
    expect(facts(part)).toEqual([206, undefined, 'Accept-Encoding']);
    expect([part.body, part.headers['content-range']]).toEqual(['const', `bytes 7-11/${script.length}`]);
    const { etag } = (await ask(target, accept('br'))).headers;
    const whole = await ask(target, accept('br', { Range: 'bytes=7-11', 'If-Range': String(etag) }));
    expect([whole.status, whole.body]).toEqual([200, script]);
  });

  it('are not sent for small files, arrays, files read by ranges, and models', async () => {
    const zeros = Buffer.alloc(5000);
    for (const name of [
      'web/a.f32',
      'maps/small/abstracts-0123abcd.jsonl',
      'models/some/model/tokenizer.json',
    ])
      await writeFile(path.join(folder, name), zeros);
    for (const file of [
      '/a.f32',
      '/maps/small/abstracts-0123abcd.jsonl',
      '/models/some/model/tokenizer.json',
    ]) {
      const answer = await ask(file, accept('br, gzip'));
      expect(facts(answer)).toEqual([200, undefined, undefined]);
      expect(answer.bytes).toEqual(zeros);
    }
    expect(facts(await ask('/', accept('br, gzip')))).toEqual([200, undefined, 'Accept-Encoding']);
    expect(facts(await ask('/maps/small/map.json', accept('br')))).toEqual([200, 'br', 'Accept-Encoding']);
  });

  it('are the precompressed files, as long as these are not older than the originals', async () => {
    const file = path.join(folder, 'web/ready.css');
    const made = gzipSync('/* made before */');
    await writeFile(file, script);
    await writeFile(`${file}.gz`, made);
    await writeFile(`${file}.br`, '');
    await utimes(file, 100, 100);
    await utimes(`${file}.gz`, 100, 100);
    const ready = await ask('/ready.css', accept('gzip'));
    expect(ready.bytes).toEqual(made);
    expect(ready.headers['content-type']).toBe('text/css; charset=utf-8');
    // One that is empty is no coded file.
    expect(brotliDecompressSync((await ask('/ready.css', accept('br'))).bytes).toString()).toBe(script);
    await utimes(file, 101, 101);
    const anew = await ask('/ready.css', accept('gzip'));
    expect(gunzipSync(anew.bytes).toString()).toBe(script);
    expect(anew.headers.etag).not.toBe(ready.headers.etag);
    await symlink(path.join(folder, 'secret.txt'), path.join(folder, 'web/assets/script-0123abcd.js.gz'));
    expect(gunzipSync((await ask(target, accept('gzip'))).bytes).toString()).toBe(script);
  });

  it('of a large file change when it changes', async () => {
    const file = path.join(folder, 'web/large.json');
    for (const letter of ['a', 'b']) {
      const text = JSON.stringify(letter.repeat(2 << 20));
      await writeFile(file, text);
      const { bytes, headers } = await ask('/large.json', accept('br'));
      expect(headers['content-encoding']).toBe('br');
      expect(brotliDecompressSync(bytes).toString()).toBe(text);
    }
  });
});
