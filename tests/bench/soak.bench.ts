/** 200 clients at once for half a minute against `isotheme serve` on the loopback address: errors, answers, memory. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { writeMap } from '../../pipeline/node/files/map-folder.ts';
import { CLI } from '../support/command-line.ts';
import { smallMap } from '../support/small-map.ts';
import { printTable } from './table.ts';

const CLIENTS = 200;
const SECONDS = Number(process.env.ISOTHEME_SOAK_SECONDS ?? 30);

test('soak', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'isotheme-soak-'));
  const map = await smallMap();
  await writeMap(map, path.join(folder, 'small'));
  const server = spawn(process.execPath, [CLI, 'serve', folder, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = await once(server.stdout, 'data');
  const { origin } = new URL(String(line).trim());
  const files = [map.manifest.papers, ...Object.values(map.manifest.arrays)].map(({ file }) => file);
  const paths = [
    '/',
    '/maps/index.json',
    '/maps/small/map.json',
    ...files.map((file) => `/maps/small/${file}`),
  ];

  const statuses = new Map<string, number>();
  const count = (what: string) => statuses.set(what, (statuses.get(what) ?? 0) + 1);
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  const ask = (target: string) =>
    new Promise<void>((resolve) => {
      get(`${origin}${target}`, { agent }, (response) => {
        response.resume();
        response.on('error', (error) => count(error.message));
        response.on('close', () => {
          count(response.complete ? String(response.statusCode) : 'cut short');
          resolve();
        });
      }).on('error', (error) => {
        count(error.message);
        resolve();
      });
    });
  const memory = () =>
    Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))![1]) / 1024;

  const end = performance.now() + 1000 * SECONDS;
  const samples: number[] = [];
  const client = async (first: number) => {
    for (let n = first; performance.now() < end; n++) await ask(paths[n % paths.length]!);
  };
  const watch = setInterval(() => samples.push(memory()), 500);
  await Promise.all(Array.from({ length: CLIENTS }, (_, n) => client(n)));
  clearInterval(watch);
  agent.destroy();
  server.kill('SIGTERM');
  const [code] = await once(server, 'exit');
  await rm(folder, { recursive: true, force: true });

  const third = samples.slice(Math.floor(samples.length / 3));
  const middle = third.slice(0, third.length >> 1);
  const last = third.slice(third.length >> 1);
  const most = (of: number[]) => Math.max(...of);
  printTable(
    `${CLIENTS} clients for ${SECONDS} s`,
    ['answers', 'by status', 'exit', 'MB at most, second third', 'MB at most, last third'],
    [
      [
        [...statuses.values()].reduce((sum, n) => sum + n, 0),
        [...statuses].map(([status, n]) => `${status}: ${n}`).join(', '),
        String(code),
        most(middle),
        most(last),
      ],
    ],
  );
  expect([...statuses.keys()]).toEqual(['200']);
  expect(code).toBe(0);
});
