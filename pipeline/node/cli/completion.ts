/**
 * Completion for shells. The scripts only call `isotheme __complete <words…>`, which answers from the program itself, so
 * that shells offer exactly the verbs and options that exist.
 */
import type { Argument, Command, Option } from 'commander';

/** The hidden verb that the scripts call. */
export const COMPLETE = '__complete';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** Names of arguments that are maps. */
const MAP_ARGUMENTS = new Set(['map', 'a', 'b']);

/**
 * Candidates for the last word.
 * @param words of the line so far, without the program's name; the last one is being typed and may be empty
 * @param maps names of the maps in the working folder
 * @returns the candidates; none if the shell should offer files
 */
export function complete(program: Command, words: readonly string[], maps: readonly string[]): string[] {
  const typed = words.at(-1) ?? '';
  let command = program;
  let position = 0;
  let open: Option | undefined;
  for (const word of words.slice(0, -1)) {
    if (open) open = undefined;
    else if (word.startsWith('-')) open = valueOption(command, program, word);
    else {
      const verb = command.commands.find((sub) => sub.name() === word);
      if (verb) command = verb;
      else position++;
    }
  }
  return candidates().filter((candidate) => candidate.startsWith(typed));

  function candidates(): readonly string[] {
    if (open) return open.argChoices ?? (open.attributeName() === 'like' ? maps : []);
    if (typed.startsWith('-')) return optionsOf(command, program);
    if (command.commands.length > 0) return command.commands.map((sub) => sub.name());
    const argument = argumentAt(command, position);
    if (!argument) return [];
    return argument.argChoices ?? (MAP_ARGUMENTS.has(argument.name()) ? maps : []);
  }
}

/** The option that `word` names, if its value is the next word. */
function valueOption(command: Command, program: Command, word: string): Option | undefined {
  return [...command.options, ...program.options].find(
    (option) => (word === option.long || word === option.short) && (option.required || option.optional),
  );
}

function optionsOf(command: Command, program: Command): string[] {
  const own = command === program ? program.options : [...command.options, ...program.options];
  const names = own.filter((option) => !option.hidden).map((option) => option.long ?? option.short!);
  return [...new Set([...names, '--help'])].filter((name) => command === program || name !== '--version');
}

function argumentAt(command: Command, position: number): Argument | undefined {
  const last = command.registeredArguments.at(-1);
  return command.registeredArguments[position] ?? (last?.variadic ? last : undefined);
}

/** The script that makes `shell` complete `isotheme`. */
export function completionScript(shell: Shell): string {
  return SCRIPTS[shell];
}

const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# isotheme: in ~/.bashrc, source <(isotheme completion bash)
_isotheme() {
  local IFS=$'\\n'
  COMPREPLY=($(isotheme ${COMPLETE} "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o bashdefault -o default -F _isotheme isotheme
`,
  zsh: `#compdef isotheme
# isotheme: in ~/.zshrc behind compinit, source <(isotheme completion zsh)
_isotheme() {
  local -a found
  found=("\${(@f)$(isotheme ${COMPLETE} "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "$found[1]" ]]; then compadd -a found; else _files; fi
}
if [[ "$funcstack[1]" == _isotheme ]]; then _isotheme "$@"; else compdef _isotheme isotheme; fi
`,
  fish: `# isotheme: isotheme completion fish > ~/.config/fish/completions/isotheme.fish
function __isotheme_complete
  set -l words (commandline -opc)
  set -l typed (commandline -ct)
  isotheme ${COMPLETE} $words[2..-1] "$typed" 2>/dev/null
end
# Files only where isotheme has nothing to offer.
complete -c isotheme -f -n 'test (count (__isotheme_complete)) -gt 0' -a '(__isotheme_complete)'
`,
};
