/** Naming beside the other stages: a second core reads the papers' words while the first finds their themes. */
import { Worker } from 'node:worker_threads';
import type { NamingAhead } from '../../build/index.ts';
import type { RankedLevel } from '../../name/index.ts';
import type { Paper, ThemeWords } from '../../types.ts';
import { compiledPath } from '../process/fork.ts';
import type { NamingRequest } from './naming-thread.ts';

/** Fewer papers are read sooner than a thread has started. */
const FEWEST = 1000;
/** A thread takes memory of its own beside the other stages: 0.25 GiB for 20,000 papers, 0.7 GiB for 86,000. */
const MOST = 50_000;

/**
 * Starts to read what papers say on a thread of its own; the names are those of `name`, to the byte.
 * @returns null where there are too few papers for it to pay, or so many that memory counts for more
 */
export function startNaming(papers: readonly Paper[]): NamingAhead | null {
  if (papers.length < FEWEST || papers.length > MOST) return null;
  const thread = new Worker(compiledPath('name/naming-thread'));
  const send = (request: NamingRequest) => thread.postMessage(request);
  const answer = new Promise<ThemeWords[][]>((resolve, reject) => {
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', () => reject(new Error('the thread that names themes ended before it was done')));
  });
  // Whoever waits for the names hears of it; a build that has failed before does not.
  answer.catch(() => {});
  send({ type: 'read', papers: papers.map(({ title, abstract }) => ({ title, abstract })) });
  return {
    name(levels: RankedLevel[]) {
      send({ type: 'name', levels });
      return answer;
    },
    async stop() {
      await thread.terminate();
    },
  };
}
