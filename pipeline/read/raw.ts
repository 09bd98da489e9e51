/** What the reader of a format returns: papers whose texts and ids are not cleaned yet (see finish.ts). */
import type { ReadWarning } from '../types.ts';

export interface RawPaper {
  /** 1-based line at which the paper begins, or its record if the format has no lines. */
  line: number;
  id?: string;
  title: string;
  abstract: string;
  authors?: string[];
  date?: string;
  url?: string;
  venue?: string;
  tags?: string[];
  /** Lower case, without a resolver's address: "10.1000/xyz". Used to find the same paper in another input. */
  doi?: string;
  /** Without a version: "2401.00001", "hep-th/9901001". Used to find the same paper in another input. */
  arxiv?: string;
}

/** What a reader has found so far. Each record becomes a paper or is skipped. */
export class RawResult {
  readonly papers: RawPaper[] = [];
  readonly warnings: ReadWarning[] = [];
  /** Information that needs no action, such as the header lines of a page. */
  readonly notes: string[] = [];
  /** Numbers of records left out, by reason. */
  readonly skipped = new Map<string, number>();

  warn(line: number, message: string): void {
    this.warnings.push({ line, message });
  }

  /** Leaves out one record, or several. @param detail shown with the warning; reasons are counted without it */
  skip(line: number, reason: string, detail = '', records = 1): void {
    this.skipped.set(reason, (this.skipped.get(reason) ?? 0) + records);
    this.warn(line, `left out: ${reason}${detail}`);
  }

  /** Adds a paper, with a warning if its title or abstract is missing. Without both it is left out. */
  add(paper: RawPaper): void {
    const { line } = paper;
    if (isBlank(paper.title)) paper.title = '';
    if (isBlank(paper.abstract)) paper.abstract = '';
    if (paper.title === '' && paper.abstract === '') {
      this.skip(line, 'neither title nor abstract');
      return;
    }
    if (paper.title === '') {
      paper.title = titleFromAbstract(paper.abstract);
      this.warn(line, `no title; the abstract's beginning serves as one: "${excerpt(paper.title)}"`);
    } else if (paper.abstract === '')
      this.warn(line, `no abstract for "${excerpt(paper.title)}"; the title alone is used`);
    this.papers.push(paper);
  }
}

/** Whether a text consists of blanks and control characters only. */
function isBlank(text: string): boolean {
  return !/[^\s\p{Cc}]/u.test(text);
}

/** A title for a paper without one: the beginning of its abstract, cut at a word. */
export function titleFromAbstract(abstract: string): string {
  const start = abstract.trimStart().slice(0, TITLE_LENGTH + 1);
  if (start.length <= TITLE_LENGTH) return start.trimEnd();
  const space = start.lastIndexOf(' ');
  return `${start.slice(0, space > TITLE_LENGTH / 2 ? space : TITLE_LENGTH).trimEnd()}…`;
}

const TITLE_LENGTH = 80;

/** A piece of the input for a message: one line, at most 60 characters. */
export function excerpt(text: string): string {
  const flat = text.slice(0, 200).replace(/\s+/g, ' ').trim();
  return flat.length > 60 ? `${flat.slice(0, 59).trimEnd()}…` : flat;
}
