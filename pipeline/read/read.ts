/**
 * read: input files → papers. The format is told by content first and by extension only where the content leaves it
 * open; each format has a file in read/. Inputs are read as streams: what is held is the papers and one record.
 */

import type { ReadResult } from '../types.ts';
import { readingFile, UserError } from '../util/errors.ts';
import { ACCEPTED, decodeText } from './bytes/decode.ts';
import { type ByteSource, join, sourceOf } from './bytes/source.ts';
import { TextInput } from './bytes/text-input.ts';
import { unpack } from './bytes/unpack.ts';
import { finishPapers, type ReadFile } from './finish.ts';
import { isBibtex, readBibtex } from './formats/bibtex.ts';
import { csvDelimiter, readCsv } from './formats/csv.ts';
import { isJson, isJsonLines, readJson, readJsonLines } from './formats/json/json.ts';
import { readPage } from './formats/page/page.ts';
import { isParquet, readParquet } from './formats/parquet/parquet.ts';
import { isTagged, readTagged } from './formats/ris.ts';
import { isXml, readXml } from './formats/xml/xml.ts';
import type { RawResult } from './raw.ts';
import type { FieldNames } from './records/record-mapper.ts';

export interface ReadOptions {
  /** The user's own names of fields in JSON, tables and Parquet; others are found by their names. */
  fields?: FieldNames;
  /** Papers that are there already stay papers of their own. Default: they are merged. */
  keepDuplicates?: boolean;
}

export interface ReadInput {
  /** For messages, and for its extension. */
  fileName: string;
  bytes: Uint8Array | Blob | ByteSource;
}

/**
 * Reads one input: a page of titles and abstracts, JSONL, JSON, CSV, TSV, Parquet, BibTeX, RIS, NBIB, the Web of
 * Science's plain text, arXiv's Atom feed, OAI-PMH or PubMed's XML; each also compressed by gzip or Zstandard.
 * @see readCorpus
 */
export function readPapers(
  bytes: ReadInput['bytes'],
  fileName: string,
  options: ReadOptions = {},
): Promise<ReadResult> {
  return readCorpus([{ bytes, fileName }], options);
}

/**
 * Reads inputs as one corpus, in their order.
 *
 * Every record of the inputs is a paper, merged into one (read/merge.ts), or left out with a warning; `counts` says how
 * many. Papers keep their order and own ids; one without an id gets its position in its input ("0", "1", …), and an id
 * that was taken already gets "-2", "-3" … appended, or "@2" of the second input.
 *
 * @throws UserError with one sentence where an input is empty, broken, of another kind, or holds no paper
 */
export async function readCorpus(
  inputs: readonly ReadInput[],
  options: ReadOptions = {},
): Promise<ReadResult> {
  const files: ReadFile[] = [];
  for (const { bytes, fileName } of inputs)
    files.push({
      fileName,
      raw: await readingFile(fileName, () => readRaw(sourceOf(bytes), fileName, options.fields ?? {})),
    });
  return finishPapers(files, options.keepDuplicates ?? false);
}

async function readRaw(source: ByteSource, fileName: string, fields: FieldNames): Promise<RawResult> {
  const { head, all, packed } = await unpack(source.stream(), fileName);
  if (isParquet(head)) {
    if (!packed && source.size !== undefined && source.slice) {
      await all.return(undefined);
      return readParquet(
        { ...source, size: source.size, slice: source.slice.bind(source) },
        fileName,
        fields,
      );
    }
    const chunks: Uint8Array[] = [];
    for await (const chunk of all) chunks.push(chunk);
    const whole = join(chunks);
    return readParquet(
      { size: whole.length, slice: async (from, to) => whole.slice(from, to).buffer as ArrayBuffer },
      fileName,
      fields,
    );
  }
  const text = await decodeText(all, fileName);
  const input = await TextInput.open(text.chunks, fileName);
  if (!/\S/.test(input.head)) {
    for await (const chunk of input.chunks())
      if (/\S/.test(chunk))
        throw new UserError(`${fileName}: begins with a million blank characters; remove them.`);
    throw new UserError(`${fileName}: the file is empty; ${ACCEPTED}.`);
  }
  if (/^\s*<(?:!doctype\s+html|html|head|body)\b/i.test(input.head.slice(0, 1000)))
    throw new UserError(
      `${fileName}: this is an HTML page; save it as text (or copy what the browser shows into a .txt file).`,
    );
  const raw = await readText(input, fields);
  const oddity = text.oddity();
  if (oddity !== null) raw.warn(1, oddity);
  if (raw.papers.length === 0)
    throw new UserError(
      `${fileName}: no papers found; expected a line with the title and a line with the abstract for each paper, or JSONL, CSV, BibTeX, RIS or arXiv's or PubMed's XML with titles and abstracts.`,
    );
  return raw;
}

async function readText(input: TextInput, fields: FieldNames): Promise<RawResult> {
  const { head, fileName } = input;
  const extension = /\.(\w+)(?:\.(?:gz|zst))?$/.exec(fileName.toLowerCase())?.[1] ?? '';
  if (isJsonLines(head) || (/^(?:jsonl|ndjson)$/.test(extension) && !/^\s*\[/.test(head)))
    return readJsonLines(input, fields);
  if (/^\s*[[{]/.test(head) && (isJson(head) || extension === 'json')) return readJson(input, fields);
  if (isXml(head)) return readXml(input);
  if (isBibtex(head)) return readBibtex(input);
  if (isTagged(head)) return readTagged(input);
  const table = extension === 'csv' || extension === 'tsv';
  const delimiter = csvDelimiter(head, fields, table);
  if (delimiter !== null) return readCsv(input, delimiter, fields);
  if (table)
    throw new UserError(`${fileName}: no column is called "title"; the first line must name the columns.`);
  return readPage(await input.whole());
}
