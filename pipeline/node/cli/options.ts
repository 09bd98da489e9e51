/** What several verbs share: how their words are read, and how they are shown. */
import { InvalidArgumentError, Option } from 'commander';

const LARGEST = 0xffffffff;

/** A parser of whole numbers from `least` to `most`. */
export function wholeNumber(least: number, most = LARGEST) {
  const range = most === LARGEST ? `of at least ${least}` : `from ${least} to ${most}`;
  return (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`Expected a whole number ${range}.`);
    return value;
  };
}

/** A parser of texts, of which a shell leaves nothing where it is given a variable that is not set. @param what is expected */
export function filled(what: string) {
  return (text: string): string => {
    if (text.trim() === '') throw new InvalidArgumentError(`Expected ${what}.`);
    return text;
  };
}

/** A parser of distances between papers on the map. */
export function distance(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value < 3))
    throw new InvalidArgumentError('Expected a number from 0 to below 3.');
  return value;
}

export const examples = (...lines: string[]) =>
  `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`;

/** An option whose value is one of a few words. */
export const choice = (flags: string, about: string, choices: readonly string[], initial?: string) => {
  const option = new Option(flags, about).choices(choices);
  return initial === undefined ? option : option.default(initial);
};

export const json = () => new Option('--json', 'print JSON');
export const quiet = () => new Option('--quiet', 'no progress');
export const endpoint = () =>
  new Option(
    '--endpoint <url>',
    "embeddings endpoint of a map that was made with one; it gets the verb's words",
  );
export const pooling = () =>
  choice('--pooling <how>', "how the model's token vectors become one (default: as the model says)", [
    'cls',
    'mean',
  ]);
export const dtype = () =>
  choice('--dtype <type>', "precision of the model's weights (default: q8)", ['q8', 'fp32']);

/** What is read as papers. */
export const KINDS =
  'page text, JSONL, JSON, CSV, TSV, Parquet, BibTeX, RIS, NBIB, XML or Web of Science text, also compressed (.gz, .zst)';
