/** Values of records that others wrote: each function takes any JSON value and gives "nothing" for one that does not fit. */
import { decodeHTML } from 'entities';
import type { RawPaper } from '../raw.ts';
import { isoDate, isRecord } from '../records/values.ts';
import { latexToText } from '../text/latex.ts';

/** Text of a string or number, its white space as it is; "" for anything else. */
export function text(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : '';
}

/** Text without tags of HTML, MathML and JATS (`<jats:p>`, `<i>`) and with character references resolved. */
export function plain(value: unknown): string {
  const source = text(value);
  if (!/[<&]/.test(source)) return source;
  return decodeHTML(
    source
      .replace(/<(?:jats:)?title>\s*abstract\s*<\/(?:jats:)?title>/gi, '')
      .replace(/<\/?(?:jats:)?(?:p|br|div|sec|title|li|list-item)\b[^<>]*>/gi, '\n')
      .replace(/<\/?[a-z][\w:-]*(?:\s[^<>]*)?\/?>/gi, ''),
  )
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[\s]*/g, '\n')
    .trim();
}

/** Text whose accents may be LaTeX, its lines joined, as arXiv keeps it. */
export function texText(value: unknown): string {
  const source = text(value).replace(/\s+/g, ' ');
  if (!source.includes('\\')) return source;
  // Outside of LaTeX's own files "~50" is an approximation, not a space.
  return latexToText(source.replace(/(?<!\\)~(?=\d)/g, '\ue002')).replaceAll('\ue002', '~');
}

/** An array as it is, nothing as no items, any other value as one item. */
export function many(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === null || value === undefined ? [] : [value];
}

/** A field of an object; undefined where the value is none. */
export function field(value: unknown, ...path: string[]): unknown {
  let at = value;
  for (const key of path) at = isRecord(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  return at;
}

/** The first that is not "". */
export function first(...texts: string[]): string {
  return texts.find((candidate) => candidate !== '') ?? '';
}

/** Characters of an abstract that an index of words may stand for; a word may be as long as its record, and come as often. */
const LONGEST_INDEXED = 16_000_000;

/** Word → positions, OpenAlex's form of an abstract, → text. */
export function fromInvertedIndex(index: unknown): string {
  if (!isRecord(index)) return '';
  const words: [number, string][] = [];
  let length = 0;
  for (const [word, positions] of Object.entries(index))
    for (const at of many(positions))
      if (typeof at === 'number' && at >= 0 && length < LONGEST_INDEXED) {
        words.push([at, word]);
        length += word.length + 1;
      }
  return words
    .sort((a, b) => a[0] - b[0])
    .map(([, word]) => word)
    .join(' ');
}

/** A web address; "" for any other scheme. */
export function webUrl(value: unknown): string {
  const url = text(value);
  return /^https?:\/\/\S+$/i.test(url) ? url : '';
}

/** "https://doi.org/10.1/ABC", "doi:10.1/ABC" → "10.1/abc"; "" where there is no DOI. */
export function doiOf(value: unknown): string {
  const match = /^(?:https?:\/\/(?:dx\.)?doi\.org\/|doi:\s*)?(10\.\d{4,9}\/\S+)$/i.exec(text(value));
  return match?.[1]?.toLowerCase() ?? '';
}

/** An arXiv id without version, of an id, an address, an OAI identifier or arXiv's own DOI; "" where there is none. */
export function arxivOf(value: unknown): string {
  const match =
    /^(?:https?:\/\/(?:\w+\.)?arxiv\.org\/(?:abs|pdf)\/|oai:arxiv\.org:|arxiv:\s*|(?:https?:\/\/doi\.org\/)?10\.48550\/arxiv\.)?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?\/\d{7})(?:v\d+)?(?:\.pdf)?$/i.exec(
      text(value),
    );
  return match?.[1] ?? '';
}

/** Half characters become U+FFFD: `encodeURI` throws at them. */
export function wellFormed(value: string): string {
  return value.replace(/[\ud800-\udfff]/gu, '\ufffd');
}

/** Milliseconds since 1970 (UTC) → ISO date; "" for what is no such time. */
export function dateOfMilliseconds(value: unknown): string {
  if (typeof value !== 'number' || !(value > 0) || value > 32_503_680_000_000) return '';
  return new Date(value).toISOString().slice(0, 10);
}

/** Names or tags: one line each, none empty, each once. */
export function lines(values: readonly string[]): string[] {
  return [...new Set(values.map((value) => value.replace(/\s+/g, ' ').trim()))].filter((v) => v !== '');
}

export interface Parts {
  id?: string;
  title: string;
  abstract: string;
  authors?: readonly string[];
  date?: unknown;
  url?: string;
  venue?: string;
  tags?: readonly string[];
  doi?: string;
  arxiv?: string;
}

/** A paper with only the fields that hold something. A url is made of arXiv id or DOI where there is none. */
export function paper(line: number, parts: Parts): RawPaper {
  const made: RawPaper = { line, title: lines([parts.title])[0] ?? '', abstract: parts.abstract };
  const arxiv = first(parts.arxiv ?? '', arxivOf(parts.doi));
  const doi = parts.doi ?? '';
  const url = first(
    parts.url ?? '',
    arxiv && `https://arxiv.org/abs/${arxiv}`,
    doi && `https://doi.org/${doi}`,
  );
  const authors = lines(parts.authors ?? []);
  const tags = lines(parts.tags ?? []);
  const date = isoDate(parts.date);
  if (parts.id) made.id = parts.id;
  if (authors.length > 0) made.authors = authors;
  if (date) made.date = date;
  if (url) made.url = url;
  if (parts.venue) made.venue = parts.venue;
  if (tags.length > 0) made.tags = tags;
  if (doi) made.doi = doi;
  if (arxiv) made.arxiv = arxiv;
  return made;
}
