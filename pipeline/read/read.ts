/**
 * read: input files → papers. A format is recognised by its content, and by the file's ending only if the content leaves
 * it open (formats/registry.ts). Inputs are read as streams: only the papers and one record are in memory at a time.
 */
import type { CorpusContent } from '../types.ts';
import { readingFile, UserError } from '../util/errors.ts';
import { decodeText } from './bytes/decode.ts';
import { isParquet } from './bytes/magic.ts';
import { type ByteSource, join, sourceOf } from './bytes/source.ts';
import { TextInput } from './bytes/text-input.ts';
import { unpack } from './bytes/unpack.ts';
import { formatEnding } from './file-endings.ts';
import { finishPapers, type ReadFile } from './finish.ts';
import { TEXT_FORMATS } from './formats/registry.ts';
import type { RawResult } from './raw.ts';
import type { FieldNames } from './records/record-mapper.ts';

/** How papers are read. */
export interface ReadOptions {
  /** The user's own field names in JSON, tables and Parquet. Other fields are found by their usual names. */
  fields?: FieldNames;
  /** Keeps every record as a paper of its own. Default: records of one paper are merged. */
  keepDuplicates?: boolean;
}

export interface ReadInput {
  /** For messages and for its ending. */
  fileName: string;
  bytes: Uint8Array | Blob | ByteSource;
}

const ACCEPTED =
  "give a page of titles and abstracts, JSONL, JSON, CSV, TSV, Parquet, BibTeX, RIS, NBIB, Web of Science text, or arXiv's or PubMed's XML";

/**
 * Reads one input: a page of titles and abstracts, JSONL, JSON, CSV, TSV, Parquet, BibTeX, RIS, NBIB, the Web of
 * Science's plain text, arXiv's Atom feed, OAI-PMH or PubMed's XML, also compressed by gzip or Zstandard.
 * @see readCorpus
 */
export function readBytes(
  bytes: ReadInput['bytes'],
  fileName: string,
  options: ReadOptions = {},
): Promise<CorpusContent> {
  return readCorpus([{ bytes, fileName }], options);
}

/**
 * Reads inputs as one corpus, in their order.
 *
 * Each record becomes a paper, is merged into an earlier one (merge.ts), or is left out with a warning; `counts` has the
 * totals. Papers keep their order and their ids. A paper without an id gets its position in its input ("0", "1", …); an
 * id that is taken gets "-2", "-3" … appended, or "@2" in the second input.
 *
 * @throws UserError with one sentence if an input is empty, broken, of an unknown format, or holds no paper
 */
export async function readCorpus(
  inputs: readonly ReadInput[],
  options: ReadOptions = {},
): Promise<CorpusContent> {
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
  if (!isParquet(head)) return readText(all, fileName, fields);
  const { readParquet } = await import('./formats/parquet/parquet.ts');
  if (!packed && source.size !== undefined && source.slice) {
    await all.return(undefined);
    return readParquet({ size: source.size, slice: source.slice.bind(source) }, fileName, fields);
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

async function readText(
  bytes: AsyncIterable<Uint8Array>,
  fileName: string,
  fields: FieldNames,
): Promise<RawResult> {
  const text = await decodeText(bytes, fileName, ACCEPTED);
  const input = await TextInput.open(text.chunks, fileName);
  const { head } = input;
  if (!/\S/.test(head)) {
    for await (const chunk of input.chunks())
      if (/\S/.test(chunk))
        throw new UserError(`${fileName}: begins with a million blank characters; remove them.`);
    throw new UserError(`${fileName}: the file is empty; ${ACCEPTED}.`);
  }
  if (/^\s*<(?:!doctype\s+html|html|head|body)\b/i.test(head.slice(0, 1000)))
    throw new UserError(
      `${fileName}: this is an HTML page; save it as text (or copy what the browser shows into a .txt file).`,
    );
  const ending = formatEnding(fileName);
  const raw = await TEXT_FORMATS.find(({ recognise }) => recognise(head, ending, fields))!.read(
    input,
    fields,
  );
  const oddity = text.oddity();
  if (oddity !== null) raw.warn(1, oddity);
  if (raw.papers.length === 0)
    throw new UserError(
      `${fileName}: no papers found; expected a line with the title and a line with the abstract for each paper, or JSONL, CSV, BibTeX, RIS or arXiv's or PubMed's XML with titles and abstracts.`,
    );
  return raw;
}
