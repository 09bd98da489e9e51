/** The command line: a list of verbs, each with its options and its action in a file of its own. */
import { Command } from 'commander';
import { nearestWord } from '../../util/index.ts';
import { VERSION } from '../process/version.ts';
import { completionScript, SHELLS, type Shell } from './completion.ts';
import { examples } from './options.ts';
import { applySettings, readSettings } from './settings.ts';
import { addVerb, type Verb } from './verb.ts';
import { build } from './verbs/build.ts';
import { compare } from './verbs/compare.ts';
import { evaluate } from './verbs/eval.ts';
import { exporting } from './verbs/export.ts';
import { modelVerbs } from './verbs/model.ts';
import { place } from './verbs/place.ts';
import { related } from './verbs/related.ts';
import { serve } from './verbs/serve.ts';
import { site } from './verbs/site.ts';
import { stability } from './verbs/stability.ts';
import { verify } from './verbs/verify.ts';
import { worker } from './verbs/worker.ts';

/** The verbs by the title under which help lists them. */
const VERBS: Readonly<Record<string, readonly Verb[]>> = {
  'Make a map:': [build, place],
  'Ask a map:': [related, compare, stability, evaluate, verify],
  'Show a map:': [serve, site, exporting],
};

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
  for (const [title, verbs] of Object.entries(VERBS)) {
    program.commandsGroup(title);
    for (const verb of verbs) addVerb(program, verb);
  }
  program.commandsGroup('Models, workers, shell:');
  const model = program
    .command('model')
    .description('fetch, check and list the models')
    .exitOverride()
    .addHelpText('after', examples('isotheme model list', 'isotheme model fetch Xenova/all-MiniLM-L6-v2'));
  for (const verb of modelVerbs) addVerb(model, verb);
  addVerb(program, worker);
  program
    .command('completion')
    .description('print the script that completes isotheme in your shell')
    .exitOverride()
    .addArgument(program.createArgument('<shell>', 'your shell').choices(SHELLS))
    .addHelpText(
      'after',
      examples(
        'source <(isotheme completion bash)',
        'isotheme completion fish > ~/.config/fish/completions/isotheme.fish',
      ),
    )
    .action((shell: Shell) => {
      process.stdout.write(completionScript(shell));
    });
  return program;
}

/** Adds the nearest valid choice to a sentence about a wrong one. */
function withSuggestion(text: string): string {
  const match = /'([^']*)' is invalid(?: for argument '[^']*')?\. Allowed choices are ([^.\n]*)\./.exec(text);
  const near = match ? nearestWord(match[1]!, match[2]!.split(', ')) : null;
  return near === null ? text : `${text.trimEnd()}\n(Did you mean ${near}?)\n`;
}
