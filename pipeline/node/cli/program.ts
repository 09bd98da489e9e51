/** The verbs with their options. Each verb's work is in ../commands/, loaded when it is called. */
import { Command, Option } from 'commander';
import { DEFAULT_MODEL } from '../../embed/models.ts';
import { nearestWord } from '../../util/index.ts';
import { EXPORT_FORMATS, NODE_FORMATS } from '../export/registry.ts';
import { VERSION } from '../process/version.ts';
import { SHELLS } from './completion.ts';
import { addInputOptions } from './input-options.ts';
import {
  choice,
  distance,
  dtype,
  endpoint,
  examples,
  filled,
  json,
  KINDS,
  pooling,
  quiet,
  wholeNumber,
} from './options.ts';
import { applySettings, readSettings } from './settings.ts';

export function createProgram(): Command {
  const program = new Command('isotheme')
    .description('A map of named research themes from a pile of paper abstracts, made on your own machine.')
    .version(VERSION)
    .option('--config <file>', 'settings file (default: isotheme.config.json or .ts of this folder)')
    .option('--debug', 'show the stack of an error')
    .showSuggestionAfterError()
    .configureOutput({ outputError: (text, write) => write(withSuggestion(text)) })
    .exitOverride()
    .hook('preAction', async (_, action) => {
      const settings = await readSettings(program.getOptionValue('config'));
      if (settings) applySettings(action, settings);
    })
    .addHelpText('after', examples('isotheme build papers.txt', 'isotheme serve'));
  const verb = (usage: string, summary: string) => program.command(usage).description(summary).exitOverride();

  program.commandsGroup('Make a map:');

  addInputOptions(
    verb('build', 'make a map of papers: embed, lay out, find themes, name them').optionsGroup('The input:'),
  )
    .argument('<input...>', `${KINDS}; folders of them; - for standard input`)
    .optionsGroup('The map:')
    .option('-o, --out <dir>', 'folder of the map (default: data/maps/<name>)', filled('a folder'))
    .option('--name <name>', 'name of the map (default: that of the first input)')
    .option('--seed <n>', 'random seed', wholeNumber(0), 1)
    .option('--themes <n>', 'number of finest themes (default: found from the data)', wholeNumber(1))
    .option('-k, --neighbours <n>', 'neighbours of each paper', wholeNumber(1), 15)
    .option('--min-dist <x>', 'smallest distance between papers on the map', distance, 0.1)
    .addOption(
      choice('--layout <engine>', 'optimiser of the layout', ['auto', 'umap-js', 'fast'], 'auto').helpGroup(
        'The map:',
      ),
    )
    .option('--like <map>', 'keep shared papers and themes where another map has them')
    .option('--namer <url>', 'ask an OpenAI-compatible endpoint for the names (default: named offline)')
    .optionsGroup('The vectors:')
    .addOption(
      choice(
        '--embedder <kind>',
        'lexical needs no model, and is coarser; endpoint asks --endpoint',
        ['transformer', 'lexical', 'endpoint'],
        'transformer',
      ),
    )
    .option(
      '--model <id>',
      'model by its hub id, such as Xenova/all-MiniLM-L6-v2, or as the endpoint calls it',
    )
    .addOption(pooling())
    .addOption(dtype())
    .option('--endpoint <url>', 'OpenAI-compatible embeddings endpoint; its key is in ISOTHEME_API_KEY')
    .option('--vectors <file>', 'your own vectors, one a paper: .f32, .npy or .parquet')
    .option('--vector-field <name>', 'column of the vectors in a Parquet file')
    .option('--queue <url>', 'let workers elsewhere embed, through this PostgreSQL database')
    .option(
      '--lease <seconds>',
      'after so long without an answer a batch goes to another worker (default: 120)',
      wholeNumber(1),
    )
    .optionsGroup('The run:')
    .option('--watch', 'build again whenever an input changes')
    .addOption(json())
    .addOption(quiet())
    .addHelpText(
      'after',
      examples(
        'isotheme build papers.jsonl --name spring',
        'isotheme build page.txt --seed 7 -o data/maps/seed-7',
        'isotheme build zotero.bib scopus.csv downloads/ --title-field "Document Title"',
        'isotheme build papers.jsonl --model Xenova/multilingual-e5-small',
        'isotheme build papers.jsonl --vectors vectors.npy',
        'isotheme build papers.jsonl --embedder endpoint --endpoint http://127.0.0.1:11434/v1 --model bge-m3',
      ),
    )
    .action(async (inputs, options) => (await import('./verbs/build.ts')).build(inputs, options));

  addInputOptions(verb('place', 'say where new papers belong on a finished map').optionsGroup('The input:'))
    .argument('<map>', 'folder or name of a map')
    .argument('<file>', `${KINDS}; a folder of them; - for standard input`)
    .optionsGroup('The run:')
    .option(
      '-o, --out <dir>',
      'write a map that holds them too; the papers that were there do not move',
      filled('a folder'),
    )
    .addOption(endpoint())
    .addOption(json())
    .addOption(quiet())
    .addHelpText('after', examples('isotheme place august new.txt', 'isotheme place august new.txt -o both'))
    .action(async (map, file, options) => (await import('./verbs/place.ts')).runPlace(map, file, options));

  program.commandsGroup('Ask a map:');

  verb('related', 'find the papers nearest to a paper, or to words of your own')
    .argument('<map>', 'folder or name of a map')
    .argument('<query...>', "a paper's id, its title, or free text")
    .option('-k <n>', 'number of papers', wholeNumber(1), 10)
    .addOption(endpoint())
    .addOption(json())
    .addOption(quiet())
    .addHelpText('after', examples('isotheme related data/maps/daily-papers-aug-19 "KV cache"'))
    .action(async (map, query, options) =>
      (await import('./verbs/related.ts')).runRelated(map, query, options),
    );

  verb('compare', 'what changed from one map to another: themes, papers, agreement')
    .argument('<a>', 'folder or name of the first map')
    .argument('<b>', 'folder or name of the second map')
    .addOption(json())
    .addOption(choice('--format <format>', 'form of the report', ['text', 'json', 'csv', 'markdown'], 'text'))
    .addHelpText('after', examples('isotheme compare august september', 'isotheme compare a b --format csv'))
    .action(async (a, b, options) => (await import('./verbs/compare.ts')).runCompare(a, b, options));

  verb('stability', 'make the themes again and again, and count what comes back')
    .argument('<map>', 'folder or name of a map')
    .option('--runs <n>', 'number of runs', wholeNumber(1), 20)
    .option('--seed <n>', 'random seed', wholeNumber(0), 1)
    .addOption(json())
    .addOption(quiet())
    .addHelpText('after', examples('isotheme stability august --runs 50'))
    .action(async (map, options) => (await import('./verbs/stability.ts')).runStability(map, options));

  verb('eval', 'compare a map with hand labels')
    .argument('<map>', 'folder or name of a map')
    .requiredOption('--labels <file>', '{"id","label"} a line, .gz too')
    .addOption(json())
    .addHelpText('after', examples('isotheme eval data/maps/ijcai --labels ijcai.jsonl.gz --json'))
    .action(async (map, options) => (await import('./verbs/eval.ts')).runEval(map, options));

  verb('verify', 'find whatever is wrong with the files of a map')
    .argument('<map>', 'folder or name of a map')
    .addOption(json())
    .addHelpText('after', examples('isotheme verify august', 'isotheme verify data/maps/august --json'))
    .action(async (map, options) => (await import('./verbs/verify.ts')).verify(map, options));

  program.commandsGroup('Show a map:');

  verb('serve', 'show the dashboard, on the loopback address')
    .argument('[dir]', 'a folder of maps', 'data/maps')
    .option('--port <n>', 'port (default: 4173, or the next free one)', wholeNumber(0, 65_535))
    .option(
      '--host <host>',
      'address to listen on',
      filled('an address or the name of this machine'),
      '127.0.0.1',
    )
    .addOption(quiet())
    .addHelpText('after', examples('isotheme serve --port 8080'))
    .action(async (dir, options) => (await import('./verbs/serve.ts')).serve(dir, options));

  verb('site', 'write the dashboard with its maps as a static site')
    .argument('[dir]', 'a folder of maps', 'data/maps')
    .option('-o, --out <dir>', 'folder to write', filled('a folder'), 'site')
    .addOption(quiet())
    .addHelpText(
      'after',
      `\n.br and .gz lie beside text files, for nginx (gzip_static), Caddy (precompressed) and the like.\n${examples('isotheme site -o public')}`,
    )
    .action(async (dir, options) => (await import('./verbs/site.ts')).site(dir, options));

  verb('export', 'write a map for other programs')
    .argument('<map>', 'folder or name of a map')
    .addOption(exportFormat())
    .option('-o, --out <file>', 'file to write (default: standard output)', filled('a file'))
    .option('--width <pixels>', 'width of a PNG (default: 3508, A4 at 300 dots an inch)', wholeNumber(100))
    .addHelpText(
      'after',
      `\nFormats:\n${EXPORT_FORMATS.map((name) => `  ${name.padEnd(10)} ${NODE_FORMATS[name].about}`).join('\n')}\n${examples(
        'isotheme export daily-papers-aug-19 -o papers.csv',
        'isotheme export daily-papers-aug-19 -o map.png --width 2000',
        'isotheme export daily-papers-aug-19 --format vosviewer -o vosviewer.json',
      )}`,
    )
    .action(async (map, options) => (await import('./verbs/export.ts')).exportMap(map, options));

  program.commandsGroup('Models, workers, shell:');

  const model = verb('model', 'fetch, check and list the models').addHelpText(
    'after',
    examples('isotheme model list', 'isotheme model fetch Xenova/all-MiniLM-L6-v2'),
  );
  const modelVerb = (usage: string, summary: string) =>
    model.command(usage).description(summary).exitOverride();
  modelVerb('fetch', 'get a model onto this machine')
    .argument('[id]', `hub id (default: ${DEFAULT_MODEL})`)
    .addOption(dtype())
    .addOption(json())
    .addOption(quiet())
    .addHelpText(
      'after',
      examples('isotheme model fetch', 'isotheme model fetch Xenova/multilingual-e5-small --dtype fp32'),
    )
    .action(async (id, options) => (await import('./verbs/model.ts')).fetchModel(id, options));
  modelVerb('verify', "check a model's files against their sha256")
    .argument('[id]', 'hub id (default: those of the list that are here)')
    .addOption(json())
    .addHelpText(
      'after',
      examples('isotheme model verify', 'isotheme model verify Xenova/all-MiniLM-L6-v2 --json'),
    )
    .action(async (id, options) => (await import('./verbs/model.ts')).verifyModel(id, options));
  modelVerb('list', 'the models that are known, and whether they are here')
    .addOption(json())
    .addHelpText('after', examples('isotheme model list --json'))
    .action(async (options) => (await import('./verbs/model.ts')).listModels(options));

  verb('worker', 'embed what builds with the same --queue ask for, until it is stopped')
    .requiredOption('--queue <url>', 'postgres://user:password@host/database')
    .option('--model <id>', "model by its hub id, the same as the build's")
    .addOption(pooling())
    .addOption(dtype())
    .option('--processes <n>', 'child processes (default: one a core, 4 at most)', wholeNumber(1))
    .option('--drain', 'end as soon as the queue is empty')
    .addOption(quiet())
    .addHelpText(
      'after',
      examples(
        'isotheme worker --queue postgres://me@db/papers',
        'isotheme build all.jsonl --queue postgres://me@db/papers',
      ),
    )
    .action(async (options) => (await import('./verbs/worker.ts')).work(options));

  verb('completion', 'print the script that completes isotheme in your shell')
    .addArgument(program.createArgument('<shell>', 'your shell').choices(SHELLS))
    .addHelpText(
      'after',
      examples(
        'source <(isotheme completion bash)',
        'isotheme completion fish > ~/.config/fish/completions/isotheme.fish',
      ),
    )
    .action(async (shell) => {
      process.stdout.write((await import('./completion.ts')).completionScript(shell));
    });

  return program;
}

/** The verb itself checks the word, since it also knows other names of the formats. */
function exportFormat(): Option {
  const option = new Option('--format <format>', 'what to write (default: by the ending of -o)');
  option.argChoices = [...EXPORT_FORMATS];
  return option;
}

/** Adds the nearest choice to a sentence about a word that is none. */
function withSuggestion(text: string): string {
  const match = /'([^']*)' is invalid(?: for argument '[^']*')?\. Allowed choices are ([^.\n]*)\./.exec(text);
  const near = match ? nearestWord(match[1]!, match[2]!.split(', ')) : null;
  return near === null ? text : `${text.trimEnd()}\n(Did you mean ${near}?)\n`;
}
