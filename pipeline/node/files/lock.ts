/**
 * A lock for a map's folder, so that two builds never write to it at once: a file `.<name>.lock` beside it that names its
 * owner (process id, host, start time of the process).
 *
 * A lock does not outlive its owner: that of a dead process is taken over, even if another process has the same id now,
 * because that one has another start time. The lock does not depend on clocks or the age of a file and is not renewed: a
 * stage may block the thread for minutes, and clocks jump. (proper-lockfile renews the file's modification time.)
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
  /** Name of the machine. */
  host: v.string(),
  /** On Linux, its boot and the namespace of process ids, of which each container has its own. */
  space: v.nullable(v.string()),
  /** When the process started, as the system writes it; null if it does not say. */
  start: v.nullable(v.string()),
  /** Distinguishes two locks of one process. */
  nonce: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
});
type Owner = v.InferOutput<typeof ownerSchema>;

/**
 * Locks `folder` for this process, by whatever path others name it.
 * @returns releases the lock; the end of the process does so too
 * @throws UserError at once if a living process holds the lock, or the lock cannot be created
 */
export function lockFolder(folder: string): () => void {
  const file = lockPath(path.resolve(realFolder(folder)));
  const release = acquire(file, folder);
  try {
    sweep(file);
  } catch {
    // Leftovers do no harm.
  }
  // A second Ctrl-C ends the process without unwinding.
  process.once('exit', release);
  return () => {
    process.off('exit', release);
    release();
  };
}

/** Beside the folder, which need not exist yet, or in it if the folder above cannot be written to. */
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
 * Removes temporary lock files left by killed processes. A process still using one sees it vanish and retries; that is
 * safe because we already hold the lock.
 */
function sweep(file: string): void {
  const begins = `${path.basename(file)}.`;
  for (const name of readdirSync(path.dirname(file)))
    if (name.startsWith(begins) && /^(?:[0-9a-f]{16}\.?)+(?:tmp)?$/.test(name.slice(begins.length)))
      rmSync(path.join(path.dirname(file), name), { force: true });
}

/** Attempts if another process sweeps away the temporary file before it is in place. */
const TRIES = 5;

/** @returns releases the lock */
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
 * Moves `temporary` to `file` by a link, which fails if the file exists.
 *
 * The lock of a dead owner may be replaced only by the process that holds a second lock, named after the first: at most
 * one process holds it, and meanwhile no other replaces the first.
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
  // Our own locks are created whole, so this is another program's file.
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
        `${folder}: process ${pid} is writing to it; wait until it ends, or name another folder with -o.`,
      )
    : new UserError(
        `${folder}: process ${pid} on ${host} is writing to it; wait until it ends, or remove ${file} if that process no longer exists.`,
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

/** Whether the owner may be alive; one on another machine always may. */
function isAlive({ pid, host, space, start }: Owner): boolean {
  if (host !== hostname()) return true;
  if (space !== processSpace()) {
    // If the machine was restarted the owner is dead; if it is in another container it may be alive.
    return space?.split(' ')[0] === processSpace()?.split(' ')[0];
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return startOf(pid) === start;
}

/** The boot and the namespace of process ids; null on other systems than Linux. */
function processSpace(): string | null {
  if (process.platform !== 'linux') return null;
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
}

/** When the process began, in words that are the same each time; null where it is gone or the system does not say. */
function startOf(pid: number): string | null {
  if (process.platform === 'linux') {
    try {
      // "pid (name) state ppid …": the name may contain anything; field 22 is the start in ticks since the boot.
      const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
        .replace(/^.*\) /s, '')
        .split(' ');
      // A zombie process holds nothing.
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
