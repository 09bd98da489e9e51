/** Folders under one name, whatever symbolic links lead to them. */
import { readlinkSync, realpathSync } from 'node:fs';
import path from 'node:path';

/**
 * Where `folder` lies in truth: links in its path are followed, also where they lead to what is not there yet.
 * @returns `folder` as it was given where no link leads elsewhere, else the absolute path
 */
export function realFolder(folder: string): string {
  const full = path.resolve(folder);
  const real = follow(full);
  return real === full ? folder : real;
}

function follow(full: string): string {
  const parent = path.dirname(full);
  try {
    return realpathSync(full);
  } catch (error) {
    // Whoever goes on to write there meets what is wrong, and says it.
    if (parent === full) return full;
    const target = (error as NodeJS.ErrnoException).code === 'ENOENT' ? linkTarget(full) : null;
    return target === null ? path.join(follow(parent), path.basename(full)) : follow(target);
  }
}

/** What a link names; null for what is none. */
function linkTarget(full: string): string | null {
  try {
    return path.resolve(path.dirname(full), readlinkSync(full));
  } catch {
    return null;
  }
}
