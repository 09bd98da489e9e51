import { createHash } from 'node:crypto';
import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CancelledError, UsageError, UserError } from '../../errors.ts';
import { interruptible } from '../interrupt.ts';

/** Milliseconds without a further change before the inputs are read: editors write in several steps. */
const PAUSE = 200;

/**
 * Runs `build` at once and again after each change of an input's content, until Ctrl-C. Input that can't be read is
 * said, and the map stays as it was until the input is mended.
 */
export async function watchInputs(inputs: readonly string[], build: () => Promise<void>): Promise<void> {
  if (inputs.includes('-')) throw new UsageError('--watch: standard input cannot be watched; name a file.');
  let built: string | null = null;
  for (;;) {
    const now = await contentOf(inputs);
    if (now !== built) {
      built = now;
      try {
        await build();
      } catch (error) {
        if (error instanceof CancelledError) return;
        if (!(error instanceof UserError)) throw error;
        process.stderr.write(`isotheme: ${error.message} The map is as it was.\n`);
      }
      process.stderr.write(`Watching ${inputs.join(', ')}; Ctrl-C ends it.\n`);
    }
    if (!(await changed(inputs, built))) return;
  }
}

/** @returns true after a change, false where Ctrl-C ended the watch */
function changed(inputs: readonly string[], built: string): Promise<boolean> {
  return interruptible(
    (signal) =>
      new Promise<boolean>((resolve, reject) => {
        let timer: NodeJS.Timeout | undefined;
        const names = new Set(inputs.map((input) => path.resolve(input)));
        // Folders, not files: editors put a new file in the place of the old one.
        const folders = new Set([...names].map((name) => path.dirname(name)));
        const done = (answer: boolean) => {
          clearTimeout(timer);
          for (const watcher of watchers) watcher.close();
          signal.removeEventListener('abort', stop);
          resolve(answer);
        };
        const stop = () => done(false);
        const look = async () => {
          if ((await contentOf(inputs)) !== built) done(true);
        };
        const soon = () => {
          clearTimeout(timer);
          timer = setTimeout(() => look().catch(reject), PAUSE);
        };
        const watchers = [...folders].map((folder) => {
          const watcher = watch(folder, (_, file) => {
            if (file === null || names.has(path.join(folder, file))) soon();
          });
          watcher.on('error', reject);
          return watcher;
        });
        signal.addEventListener('abort', stop);
        // A change between the last build and the first watch.
        soon();
      }),
  );
}

/** Hash over the inputs' bytes; inputs that are not there count as such. */
async function contentOf(inputs: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const input of inputs) {
    const bytes = await readFile(input).catch(() => null);
    hash.update(bytes === null ? 'missing\n' : `${bytes.length}\n`);
    if (bytes) hash.update(bytes);
  }
  return hash.digest('hex');
}
