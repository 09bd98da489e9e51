/** The page of the command line, from the help of every verb: `npm run docs:cli` writes it to docs/cli.md. */
import type { Command } from 'commander';

const INTRODUCTION = `# Command line

<!-- Written by "npm run docs:cli". Change the program, not this page. -->

\`npx isotheme …\` is the same as \`npm run isotheme -- …\`. [Tasks](tasks.md) shows the verbs at work;
[Inputs and outputs](inputs-and-outputs.md) has the formats and the exit status.
`;

const COLUMNS = 100;

/** @returns Markdown with one section for the program and one for each verb, in the order of the help */
export function cliPage(program: Command): string {
  const sections = leaves(program).map(
    ([name, command]) => `## ${name}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\`\n`,
  );
  return [INTRODUCTION, ...sections].join('\n');
}

/** The program itself, then its verbs; a verb with verbs of its own is followed by them. */
function leaves(command: Command, before = ''): [string, Command][] {
  const name = `${before} ${command.name()}`.trim();
  return [[name, command], ...command.commands.flatMap((verb) => leaves(verb, name))];
}

function helpOf(command: Command): string {
  let help = '';
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
    getOutHelpWidth: () => COLUMNS,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return help.trim();
}
