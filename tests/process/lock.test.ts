import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from '../../pipeline/node/files/lock.ts';
import { realFolder } from '../../pipeline/node/files/real-folder.ts';
import { UserError } from '../../pipeline/util/errors.ts';

let folder: string;
let target: string;
let lock: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'isotheme-lock-'));
  target = path.join(folder, 'map');
  lock = path.join(folder, '.map.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const owner = () => JSON.parse(readFileSync(lock, 'utf8'));
/** The lock of this very process, but for what is given. */
function leave(other: object): void {
  const release = lockFolder(target);
  const text = JSON.stringify({ ...owner(), ...other });
  release();
  writeFileSync(lock, text);
}

const NONCE = { nonce: '0123456789abcdef' };

describe('a lock', () => {
  it('names its owner, keeps a second build out, and is removed by its release', () => {
    const release = lockFolder(target);
    expect(owner()).toMatchObject({ pid: process.pid, host: hostname() });
    expect(() => lockFolder(target)).toThrow(UserError);
    expect(() => lockFolder(`${target}/`)).toThrow(
      `${target}/: process ${process.pid} is writing to it; wait until it ends, or name another folder with -o.`,
    );
    release();
    release();
    expect(readdirSync(folder)).toEqual([]);
    lockFolder(target)();
  });

  it('is the same for a folder and the links to it, whether it exists or not', () => {
    const at = (...names: string[]) => path.join(folder, ...names);
    symlinkSync('map', at('link'));
    symlinkSync(folder, at('about'));
    symlinkSync('round', at('round'));
    for (const there of [false, true]) {
      if (there) mkdirSync(target, { recursive: true });
      const release = lockFolder(target);
      for (const other of [at('link'), at('about', 'map'), at('about', 'link')])
        expect(() => lockFolder(other), other).toThrow(`${other}: process ${process.pid} is writing to it`);
      release();
      for (const other of [at('link'), at('about', 'link', 'new'), at('round')]) lockFolder(other)();
    }
    expect(readdirSync(folder).sort()).toEqual(['about', 'link', 'map', 'round']);
    expect(realFolder(path.join(target, '..', 'map'))).toBe(path.join(target, '..', 'map'));
  });

  it('does not keep a build out of another folder', () => {
    const releases = ['a', 'b', path.join('deep', 'c')].map((name) => lockFolder(path.join(folder, name)));
    for (const release of releases) release();
    expect(readdirSync(folder)).toEqual(['deep']);
  });

  it('is not released by a process that has lost it', () => {
    const release = lockFolder(target);
    writeFileSync(lock, JSON.stringify({ ...owner(), ...NONCE }));
    release();
    expect(owner()).toMatchObject(NONCE);
  });

  it('of a process that has ended is taken over', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    leave({ pid: child.pid, ...NONCE });
    const release = lockFolder(target);
    expect(owner().pid).toBe(process.pid);
    release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is taken over if its process id belongs to another process now', () => {
    leave({ start: '1', ...NONCE });
    lockFolder(target)();
    expect(readdirSync(folder)).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('is taken over after a restart of the machine', () => {
    leave({ space: 'another-boot pid:[1]', ...NONCE });
    lockFolder(target)();
  });

  it.runIf(process.platform === 'linux')('of another container of this machine is respected', () => {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    leave({ space: `${boot} pid:[1]`, ...NONCE });
    expect(() => lockFolder(target)).toThrow('is writing to it');
  });

  it.runIf(process.platform === 'linux')('of a zombie process is taken over', async () => {
    const parent = spawn('sh', ['-c', 'cat <&3 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    });
    const [pid] = await once(parent.stdout!, 'data');
    const told = (file: string) => expect.poll(() => readFileSync(`/proc/${file}`, 'latin1'));
    // The shell might fetch what has ended; what it becomes does not.
    await told(`${parent.pid}/comm`).toBe('sleep\n');
    (parent.stdio[3] as Writable).end();
    await told(`${Number(pid)}/stat`).toContain(') Z ');
    leave({ pid: Number(pid), ...NONCE });
    lockFolder(target)();
    parent.kill();
  });

  it('of another machine is respected, and the message says what to do', () => {
    leave({ host: 'elsewhere', pid: 7, ...NONCE });
    expect(() => lockFolder(target)).toThrow(
      `${target}: process 7 on elsewhere is writing to it; wait until it ends, or remove ${lock} if that process no longer exists.`,
    );
  });

  it('removes what killed processes left beside it, and nothing else', () => {
    const left = [
      '.map.lock.0123456789abcdef.tmp',
      '.map.lock.0123456789abcdef',
      '.map.lock.0123456789abcdef.0123456789abcdef.tmp',
    ];
    const others = ['.map.lock.txt', '.map2.lock.0123456789abcdef.tmp', 'map.lock.tmp'];
    for (const name of [...left, ...others]) writeFileSync(path.join(folder, name), '{"pid":');
    lockFolder(target)();
    expect(readdirSync(folder)).toEqual(others.toSorted());
  });

  it('is not removed if the file is not a lock', () => {
    for (const text of ['', '{"pid":1}', 'thesis']) {
      writeFileSync(lock, text);
      expect(() => lockFolder(target)).toThrow(`its lock ${lock} can't be read; remove that file`);
      expect(readFileSync(lock, 'utf8')).toBe(text);
    }
  });

  it('is taken over from a process that ended while taking it over', async () => {
    leave({ start: '1', ...NONCE });
    const claim = { ...owner(), nonce: 'fedcba9876543210' };
    writeFileSync(`${lock}.${NONCE.nonce}`, JSON.stringify(claim));
    lockFolder(target)();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('that cannot be created is one sentence', () => {
    writeFileSync(path.join(folder, 'file'), '');
    expect(() => lockFolder(path.join(folder, 'file', 'map'))).toThrow(
      /file\/map: can't be written to \(E\w+\); name another folder with -o\.$/,
    );
  });

  it('has one owner at a time when many processes want that of a dead one', async () => {
    // Each appends to a file while it holds the lock; no other may.
    const script = path.join(folder, 'want.mjs');
    const module = new URL('../../dist/pipeline/node/files/lock.js', import.meta.url).href;
    writeFileSync(
      script,
      `import { openSync, closeSync, rmSync, appendFileSync } from 'node:fs';
       import { lockFolder } from ${JSON.stringify(module)};
       for (let won = 0; won < 5; ) {
         let release;
         try { release = lockFolder(${JSON.stringify(target)}); } catch { await 0; continue; }
         closeSync(openSync(${JSON.stringify(path.join(folder, 'alone'))}, 'wx'));
         rmSync(${JSON.stringify(path.join(folder, 'alone'))});
         appendFileSync(${JSON.stringify(path.join(folder, 'won'))}, '.');
         won++;
         // Ends without giving it back, the last time.
         if (won === 5) process.kill(process.pid, 'SIGKILL');
         release();
       }`,
    );
    leave({ start: '1', ...NONCE });
    const ends = await Promise.all(
      Array.from({ length: 4 }, () =>
        promisify(execFile)(process.execPath, [script]).then(
          () => null,
          (error: { signal: string; stderr: string }) => [error.signal, error.stderr],
        ),
      ),
    );
    expect(ends).toEqual(Array.from({ length: 4 }, () => ['SIGKILL', '']));
    expect(readFileSync(path.join(folder, 'won'), 'utf8')).toBe('.'.repeat(20));
    lockFolder(target)();
    expect(readdirSync(folder).sort()).toEqual(['want.mjs', 'won']);
  });
});

it('is released by a process that is interrupted twice', () => {
  const module = new URL('../../dist/pipeline/node/files/lock.js', import.meta.url).href;
  const code = `import(${JSON.stringify(module)}).then(({ lockFolder }) => { lockFolder(${JSON.stringify(target)}); console.log(require('fs').readdirSync(${JSON.stringify(folder)}).length); process.exit(130); })`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', code], { encoding: 'utf8' });
  expect([status, stdout, stderr]).toEqual([130, '1\n', '']);
  expect(readdirSync(folder)).toEqual([]);
});
