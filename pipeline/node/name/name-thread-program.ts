/** The program of the thread that names themes: it reads the papers' words, then waits for the themes. */
import { parentPort } from 'node:worker_threads';
import { nameThemes, type PaperPhrases, readPhrases } from '../../name/index.ts';
import type { Matrix, Paper, ThemeGroups } from '../../types.ts';

export type NameThreadRequest =
  | { type: 'read'; papers: Pick<Paper, 'title' | 'abstract'>[] }
  | { type: 'name'; features: Matrix; levels: readonly ThemeGroups[] };

let phrases: PaperPhrases | undefined;

parentPort!.on('message', (request: NameThreadRequest) => {
  if (request.type === 'read') {
    phrases = readPhrases(request.papers);
    return;
  }
  parentPort!.postMessage(nameThemes(phrases!, request.features, request.levels));
  // Ends the thread, which frees the tokenised corpus: a quarter of the build's memory.
  parentPort!.close();
});
