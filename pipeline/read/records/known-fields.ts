/** A record of any format → a paper, by the usual names of fields in exports. */

import type { RawPaper } from '../raw.ts';
import { isoDate } from './dates.ts';
import { arxivOf, doiOf } from './identifiers.ts';
import { fromInvertedIndex, isRecord, plainText } from './values.ts';

/** Usual names of each field, the most specific first; compared in lower case without `_`, `-` and spaces. */
const NAMES = {
  id: ['id', 'paperid', 'arxivid', 'doi', 'key', 'identifier', 'forum'],
  title: ['title', 'papertitle', 'displayname'],
  abstract: ['abstract', 'summary', 'abstracttext', 'abstractnote', 'description'],
  authors: ['authors', 'author', 'creators', 'creator', 'authorships'],
  date: [
    'date',
    'published',
    'publishedat',
    'publicationdate',
    'publisheddate',
    'year',
    'publicationyear',
    'issued',
  ],
  url: ['url', 'link', 'pdfurl', 'paperurl', 'pdf', 'htmlurl'],
  venue: ['venue', 'journal', 'booktitle', 'conference', 'publicationtitle', 'containertitle', 'journalref'],
  tags: ['keywords', 'tags', 'categories', 'topics', 'manualtags', 'fieldsofstudy'],
} as const;

export type Field = keyof typeof NAMES;
export const FIELDS = Object.keys(NAMES) as readonly Field[];

/** Names of identifiers that are kept beside the paper's own id. */
const DOI_NAMES = ['doi', 'externalids.doi'];
const ARXIV_NAMES = ['arxivid', 'arxiv', 'eprint'];

export interface RecordResult {
  paper: RawPaper;
  /** Fields whose value has a type that cannot be used. */
  odd: string[];
}

/**
 * @param line 1-based line or record, for messages
 * @param named values by field, which take precedence over those found by name
 * @returns a paper; a title or abstract that the record lacks is ""
 */
export function paperFromRecord(
  record: Readonly<Record<string, unknown>>,
  line: number,
  named: Readonly<Partial<Record<Field, unknown>>> = {},
): RecordResult {
  const fields = new Map<string, unknown>();
  for (const [name, value] of Object.entries(record)) {
    const plain = plainName(name);
    if (!fields.has(plain) && value !== null && value !== undefined && value !== '') fields.set(plain, value);
  }
  const odd: string[] = [];
  const take = (field: Field): unknown => {
    if (field in named) return named[field] ?? undefined;
    for (const name of NAMES[field]) if (fields.has(name)) return fields.get(name);
    return undefined;
  };
  const text = (field: Field): string => {
    const value = take(field);
    const plain = plainText(value);
    if (plain === null && value !== undefined) odd.push(field);
    return plain?.trim() ?? '';
  };
  const paper: RawPaper = { line, title: text('title'), abstract: text('abstract') };
  if (paper.abstract === '') {
    const inverted = fields.get('abstractinvertedindex');
    if (isRecord(inverted)) paper.abstract = fromInvertedIndex(inverted);
  }
  const id = text('id');
  if (id) paper.id = id;
  const authors = list(take('authors'), splitAuthors);
  if (authors.length > 0) paper.authors = authors;
  const date = isoDate(take('date'));
  if (date) paper.date = date;
  const url = text('url');
  if (/^https?:\/\//i.test(url)) paper.url = url;
  const venue = text('venue');
  if (venue) paper.venue = venue;
  const tags = list(take('tags'), splitTags);
  if (tags.length > 0) paper.tags = tags;
  const first = (names: readonly string[]) =>
    names.map((name) => fields.get(name)).find((v) => typeof v === 'string');
  const doi = doiOf(first(DOI_NAMES));
  const arxiv = arxivOf(first(ARXIV_NAMES));
  if (doi) paper.doi = doi;
  if (arxiv) paper.arxiv = arxiv;
  if (paper.url === undefined && (doi || arxiv))
    paper.url = doi ? `https://doi.org/${doi}` : `https://arxiv.org/abs/${arxiv}`;
  return { paper, odd };
}

/** The field that a column or key of this name holds; null if the name is not known. */
export function fieldNamed(name: string): Field | null {
  const plain = plainName(name);
  for (const field of FIELDS) if ((NAMES[field] as readonly string[]).includes(plain)) return field;
  return null;
}

/** "Lovelace, Ada" → "Ada Lovelace"; another name as it is. */
export function givenFirst(name: string): string {
  const parts = name
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 2) return `${parts[1]} ${parts[0]}`;
  return parts.length === 3 ? `${parts[2]} ${parts[0]} ${parts[1]}` : name.trim();
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, '');
}

function list(value: unknown, split: (text: string) => string[]): string[] {
  const parts = Array.isArray(value) ? value : typeof value === 'string' ? split(value) : [];
  const names = parts
    .map((part) => plainText(part)?.replace(/\s+/g, ' ').trim() ?? '')
    .filter((name) => name !== '');
  return [...new Set(names)];
}

function splitTags(text: string): string[] {
  return text.split(/[;,|\n]/);
}

/** The names in one cell, separated by ";" or line breaks, else by " and " and "," unless that would split "Lovelace, Ada". */
function splitAuthors(text: string): string[] {
  if (/[;\n]/.test(text)) return text.split(/[;\n]/);
  const parts = text.replace(/\s+/g, ' ').split(/,? (?:and|&) /);
  const familyFirst = parts.length > 1 && parts.every((part) => part.split(',').length === 2);
  return familyFirst ? parts.map(givenFirst) : parts.flatMap((part) => part.split(','));
}
