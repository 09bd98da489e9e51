/** Options and texts that several verbs share. */
// Not through the index, which loads the stages.
import { filled, flag, oneOf } from '../../build/options.ts';
import type { FieldNames, ReadOptions } from '../../read/index.ts';
import { FIELDS, type Field } from '../../read/records/known-fields.ts';
import { type OptionSpec, option, type Values } from './verb.ts';

export const json = option('--json', 'print JSON', flag);
export const quiet = option('--quiet', 'no progress', flag);
export const endpoint = option(
  '--endpoint <url>',
  "embeddings endpoint of a map that was made with one; it gets the verb's words",
  filled('an address'),
);
export const pooling = option(
  '--pooling <how>',
  "how the model's token vectors become one (default: as the model says)",
  oneOf(['cls', 'mean']),
);
export const dtype = option(
  '--dtype <type>',
  "precision of the model's weights (default: q8)",
  oneOf(['q8', 'fp32']),
);

const MEANING: Readonly<Record<Field, string>> = {
  id: 'the ids (JSON, CSV, Parquet)',
  title: 'the titles (default: found by its name)',
  abstract: 'the abstracts',
  authors: 'the authors',
  date: 'the dates',
  url: 'the addresses',
  venue: 'the venues',
  tags: 'the tags',
};

const name = filled('the name of a field');
const fieldOptions = Object.fromEntries(
  FIELDS.map((field) => [
    `${field}Field`,
    option(`--${field}-field <name>`, `field or column with ${MEANING[field]}`, name),
  ]),
) as Record<`${Field}Field`, OptionSpec<typeof name>>;

/** Options of the verbs that read papers: the user's own names of fields, and what becomes of duplicates. */
export const inputOptions = {
  ...fieldOptions,
  keepDuplicates: option('--keep-duplicates', 'keep papers that come twice (default: they are merged)', flag),
};

/** The readers' options in the words of the library. */
export function readOptions(options: Values<typeof inputOptions>): ReadOptions {
  const fields: FieldNames = {};
  for (const field of FIELDS) {
    const own = options[`${field}Field`];
    if (own !== undefined) fields[field] = own;
  }
  return { fields, keepDuplicates: options.keepDuplicates ?? false };
}

export const mapArgument = ['<map>', 'folder or name of a map'] as const;

export const examples = (...lines: string[]) =>
  `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`;

/** What is read as papers. */
export const KINDS =
  'page text, JSONL, JSON, CSV, TSV, Parquet, BibTeX, RIS, NBIB, XML or Web of Science text, also compressed (.gz, .zst)';
