import path from 'node:path';
import { type BuildTools, buildMap } from '../../build.ts';
import { UsageError } from '../../errors.ts';
import type { LayoutEngine } from '../../layout.ts';
import { mapName } from '../../map-name.ts';
import { createStageMemo, type StageMemo } from '../../stage-memo.ts';
import { STAGE_WORDS } from '../../stage-words.ts';
import type { Progress, StageName } from '../../types.ts';
import { createEmbedder } from '../embedder.ts';
import { createNeighbourSearch } from '../hnsw.ts';
import { type InputOptions, readOptions } from '../input-options.ts';
import { cacheBeside, readInputs, reportInputs } from '../inputs.ts';
import { interruptible } from '../interrupt.ts';
import { lockFolder } from '../lock.ts';
import { readMap, writeMap } from '../map-files.ts';
import { parseEndpoint } from '../namer/endpoint.ts';
import { askForNames } from '../namer.ts';
import { createProgress } from '../progress.ts';
import { themeReport } from '../report.ts';

export interface BuildCommandOptions extends InputOptions {
  out?: string;
  name?: string;
  seed: number;
  model?: string;
  embedder: 'transformer' | 'lexical';
  themes?: number;
  neighbours: number;
  minDist: number;
  layout: LayoutEngine | 'auto';
  /** Folder or name of a map to be like. */
  like?: string;
  watch?: boolean;
  /** Address of an OpenAI-compatible endpoint. */
  namer?: string;
  /** Address of the PostgreSQL database through which workers embed. */
  queue?: string;
  quiet?: boolean;
}

function renameBy(url: string, onLog: (line: string) => void): BuildTools['rename'] {
  return (papers, clustering, words, run) => askForNames(papers, clustering, words, { url, onLog }, run);
}

/** `isotheme build`: the map goes to its folder, what was found to stdout, everything else to stderr. */
export async function build(inputs: string[], options: BuildCommandOptions): Promise<void> {
  if (!options.watch) return buildOnce(inputs, options);
  const memo = createStageMemo();
  await (await import('./watch.ts')).watchInputs(inputs, () => buildOnce(inputs, options, memo));
}

async function buildOnce(inputs: string[], options: BuildCommandOptions, memo?: StageMemo): Promise<void> {
  if (options.name !== undefined && mapName(options.name) !== options.name)
    throw new UsageError(
      `--name ${options.name}: use letters, digits, dots, dashes and underscores, such as "${mapName(options.name)}".`,
    );
  // A wrong address ends here, not after the embedding.
  if (options.namer !== undefined) parseEndpoint(options.namer);
  const progress = createProgress({ quiet: options.quiet ?? false });
  const log = (line: string) => progress.log(line);
  await interruptible(async (signal) => {
    const source = await readInputs(inputs, readOptions(options));
    const like = options.like === undefined ? null : await readMap(options.like);
    reportInputs(source, progress);
    const name = options.name ?? source.name;
    const folder = options.out ?? path.join('data', 'maps', name);
    const embedder = await createEmbedder({
      kind: options.embedder,
      ...(options.model !== undefined && { model: options.model }),
      extraCaches: inputs.filter((input) => input !== '-').map(cacheBeside),
      queue: options.queue,
      seed: options.seed,
      onLog: log,
    });
    const unlock = lockFolder(folder);
    const reused: StageName[] = [];
    const onProgress = (step: Progress) => {
      if (step.reused) reused.push(step.stage);
      progress.update(step);
    };
    try {
      const search = await createNeighbourSearch(progress.warn);
      const map = await buildMap(
        source.papers,
        {
          name,
          file: source.file,
          sha256: source.sha256,
          warnings: source.warnings.length,
          counts: source.counts,
        },
        {
          embedder,
          findNeighbours: search.find,
          ...(options.namer !== undefined && { rename: renameBy(options.namer, log) }),
          ...(memo && { memo }),
        },
        {
          seed: options.seed,
          neighbours: options.neighbours,
          themes: options.themes ?? null,
          minDist: options.minDist,
          layout: options.layout,
          ...(like && { like }),
        },
        { onProgress, signal },
      );
      await writeMap(map, folder);
      const { cached, computed } = embedder.stats();
      log(`${source.papers.length} papers (${computed} embedded, ${cached} from the cache) → ${folder}`);
      if (reused.length > 0)
        log(`As before: ${reused.map((stage) => STAGE_WORDS[stage].toLowerCase()).join(', ')}.`);
      progress.close();
      process.stdout.write(themeReport(map));
    } finally {
      progress.close();
      await embedder.close();
      unlock();
    }
  });
}
