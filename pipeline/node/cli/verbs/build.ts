import path from 'node:path';
import { type BuildTools, createStageMemo, STAGE_WORDS, type StageMemo } from '../../../build/index.ts';
import { paperText } from '../../../embed/index.ts';
import type { LayoutEngine } from '../../../layout/index.ts';
import { mapName } from '../../../map/index.ts';
import type { Paper, Progress, StageName } from '../../../types.ts';
import { CancelledError, UsageError } from '../../../util/index.ts';
import { buildMap } from '../../api/verbs.ts';
import type { CachedEmbedder } from '../../embed/cache/cached-embedder.ts';
import { createEmbedder } from '../../embed/embedder.ts';
import { cacheBeside, readInputs, reportInputs } from '../../files/inputs.ts';
import { lockFolder } from '../../files/lock.ts';
import { readMap, writeMap } from '../../files/map-folder.ts';
import { realFolder } from '../../files/real-folder.ts';
import { parseEndpoint } from '../../name/namer/endpoint.ts';
import { askForNames } from '../../name/namer/namer.ts';
import { createNeighbourSearch } from '../../neighbours/hnsw.ts';
import { type InputOptions, readOptions } from '../input-options.ts';
import { interruptible } from '../interrupt.ts';
import { createProgress } from '../progress.ts';
import { buildSummary, themeReport } from '../report.ts';

export interface BuildCommandOptions extends InputOptions {
  out?: string;
  name?: string;
  seed: number;
  model?: string;
  embedder: 'transformer' | 'lexical' | 'endpoint';
  pooling?: 'cls' | 'mean';
  dtype?: 'q8' | 'fp32';
  /** Address of an embeddings endpoint. */
  endpoint?: string;
  /** File of the user's own vectors. */
  vectors?: string;
  vectorField?: string;
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
  /** Seconds until a silent worker's batch goes to another. */
  lease?: number;
  json?: boolean;
  quiet?: boolean;
}

function renameBy(url: string, onLog: (line: string) => void): BuildTools['rename'] {
  return (papers, clustering, words, run) => askForNames(papers, clustering, words, { url, onLog }, run);
}

/** `isotheme build`: the map goes to its folder, what was found to stdout, everything else to stderr. */
export async function build(inputs: string[], options: BuildCommandOptions): Promise<void> {
  if (!options.watch) return buildOnce(inputs, options);
  const memo = createStageMemo();
  await (await import('../watch.ts')).watchInputs(inputs, () => buildOnce(inputs, options, memo));
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
    const corpus = await readInputs(inputs, readOptions(options));
    const like = options.like === undefined ? null : await readMap(options.like);
    reportInputs(corpus, progress);
    const name = options.name ?? corpus.name;
    const folder = options.out ?? path.join('data', 'maps', name);
    const embedder = await embedderOf(inputs, corpus.papers, options, log);
    // A link may be turned elsewhere while the map is made: what was locked is what is written.
    const target = realFolder(folder);
    const unlock = lockFolder(target);
    const reused: StageName[] = [];
    const onProgress = (step: Progress) => {
      if (step.reused) reused.push(step.stage);
      progress.update(step);
    };
    try {
      const { find } = await createNeighbourSearch(progress.warn);
      const { seed, neighbours, themes, minDist, layout, namer } = options;
      const map = await buildMap(corpus, {
        ...{ name, seed, neighbours, themes, minDist, layout },
        ...(like && { like }),
        embedder,
        findNeighbours: find,
        ...(namer !== undefined && { rename: renameBy(namer, log) }),
        ...(memo && { memo }),
        onProgress,
        signal,
      });
      await writeMap(map, target);
      const { cached, computed } = embedder.stats();
      const origin = options.vectors ?? 'the cache';
      log(`${corpus.papers.length} papers (${computed} embedded, ${cached} from ${origin}) → ${folder}`);
      if (reused.length > 0)
        log(`As before: ${reused.map((stage) => STAGE_WORDS[stage].toLowerCase()).join(', ')}.`);
      progress.close();
      process.stdout.write(
        options.json ? `${JSON.stringify(buildSummary(map, folder, computed), null, 2)}\n` : themeReport(map),
      );
    } catch (error) {
      if (error instanceof CancelledError) error.message = howToGoOn(embedder.stats().computed);
      throw error;
    } finally {
      progress.close();
      await embedder.close();
      unlock();
    }
  });
}

/** What makes the vectors: a model, word counts, an endpoint, or the user's own file. */
async function embedderOf(
  inputs: readonly string[],
  papers: readonly Paper[],
  options: BuildCommandOptions,
  onLog: (line: string) => void,
): Promise<CachedEmbedder> {
  const {
    embedder: kind,
    model,
    pooling,
    dtype,
    endpoint,
    vectors,
    vectorField,
    queue,
    lease,
    seed,
  } = options;
  if ((kind === 'endpoint') !== (endpoint !== undefined))
    throw new UsageError('--embedder endpoint and --endpoint go together; give both or neither.');
  if (lease !== undefined && queue === undefined)
    throw new UsageError('--lease is how long workers have for a batch of --queue; give both.');
  if (vectors === undefined && vectorField !== undefined)
    throw new UsageError('--vector-field names a column of the file at --vectors; give both.');
  if (vectors !== undefined && kind !== 'transformer')
    throw new UsageError(`--vectors and --embedder ${kind} exclude each other; leave one out.`);
  if (vectors !== undefined) {
    const { createPrecomputedEmbedder } = await import('../../embed/precomputed/precomputed-embedder.ts');
    return createPrecomputedEmbedder(papers, {
      file: vectors,
      field: vectorField,
      model,
      pooling,
      dtype,
      onLog,
    });
  }
  return createEmbedder({
    kind,
    model,
    choice: { pooling, dtype },
    endpoint,
    ...(papers[0] && { sample: paperText(model ?? '', papers[0]) }),
    extraCaches: inputs.filter((input) => input !== '-').map(cacheBeside),
    queue,
    lease,
    seed,
    onLog,
  });
}

function howToGoOn(computed: number): string {
  const kept = computed === 0 ? '' : ` Vectors made so far are kept (${computed}).`;
  return `Stopped; no map was written.${kept} The same command again goes on from here.`;
}
