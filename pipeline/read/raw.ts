/** What a format's reader hands to read.ts: papers whose text and ids have not been checked yet. */
import type { ReadWarning } from '../types.ts';

export interface RawPaper {
  /** 1-based line, or record where the format has no lines, at which the paper begins. */
  line: number;
  id?: string;
  title: string;
  abstract: string;
  authors?: string[];
  date?: string;
  url?: string;
  venue?: string;
  tags?: string[];
  /** Lower case, without a resolver before it: "10.1000/xyz". For finding the same paper in another input. */
  doi?: string;
  /** Without version: "2401.00001", "hep-th/9901001". For finding the same paper in another input. */
  arxiv?: string;
}

/** What a reader has found so far: each record is a paper or is skipped. */
export class RawResult {
  readonly papers: RawPaper[] = [];
  readonly warnings: ReadWarning[] = [];
  /** What the user may like to know and need not act on, such as the header lines of a page. */
  readonly notes: string[] = [];
  /** Records left out, by reason. */
  readonly skipped = new Map<string, number>();

  warn(line: number, message: string): void {
    this.warnings.push({ line, message });
  }

  /** Leaves a record out, or several at once. @param detail shown with the line, and not counted apart */
  skip(line: number, reason: string, detail = '', records = 1): void {
    this.skipped.set(reason, (this.skipped.get(reason) ?? 0) + records);
    this.warn(line, `left out: ${reason}${detail}`);
  }

  /** Adds a paper of a structured format; one with neither title nor abstract is left out. What is missing is warned of. */
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

/** Whether nothing is left of a text without its blanks and control characters. */
function isBlank(text: string): boolean {
  return !/[^\s\p{Cc}]/u.test(text);
}

/** A title for a paper that came without one: the beginning of its abstract, cut at a word. */
export function titleFromAbstract(abstract: string): string {
  const start = abstract.trimStart().slice(0, TITLE_LENGTH + 1);
  if (start.length <= TITLE_LENGTH) return start.trimEnd();
  const space = start.lastIndexOf(' ');
  return `${start.slice(0, space > TITLE_LENGTH / 2 ? space : TITLE_LENGTH).trimEnd()}…`;
}

const TITLE_LENGTH = 80;

/** A piece of the input to show in a message: one line, at most 60 characters. */
export function excerpt(text: string): string {
  const flat = text.slice(0, 200).replace(/\s+/g, ' ').trim();
  return flat.length > 60 ? `${flat.slice(0, 59).trimEnd()}…` : flat;
}
