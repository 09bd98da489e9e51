/** Whole files: a reader sees the old content or the new, never half of it. */
import { randomBytes } from 'node:crypto';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../util/index.ts';

/**
 * Writes a hidden file beside `file`, waits until the disk has it, and renames it. If two processes write the same file
 * at once, the last one wins with a whole file.
 * @throws the file system's error; the old file stays
 */
export async function replaceFile(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = path.join(
    path.dirname(file),
    `.${path.basename(file)}-${randomBytes(4).toString('hex')}`,
  );
  try {
    await writeFile(temporary, content, { flag: 'wx', flush: true });
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * Writes a file that the user named. One that exists and is not a plain file (a pipe, `/dev/stdout`) is written to directly.
 * @throws UserError if it cannot be written
 */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const existing = await stat(file).catch(() => null);
  try {
    if (existing?.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    if (existing && !existing.isFile()) await writeFile(file, content);
    else await replaceFile(file, content);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`${file}: can't be written (${code}); name another file with -o.`);
  }
}
