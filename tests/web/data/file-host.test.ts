import { afterEach, describe, expect, it, vi } from 'vitest';
import { webFileHost } from '../../../web/data/file-host.ts';
import { loadIndex, loadMap } from '../../../web/data/load.ts';

afterEach(() => vi.unstubAllGlobals());

describe('a web host and ranges of bytes', () => {
  const answerWith = (answer: () => Response) => {
    const asked: string[] = [];
    vi.stubGlobal('fetch', async (_: string, { headers }: { headers: { Range: string } }) => {
      asked.push(headers.Range);
      return answer();
    });
    return asked;
  };
  const bytes = Uint8Array.from({ length: 100 }, (_, i) => i);

  it('requests just the range from a host that supports ranges', async () => {
    const asked = answerWith(
      () =>
        new Response(bytes.slice(10, 20), { status: 206, headers: { 'Content-Range': 'bytes 10-19/100' } }),
    );
    const host = webFileHost('http://localhost/');
    expect(await host('a', 100, { from: 10, to: 20 })).toEqual(bytes.slice(10, 20));
    expect(asked).toEqual(['bytes=10-19']);
  });

  it('requests the whole file once from a host that ignores ranges', async () => {
    const asked = answerWith(() => new Response(bytes));
    const host = webFileHost('http://localhost/');
    expect(await host('a', 100, { from: 10, to: 20 })).toEqual(bytes.slice(10, 20));
    expect(await host('a', 100, { from: 90, to: 100 })).toEqual(bytes.slice(90));
    expect(asked).toHaveLength(1);
  });

  it.each([
    [
      'other bytes',
      () => new Response(bytes.slice(0, 10), { status: 206, headers: { 'Content-Range': 'bytes 0-9/100' } }),
      /sent other bytes/,
    ],
    ['too few bytes', () => new Response(bytes.slice(10, 15), { status: 206 }), /sent other bytes/],
    ['too many bytes', () => new Response(bytes, { status: 206 }), /more than the 10 bytes/],
    ['a longer file', () => new Response(new Uint8Array(101)), /more than the 100 bytes/],
  ])('refuses a host that sends %s', async (_, answer, message) => {
    answerWith(answer);
    await expect(webFileHost('http://localhost/')('a', 100, { from: 10, to: 20 })).rejects.toThrow(message);
  });
});

describe('a web host that answers unknown addresses with its own page', () => {
  const answer = (type: string, body: string) =>
    vi.stubGlobal('fetch', async () => new Response(body, { headers: { 'Content-Type': type } }));
  const host = webFileHost('http://localhost/');
  const advice = 'run "isotheme serve", or put the files that "isotheme site" writes on the server.';

  it('is told apart from a host with a broken list of maps', async () => {
    answer('text/html; charset=utf-8', '<!doctype html>');
    await expect(loadIndex(host)).rejects.toThrow(
      `maps/index.json: the server answered with a web page instead of the list of maps; ${advice}`,
    );
    answer('application/json', '{"maps": [');
    await expect(loadIndex(host)).rejects.toThrow('maps/index.json: not valid JSON; start the server again.');
  });

  it('is told apart from a host with a broken manifest', async () => {
    answer('text/html', '<!doctype html>');
    await expect(loadMap(host, 'mine')).rejects.toThrow(
      `maps/mine/map.json: the server answered with a web page instead of this file; ${advice}`,
    );
    answer('application/json', '{"format": ');
    await expect(loadMap(host, 'mine')).rejects.toThrow(/maps\/mine\/map\.json: not valid JSON/);
  });
});
