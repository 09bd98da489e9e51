/** Theme names on another thread: it reads the papers' words while the stages before `name` run on the first. */
import { Worker } from 'node:worker_threads';
import type { NameThread } from '../../build/index.ts';
import type { Matrix, Paper, ThemeGroups, ThemeWords } from '../../types.ts';
import { compiledPath } from '../process/fork.ts';
import type { NameThreadRequest } from './name-thread-program.ts';

/** Fewer papers are read faster than a thread starts. */
const FEWEST = 1000;
/** The thread needs memory beside the other stages: 0.25 GiB for 20,000 papers, 0.7 GiB for 86,000. */
const MOST = 50_000;

/**
 * Starts a thread that reads the papers' words. Its names are those of the `name` stage, to the byte.
 * @returns null if there are too few papers for it to pay, or so many that its memory counts for more
 */
export function startNameThread(papers: readonly Paper[]): NameThread | null {
  if (papers.length < FEWEST || papers.length > MOST) return null;
  const thread = new Worker(compiledPath('name/name-thread-program'));
  const send = (request: NameThreadRequest) => thread.postMessage(request);
  const answer = new Promise<ThemeWords[][]>((resolve, reject) => {
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', () => reject(new Error('the thread that names themes ended before it was done')));
  });
  // A rejection surfaces where the names are awaited; this avoids an unhandled one if the build fails first.
  answer.catch(() => {});
  send({ type: 'read', papers: papers.map(({ title, abstract }) => ({ title, abstract })) });
  return {
    name(features: Matrix, levels: readonly ThemeGroups[]) {
      send({ type: 'name', features, levels });
      return answer;
    },
    async stop() {
      await thread.terminate();
    },
  };
}
