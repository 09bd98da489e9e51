/** A paper from the fields of a record. */
import type { RawPaper } from '../raw.ts';
import { isoDate } from './dates.ts';
import { arxivOf } from './identifiers.ts';
import { first } from './values.ts';

/** Names or tags, each on one line, without empty ones and repetitions. */
export function lines(values: readonly string[]): string[] {
  return [...new Set(values.map((value) => value.replace(/\s+/g, ' ').trim()))].filter((v) => v !== '');
}

/** Fields as a dialect maps them; "" is the same as absent. */
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

/** A paper with the fields that are not empty. Without a url it gets one from its arXiv id or DOI. */
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
