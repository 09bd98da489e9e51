import { mapOptions, whole } from '../../../build/options.ts';
import type { ThemeMap } from '../../../map/index.ts';
import type { Stability } from '../../../stability/index.ts';
import { interruptible } from '../interrupt.ts';
import { examples, json, mapArgument, quiet } from '../options.ts';
import { createProgress } from '../progress.ts';
import { option, preset, type Values, type Verb } from '../verb.ts';

export const stabilityOptions = {
  runs: preset('--runs <n>', 'number of runs', whole(1), 100),
  seed: option('--seed <n>', "random seed (default: the map's)", mapOptions.seed),
  json,
  quiet,
};

/** `isotheme stability`: how stable each theme is, and each paper in its own. */
export const stability: Verb = {
  name: 'stability',
  summary: 'make the themes again and again, and measure what comes back',
  arguments: [mapArgument],
  options: { '': stabilityOptions },
  after: examples('isotheme stability august --runs 200'),
  run,
};

/** Papers that are told on the terminal; `--json` has all of them. */
const MOST_MOVING = 10;

async function run(folder: string, options: Values<typeof stabilityOptions>): Promise<void> {
  const { assessStability } = await import('../../api/verbs.ts');
  const { readMap } = await import('../../files/map-folder.ts');
  const map = await readMap(folder);
  const progress = createProgress({ quiet: options.quiet ?? false });
  await interruptible(async (signal) => {
    try {
      const report = await assessStability(map, {
        runs: options.runs,
        ...(options.seed !== undefined && { seed: options.seed }),
        onProgress: progress.update,
        signal,
      });
      progress.close();
      process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : await plain(map, report));
    } finally {
      progress.close();
    }
  });
}

async function plain({ manifest }: ThemeMap, { summary, themes, papers, ari }: Stability): Promise<string> {
  const { themeTree } = await import('../../../map/index.ts');
  const { STAYED, stabilityPercent, stabilityWord } = await import('../../../stability/index.ts');
  const lines = [summary, ''];
  if (ari !== null) lines.push(`Agreement of the finest themes (ARI)  ${ari.toFixed(3)}`);
  lines.push('', 'stability  papers  theme');
  const { shown } = themeTree(manifest.themes);
  for (const { stability, size, level, name } of themes.filter(({ id }) => shown[id] === id))
    lines.push(
      `${stabilityPercent(stability).padStart(9)}  ${String(size).padStart(6)}  ${'  '.repeat(level)}${name} (${stabilityWord(stability)})`,
    );
  const moving = papers
    .flatMap(({ stability, title, paper }) => (stability === null ? [] : [{ stability, title, paper }]))
    .filter(({ stability }) => stability < STAYED)
    .sort((a, b) => a.stability - b.stability || a.paper - b.paper);
  if (moving.length > 0) {
    lines.push(
      '',
      `Papers that left their theme most often (${moving.length} stayed in under 80 % of the runs)`,
    );
    for (const { stability, title } of moving.slice(0, MOST_MOVING))
      lines.push(`${stabilityPercent(stability).padStart(9)}  ${title}`);
  }
  return `${lines.join('\n')}\n`;
}
