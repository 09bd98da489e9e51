/**
 * BibTeX and BibLaTeX. The libraries that were tried stop at the first broken entry or report no line; this reader warns
 * with the line and goes on at the next entry.
 */
import { UserError } from '../../util/errors.ts';
import { LONGEST_RECORD, type TextInput } from '../bytes/text-input.ts';
import { excerpt, RawResult } from '../raw.ts';
import { givenFirst, paperFromRecord } from '../records/known-fields.ts';
import { latexToText } from '../text/latex.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Whether the text begins with an entry, possibly after comments. */
export function isBibtex(text: string): boolean {
  return /^\s*(?:%[^\n]*\n\s*)*@[a-z]+\s*[{(]/i.test(text.slice(0, 20_000));
}

/**
 * Reads entry after entry, each from its "@" at the beginning of a line to the next such line, so that a broken entry
 * does not affect the others. Fields that an entry lacks come from the entry that its `crossref` names.
 * @throws UserError if no entry holds a paper
 */
export async function readBibtex(input: TextInput): Promise<RawResult> {
  const result = new RawResult();
  const file = new Bibliography(result);
  let block: string[] = [];
  let begun = 1;
  let length = 0;
  for await (const { number, text, tooLong } of input.lines()) {
    const begins = /^\s*@\s*[a-z]+\s*[{(]/i.test(text);
    if (length > LONGEST_RECORD || begins) {
      file.read(block.join('\n'), begun);
      block = [];
      begun = number;
      length = 0;
    }
    if (tooLong && begins) result.skip(number, 'longer than 16 MB', `: "${excerpt(text)}"`);
    else if (tooLong) result.warn(number, `left out "${excerpt(text)}": a line of more than 16 MB`);
    block.push(tooLong ? '' : text);
    length += text.length + 1;
  }
  file.read(block.join('\n'), begun);
  file.end();
  if (result.papers.length === 0)
    throw new UserError(
      `${input.fileName}: no BibTeX entry could be read${result.warnings[0] ? `; line ${result.warnings[0].line}: ${result.warnings[0].message}` : ''}; each needs a title or an abstract.`,
    );
  return result;
}

/** Longest macro and longest inherited field in characters: macros of macros grow fast, and many entries may inherit one field. */
const LONGEST_MACRO = 2_000;
/** Macros in a file may expand to this many characters, plus `EXPANDED` times its own. */
const MOST_EXPANDED = 64_000_000;
const EXPANDED = 20;
/** How often a block may be scanned for the ends of values that are never closed. */
const WASTED = 20;

interface Entry {
  type: string;
  key: string;
  fields: Map<string, string>;
  line: number;
}

interface Macros {
  /** By lower-case name. */
  values: Map<string, string>;
  /** Characters that macros may still expand to. */
  left: number;
}

class Bibliography {
  private readonly macros: Macros = {
    values: new Map(MONTHS.map((name, i) => [name, String(i + 1).padStart(2, '0')])),
    left: MOST_EXPANDED,
  };
  /** Fields that other entries may inherit, by lower-case key. */
  private readonly parents = new Map<string, Map<string, string>>();
  /** Entries whose crossref was not read yet, and the entries after them, to keep the order. */
  private waiting: Entry[] = [];
  private readonly result: RawResult;

  constructor(result: RawResult) {
    this.result = result;
  }

  /** Reads the entries in a block of lines, usually one. */
  read(text: string, begun: number): void {
    this.macros.left += EXPANDED * text.length;
    const scanner = new Scanner(text, this.macros, begun);
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
        if (type === 'string') for (const [name, value] of scanner.fields()) this.define(name, value);
        else this.add({ type, key: scanner.key(), fields: scanner.fields(), line });
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        this.result.skip(
          line,
          'a broken entry',
          ` (${error.message}): "${excerpt(text.slice(at, at + 80))}"`,
        );
        if (scanner.wasted > WASTED * text.length) {
          this.result.skip(
            scanner.lineAt(scanner.at),
            'a broken entry',
            ' (with the text up to the next entry)',
          );
          return;
        }
        const next = text.slice(scanner.at).search(/\n[^\S\n]*@/);
        scanner.at = next < 0 ? text.length : scanner.at + next;
      }
    }
  }

  private define(name: string, value: string): void {
    if (value.length > LONGEST_MACRO)
      throw new SyntaxError(`a macro of more than ${LONGEST_MACRO} characters`);
    this.macros.values.set(name, value);
  }

  end(): void {
    for (const entry of this.waiting) this.finish(entry);
    this.waiting = [];
  }

  private add(entry: Entry): void {
    const { fields } = entry;
    if (PARENTS.has(entry.type))
      this.parents.set(
        entry.key.toLowerCase(),
        new Map([...fields].filter(([, value]) => value.length <= LONGEST_MACRO)),
      );
    const parent = fields.get('crossref')?.toLowerCase();
    if (this.waiting.length > 0 || (parent !== undefined && !this.parents.has(parent)))
      this.waiting.push(entry);
    else this.finish(entry);
  }

  private finish({ type, key, fields, line }: Entry): void {
    const parent = fields.get('crossref');
    const inherited = parent === undefined ? undefined : this.parents.get(parent.toLowerCase());
    if (parent !== undefined && !inherited)
      this.result.warn(line, `its crossref "${excerpt(parent)}" is not in the file`);
    const own = (name: string) => fields.get(name);
    const field = (name: string) =>
      own(name) ?? (UNSHARED.has(name) ? undefined : inherited?.get(name)) ?? '';
    const text = (name: string) => latexToText(field(name));
    // Proceedings, and books of which only chapters are listed, are there for cross-references.
    if (PARENTS.has(type) && type !== 'book' && !fields.has('abstract')) {
      this.result.skip(line, 'a volume, not a paper', `: "${excerpt(text('title'))}"`);
      return;
    }
    const names = (field('author') || own('editor') || '').replace(/\s+/g, ' ');
    const subtitle = text('subtitle');
    const eprint = text('eprint');
    const arxiv =
      eprint && /arxiv/i.test(text('archiveprefix') || text('eprinttype') || 'arxiv') ? eprint : '';
    const month = field('month');
    const year = text('year');
    const url = field('url')
      .replace(/\\([_%&#~])/g, '$1')
      .replace(/^\\url\{(.*)\}$/, '$1')
      .trim();
    this.result.add(
      paperFromRecord(
        {
          id: key,
          title: subtitle && text('title') ? `${text('title')}: ${subtitle}` : text('title') || subtitle,
          abstract: text('abstract'),
          authors: splitNames(names).map((name) => givenFirst(latexToText(name))),
          date:
            text('date').replace(/\/.*$/, '') || (year && /^\d\d?$/.test(month) ? `${year}-${month}` : year),
          url,
          venue:
            text('journaltitle') ||
            text('journal') ||
            text('booktitle') ||
            latexToText(inherited?.get('title') ?? '') ||
            text('eventtitle'),
          keywords: text('keywords'),
          doi: text('doi'),
          arxiv,
        },
        line,
      ).paper,
    );
  }
}

/** Types that other entries refer to by `crossref`. */
const PARENTS = new Set(['proceedings', 'book', 'mvproceedings', 'mvbook', 'collection', 'mvcollection']);
/** Fields that a part does not inherit from its whole. */
const UNSHARED = new Set(['title', 'subtitle', 'abstract', 'doi', 'eprint', 'url', 'author', 'keywords']);

/** Splits names at " and " outside braces. */
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
  /** Characters scanned in vain for the end of a value. */
  wasted = 0;
  private counted = 0;
  private line: number;
  private readonly text: string;
  private readonly macros: Macros;

  constructor(text: string, macros: Macros, line: number) {
    this.line = line;
    this.text = text;
    this.macros = macros;
  }

  /** 1-based line of a position; positions must not decrease. */
  lineAt(position: number): number {
    for (; this.counted < position; this.counted++) if (this.text[this.counted] === '\n') this.line++;
    return this.line;
  }

  key(): string {
    return this.match(/\s*(?:([^\s,{}()="]+)\s*)?,/y, 'no key and comma at its beginning')[1] ?? '';
  }

  /** The entry's fields, by lower-case name; the first of a name counts. */
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

  /** Skips the rest of a block whose opening bracket was just read. */
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
    let expanded = 0;
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
        const macro = this.macros.values.get(word.toLowerCase());
        value += macro ?? word;
        expanded += macro?.length ?? 0;
      }
      if (value.length > LONGEST_RECORD) throw new SyntaxError('a value of more than 16 MB');
      if (expanded > this.macros.left)
        throw new SyntaxError(`macros of more than ${MOST_EXPANDED / 1_000_000} MB in all`);
      const more = /\s*#\s*/y;
      more.lastIndex = this.at;
      if (!more.test(this.text)) {
        this.macros.left -= expanded;
        return value;
      }
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
    this.wasted += this.text.length - this.at;
    throw new SyntaxError('a quote is never closed');
  }

  /** Position of the brace that closes the one at `at`; −1 if there is none in the block. */
  private closing(): number {
    let depth = 0;
    for (let i = this.at; i < this.text.length; i++) {
      const character = this.text[i];
      if (character === '\\') i++;
      else if (character === '{') depth++;
      else if (character === '}' && --depth === 0) return i;
    }
    this.wasted += this.text.length - this.at;
    return -1;
  }

  private match(pattern: RegExp, otherwise: string): RegExpExecArray {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (!match) throw new SyntaxError(otherwise);
    this.at = pattern.lastIndex;
    return match;
  }
}
