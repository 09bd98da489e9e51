/**
 * Of what the processes of `npm run coverage` have counted: a table and an HTML report in coverage/. Less than 95 % of lines
 * or 90 % of branches is a failure. Processes that are killed leave no counts, as those that embed are at every end.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

const inNode = (file) => file.startsWith('pipeline/node/');
const PARTS = [
  ['The pipeline', { lines: 95, branches: 90 }, () => true],
  ['The pipeline outside pipeline/node', { lines: 95, branches: 90 }, (file) => !inNode(file)],
  ['pipeline/node', { lines: 89, branches: 82 }, inNode],
];

export default {
  outputDir: 'coverage',
  // Neither tests nor the bundle of the model library, which is not this project's code.
  entryFilter: {
    '**/dist/pipeline/node/embed/transformer/transformers.js': false,
    '**/dist/pipeline/**/*.js': true,
  },
  all: { dir: 'dist/pipeline', filter: { '**/transformers.js': false, '**/*.js': true } },
  sourcePath: (file) => file.replace(/^.*dist\//, ''),
  reports: ['console-summary', 'v8'],
  /** What a process was writing when it was killed, or on a disk that was made to be full, counts nothing. */
  onReady(_, folder) {
    for (const name of readdirSync(folder)) {
      const file = path.join(folder, name);
      try {
        JSON.parse(readFileSync(file, 'utf8'));
      } catch {
        rmSync(file);
      }
    }
  },
  onEnd({ files }) {
    for (const [what, least, isPart] of PARTS) {
      const part = files.filter(({ sourcePath }) => isPart(sourcePath));
      for (const metric of ['lines', 'branches']) {
        const sum = (count) => part.reduce((so, { summary }) => so + summary[metric][count], 0);
        const share = (100 * sum('covered')) / sum('total');
        console.log(`${what}: ${share.toFixed(1)} % of ${metric}, ${least[metric]} at least`);
        if (!(share >= least[metric])) process.exitCode = 1;
      }
    }
  },
};
