/** Embeddings by endpoint, against a server of the test's own. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cachePath } from '../../pipeline/node/embed/cache/embedding-cache.ts';
import { createEmbedder } from '../../pipeline/node/embed/embedder.ts';
import { createEndpointClient, KEY_VARIABLE } from '../../pipeline/node/embed/endpoint-embedder.ts';
import { CancelledError } from '../../pipeline/util/errors.ts';

interface Asked {
  url: string | undefined;
  headers: IncomingMessage['headers'];
  body: { model: string; input: string[]; encoding_format: string };
}
type Reply = (texts: string[], response: ServerResponse) => unknown;

/** The vector of a text: its length, and its first letter's number. */
const vectorOf = (text: string) => [text.length, text.charCodeAt(0) - 96, 1];
const good = (texts: string[]) => ({
  data: texts.map((text, index) => ({ index, embedding: vectorOf(text) })),
});
const unit = (text: string) => {
  const vector = vectorOf(text);
  const length = Math.hypot(...vector);
  return [...Float32Array.from(vector, (value) => value / length)];
};

let folder: string;
let server: Server;
let url: string;
let asked: Asked[];
let reply: Reply;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'isotheme-endpoint-'));
  asked = [];
  reply = good;
  server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part) => {
      text += part;
    });
    request.on('end', () => {
      const body = JSON.parse(text);
      asked.push({ url: request.url, headers: request.headers, body });
      const answer = reply(body.input, response);
      if (!response.writableEnded && answer !== undefined)
        response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

const TEXTS = Array.from({ length: 70 }, (_, i) => `${String.fromCharCode(97 + (i % 26))}${'x'.repeat(i)}`);
async function embed(texts = TEXTS, options: { signal?: AbortSignal; env?: Record<string, string> } = {}) {
  const client = createEndpointClient({ url, model: 'some-model', pause: 1, env: options.env ?? {} });
  const vectors: number[][] = [];
  await client.embedEach(
    texts,
    (index, vector) => {
      vectors[index] = [...vector];
    },
    options.signal ? { signal: options.signal } : {},
  );
  return vectors;
}

describe('a request', () => {
  it('contains a batch of texts, the model and the encoding, and nothing else', async () => {
    expect(await embed()).toEqual(TEXTS.map(unit));
    expect(asked.map(({ url: at }) => at)).toEqual(Array(3).fill('/v1/embeddings'));
    expect(asked.map(({ body }) => body.input.length)).toEqual([32, 32, 6]);
    expect(asked.flatMap(({ body }) => body.input)).toEqual(TEXTS);
    for (const { body, headers } of asked) {
      expect(Object.keys(body).sort()).toEqual(['encoding_format', 'input', 'model']);
      expect(body).toMatchObject({ model: 'some-model', encoding_format: 'float' });
      expect(headers.authorization).toBeUndefined();
    }
  });

  it('carries the API key of the environment', async () => {
    await embed(['a'], { env: { [KEY_VARIABLE]: 'secret' } });
    expect(asked[0]!.headers.authorization).toBe('Bearer secret');
  });

  it('goes only to an address without password and query', () => {
    for (const wrong of ['ftp://x', 'nonsense', 'http://a:b@x/v1', 'http://x/v1?key=secret'])
      expect(() => createEndpointClient({ url: wrong, model: 'm' }), wrong).toThrow(/^--endpoint: /);
    const at = (text: string) => createEndpointClient({ url: text, model: 'm' }).url;
    expect(at('http://x')).toBe('http://x/v1/embeddings');
    expect(at('https://x/openai/v1/embeddings')).toBe('https://x/openai/v1/embeddings');
  });
});

describe('answers', () => {
  it('in another order are sorted by their index', async () => {
    reply = (texts) => ({ data: good(texts).data.reverse() });
    expect(await embed()).toEqual(TEXTS.map(unit));
  });

  it('in base64 are decoded', async () => {
    reply = (texts) => ({
      data: texts.map((text, index) => ({
        index,
        embedding: Buffer.from(Float32Array.from(vectorOf(text)).buffer).toString('base64'),
      })),
    });
    expect(await embed()).toEqual(TEXTS.map(unit));
  });

  it.each([429, 500, 503])('with status %i are requested again', async (status) => {
    let failures = 2;
    reply = (texts, response) => {
      if (failures-- > 0) response.writeHead(status, { 'retry-after': '0' }).end('busy');
      else return good(texts);
    };
    expect(await embed(['a', 'b'])).toEqual(['a', 'b'].map(unit));
    expect(asked).toHaveLength(3);
  });

  it('that never succeed are given up after six requests, with the server’s message', async () => {
    reply = (_, response) => void response.writeHead(500, { 'retry-after': '0' }).end('out of\nmemory');
    await expect(embed(['a'])).rejects.toThrow(
      /The embeddings endpoint .*\/v1\/embeddings failed for the model "some-model": HTTP 500 out of memory; finished vectors are kept/,
    );
    expect(asked).toHaveLength(6);
  });

  it('that refuse are not requested again, and redirects are not followed', async () => {
    reply = (_, response) => void response.writeHead(401).end('{"error":"no key"}');
    await expect(embed(['a'])).rejects.toThrow('HTTP 401 {"error":"no key"}');
    reply = (_, response) => void response.writeHead(307, { location: `${url}/elsewhere` }).end();
    await expect(embed(['a'])).rejects.toThrow('redirect');
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['<html>', 'its reply is not JSON'],
    [{}, 'its reply holds no "data"'],
    [{ data: [] }, 'it gave 0 vectors for 2 texts'],
    [{ data: [{ embedding: [1, 2] }, { embedding: [1] }] }, 'it gave 1 numbers instead of 2'],
    [{ data: [{ embedding: [1] }, { embedding: [0] }] }, 'it gave a vector of zeros'],
    [{ data: [{ embedding: [1] }, { embedding: ['x'] }] }, 'it gave no vector of numbers'],
    [
      {
        data: [
          { index: 0, embedding: [1] },
          { index: 0, embedding: [1] },
        ],
      },
      'it gave two vectors for text 0',
    ],
    [
      {
        data: [
          { index: 0, embedding: [1] },
          { index: 5, embedding: [1] },
        ],
      },
      'it gave a vector for text 5 of 2',
    ],
  ])('such as %j are reported in one sentence', async (answer, sentence) => {
    reply = () => answer;
    await expect(embed(['a', 'b'])).rejects.toThrow(sentence);
  });

  it('are not awaited after the run is cancelled', async () => {
    const stop = new AbortController();
    reply = () => {
      stop.abort();
      return undefined;
    };
    await expect(embed(['a'], { signal: stop.signal })).rejects.toThrow(CancelledError);
  });
});

describe('the cache', () => {
  const start = (sample: string, model = 'some-model', onLog?: (line: string) => void) =>
    createEmbedder({
      kind: 'endpoint',
      endpoint: url,
      model,
      sample,
      cacheDir: path.join(folder, 'cache'),
      onLog,
    });
  /** Where D stands in the header of a cache: after its name and version. */
  const WIDTH_AT = 20;

  it('keeps vectors by address and model, and requests only missing ones', async () => {
    const first = await start('aaa');
    expect(first.model).toMatchObject({ id: 'some-model', pooling: 'none', dimension: 3 });
    expect([...(await first.embed(['aaa', 'bb']))]).toEqual([...unit('aaa'), ...unit('bb')]);
    expect(first.endpoint).toBe(`${url}/embeddings`);
    await first.close();
    const before = asked.length;
    const second = await start('aaa');
    await second.embed(['bb', 'aaa']);
    expect(second.stats()).toEqual({ cached: 2, computed: 0 });
    expect(asked).toHaveLength(before);
    await second.embed(['c']);
    expect(asked.at(-1)!.body.input).toEqual(['c']);
    await second.close();
    const other = await start('aaa', 'other-model');
    expect(other.model.sha256).not.toBe(second.model.sha256);
    await other.close();
  });

  it('does not mix widths: a model whose width changes is reported', async () => {
    const first = await start('a');
    await first.embed(['a']);
    await first.close();
    reply = (texts) => ({ data: texts.map(() => ({ embedding: [1, 2] })) });
    const second = await start('a');
    await expect(second.embed(['b'])).rejects.toThrow('it gave 2 numbers instead of 3');
    await second.close();
  });

  it.each([
    ['3 wide becomes 2', 0, 1],
    ['becomes 0', 0, 3],
    ['becomes 2 billion', 3, 0x80],
  ])('with a damaged width (%s) is repaired, and keeps its vectors', async (_, byte, bits) => {
    const first = await start('aaa');
    await first.embed(['aaa', 'bb']);
    await first.close();
    const file = cachePath(path.join(folder, 'cache'), first.model);
    const bytes = await readFile(file);
    bytes[WIDTH_AT + byte]! ^= bits;
    await writeFile(file, bytes);
    const log: string[] = [];
    const second = await start('aaa', 'some-model', (line) => log.push(line));
    expect([...(await second.embed(['aaa', 'bb']))]).toEqual([...unit('aaa'), ...unit('bb')]);
    expect(second.stats()).toEqual({ cached: 2, computed: 0 });
    await second.close();
    expect(log.at(-1)).toMatch(/had a damaged header and was repaired; 2 good vectors were kept\.$/);
    const before = asked.length;
    await (await start('aaa')).close();
    expect(asked).toHaveLength(before);
  });

  it('requires an address and a model', async () => {
    await expect(createEmbedder({ kind: 'endpoint', model: 'm' })).rejects.toThrow('give its address');
  });
});
