/** Records of the same paper, from two inputs or twice in one → one paper. */
import { LONGEST_WORDED } from '../text/tokens.ts';
import type { RawPaper } from './raw.ts';
import { arxivOf, doiOf } from './records/identifiers.ts';

/** Least share of their words that two abstracts of one paper have in common (Jaccard). Versions of a paper differ in a sentence or two. */
const ALIKE = 0.5;
/** Many papers share a shorter title ("Introduction", "A survey"). In letters and digits. */
const TITLE_ALONE = 20;
/** Most papers of one title ("Editorial") that a record is compared with; beyond, only exact copies are found. */
const COMPARED = 50;

/**
 * Two records are one paper if they have the same DOI or arXiv id (without its version), or the same title (letters and
 * digits only, in lower case) and nothing contradicts it: abstracts that differ or, if one has no abstract, different
 * DOIs or arXiv ids, a short title, or no author in common. The first record keeps its position and id, and takes the
 * fields that it lacks from the others.
 * @returns the papers that remain, in their order, and how many records were merged into another
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

/** Cached, because a paper may be compared with many. */
const IDENTIFIERS = new WeakMap<RawPaper, readonly string[]>();

/** "doi:…" and "arxiv:…". A DOI that arXiv assigned counts as an arXiv id. */
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

/** Equal for exact copies; undefined for a record of a title alone. */
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

/** Whether the records are equal apart from title and abstract. */
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

/** Cached family names of authors. */
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

/** Cached words of abstracts. */
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

/** Whether an abstract is the beginning of another, with or without an ellipsis. */
function isCut(part: string, whole: string): boolean {
  if (part.length > whole.length) return false;
  const mark = /(?:…|\.{3})$/.exec(part)?.[0];
  return whole.startsWith(mark ? part.slice(0, -mark.length).trimEnd() : part);
}

/** Letters and digits in lower case and without accents: databases differ in the rest. */
function plainTitle(title: string): string {
  return title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** Fills in the fields that a paper lacks from another record of it. Of two dates of one year the more precise is kept. */
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
