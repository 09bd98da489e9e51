import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeMap } from '../../pipeline/node/map-files.ts';
import { type RunningServer, startServer } from '../../pipeline/node/server.ts';
import { smallMap } from './small-map.ts';

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
  server = await startServer({
    webRoot: path.join(folder, 'web'),
    mapsRoot: path.join(folder, 'maps'),
    model: Promise.resolve(path.join(folder, 'models')),
  });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
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
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe('the server', () => {
  it('gives the page with a policy that lets nothing in from elsewhere', async () => {
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

  it('lists the maps and gives their files', async () => {
    expect(JSON.parse((await ask('/maps/index.json')).body)).toEqual({
      maps: [{ name: 'small', papers: 12, themes: 3 }],
    });
    const manifest = JSON.parse((await ask('/maps/small/map.json')).body);
    const layout = await ask(`/maps/small/${manifest.arrays.layout.file}`);
    expect(layout.headers['content-length']).toBe('96');
    expect(layout.headers['cache-control']).toContain('immutable');
    expect((await ask('/maps/small/map.json')).headers['cache-control']).toBe('no-cache');
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

  it('serves its own names only, so that a rebound foreign name reads nothing', async () => {
    expect((await ask('/', { headers: { Host: 'localhost:1' } })).status).toBe(200);
    expect((await ask('/', { headers: { Host: 'evil.example' } })).status).toBe(421);
    expect((await ask('/', { headers: { Host: '127.0.0.1.evil.example' } })).status).toBe(421);
  });

  it('answers a known tag with nothing new, and a range with the range', async () => {
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

  it('refuses addresses longer than any it gives out', async () => {
    expect((await ask(`/${'a'.repeat(3000)}`)).status).toBe(400);
  });

  it('gives the model when it is there, and the reason where it is not', async () => {
    expect((await ask('/models/some/model/config.json')).status).toBe(200);
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

  it('serves many at once', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, () => ask('/maps/small/map.json')));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
  });
});
