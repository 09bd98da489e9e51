#!/usr/bin/env node
/** The command line: verbs, options and exit statuses. Each verb's work is in commands/, loaded when it is called. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { CancelledError, UsageError, UserError } from '../errors.ts';
import { FORMAT_NAMES, FORMATS } from '../export/formats.ts';
import { addInputOptions } from './input-options.ts';
import { VERSION } from './version.ts';

/** 0 done, 1 failed, 2 wrong use, 130 stopped by Ctrl-C. */
type ExitStatus = 0 | 1 | 2 | 130;

function wholeNumber(least: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > 0xffffffff)
      throw new InvalidArgumentError(`Expected a whole number of at least ${least}.`);
    return value;
  };
}

function distance(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value < 3))
    throw new InvalidArgumentError('Expected a number from 0 to below 3.');
  return value;
}

const examples = (...lines: string[]) => `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`;
const KINDS = 'page text, JSONL, JSON, CSV, TSV, Parquet, BibTeX, RIS or NBIB, also compressed (.gz, .zst)';
const json = () => new Option('--json', 'print JSON');

function createProgram(): Command {
  const program = new Command('isotheme')
    .description('A map of named research themes from a pile of paper abstracts, made on your own machine.')
    .version(VERSION)
    .option('--debug', 'show the stack of an error')
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText('after', examples('isotheme build papers.txt', 'isotheme serve'));
  const verb = (usage: string, summary: string) => program.command(usage).description(summary).exitOverride();

  addInputOptions(verb('build', 'make a map of papers: embed, lay out, find themes, name them'))
    .argument('<input...>', `${KINDS}; folders of them; - for standard input`)
    .option('-o, --out <dir>', 'folder of the map (default: data/maps/<name>)')
    .option('--name <name>', 'name of the map (default: that of the first input)')
    .option('--seed <n>', 'random seed', wholeNumber(0), 1)
    .option('--model <id>', 'model by its hub id')
    .addOption(
      new Option('--embedder <kind>', 'lexical needs no model, and is coarser')
        .choices(['transformer', 'lexical'])
        .default('transformer'),
    )
    .option('--themes <n>', 'number of finest themes (default: found from the data)', wholeNumber(1))
    .option('-k, --neighbours <n>', 'neighbours of each paper', wholeNumber(1), 15)
    .option('--min-dist <x>', 'smallest distance between papers on the map', distance, 0.1)
    .addOption(
      new Option('--layout <engine>', 'optimiser of the layout')
        .choices(['auto', 'umap-js', 'fast'])
        .default('auto'),
    )
    .option('--like <map>', 'keep shared papers and themes where another map has them')
    .option('--watch', 'build again whenever an input changes')
    .option('--namer <url>', 'ask an OpenAI-compatible endpoint for the names (default: named offline)')
    .option('--queue <url>', 'let workers elsewhere embed, through this PostgreSQL database')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      examples(
        'isotheme build papers.jsonl --name spring',
        'isotheme build page.txt --seed 7 -o data/maps/seed-7',
        'isotheme build zotero.bib scopus.csv downloads/ --title-field "Document Title"',
      ),
    )
    .action(async (inputs, options) => (await import('./commands/build.ts')).build(inputs, options));

  verb('related', 'find the papers nearest to a paper, or to words of your own')
    .argument('<map>', 'folder or name of a map')
    .argument('<query...>', "a paper's id, its title, or free text")
    .option('-k <n>', 'how many', wholeNumber(1), 10)
    .addOption(json())
    .addHelpText('after', examples('isotheme related data/maps/daily-papers-aug-19 "KV cache"'))
    .action(async (map, query, options) =>
      (await import('./commands/related.ts')).related(map, query.join(' '), options),
    );

  verb('compare', 'what changed from one map to another: themes, papers, agreement')
    .argument('<a>', 'folder or name of the first map')
    .argument('<b>', 'folder or name of the second map')
    .addOption(json())
    .addOption(
      new Option('--format <format>', 'form of the report')
        .choices(['text', 'json', 'csv', 'markdown'])
        .default('text'),
    )
    .addHelpText('after', examples('isotheme compare august september', 'isotheme compare a b --format csv'))
    .action(async (a, b, options) => (await import('./commands/compare.ts')).compareMaps(a, b, options));

  addInputOptions(verb('place', 'say where new papers belong on a finished map'))
    .argument('<map>', 'folder or name of a map')
    .argument('<file>', `${KINDS}; a folder of them; - for standard input`)
    .addOption(json())
    .option('-o, --out <dir>', 'write a map that holds them too; the papers that were there do not move')
    .option('--quiet', 'no progress')
    .addHelpText('after', examples('isotheme place august new.txt', 'isotheme place august new.txt -o both'))
    .action(async (map, file, options) =>
      (await import('./commands/place.ts')).placeFile(map, file, options),
    );

  verb('stability', 'make the themes again and again, and count what comes back')
    .argument('<map>', 'folder or name of a map')
    .option('--runs <n>', 'how often', wholeNumber(1), 20)
    .option('--seed <n>', 'random seed', wholeNumber(0), 1)
    .addOption(json())
    .option('--quiet', 'no progress')
    .addHelpText('after', examples('isotheme stability august --runs 50'))
    .action(async (map, options) => (await import('./commands/stability.ts')).mapStability(map, options));

  verb('eval', 'hold a map against hand labels')
    .argument('<map>', 'folder or name of a map')
    .requiredOption('--labels <file>', '{"id","label"} a line, .gz too')
    .addOption(json())
    .addHelpText('after', examples('isotheme eval data/maps/ijcai --labels ijcai.jsonl.gz --json'))
    .action(async (map, options) => (await import('./commands/eval.ts')).evaluateMap(map, options));

  verb('verify', 'find whatever is wrong with the files of a map')
    .argument('<map>', 'folder or name of a map')
    .addOption(json())
    .addHelpText('after', examples('isotheme verify august', 'isotheme verify data/maps/august --json'))
    .action(async (map, options) => (await import('./commands/verify.ts')).verify(map, options));

  verb('export', 'write a map for other programs')
    .argument('<map>', 'folder or name of a map')
    .option('--format <format>', `${FORMAT_NAMES.join(', ')} (default: by the ending of -o)`)
    .option('-o, --out <file>', 'file to write (default: standard output)')
    .option('--width <pixels>', 'width of a PNG (default: 3508, A4 at 300 dots an inch)', wholeNumber(100))
    .addHelpText(
      'after',
      `\nFormats:\n${FORMAT_NAMES.map((name) => `  ${name.padEnd(10)} ${FORMATS[name].about}`).join('\n')}\n${examples(
        'isotheme export daily-papers-aug-19 -o papers.csv',
        'isotheme export daily-papers-aug-19 -o map.png --width 2000',
        'isotheme export daily-papers-aug-19 --format vosviewer -o vosviewer.json',
      )}`,
    )
    .action(async (map, options) => (await import('./commands/export.ts')).exportMap(map, options));

  verb('serve', 'show the dashboard, on the loopback address')
    .argument('[dir]', 'a folder of maps', 'data/maps')
    .option('--port <n>', 'port (default: 4173, or the next free one)', wholeNumber(0))
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .addHelpText('after', examples('isotheme serve --port 8080'))
    .action(async (dir, options) => (await import('./commands/serve.ts')).serve(dir, options));

  verb('site', 'write the dashboard with its maps as a static site')
    .argument('[dir]', 'a folder of maps', 'data/maps')
    .option('-o, --out <dir>', 'folder to write', 'site')
    .addHelpText('after', examples('isotheme site -o public'))
    .action(async (dir, options) => (await import('./commands/site.ts')).site(dir, options));

  verb('worker', 'embed what builds with the same --queue ask for, until it is stopped')
    .requiredOption('--queue <url>', 'postgres://user:password@host/database')
    .option('--model <id>', "model by its hub id, the same as the build's")
    .option(
      '--lease <seconds>',
      'after so long without an answer a batch goes to another worker',
      wholeNumber(1),
    )
    .option('--processes <n>', 'child processes (default: one a core, 4 at most)', wholeNumber(1))
    .option('--drain', 'end as soon as the queue is empty')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      examples(
        'isotheme worker --queue postgres://me@db/papers',
        'isotheme build all.jsonl --queue postgres://me@db/papers',
      ),
    )
    .action(async (options) => (await import('./commands/worker.ts')).work(options));

  const model = verb('model', 'fetch, check and list the models');
  model
    .command('fetch')
    .description('get a model onto this machine')
    .argument('[id]', 'hub id (default: the default model)')
    .action(async (id) => (await import('./commands/model.ts')).fetchModel(id));
  model
    .command('verify')
    .description('hold the files of a model against their sha256')
    .argument('[id]', 'hub id (default: all that are there)')
    .action(async (id) => (await import('./commands/model.ts')).verifyModel(id));
  model
    .command('list')
    .description('the models that are known, and whether they are here')
    .addOption(json())
    .action(async (options) => (await import('./commands/model.ts')).listModels(options));
  for (const command of model.commands) command.exitOverride();
  return program;
}

async function main(argv: string[]): Promise<ExitStatus> {
  const debug = argv.includes('--debug');
  try {
    await createProgram().parseAsync(
      argv.filter((word) => word !== '--debug'),
      { from: 'user' },
    );
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (debug) console.error(error);
    else console.error(`isotheme: ${error instanceof Error ? error.message : String(error)}`);
    if (error instanceof CancelledError) return 130;
    if (!(error instanceof UserError) && !debug && !isKnown(error))
      console.error('This should not have happened; run again with --debug to see where.');
    return error instanceof UsageError ? 2 : 1;
  }
}

/** Errors that carry their own clear sentence. */
function isKnown(error: unknown): boolean {
  return error instanceof Error && ['MapError', 'RangeError'].includes(error.name);
}

// A reader that has seen enough ("| head") is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});
process.exitCode = await main(process.argv.slice(2));
