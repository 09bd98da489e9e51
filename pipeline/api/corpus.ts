/** Papers as the library takes them: read from bytes, as a bare list, or with a record of where they came from. */
import * as v from 'valibot';
import type { BuildSource } from '../build/build.ts';
import { sha256Hex } from '../map/bytes.ts';
import { mapName } from '../map/map-name.ts';
import { arePlain, paperSchema } from '../map/papers.ts';
import { manifestSchema } from '../map/schema.ts';
import { type ReadOptions, readBytes } from '../read/read.ts';
import type { Paper, ReadCounts, ReadWarning } from '../types.ts';
import { UsageError } from '../util/errors.ts';
import { didYouMean, shown } from '../util/shown.ts';
import { checkArgument, checkOptions } from './check.ts';
import { bytes as bytesSchema, readOptions } from './options.ts';

/** Papers and where they came from: what `readPapers` returns and `buildMap` takes. */
export interface Corpus {
  papers: readonly Paper[];
  /** A name for the map: the first input's, without its extensions. */
  name: string;
  /** The inputs' base names, joined by ", ". */
  file: string;
  /** Of all bytes, input after input; lower-case hex. */
  sha256: string;
  /** What was left out or repaired, with the 1-based line or record of its file. */
  warnings: (ReadWarning & { file: string })[];
  /** What the readers noticed that needs no action, such as the header lines of a page. */
  notes?: string[];
  /** What became of the inputs' records. */
  counts?: ReadCounts | undefined;
}

/** What {@link readPapers} can be told. */
export interface ReadPapersOptions extends ReadOptions {
  /** A name for the bytes: for messages, for the map, and for its extension if the content leaves the format open. Default "papers". */
  fileName?: string;
}

/**
 * Reads the bytes of one file: a page of titles and abstracts, JSONL, JSON, CSV, TSV, Parquet, BibTeX, RIS, NBIB, the Web
 * of Science's plain text, arXiv's Atom feed, OAI-PMH or PubMed's XML; each also compressed by gzip or Zstandard. The
 * format is detected by content.
 *
 * @example
 * ```ts
 * const bytes = new Uint8Array(await file.arrayBuffer());
 * const corpus = await readPapers(bytes, { fileName: file.name, fields: { title: 'Document Title' } });
 * ```
 * @returns every paper of the input in `papers`, or a line about it in `warnings`
 * @throws UserError if the file is empty, broken, of another kind, or holds no paper; with `file`, and `line` if known
 */
export async function readPapers(bytes: Uint8Array, options: ReadPapersOptions = {}): Promise<Corpus> {
  checkArgument('readPapers', 'bytes', bytesSchema, bytes);
  checkOptions('readPapers', readOptions, options);
  const { fileName = 'papers', ...rest } = options;
  const { papers, warnings, notes, counts } = await readBytes(bytes, fileName, rest);
  return {
    papers,
    name: mapName(fileName),
    file: fileName,
    sha256: await sha256Hex(new Uint8Array(bytes)),
    warnings,
    ...(notes && { notes }),
    counts,
  };
}

const { file, sha256, counts } = manifestSchema.entries.source.entries;
const corpusSchema = v.strictObject({
  name: manifestSchema.entries.name,
  file,
  sha256,
  warnings: v.array(v.looseObject({ line: v.number(), message: v.string() })),
  notes: v.optional(v.array(v.string())),
  counts: v.optional(v.strictObject(counts.wrapped.entries)),
});

/**
 * A bare list of papers is a corpus named "papers", with the sha256 of its JSON.
 * @param verb the function that was called, for messages
 * @throws UserError if the papers are not what a map can hold: names the paper's position and field
 */
export async function asCorpus(
  verb: string,
  given: readonly Paper[] | Corpus,
): Promise<{ papers: readonly Paper[]; source: BuildSource }> {
  checkCorpus(verb, given);
  if ('papers' in given) {
    const { papers, name, file, sha256, warnings, counts } = given;
    return { papers, source: { name, file, sha256, warnings: warnings.length, counts } };
  }
  const sha256 = await sha256Hex(new TextEncoder().encode(JSON.stringify(given)));
  return { papers: given, source: { name: 'papers', file: 'papers', sha256, warnings: 0 } };
}

/** @throws UsageError as {@link asCorpus} */
export function checkCorpus(verb: string, given: unknown): void {
  if (typeof given !== 'object' || given === null || (!Array.isArray(given) && !('papers' in given)))
    throw new UsageError(
      `${verb}: the papers are ${given === undefined ? 'missing' : shown(given)}; expected a list of papers, or what readPapers returned.`,
      { code: 'invalid-argument' },
    );
  if (Array.isArray(given)) checkPapers(given);
  else {
    const { papers, ...rest } = given as Corpus;
    checkArgument(verb, 'papers', corpusSchema, rest);
    checkPapers(papers);
  }
}

const FIELDS = Object.keys(paperSchema.entries);
const ADVICE: Partial<Record<string, string>> = {
  authors: 'a list of strings',
  tags: 'a list of strings',
};

function checkPapers(papers: unknown): asserts papers is Paper[] {
  if (!Array.isArray(papers)) refuse(`The papers are ${shown(papers)}; give a list of papers.`);
  const ids = new Map<string, number>();
  const plain = arePlain(papers, false);
  for (const [position, paper] of papers.entries()) {
    if (!plain) checkPaper(position, paper);
    const { id } = paper;
    const before = ids.get(id);
    if (before !== undefined)
      refuse(`Papers ${before} and ${position} both have the id "${id}"; give each its own.`);
    ids.set(id, position);
  }
}

function refuse(message: string): never {
  throw new UsageError(message, { code: 'invalid-papers' });
}

function checkPaper(position: number, paper: unknown): void {
  if (typeof paper !== 'object' || paper === null || Array.isArray(paper))
    refuse(`Paper ${position} is ${shown(paper)}; give each paper id, title and abstract.`);
  for (const key of Object.keys(paper))
    if (!FIELDS.includes(key)) {
      const rest = didYouMean(key, FIELDS, `; a paper has ${FIELDS.join(', ')}.`);
      refuse(`Paper ${position}: "${key}" is not a field of a paper${rest}`);
    }
  for (const [field, schema] of Object.entries(paperSchema.entries)) {
    const value = (paper as Record<string, unknown>)[field];
    if (v.is(schema, value)) continue;
    if (['id', 'title', 'abstract'].includes(field))
      refuse(`Paper ${position}: "${field}" is not a string; give each paper id, title and abstract.`);
    refuse(`Paper ${position}: "${field}" is ${shown(value)}; expected ${ADVICE[field] ?? 'a string'}.`);
  }
}
