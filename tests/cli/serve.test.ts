/** `isotheme serve` as a process: a signal ends it, even while clients are connected. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeMap } from '../../pipeline/node/files/map-folder.ts';
import { CLI } from '../support/command-line.ts';
import { lexicalMap } from '../support/sample-maps.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'isotheme-serve-'));
  await writeMap(await lexicalMap(), path.join(folder, 'small'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(['SIGTERM', 'SIGINT'] as const)('%s', (signal) => {
  it('ends the server with 0, with a connection that is idle and one that has asked for half of something', async () => {
    const env = { ...process.env, ISOTHEME_MODELS: folder, HF_ENDPOINT: 'http://127.0.0.1:9', PATH: '' };
    const server = spawn(process.execPath, [CLI, 'serve', folder, '--port', '0'], { env });
    const [line] = await once(server.stdout, 'data');
    const { port, hostname } = new URL(String(line).trim());
    expect(hostname).toBe('127.0.0.1');
    const sockets = [
      '',
      'GET / HTTP/1.1\r\nHost: local',
      'GET /maps/index.json HTTP/1.1\r\nHost: localhost\r\n\r\n',
    ].map((text) => {
      const socket = connect(Number(port), '127.0.0.1');
      socket.on('error', () => {});
      if (text) socket.write(text);
      return socket;
    });
    const [answer] = await once(sockets[2]!, 'data');
    expect(String(answer)).toContain('200 OK');
    server.kill(signal);
    expect(await once(server, 'exit')).toEqual([0, null]);
    for (const socket of sockets) socket.destroy();
  });
});
