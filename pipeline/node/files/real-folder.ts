/** One path for a folder, whatever symbolic links lead to it. */
import { readlinkSync, realpathSync } from 'node:fs';
import path from 'node:path';

/**
 * Follows the links in the path of `folder`, also to folders that do not exist yet.
 * @returns the absolute path, or `folder` unchanged if there are no links
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
    // Ignore: the later write fails with a proper error.
    if (parent === full) return full;
    const target = (error as NodeJS.ErrnoException).code === 'ENOENT' ? linkTarget(full) : null;
    return target === null ? path.join(follow(parent), path.basename(full)) : follow(target);
  }
}

/** The target of a link; null if `full` is not a link. */
function linkTarget(full: string): string | null {
  try {
    return path.resolve(path.dirname(full), readlinkSync(full));
  } catch {
    return null;
  }
}
