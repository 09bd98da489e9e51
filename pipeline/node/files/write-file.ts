/** Whole files: a reader sees the old one or the new one, never half of it. */
import { randomBytes } from 'node:crypto';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../util/index.ts';

/**
 * Writes beside the file under another name and renames. What is there and is no plain file (a pipe, `/dev/stdout`) is
 * written to as it is.
 * @throws UserError where it can't be written
 */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const there = await stat(file).catch(() => null);
  const temporary = path.join(
    path.dirname(file),
    `.${path.basename(file)}-${randomBytes(4).toString('hex')}`,
  );
  try {
    if (there?.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    if (there && !there.isFile()) await writeFile(file, content);
    else {
      await writeFile(temporary, content, { flag: 'wx' });
      await rename(temporary, file);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`${file}: can't be written (${code}); name another file with -o.`);
  } finally {
    await rm(temporary, { force: true });
  }
}
