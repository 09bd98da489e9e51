/** The command line: runs the verb that was asked for, says what went wrong, and sets the exit status. */
import { CommanderError } from 'commander';
import { CancelledError, UsageError, UserError } from '../../util/index.ts';
import { DEFAULT_MAPS, mapNames } from '../files/map-folder.ts';
import { COMPLETE, complete } from './completion.ts';
import { createProgram } from './program.ts';

/** 0 done, 1 failed, 2 wrong use, 130 stopped by Ctrl-C. */
type ExitStatus = 0 | 1 | 2 | 130;

async function main(argv: string[]): Promise<ExitStatus> {
  if (argv[0] === COMPLETE) return printCandidates(argv.slice(1));
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
    if (!(error instanceof UserError) && !debug)
      console.error('This should not have happened; run again with --debug to see where.');
    return error instanceof UsageError ? 2 : 1;
  }
}

/** Answers a shell that completes a line. */
function printCandidates(words: string[]): ExitStatus {
  process.stdout.write(
    complete(createProgram(), words, mapNames(DEFAULT_MAPS))
      .map((candidate) => `${candidate}\n`)
      .join(''),
  );
  return 0;
}

// A reader that has seen enough ("| head") is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});
process.exitCode = await main(process.argv.slice(2));
