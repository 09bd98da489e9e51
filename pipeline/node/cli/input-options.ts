/** Options of the verbs that read papers: the user's own names of fields, and what becomes of duplicates. */
import type { Command } from 'commander';
import type { FieldNames, ReadOptions } from '../../read/index.ts';
import { FIELDS, type Field } from '../../read/records/known-fields.ts';

export type InputOptions = Partial<Record<`${Field}Field`, string>> & { keepDuplicates?: boolean };

export function addInputOptions(command: Command): Command {
  for (const field of FIELDS)
    command.option(`--${field}-field <name>`, `field or column with ${MEANING[field]}`);
  return command.option('--keep-duplicates', 'keep papers that come twice (default: they are merged)');
}

export function readOptions(options: InputOptions): ReadOptions {
  const fields: FieldNames = {};
  for (const field of FIELDS) {
    const name = options[`${field}Field`];
    if (name !== undefined) fields[field] = name;
  }
  return { fields, keepDuplicates: options.keepDuplicates ?? false };
}

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
