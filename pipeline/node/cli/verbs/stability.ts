import { mapOptions, whole } from '../../../build/options.ts';
import type { Stability } from '../../../stability/index.ts';
import { interruptible } from '../interrupt.ts';
import { examples, json, mapArgument, quiet } from '../options.ts';
import { createProgress } from '../progress.ts';
import { preset, type Values, type Verb } from '../verb.ts';

export const stabilityOptions = {
  runs: preset('--runs <n>', 'number of runs', whole(1), 20),
  seed: preset('--seed <n>', 'random seed', mapOptions.seed, 1),
  json,
  quiet,
};

/** `isotheme stability`: how often each theme comes back, and how sure each paper is of its own. */
export const stability: Verb = {
  name: 'stability',
  summary: 'make the themes again and again, and count what comes back',
  arguments: [mapArgument],
  options: { '': stabilityOptions },
  after: examples('isotheme stability august --runs 50'),
  run,
};

/** Papers that are told on the terminal; `--json` has all of them. */
const LEAST_SURE = 10;

async function run(folder: string, options: Values<typeof stabilityOptions>): Promise<void> {
  const { assessStability } = await import('../../api/verbs.ts');
  const { readMap } = await import('../../files/map-folder.ts');
  const { createNeighbourSearch } = await import('../../neighbours/hnsw.ts');
  const map = await readMap(folder);
  const progress = createProgress({ quiet: options.quiet ?? false });
  await interruptible(async (signal) => {
    try {
      const search = await createNeighbourSearch(progress.warn);
      const report = await assessStability(map, {
        runs: options.runs,
        seed: options.seed,
        findNeighbours: search.find,
        onProgress: progress.update,
        signal,
      });
      progress.close();
      process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : plain(report));
    } finally {
      progress.close();
    }
  });
}

function plain({ summary, themes, papers, ari }: Stability): string {
  const lines = [summary, ''];
  if (ari.seeds !== null) lines.push(`ARI with other random numbers  ${ari.seeds.toFixed(3)}`);
  if (ari.resamples !== null) lines.push(`ARI with a fifth left out      ${ari.resamples.toFixed(3)}`);
  lines.push('', 'back   overlap  papers  theme');
  for (const theme of themes)
    lines.push(
      `${theme.comesBack.toFixed(2).padStart(4)}  ${theme.overlap.toFixed(2).padStart(7)}  ${String(theme.size).padStart(6)}  ${'  '.repeat(theme.level)}${theme.name}`,
    );
  const doubtful = papers
    .filter((paper) => paper.sure < 0.8)
    .sort((a, b) => a.sure - b.sure || a.paper - b.paper);
  if (doubtful.length > 0) {
    lines.push('', `Least sure of their theme (${doubtful.length} below 0.80)`);
    for (const { sure, title } of doubtful.slice(0, LEAST_SURE)) lines.push(`${sure.toFixed(2)}  ${title}`);
  }
  return `${lines.join('\n')}\n`;
}
