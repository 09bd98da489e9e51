/**
 * Does a second worker pay? The page's texts through PostgreSQL with one and with two workers of one process each, and by the
 * same command line without a queue; the caches are empty each time. What comes with every run (start, database) is in it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { it } from 'vitest';
import { startPostgres } from '../process/queue/postgres.ts';
import { CLI, isotheme, PAGE_TEXT } from '../support/command-line.ts';
import { printTable } from './table.ts';

const MODELS = path.resolve(process.env.ISOTHEME_MODELS ?? 'models');
const ROUNDS = Number(process.env.ISOTHEME_BENCH_RUNS ?? 5);

function startWorker(url: string): ChildProcess {
  return spawn(process.execPath, [CLI, 'worker', '--queue', url, '--processes', '1'], {
    env: { ...process.env, ISOTHEME_MODELS: MODELS },
    stdio: 'ignore',
  });
}

async function timeBuild(folder: string, words: string[]): Promise<number> {
  const started = performance.now();
  const { code, stderr } = await isotheme(
    ['build', '-', '-o', path.join(folder, 'map'), '--quiet', ...words],
    {
      input: PAGE_TEXT,
      env: { ISOTHEME_MODELS: MODELS, ISOTHEME_CACHE: mkdtempSync(path.join(folder, 'cache-')) },
    },
  );
  if (code !== 0) throw new Error(stderr);
  return (performance.now() - started) / 1000;
}

it('embedding through a queue', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'isotheme-bench-queue-'));
  const seconds: Record<string, number[]> = { 'no queue': [], '1 worker': [], '2 workers': [] };
  try {
    for (let round = 0; round < ROUNDS; round++) {
      seconds['no queue']!.push(await timeBuild(folder, []));
      for (const count of [1, 2]) {
        const postgres = await startPostgres();
        const workers = Array.from({ length: count }, () => startWorker(postgres.url));
        seconds[count === 1 ? '1 worker' : '2 workers']!.push(
          await timeBuild(folder, ['--queue', postgres.url]),
        );
        for (const worker of workers) worker.kill('SIGKILL');
        await postgres.stop();
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  printTable(
    'Build of the page (106 papers), nothing cached',
    ['way', 'seconds, least', 'texts a second'],
    Object.entries(seconds).map(([way, times]) => [
      way,
      Math.min(...times).toFixed(1),
      (106 / Math.min(...times)).toFixed(1),
    ]),
  );
}, 600_000);
