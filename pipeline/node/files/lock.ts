/**
 * A lock for one folder of a map, so that two builds never write to it at once: a file `.<name>.lock` beside it that
 * says who holds it (process id, host, start of the process).
 *
 * A lock outlives no one: what a dead process left is taken over, also where another process has its number by now,
 * because that one started at another time. Nothing is told by a clock or by the age of a file, and nothing has to be
 * renewed: a stage may keep the thread busy for minutes, and clocks jump.
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { UserError } from '../../util/index.ts';
import { realFolder } from './real-folder.ts';

const ownerSchema = v.object({
  pid: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  /** Name of the machine, and on Linux its boot and the space in which `pid` counts: a container has its own. */
  host: v.string(),
  space: v.nullable(v.string()),
  /** When the process began, in the system's own words; null where the system does not say. */
  start: v.nullable(v.string()),
  /** Tells two locks of one process apart. */
  nonce: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
});
type Owner = v.InferOutput<typeof ownerSchema>;

/**
 * From now on this process alone may write to `folder`, by whatever name.
 * @returns gives the lock back; the end of the process does so too
 * @throws UserError, at once, where a living process holds the lock, or where no lock can be made there
 */
export function lockFolder(folder: string): () => void {
  const file = lockPath(path.resolve(realFolder(folder)));
  const release = acquire(file, folder);
  try {
    sweep(file);
  } catch {
    // They are in nobody's way.
  }
  // A second Ctrl-C ends the process without unwinding.
  process.once('exit', release);
  return () => {
    process.off('exit', release);
    release();
  };
}

/** Beside the folder, which need not be there yet; within it where what is about it can't be written to. */
function lockPath(folder: string): string {
  const parent = path.dirname(folder);
  try {
    accessSync(parent, constants.W_OK);
  } catch {
    if (existsSync(folder)) return path.join(folder, '.lock');
  }
  return path.join(parent, `.${path.basename(folder)}.lock`);
}

/**
 * Takes away what processes that were killed at a lock of their own have left beside it. Who is at work on one finds it
 * gone, and begins again: the lock is held now.
 */
function sweep(file: string): void {
  const begins = `${path.basename(file)}.`;
  for (const name of readdirSync(path.dirname(file)))
    if (name.startsWith(begins) && /^(?:[0-9a-f]{16}\.?)+(?:tmp)?$/.test(name.slice(begins.length)))
      rmSync(path.join(path.dirname(file), name), { force: true });
}

/** Tries at a lock whose file another process swept away before it was in its place. */
const TRIES = 5;

/** @returns gives the lock back */
function acquire(file: string, folder: string, tries = TRIES): () => void {
  const own = describeSelf();
  const temporary = `${file}.${own.nonce}.tmp`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    try {
      writeFileSync(temporary, `${JSON.stringify(own)}\n`, { flag: 'wx' });
      take(file, temporary, own, folder);
    } finally {
      rmSync(temporary, { force: true });
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && tries > 1) return acquire(file, folder, tries - 1);
    throw new UserError(`${folder}: can't be written to (${code ?? message}); name another folder with -o.`);
  }
  return () => {
    if (readOwner(file)?.nonce === own.nonce) rmSync(file, { force: true });
  };
}

/**
 * Puts `temporary` in the place of `file`, which a link does only where nothing is there.
 *
 * What a dead owner left is replaced by whoever holds the claim to that very lock (a lock of its own, named after it):
 * no more than one process can hold it, and as long as it does no other replaces the lock.
 */
function take(file: string, temporary: string, own: Owner, folder: string): void {
  try {
    linkSync(temporary, file);
    return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const owner = readOwner(file);
  if (owner && isAlive(owner)) throw held(folder, file, owner);
  // One that can't be read is not ours: ours come into being whole.
  if (!owner)
    throw new UserError(`${folder}: its lock ${file} can't be read; remove that file and run again.`);
  const release = acquire(`${file}.${owner.nonce}`, folder);
  try {
    if (readOwner(file)?.nonce === owner.nonce) renameSync(temporary, file);
    else take(file, temporary, own, folder);
  } finally {
    release();
  }
}

function held(folder: string, file: string, { pid, host }: Owner): UserError {
  const self = describeSelf();
  return host === self.host
    ? new UserError(
        `${folder}: process ${pid} is writing to it; wait until it has ended, or name another folder with -o.`,
      )
    : new UserError(
        `${folder}: process ${pid} on ${host} is writing to it; wait until it has ended, or remove ${file} if that is long gone.`,
      );
}

function readOwner(file: string): Owner | null {
  try {
    const result = v.safeParse(ownerSchema, JSON.parse(readFileSync(file, 'utf8')));
    return result.success ? result.output : null;
  } catch {
    return null;
  }
}

function describeSelf(): Owner {
  return {
    pid: process.pid,
    host: hostname(),
    space: processSpace(),
    start: startOf(process.pid),
    nonce: randomBytes(8).toString('hex'),
  };
}

/** Whether the owner may still be at work; an owner on another machine always may. */
function isAlive({ pid, host, space, start }: Owner): boolean {
  if (host !== hostname()) return true;
  if (space !== processSpace()) {
    // The same machine after a restart, in which nothing lives on; else another container of it.
    return space?.split(' ')[0] === processSpace()?.split(' ')[0];
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return startOf(pid) === start;
}

/** On Linux the boot and the namespace of process ids. */
function processSpace(): string | null {
  if (process.platform !== 'linux') return null;
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
}

/** When the process began, in words that are the same each time; null where it is gone or the system does not say. */
function startOf(pid: number): string | null {
  if (process.platform === 'linux') {
    try {
      // "pid (name) state ppid …": the name may hold anything, and the 22nd field is the start in ticks since the boot.
      const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
        .replace(/^.*\) /s, '')
        .split(' ');
      // One that has ended and that nobody has fetched holds nothing any more.
      return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
    } catch {
      return null;
    }
  }
  if (process.platform === 'win32') return null;
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { env, encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}
