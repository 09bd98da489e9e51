/** The program of the thread that names themes: it reads the papers' words, then waits for the themes. */
import { parentPort } from 'node:worker_threads';
import { nameThemes, type RankedLevel, readWording, type Wording } from '../../name/index.ts';
import type { Paper } from '../../types.ts';

export type NameThreadRequest =
  | { type: 'read'; papers: Pick<Paper, 'title' | 'abstract'>[] }
  | { type: 'name'; levels: RankedLevel[] };

let wording: Wording | undefined;

parentPort!.on('message', (request: NameThreadRequest) => {
  if (request.type === 'read') {
    wording = readWording(request.papers);
    return;
  }
  parentPort!.postMessage(nameThemes(wording!, request.levels));
  // Ends the thread, which frees the tokenised corpus: a quarter of the build's memory.
  parentPort!.close();
});
