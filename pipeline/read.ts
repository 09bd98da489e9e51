/**
 * read: the bytes of one input file → papers. The format is told by content first and by extension only where the
 * content leaves it open; each format has a file in read/.
 */
import { UserError } from './errors.ts';
import { isBibtex, readBibtex } from './read/bibtex.ts';
import { csvDelimiter, readCsv } from './read/csv.ts';
import { decodeText, gunzip } from './read/decode.ts';
import { isJsonLines, readJson, readJsonLines } from './read/json.ts';
import { readPage } from './read/page.ts';
import type { RawPaper, RawResult } from './read/raw.ts';
import { isTagged, readTagged } from './read/ris.ts';
import type { Paper, ReadResult, ReadWarning } from './types.ts';

/**
 * Reads a corpus: a page of titles and abstracts, JSONL, JSON, CSV, TSV, BibTeX, RIS or NBIB; each also gzipped.
 *
 * Every paper of the input is in `papers` or in `warnings`. Papers keep the input's order and own ids; one without an
 * id gets its position ("0", "1", …), and an id that was taken already gets "-2", "-3" … appended, with a warning.
 *
 * @param fileName for messages, and for its extension
 * @throws UserError with one sentence where the file is empty, broken, of another kind, or holds no paper
 */
export async function readPapers(bytes: Uint8Array, fileName: string): Promise<ReadResult> {
  const { text, encoding } = decodeText(await gunzip(bytes, fileName), fileName);
  const raw = readText(text, fileName);
  if (raw.papers.length === 0)
    throw new UserError(
      `${fileName}: no papers found; expected a line with the title and a line with the abstract for each paper, or JSONL, CSV, BibTeX or RIS with titles and abstracts.`,
    );
  const result = finish(raw);
  if (encoding === 'Windows-1252')
    result.warnings.unshift({
      line: 1,
      message: 'not UTF-8; read as Windows-1252, so some characters may be wrong',
    });
  return result;
}

function readText(text: string, fileName: string): RawResult {
  if (isJsonLines(text)) return readJsonLines(text, fileName);
  if (/^\s*[[{]/.test(text) && (isJson(text) || /\.json(?:\.gz)?$/i.test(fileName)))
    return readJson(text, fileName);
  if (/\.jsonl(?:\.gz)?$/i.test(fileName)) return readJsonLines(text, fileName);
  if (isBibtex(text)) return readBibtex(text, fileName);
  if (isTagged(text)) return readTagged(text, fileName);
  const delimiter = csvDelimiter(text);
  if (delimiter !== null) return readCsv(text, delimiter, fileName);
  if (/\.[ct]sv(?:\.gz)?$/i.test(fileName))
    throw new UserError(`${fileName}: no column is called "title"; the first line must name the columns.`);
  return readPage(text);
}

/** A page may begin with "[" or "{" too; JSON goes on with a value or ends at once. */
function isJson(text: string): boolean {
  return /^\s*(?:\[\s*[[{\]"\d]|\{\s*["}])/.test(text);
}

/** Makes text safe and ids unique. */
function finish({ papers: raw, warnings, notes }: RawResult): ReadResult {
  const used = new Set<string>();
  const taken = new Set(
    raw
      .map((paper) => paper.id)
      .filter((id) => id !== undefined)
      .map(safe),
  );
  const papers = raw.map((paper, index): Paper => {
    const id = uniqueId(paper, index, used, taken, warnings);
    used.add(id);
    const { line: _, ...fields } = paper;
    return {
      ...fields,
      id,
      title: oneLine(paper.title),
      abstract: safe(paper.abstract),
      ...(paper.authors && { authors: paper.authors.map(oneLine) }),
      ...(paper.url !== undefined && { url: oneLine(paper.url) }),
      ...(paper.venue !== undefined && { venue: oneLine(paper.venue) }),
      ...(paper.tags && { tags: paper.tags.map(oneLine) }),
    };
  });
  warnings.sort((a, b) => a.line - b.line);
  return { papers, warnings, notes };
}

function uniqueId(
  { id: own, line }: RawPaper,
  index: number,
  used: ReadonlySet<string>,
  taken: ReadonlySet<string>,
  warnings: ReadWarning[],
): string {
  const wanted = own === undefined ? '' : oneLine(own);
  let id = wanted || String(index);
  if (!used.has(id) && (wanted !== '' || !taken.has(id))) return id;
  const first = id;
  for (let n = 2; used.has(id) || taken.has(id); n++) id = `${first}-${n}`;
  if (wanted !== '')
    warnings.push({ line, message: `id "${first}" is there already; this paper is "${id}"` });
  return id;
}

/** Lone surrogates become U+FFFD; control characters other than tab and line feed become spaces. */
function safe(text: string): string {
  return (
    text
      .replace(/[\ud800-\udfff]/gu, '\ufffd')
      .replace(/\r\n?/g, '\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be removed
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/g, ' ')
      .trim()
  );
}

function oneLine(text: string): string {
  return safe(text).replace(/\s+/g, ' ').trim();
}
