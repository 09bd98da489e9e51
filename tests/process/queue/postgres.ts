/** A PostgreSQL server of the test's own: a free port, a temporary folder, and never as root, as which it refuses to run. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Postgres {
  /** Connection string of its database. */
  url: string;
  port: number;
  /** Makes another database and gives its connection string. */
  database(name: string): string;
  /** What a query in a database answers: its rows' fields, parted by "|". */
  ask(url: string, sql: string): string[];
  /** Stops the server at once, as a crash would, and starts it again on the same port and folder. */
  restart(how?: 'SIGQUIT' | 'SIGKILL'): Promise<void>;
  stop(): Promise<void>;
}

const DEBIAN = '/usr/lib/postgresql';

/** Folder of initdb and postgres: Debian's newest, installed through apt-get where there is none and this is root. */
function provideBinaries(): string {
  const found = () =>
    (existsSync(DEBIAN) ? readdirSync(DEBIAN) : [])
      .sort((a, b) => Number(b) - Number(a))
      .map((version) => path.join(DEBIAN, version, 'bin'))
      .find((folder) => existsSync(path.join(folder, 'initdb')));
  const here = found();
  if (here) return here;
  if (process.getuid?.() !== 0)
    throw new Error('PostgreSQL is missing: install Debian\'s package "postgresql-15".');
  execFileSync('apt-get', ['update', '-qq'], { stdio: 'ignore' });
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'postgresql-15'], {
    stdio: 'ignore',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  const installed = found();
  if (!installed) throw new Error('PostgreSQL is missing: "apt-get install postgresql-15" did not bring it.');
  return installed;
}

export async function startPostgres(): Promise<Postgres> {
  const bin = provideBinaries();
  const folder = mkdtempSync(path.join(tmpdir(), 'isotheme-postgres-'));
  const owner = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};
  if (owner.uid !== undefined) chownSync(folder, owner.uid, owner.gid);
  const data = path.join(folder, 'data');
  execFileSync(
    path.join(bin, 'initdb'),
    ['-D', data, '-U', 'isotheme', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...owner, cwd: folder, stdio: 'ignore' },
  );
  const port = await freePort();
  const there = ['-h', '127.0.0.1', '-p', `${port}`, '-U', 'isotheme'];
  let server: ChildProcess;

  async function start(): Promise<void> {
    for (let tries = 1; ; ) {
      server = spawn(
        path.join(bin, 'postgres'),
        ['-D', data, '-p', `${port}`, '-k', folder, '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'],
        { ...owner, cwd: folder, stdio: 'ignore' },
      );
      while (server.exitCode === null) {
        try {
          execFileSync(path.join(bin, 'pg_isready'), ['-q', ...there]);
          return;
        } catch {
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }
      // The children of one that was killed hold its memory for a moment longer.
      if (tries++ === 20) throw new Error(`postgres ended with ${server.exitCode}`);
    }
  }

  /** SIGQUIT is PostgreSQL's "immediate shutdown": no checkpoint, as in a power cut; the next start recovers. */
  async function halt(how: 'SIGQUIT' | 'SIGKILL' = 'SIGQUIT'): Promise<void> {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill(how);
    await ended;
  }

  await start();
  const address = (database: string) => `postgres://isotheme@127.0.0.1:${port}/${database}`;
  return {
    url: address('postgres'),
    port,
    database(name) {
      execFileSync(path.join(bin, 'createdb'), [...there, name]);
      return address(name);
    },
    ask(url, sql) {
      const rows = execFileSync(path.join(bin, 'psql'), ['-XqAt', '-c', sql, url], { encoding: 'utf8' });
      return rows.split('\n').filter((row) => row !== '');
    },
    async restart(how) {
      await halt(how);
      await start();
    },
    async stop() {
      await halt();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function idOf(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
