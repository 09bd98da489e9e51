import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseManifest } from '../../pipeline/map/schema.ts';
import { askForNames, type NamerOptions } from '../../pipeline/node/name/namer/namer.ts';
import type { Clustering, Paper, ThemeWords } from '../../pipeline/types.ts';
import { CancelledError, UsageError } from '../../pipeline/util/errors.ts';
import { tinyMap } from '../support/tiny-map.ts';

const PAPERS: Paper[] = [
  { id: 'a', title: 'SnapKV', abstract: 'secret abstract' },
  { id: 'b', title: 'KV\u0000 Cache\nWindows', abstract: '' },
  { id: 'c', title: `Kangaroo ${'x'.repeat(10_000)}`, abstract: '' },
];

/** Two coarse themes; the first has two children. */
const CLUSTERING: Clustering = {
  levels: [
    {
      count: 2,
      assignment: Int32Array.of(0, 0, 1),
      parents: Int32Array.of(-1, -1),
      stability: Float32Array.of(1, 1),
    },
    {
      count: 3,
      assignment: Int32Array.of(0, 1, 2),
      parents: Int32Array.of(0, 0, 1),
      stability: Float32Array.of(1, 1, 1),
    },
  ],
  silhouette: Float32Array.of(1, 1, 1),
  runnerUp: Int32Array.of(-1, -1, -1),
  unthemed: [],
  chosen: { reason: '', levels: [] },
};

const theme = (name: string, exemplars: number[]): ThemeWords => ({
  name,
  keywords: [`${name} keyword`],
  keywordWeights: [1],
  exemplars,
});
const WORDS: ThemeWords[][] = [
  [theme('Inference', [0, 1]), theme('Drafts', [2])],
  [theme('KV', [0]), theme('Windows', [1]), theme('Kangaroo', [2])],
];
const OFFLINE = ['Inference', 'Drafts', 'KV', 'Windows', 'Kangaroo'];

interface Asked {
  url: string | undefined;
  body: { model: string; temperature: number; messages: { role: string; content: string }[] } | null;
}
type Reply = (question: { keywords: string[] }, response: ServerResponse) => string | undefined;

let folder: string;
let server: Server;
let url: string;
let asked: Asked[];
let reply: Reply;
let logged: string[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'isotheme-namer-'));
  asked = [];
  logged = [];
  server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (part) => {
      text += part;
    });
    request.on('end', () => {
      const body = text === '' ? null : JSON.parse(text);
      asked.push({ url: request.url, body });
      if (request.url === '/v1/models') {
        response.end(JSON.stringify({ data: [{ id: 'small-model' }, { id: 'other' }] }));
        return;
      }
      const content = reply(JSON.parse(body.messages[1].content), response);
      if (content === undefined) return;
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          model: body.model,
          choices: [{ message: { role: 'assistant', content }, finish_reason: 'stop' }],
        }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

function ask(options: Partial<NamerOptions> = {}, signal?: AbortSignal) {
  return askForNames(
    PAPERS,
    CLUSTERING,
    WORDS,
    { url, cacheDir: path.join(folder, 'names'), onLog: (line) => logged.push(line), ...options },
    { signal },
  );
}

/** Answers by the theme's first keyword, which begins with its offline name. */
function answers(byOffline: Record<string, string>): Reply {
  return ({ keywords }) => byOffline[keywords[0]!.replace(' keyword', '')]!;
}

const GOOD = {
  Inference: 'KV Cache & Windows',
  Drafts: 'Speculative Decoding',
  KV: 'KV Cache',
  Windows: 'Context Windows',
  Kangaroo: 'Self-Speculative Decoding',
};
const flat = (words: readonly ThemeWords[][]) => words.flat().map(({ name }) => name);

describe('askForNames', () => {
  it('names each theme by the answer and changes nothing else', async () => {
    reply = answers(GOOD);
    const { words, record } = await ask();
    expect(flat(words)).toEqual(Object.values(GOOD));
    expect(words.map((level) => level.map(({ name: _, ...rest }) => rest))).toEqual(
      WORDS.map((level) => level.map(({ name: _, ...rest }) => rest)),
    );
    expect(flat(WORDS)).toEqual(OFFLINE);
    expect(record).toMatchObject({ url: `${url}/v1/chat/completions`, model: 'small-model' });
    expect(record.themes.map((entry) => [entry.theme, entry.offline, entry.answer, entry.reason])).toEqual(
      OFFLINE.map((name, id) => [id, name, GOOD[name as keyof typeof GOOD], null]),
    );
    expect(logged).toEqual(['5 of 5 names are from small-model; 0 are the offline ones.']);
    const manifest = JSON.parse(JSON.stringify({ ...tinyMap().manifest, namer: record }));
    expect(parseManifest(manifest).namer).toEqual(record);
  });

  it('sends keywords, titles on one line and the surrounding names, and nothing of the abstracts', async () => {
    reply = answers(GOOD);
    const { record } = await ask();
    const questions = asked.slice(1).map(({ body }) => JSON.parse(body!.messages[1]!.content));
    expect(asked[0]!.url).toBe('/v1/models');
    expect(questions[0]).toEqual({
      keywords: ['Inference keyword'],
      titles: ['SnapKV', 'KV Cache Windows'],
      subthemes: ['KV', 'Windows'],
      otherThemes: ['Drafts'],
    });
    expect(questions[2]).toEqual({ keywords: ['KV keyword'], titles: ['SnapKV'], otherThemes: ['Windows'] });
    expect(questions[4].titles[0]).toHaveLength(200);
    expect(JSON.stringify(asked)).not.toContain('secret');
    expect(asked[1]!.body).toMatchObject({ model: 'small-model', temperature: 0 });
    expect(record.themes.map(({ prompt }) => JSON.parse(prompt))).toEqual(questions);
    expect(record.instruction).toBe(asked[1]!.body!.messages[0]!.content);
  });

  it('keeps the offline name if the answer is unfit, and records why', async () => {
    reply = answers({
      ...GOOD,
      Drafts: 'This theme is about speculative decoding of language models.',
      Windows: 'kv caches',
      Kangaroo: '<img src=x onerror=alert(1)>',
    });
    const { words, record } = await ask();
    expect(flat(words)).toEqual(['KV Cache & Windows', 'Drafts', 'KV Cache', 'Windows', 'Kangaroo']);
    expect(record.themes.map(({ reason }) => reason)).toEqual([
      null,
      'the answer has 59 characters, more than 40',
      null,
      'the answer is the name of theme 2',
      'the answer is not plain text',
    ]);
    expect(logged.at(-1)).toBe('2 of 5 names are from small-model; 3 are the offline ones.');
  });

  it('gives away an offline name if its theme gets another', async () => {
    reply = answers({ ...GOOD, Inference: 'KV' });
    const { words, record } = await ask();
    expect(flat(words)[0]).toBe('KV');
    expect(record.themes[0]!.reason).toBeNull();
  });

  it('takes answers from the cache: the same result without a request', async () => {
    reply = answers({ ...GOOD, Kangaroo: 'x'.repeat(60) });
    const first = await ask();
    expect((await readdir(path.join(folder, 'names'))).length).toBe(5);
    await new Promise((resolve) => {
      server.closeAllConnections();
      server.close(resolve);
    });
    const before = asked.length;
    expect(await ask()).toEqual(first);
    expect(asked.length).toBe(before);
  });

  it('asks again where an answer on disk is damaged, and not where another model was asked for', async () => {
    reply = answers(GOOD);
    const first = await ask();
    const files = (await readdir(path.join(folder, 'names'))).sort();
    await writeFile(path.join(folder, 'names', files[0]!), '{"text": "KV Ca');
    await writeFile(path.join(folder, 'names', files[1]!), 'null');
    asked = [];
    expect(await ask()).toEqual(first);
    expect(asked.map(({ url }) => url)).toEqual(['/v1/models', ...Array(2).fill('/v1/chat/completions')]);
    asked = [];
    await ask({ url: `${url}/v1#other` });
    expect(asked.map(({ body }) => body?.model)).toEqual(Array(5).fill('other'));
  });

  it('stores no answers without a cache', async () => {
    reply = answers(GOOD);
    await ask({ cacheDir: null });
    expect(await readdir(folder)).toEqual([]);
  });

  it('continues with a warning if the cache cannot be written', async () => {
    await writeFile(path.join(folder, 'file'), '');
    reply = answers(GOOD);
    const { words } = await ask({ cacheDir: path.join(folder, 'file', 'names') });
    expect(flat(words)).toEqual(Object.values(GOOD));
    expect(logged[0]).toMatch(/^The answers of the namer can't be kept in .* \(ENOTDIR\)\.$/);
    expect(logged).toHaveLength(2);
  });

  it('keeps all offline names, says so once, and stops asking if no server listens', async () => {
    await new Promise((resolve) => server.close(resolve));
    const { words, record } = await ask();
    expect(flat(words)).toEqual(OFFLINE);
    expect(record.model).toBeNull();
    expect(record.themes.map(({ reason }) => reason)).toEqual(Array(5).fill('no answer: ECONNREFUSED'));
    expect(logged).toEqual([
      `The namer ${url}/v1/chat/completions gave no answer (ECONNREFUSED); no more themes are sent to it.`,
      `0 of 5 names are from ${url}/v1/chat/completions; 5 are the offline ones.`,
    ]);
  });

  it('stops asking after a refusal, but continues after a failure', async () => {
    reply = (_, response) => {
      response.statusCode = asked.length === 2 ? 500 : 401;
      response.end('no\nkey');
      return undefined;
    };
    const { record } = await ask();
    expect(record.themes.map(({ reason }) => reason)).toEqual([
      'no answer: HTTP 500 no key',
      ...Array(4).fill('no answer: HTTP 401 no key'),
    ]);
    expect(asked).toHaveLength(3);
  });

  it.each<[string, Reply, string]>([
    [
      'no JSON',
      (_, response) => {
        response.end('<html>');
        return undefined;
      },
      'no answer: its reply is not JSON: <html>',
    ],
    [
      'no message',
      (_, response) => {
        response.end('{"choices":[]}');
        return undefined;
      },
      'no answer: its reply holds no message',
    ],
    [
      'half an answer',
      (_, response) => {
        const choice = { message: { content: 'KV Ca' }, finish_reason: 'length' };
        response.end(JSON.stringify({ choices: [choice] }));
        return undefined;
      },
      'no answer: its answer was cut short',
    ],
    [
      'a flood',
      (_, response) => {
        response.end('x'.repeat(2 << 20));
        return undefined;
      },
      'no answer: its reply is longer than 1 MiB',
    ],
  ])('keeps the offline names if the reply is %s', async (_, bad, reason) => {
    reply = bad;
    const { words, record } = await ask();
    expect(flat(words)).toEqual(OFFLINE);
    expect(new Set(record.themes.map((entry) => entry.reason))).toEqual(new Set([reason]));
    expect(asked).toHaveLength(6);
  });

  it('follows no redirect: titles go to the named address or nowhere', async () => {
    reply = (_, response) => {
      response.writeHead(307, { location: `${url}/elsewhere` }).end();
      return undefined;
    };
    const { words } = await ask();
    expect(flat(words)).toEqual(OFFLINE);
    expect(asked.map(({ url }) => url)).toEqual(['/v1/models', '/v1/chat/completions']);
  });

  it('gives up on an endpoint that never answers', async () => {
    reply = () => undefined;
    const { record } = await ask({ timeout: 200 });
    expect(new Set(record.themes.map(({ reason }) => reason))).toEqual(
      new Set(['no answer: no answer in 0.2 s']),
    );
    expect(asked).toHaveLength(2);
  });

  it('stops at once when it is cancelled', async () => {
    const controller = new AbortController();
    reply = () => {
      controller.abort();
      return undefined;
    };
    await expect(ask({}, controller.signal)).rejects.toThrow(CancelledError);
    expect(asked).toHaveLength(2);
  });

  it('reports the receiver of titles if it is another machine', async () => {
    const aborted = AbortSignal.abort();
    await expect(ask({ url: 'http://gpu.invalid/v1' }, aborted)).rejects.toThrow(CancelledError);
    expect(logged).toEqual([
      'The namer http://gpu.invalid/v1/chat/completions is another machine: keywords and titles of papers are sent to it.',
    ]);
  });

  it('refuses a wrong address before anything else', async () => {
    await expect(ask({ url: 'localhost' })).rejects.toThrow(UsageError);
  });
});
