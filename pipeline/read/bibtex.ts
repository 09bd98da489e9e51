/**
 * BibTeX and BibLaTeX. Written here because the libraries that were tried stop at the first entry that is broken, or
 * give no line: this one warns with the line and goes on at the next entry.
 */
import { UserError } from '../errors.ts';
import { latexToText } from './latex.ts';
import { addPaper, excerpt, type RawResult } from './raw.ts';
import { givenFirst, paperFromRecord } from './record.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Whether the text begins with an entry, after comments or none. */
export function isBibtex(text: string): boolean {
  return /^\s*(?:%[^\n]*\n\s*)*@[a-z]+\s*[{(]/i.test(text.slice(0, 20_000));
}

/** @throws UserError where no entry holds a paper */
export function readBibtex(text: string, fileName: string): RawResult {
  const result: RawResult = { papers: [], warnings: [], notes: [] };
  const macros = new Map(MONTHS.map((name, i) => [name, String(i + 1).padStart(2, '0')]));
  const scanner = new Scanner(text, macros);
  for (
    let entry = /@\s*([a-z]+)\s*[{(]/iy, at = text.indexOf('@');
    at >= 0;
    at = text.indexOf('@', scanner.at)
  ) {
    entry.lastIndex = at;
    const match = entry.exec(text);
    const line = scanner.lineAt(at);
    scanner.at = match ? entry.lastIndex : at + 1;
    if (!match) continue;
    const type = match[1]!.toLowerCase();
    if (type === 'comment' || type === 'preamble') {
      scanner.skipBlock(text[scanner.at - 1]!);
      continue;
    }
    try {
      if (type === 'string') for (const [name, value] of scanner.fields()) macros.set(name, value);
      else addEntry(scanner.key(), scanner.fields(), line, result);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      result.warnings.push({
        line,
        message: `entry left out: ${error.message}: "${excerpt(text.slice(at, at + 80))}"`,
      });
      const next = text.slice(scanner.at).search(/[\r\n]\s*@/);
      scanner.at = next < 0 ? text.length : scanner.at + next;
    }
  }
  if (result.papers.length === 0)
    throw new UserError(
      `${fileName}: no BibTeX entry could be read${result.warnings[0] ? `; line ${result.warnings[0].line}: ${result.warnings[0].message}` : ''}; each needs a title or an abstract.`,
    );
  return result;
}

function addEntry(key: string, fields: Map<string, string>, line: number, result: RawResult): void {
  const text = (name: string) => latexToText(fields.get(name) ?? '');
  const names = (fields.get('author') ?? fields.get('editor') ?? '').replace(/\s+/g, ' ');
  const doi = text('doi').replace(/^https?:\/\/(?:dx\.)?doi\.org\//i, '');
  const eprint = text('eprint');
  const arxiv = eprint && /arxiv/i.test(text('archiveprefix') || text('eprinttype') || 'arxiv');
  const month = fields.get('month');
  const year = text('year');
  addPaper(
    paperFromRecord(
      {
        id: key,
        title: text('title'),
        abstract: text('abstract'),
        authors: splitNames(names).map((name) => givenFirst(latexToText(name))),
        date: text('date') || (year && month && /^\d\d?$/.test(month) ? `${year}-${month}` : year),
        url:
          (fields.get('url') ?? '').replace(/\\([_%&#~])/g, '$1').trim() ||
          (doi ? `https://doi.org/${doi}` : arxiv ? `https://arxiv.org/abs/${eprint}` : ''),
        venue: text('journal') || text('journaltitle') || text('booktitle'),
        keywords: text('keywords'),
      },
      line,
    ).paper,
    result,
  );
}

/** Names are parted by " and " outside braces. */
function splitNames(names: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (const match of names.matchAll(/[{}]|\s+and\s+/gi)) {
    if (match[0] === '{') depth++;
    else if (match[0] === '}') depth--;
    else if (depth === 0) {
      parts.push(names.slice(start, match.index));
      start = match.index + match[0].length;
    }
  }
  parts.push(names.slice(start));
  return parts.filter((name) => name.trim() !== '' && name.trim().toLowerCase() !== 'others');
}

class Scanner {
  at = 0;
  private counted = 0;
  private line = 1;
  private readonly text: string;
  private readonly macros: ReadonlyMap<string, string>;

  constructor(text: string, macros: ReadonlyMap<string, string>) {
    this.text = text;
    this.macros = macros;
  }

  /** 1-based line of a position; positions must not go back. */
  lineAt(position: number): number {
    for (; this.counted < position; this.counted++) if (this.text[this.counted] === '\n') this.line++;
    return this.line;
  }

  key(): string {
    return this.match(/\s*([^\s,{}()="]*)\s*,/y, 'no key and comma at its beginning')[1]!;
  }

  /** Fields up to the entry's end, names in lower case; the first of a name counts. */
  fields(): Map<string, string> {
    const fields = new Map<string, string>();
    for (;;) {
      const next = this.match(
        /[\s,]*(?:([})])|([^\s,{}()="#%@]+)\s*=\s*)/y,
        'a field is broken or the entry is not closed',
      );
      if (next[1]) return fields;
      const name = next[2]!.toLowerCase();
      const value = this.value();
      if (!fields.has(name)) fields.set(name, value);
    }
  }

  /** Steps over the rest of a block whose opening bracket was just read. */
  skipBlock(open: string): void {
    if (open === '{') {
      this.at--;
      const end = this.closing();
      this.at = end < 0 ? this.text.length : end + 1;
    } else {
      const end = this.text.indexOf(')', this.at);
      this.at = end < 0 ? this.text.length : end + 1;
    }
  }

  private value(): string {
    let value = '';
    for (;;) {
      const open = this.text[this.at];
      if (open === '{') {
        const end = this.closing();
        if (end < 0) throw new SyntaxError('a brace is never closed');
        value += this.text.slice(this.at + 1, end);
        this.at = end + 1;
      } else if (open === '"') value += this.quoted();
      else {
        const word = this.match(/([^\s,{}()"#]+)/y, 'a field has no value')[1]!;
        value += this.macros.get(word.toLowerCase()) ?? word;
      }
      const more = /\s*#\s*/y;
      more.lastIndex = this.at;
      if (!more.test(this.text)) return value;
      this.at = more.lastIndex;
    }
  }

  private quoted(): string {
    let depth = 0;
    for (let i = this.at + 1; i < this.text.length; i++) {
      const character = this.text[i];
      if (character === '\\') i++;
      else if (character === '{') depth++;
      else if (character === '}') depth--;
      else if (character === '"' && depth === 0) {
        const value = this.text.slice(this.at + 1, i);
        this.at = i + 1;
        return value;
      }
    }
    throw new SyntaxError('a quote is never closed');
  }

  /** Position of the brace that closes the one at `at`; −1 where there is none before the next entry's beginning. */
  private closing(): number {
    let depth = 0;
    for (let i = this.at; i < this.text.length; i++) {
      const character = this.text[i];
      if (character === '\\') i++;
      else if (character === '{') depth++;
      else if (character === '}' && --depth === 0) return i;
      else if (
        character === '@' &&
        /^@[a-z]+\s*\{\s*[^\s,{}=]+\s*,/i.test(this.text.slice(i, i + 120)) &&
        this.atLineStart(i)
      )
        return -1;
    }
    return -1;
  }

  private atLineStart(position: number): boolean {
    const before = this.text[position - 1];
    return before === '\n' || before === '\r';
  }

  private match(pattern: RegExp, otherwise: string): RegExpExecArray {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (!match) throw new SyntaxError(otherwise);
    this.at = pattern.lastIndex;
    return match;
  }
}
