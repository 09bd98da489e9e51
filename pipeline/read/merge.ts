/** The same paper from two inputs, or twice in one → one paper. */
import { LONGEST_WORDED } from '../text/tokens.ts';
import type { RawPaper } from './raw.ts';
import { arxivOf, doiOf } from './records/identifiers.ts';

/** Words that two abstracts of one paper share at least, of all words of either. Versions of a paper differ in a sentence or two. */
const ALIKE = 0.5;
/** Shorter titles ("Introduction", "A survey") are those of many papers; letters and digits. */
const TITLE_ALONE = 20;
/** Of many different papers with one title ("Editorial") so many are looked at; beyond, only exact copies are found. */
const COMPARED = 50;

/**
 * Two papers are one where their DOIs or their arXiv ids (without version) are the same; else where their titles are
 * (letters and digits alone, in lower case) and nothing speaks against it: abstracts that differ, or, where one has no
 * abstract, different DOIs or arXiv ids, a short title, or authors of whom they share none. The first stays in its
 * place with its id; it takes what it lacks from the others.
 *
 * @returns the papers that are left, in their order, and how many were merged into another
 */
export function mergeDuplicates<P extends RawPaper>(papers: readonly P[]): { papers: P[]; merged: number } {
  const kept: P[] = [];
  const byId = new Map<string, P>();
  const byTitle = new Map<string, P[]>();
  const copies = new Map<string, P>();
  for (const paper of papers) {
    const ids = identifiers(paper);
    const title = plainTitle(paper.title);
    const sameTitle = title === '' ? [] : (byTitle.get(title) ?? []);
    const many = sameTitle.length >= COMPARED;
    const copy = many ? copyKey(paper, title) : undefined;
    const before =
      ids.map((id) => byId.get(id)).find((found) => found !== undefined) ??
      sameTitle.find((other) => isSame(other, paper, title)) ??
      (copy === undefined ? undefined : copies.get(copy));
    const stays = before ?? paper;
    if (before) fill(before, paper);
    else {
      kept.push(paper);
      if (copy !== undefined) copies.set(copy, paper);
      if (!many && title !== '') byTitle.set(title, [...sameTitle, paper]);
    }
    for (const id of ids) if (!byId.has(id)) byId.set(id, stays);
  }
  return { papers: kept, merged: papers.length - kept.length };
}

/** Of papers that were compared: one may be held against many, and be long. */
const IDENTIFIERS = new WeakMap<RawPaper, readonly string[]>();

/** "doi:…", "arxiv:…"; arXiv's own DOIs are arXiv ids. */
function identifiers(paper: RawPaper): readonly string[] {
  const known = IDENTIFIERS.get(paper);
  if (known) return known;
  const { id, doi, arxiv, url } = paper;
  const found = new Set<string>();
  for (const text of [doi, arxiv, id, url]) {
    const preprint = arxivOf(text).toLowerCase();
    const other = preprint ? '' : doiOf(text);
    if (preprint) found.add(`arxiv:${preprint}`);
    if (other) found.add(`doi:${other}`);
  }
  IDENTIFIERS.set(paper, [...found]);
  return [...found];
}

/** The same for records that are copies of one another; undefined for a paper that nothing tells from another. */
function copyKey(paper: RawPaper, title: string): string | undefined {
  if (paper.abstract !== '') return `${title}\n${paper.abstract}`;
  return paper.id === undefined ? undefined : `${title}\n${all(paper)}`;
}

function isSame(a: RawPaper, b: RawPaper, title: string): boolean {
  if (a.abstract !== '' && b.abstract !== '') return alike(a, b);
  if (a.abstract === '' && b.abstract === '' && a.title === b.title && sameRest(a, b)) return true;
  if (title.length < TITLE_ALONE) return false;
  const [first, second] = [identifiers(a), identifiers(b)];
  const kind = (id: string) => id.slice(0, id.indexOf(':'));
  if (first.some((id) => second.some((other) => kind(id) === kind(other) && id !== other))) return false;
  return !a.authors || !b.authors || shareAuthor(a.authors, b.authors);
}

/** Whether the records are copies of one another, their titles and abstracts aside. */
function sameRest(a: RawPaper, b: RawPaper): boolean {
  const same = (one: readonly string[] = [], other: readonly string[] = []) =>
    one.length === other.length && one.every((text, i) => text === other[i]);
  return (
    a.id !== undefined &&
    (['id', 'date', 'url', 'venue', 'doi', 'arxiv'] as const).every((field) => a[field] === b[field]) &&
    same(a.authors, b.authors) &&
    same(a.tags, b.tags)
  );
}

function all({ id, title, abstract, authors, date, url, venue, tags, doi, arxiv }: RawPaper): string {
  return JSON.stringify([id, title, abstract, authors, date, url, venue, tags, doi, arxiv]);
}

function shareAuthor(a: readonly string[], b: readonly string[]): boolean {
  const [first, second] = [families(a), families(b)].sort((one, other) => one.size - other.size);
  for (const name of first!) if (second!.has(name)) return true;
  return false;
}

/** Family names of authors that were compared. */
const FAMILIES = new WeakMap<readonly string[], ReadonlySet<string>>();

function families(authors: readonly string[]): ReadonlySet<string> {
  const known =
    FAMILIES.get(authors) ?? new Set(authors.map((name) => plainTitle(name.split(/\s+/).at(-1)!)));
  FAMILIES.set(authors, known);
  return known;
}

function alike(a: RawPaper, b: RawPaper): boolean {
  if (isCut(a.abstract, b.abstract) || isCut(b.abstract, a.abstract)) return true;
  const [first, second] = [wordsOf(a), wordsOf(b)].sort((one, other) => one.size - other.size);
  let shared = 0;
  for (const word of first!) if (second!.has(word)) shared++;
  const union = first!.size + second!.size - shared;
  return union === 0 ? a.abstract === b.abstract : shared / union >= ALIKE;
}

/** Words of the abstracts that were compared. */
const WORDS = new WeakMap<RawPaper, ReadonlySet<string>>();

function wordsOf(paper: RawPaper): ReadonlySet<string> {
  let words = WORDS.get(paper);
  if (!words) {
    words = new Set(
      paper.abstract
        .slice(0, LONGEST_WORDED)
        .toLowerCase()
        .match(/[\p{L}\p{N}]+/gu) ?? [],
    );
    WORDS.set(paper, words);
  }
  return words;
}

/** Whether an abstract is the beginning of another, with an ellipsis or without. */
function isCut(part: string, whole: string): boolean {
  if (part.length > whole.length) return false;
  const mark = /(?:…|\.{3})$/.exec(part)?.[0];
  return whole.startsWith(mark ? part.slice(0, -mark.length).trimEnd() : part);
}

/** Letters and digits in lower case, accents off: spelling that differs between databases. */
function plainTitle(title: string): string {
  return title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** Gives a paper what it lacks and another record of it has; of two dates of one year the more precise. */
function fill(paper: RawPaper, other: RawPaper): void {
  for (const field of ['authors', 'date', 'url', 'venue', 'tags', 'doi', 'arxiv'] as const)
    if (paper[field] === undefined && other[field] !== undefined)
      Object.assign(paper, { [field]: other[field] });
  if (paper.abstract === '' || isCut(paper.abstract, other.abstract)) {
    paper.abstract = other.abstract;
    WORDS.delete(paper);
  }
  IDENTIFIERS.delete(paper);
  if (other.date !== undefined && paper.date !== undefined && other.date.startsWith(paper.date))
    paper.date = other.date;
}
