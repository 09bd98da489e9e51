import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, watch } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { CancelledError, UsageError, UserError } from '../../util/index.ts';
import { inputFiles } from '../files/inputs.ts';
import { interruptible } from './interrupt.ts';

/** Milliseconds without a further change before the inputs are read: editors write in several steps. */
const PAUSE = 200;

/**
 * Runs `build` at once and again after each change of the inputs' content, until Ctrl-C. In folders, all files that are
 * read count. If an input can't be read, its error is printed and the map stays as it was until the input is fixed.
 */
export async function watchInputs(inputs: readonly string[], build: () => Promise<void>): Promise<void> {
  if (inputs.includes('-')) throw new UsageError('--watch: standard input cannot be watched; name a file.');
  let built: string | null = null;
  await interruptible(async (signal) => {
    while (!signal.aborted) {
      // Watch before reading, so that no change is missed in between; new folders are watched from the next round on.
      const watched = await watchFolders(inputs);
      try {
        const now = await contentOf(inputs);
        if (now !== built) {
          built = now;
          await build().catch((error: unknown) => {
            if (!(error instanceof UserError)) throw error;
            process.stderr.write(`isotheme: ${error.message} The map is as it was.\n`);
          });
          process.stderr.write(`Watching ${inputs.join(', ')}; Ctrl-C ends it.\n`);
        }
        if (!signal.aborted) await Promise.race([watched.changed, once(signal, 'abort')]);
      } catch (error) {
        if (!(error instanceof CancelledError)) throw error;
        return;
      } finally {
        watched.close();
      }
    }
  });
}

/** `changed` resolves when something has changed in or beside the inputs, and nothing more for PAUSE. */
async function watchFolders(
  inputs: readonly string[],
): Promise<{ changed: Promise<void>; close: () => void }> {
  const closing: (() => void)[] = [];
  let timer: NodeJS.Timeout | undefined;
  let resolve = () => {};
  const changed = new Promise<void>((done) => {
    resolve = done;
  });
  const hear = () => {
    clearTimeout(timer);
    timer = setTimeout(resolve, PAUSE);
  };
  const close = () => {
    clearTimeout(timer);
    for (const end of closing) end();
  };
  const listen = (folder: string, matters: (name: string) => boolean) => {
    const watcher = watch(folder, (_, name) => {
      if (name === null || matters(name)) hear();
    });
    // The watched folder disappeared: scan again.
    watcher.on('error', hear);
    closing.push(() => watcher.close());
  };
  // A watcher of a link's folder does not see changes of the link's target.
  const listenBehind = async (link: string) => {
    const target = await realpath(link).catch(() => link);
    if (target !== link) listen(path.dirname(target), (name) => name === path.basename(target));
  };
  const listenBelow = async (folder: string) => {
    listen(folder, (name) => !name.startsWith('.'));
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue;
      const at = path.join(folder, entry.name);
      if (entry.isDirectory()) await listenBelow(at);
      else if (entry.isSymbolicLink()) await listenBehind(at);
    }
  };
  try {
    for (const input of inputs.map((each) => path.resolve(each))) {
      // Watch the folder, not the file: editors replace the file.
      listen(path.dirname(input), (name) => name === path.basename(input));
      await listenBehind(input);
      await listenBelow(input).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOTDIR' && error.code !== 'ENOENT') throw error;
      });
    }
  } catch (error) {
    close();
    const { code, path: where } = error as NodeJS.ErrnoException;
    throw new UserError(`${where}: can't be watched (${code}); leave out --watch.`);
  }
  return { changed, close };
}

/** Hash of the names and bytes of all files that would be read; a missing file counts as "missing". */
async function contentOf(inputs: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const input of inputs)
    for (const file of await inputFiles(input).catch(() => [])) {
      hash.update(`\n${file}\n`);
      try {
        for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
      } catch {
        hash.update('missing');
      }
    }
  return hash.digest('hex');
}
