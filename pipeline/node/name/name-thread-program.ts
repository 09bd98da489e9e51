/** The program of the thread that names themes: it reads the papers' words, then waits for the themes. */
import { parentPort } from 'node:worker_threads';
import { nameThemes, type PaperPhrases, type RankedLevel, readPhrases } from '../../name/index.ts';
import type { Paper } from '../../types.ts';

export type NameThreadRequest =
  | { type: 'read'; papers: Pick<Paper, 'title' | 'abstract'>[] }
  | { type: 'name'; levels: RankedLevel[] };

let phrases: PaperPhrases | undefined;

parentPort!.on('message', (request: NameThreadRequest) => {
  if (request.type === 'read') {
    phrases = readPhrases(request.papers);
    return;
  }
  parentPort!.postMessage(nameThemes(phrases!, request.levels));
  // Ends the thread, which frees the tokenised corpus: a quarter of the build's memory.
  parentPort!.close();
});
