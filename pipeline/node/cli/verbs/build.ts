import path from 'node:path';
import type { StageMemo } from '../../../build/index.ts';
import { filled, flag, mapOptions, oneOf, whole } from '../../../build/options.ts';
import type { Paper, Progress, StageName } from '../../../types.ts';
import { CancelledError, UsageError } from '../../../util/index.ts';
import type { CachedEmbedder } from '../../embed/cache/cached-embedder.ts';
import { lockFolder } from '../../files/lock.ts';
import { realFolder } from '../../files/real-folder.ts';
import { interruptible } from '../interrupt.ts';
import { dtype, examples, inputOptions, json, KINDS, pooling, quiet, readOptions } from '../options.ts';
import { createProgress } from '../progress.ts';
import { buildSummary, themeReport } from '../report.ts';
import { option, preset, type Values, type Verb } from '../verb.ts';

const NAME = filled('a name');

const map = {
  out: option('-o, --out <dir>', 'folder of the map (default: data/maps/<name>)', filled('a folder')),
  name: option('--name <name>', 'name of the map (default: that of the first input)', NAME),
  seed: preset('--seed <n>', 'random seed', mapOptions.seed, 1),
  themes: option('--themes <n>', 'number of finest themes (default: found from the data)', mapOptions.themes),
  neighbours: preset('-k, --neighbours <n>', 'neighbours of each paper', mapOptions.neighbours, 15),
  minDist: preset('--min-dist <x>', 'smallest distance between papers on the map', mapOptions.minDist, 0.1),
  layout: preset('--layout <engine>', 'optimiser of the layout', mapOptions.layout, 'auto'),
  like: option('--like <map>', 'keep shared papers and themes where another map has them', filled('a map')),
  namer: option(
    '--namer <url>',
    'ask an OpenAI-compatible endpoint for the names (default: named offline)',
    filled('an address'),
  ),
};

const vectors = {
  embedder: preset(
    '--embedder <kind>',
    'lexical needs no model, and is coarser; endpoint asks --endpoint',
    oneOf(['transformer', 'lexical', 'endpoint']),
    'transformer',
  ),
  model: option(
    '--model <id>',
    'model by its hub id, such as Xenova/all-MiniLM-L6-v2, or as the endpoint calls it',
    filled('a model'),
  ),
  pooling,
  dtype,
  endpoint: option(
    '--endpoint <url>',
    'OpenAI-compatible embeddings endpoint; its key is in ISOTHEME_API_KEY',
    filled('an address'),
  ),
  vectors: option(
    '--vectors <file>',
    'your own vectors, one a paper: .f32, .npy or .parquet',
    filled('a file'),
  ),
  vectorField: option('--vector-field <name>', 'column of the vectors in a Parquet file', NAME),
  queue: option(
    '--queue <url>',
    'let workers elsewhere embed, through this PostgreSQL database',
    filled('an address'),
  ),
  lease: option(
    '--lease <seconds>',
    'after so long without an answer a batch goes to another worker (default: 120)',
    whole(1),
  ),
};

const run = {
  watch: option('--watch', 'build again whenever an input changes', flag),
  json,
  quiet,
};

export const buildOptions = {
  'The input:': inputOptions,
  'The map:': map,
  'The vectors:': vectors,
  'The run:': run,
};

type BuildValues = Values<typeof inputOptions & typeof map & typeof vectors & typeof run>;

/** `isotheme build`: the map goes to its folder, what was found to stdout, everything else to stderr. */
export const build: Verb = {
  name: 'build',
  summary: 'make a map of papers: embed, lay out, find themes, name them',
  arguments: [['<input...>', `${KINDS}; folders of them; - for standard input`]],
  options: buildOptions,
  after: examples(
    'isotheme build papers.jsonl --name spring',
    'isotheme build page.txt --seed 7 -o data/maps/seed-7',
    'isotheme build zotero.bib scopus.csv downloads/ --title-field "Document Title"',
    'isotheme build papers.jsonl --model Xenova/multilingual-e5-small',
    'isotheme build papers.jsonl --vectors vectors.npy',
    'isotheme build papers.jsonl --embedder endpoint --endpoint http://127.0.0.1:11434/v1 --model bge-m3',
  ),
  async run(inputs: string[], options: BuildValues) {
    if (!options.watch) return buildOnce(inputs, options);
    const { createStageMemo } = await import('../../../build/index.ts');
    const { watchInputs } = await import('../watch.ts');
    const memo = createStageMemo();
    await watchInputs(inputs, () => buildOnce(inputs, options, memo));
  },
};

async function buildOnce(inputs: string[], options: BuildValues, memo?: StageMemo): Promise<void> {
  const { STAGE_WORDS } = await import('../../../build/index.ts');
  const { mapName } = await import('../../../map/index.ts');
  const { buildMap } = await import('../../api/verbs.ts');
  const { readInputs, reportInputs } = await import('../../files/inputs.ts');
  const { readMap, writeMap } = await import('../../files/map-folder.ts');
  const { askForNames } = await import('../../name/namer/namer.ts');
  const { parseEndpoint } = await import('../../name/namer/endpoint.ts');
  const { createNeighbourSearch } = await import('../../neighbours/hnsw.ts');
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
        ...(namer !== undefined && {
          rename: (papers, clustering, words, run) =>
            askForNames(papers, clustering, words, { url: namer, onLog: log }, run),
        }),
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
  options: BuildValues,
  onLog: (line: string) => void,
): Promise<CachedEmbedder> {
  const { paperText } = await import('../../../embed/index.ts');
  const { createEmbedder } = await import('../../embed/embedder.ts');
  const { cacheBeside } = await import('../../files/inputs.ts');
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
