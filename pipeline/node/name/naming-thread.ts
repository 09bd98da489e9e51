/** The thread that reads what papers say while the stages before naming run, and then names their themes. */
import { parentPort } from 'node:worker_threads';
import { nameThemes, type RankedLevel, readWording, type Wording } from '../../name/index.ts';
import type { Paper } from '../../types.ts';

export type NamingRequest =
  | { type: 'read'; papers: Pick<Paper, 'title' | 'abstract'>[] }
  | { type: 'name'; levels: RankedLevel[] };

let wording: Wording | undefined;

parentPort!.on('message', (request: NamingRequest) => {
  if (request.type === 'read') {
    wording = readWording(request.papers);
    return;
  }
  parentPort!.postMessage(nameThemes(wording!, request.levels));
  // What was read is a quarter of a build's memory, and of no more use.
  parentPort!.close();
});
