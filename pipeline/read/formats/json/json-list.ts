/**
 * Splits a JSON document of any length into the texts of its records: the elements of its list of papers, or objects one
 * after another. It follows only brackets and strings; each record is parsed on its own, so a broken one does not affect
 * the others. (@streamparser/json and stream-json stop at the first error.)
 */

export interface JsonListOptions {
  /** Whether the array under these keys, from the root down, holds the records; the root itself is `[]`. */
  isList(path: readonly string[]): boolean;
  /** Longest record in characters. */
  longest: number;
  /** Receives a whole record, an object or array. @param line 1-based line on which it begins */
  onRecord(text: string, line: number): void;
  /** Called for a number, string, true, false or null in place of a record. */
  onScalar(line: number): void;
  /** Receives a record that is broken. */
  onBroken(text: string, line: number, reason: string): void;
}

/** Most characters per chunk that are kept of a string that may be a key. */
const LONGEST_KEY = 1000;

/** Represents the beginning of a line that was read already. */
const BEGUN = '.';
/** Most white space and brackets before a record on its line. */
const LONGEST_INDENT = 1000;
/** Deepest nesting of brackets in a record. */
const DEEPEST = 10_000;
/** Most keys above a list of records. */
const LONGEST_PATH = 4;

interface Open {
  kind: '{' | '[';
  /** The key of an object whose value comes next. */
  key: string;
  isList: boolean;
  /** Position in the text. */
  at: number;
}

export class JsonList {
  /** Whether a list of records was found. */
  found = false;
  private readonly open: Open[] = [];
  /** The objects among them. */
  private readonly objects: Open[] = [];
  /** Whether one of them is a list of records. */
  private inList = false;
  /** Position in the text of the chunk that is read. */
  private at = 0;
  /** Positions of objects that were open when a record broke: read as records they would break in the same place. */
  private doomed: ReadonlySet<number> = new Set();
  private line = 1;
  private inString = false;
  private escaped = false;
  /** Pieces of the open record's text; null between records. */
  private record: string[] | null = null;
  private recordLength = 0;
  private recordLine = 0;
  private recordAt = 0;
  /** Containers around the record. */
  private recordDepth = 0;
  /** White space before the record on its line. */
  private indent = 0;
  /** White space at the beginning of the present line. */
  private lineIndent = 0;
  /** Whether an element of the list has begun that is neither object nor array. */
  private scalar = false;
  /** Pieces of the last string outside records, which may be a key. */
  private string: string[] | null = null;
  private lastString = '';
  /** After a broken record, lines are skipped until one begins a record; this is the unfinished line. */
  private skipping: string | null = null;
  private readonly options: JsonListOptions;

  constructor(options: JsonListOptions) {
    this.options = options;
  }

  push(chunk: string): void {
    let rest: string | null = chunk;
    while (rest !== null && rest !== '') {
      const after: number = this.at + rest.length;
      rest = this.skipping === null ? this.scan(rest) : this.skip(rest);
      this.at = after - (rest?.length ?? 0);
    }
  }

  /** Call at the end of the text. @returns whether all brackets are closed */
  end(): boolean {
    let whole = true;
    while (this.record !== null) {
      whole = false;
      const rest = this.break('never closed');
      if (rest === null) break;
      this.at -= rest.length;
      this.push(rest);
    }
    return whole && this.open.length === 0;
  }

  /** @returns the text to read again after a broken record; null if there is none */
  private scan(chunk: string): string | null {
    let begin = 0;
    let stringBegin = 0;
    for (let i = 0; i < chunk.length; i++) {
      if (this.inString) {
        if (this.escaped) {
          this.escaped = false;
          continue;
        }
        while (i < chunk.length) {
          const code = chunk.charCodeAt(i);
          if (code === 34 || code === 92 || code === 10) break;
          i++;
        }
        const character = chunk[i];
        if (character === '\\') this.escaped = true;
        else if (character === '"') {
          this.inString = false;
          if (this.string) {
            this.string.push(chunk.slice(stringBegin, i));
            this.lastString = this.string.join('');
            this.string = null;
          }
        } else if (character === '\n' && this.record)
          return this.again(chunk, begin, 'a quote is never closed');
        else if (character === '\n') this.line++;
        continue;
      }
      switch (chunk.charCodeAt(i)) {
        case 10:
          this.line++;
          this.lineIndent = 0;
          while (chunk[i + 1] === ' ' || chunk[i + 1] === '\t') {
            this.lineIndent++;
            i++;
          }
          break;
        case 34:
          this.inString = true;
          if (!this.record) this.scalar = this.open.at(-1)?.isList === true;
          if (!this.record || this.recordDepth === 0) {
            this.string = [];
            stringBegin = i + 1;
          }
          break;
        case 58: {
          const top = this.open.at(-1);
          if (top) top.key = this.lastString;
          break;
        }
        case 123:
        case 91: {
          const kind = chunk[i] as '{' | '[';
          if (!this.record) {
            const top = this.open.at(-1);
            // Records may follow a list that was closed too early.
            if (top?.isList || (!top && kind === '{')) {
              this.record = [];
              this.recordLength = 0;
              this.recordLine = this.line;
              this.recordAt = this.at + i;
              this.recordDepth = this.open.length;
              this.indent = this.lineIndent;
              begin = i;
              if (this.doomed.has(this.recordAt))
                return this.again(chunk, begin, 'never closed', this.doomed);
            }
          }
          if (this.record && this.open.length - this.recordDepth >= DEEPEST)
            return this.again(chunk, begin, `more than ${DEEPEST} brackets within each other`);
          this.begin(kind, this.at + i);
          break;
        }
        case 44:
          this.endScalar();
          break;
        case 125:
        case 93: {
          this.endScalar();
          const top = this.open.at(-1);
          const fits = top !== undefined && (top.kind === '{') === (chunk[i] === '}');
          if (!fits && this.record) return this.again(chunk, begin, `"${chunk[i]}" closes nothing`);
          if (fits) this.close(this.open.length - 1);
          if (this.record && this.open.length === this.recordDepth) {
            this.record.push(chunk.slice(begin, i + 1));
            this.options.onRecord(this.record.join(''), this.recordLine);
            this.record = null;
          }
          break;
        }
        default:
          if (!this.record && chunk.charCodeAt(i) > 32 && this.open.at(-1)?.isList) this.scalar = true;
      }
    }
    if (this.string) this.string.push(chunk.slice(stringBegin).slice(0, LONGEST_KEY));
    if (this.record) {
      this.record.push(chunk.slice(begin));
      this.recordLength += chunk.length - begin;
      if (this.recordLength > this.options.longest) return this.break('too long');
    }
    return null;
  }

  private endScalar(): void {
    if (this.scalar) this.options.onScalar(this.line);
    this.scalar = false;
  }

  private begin(kind: '{' | '[', at: number): void {
    const isList =
      kind === '[' &&
      !this.inList &&
      this.objects.length <= LONGEST_PATH &&
      this.options.isList(this.objects.map(({ key }) => key));
    const begun = { kind, key: '', isList, at };
    this.open.push(begun);
    if (kind === '{') this.objects.push(begun);
    if (!isList) return;
    // So the document around it is not a record.
    this.found = true;
    this.inList = true;
    this.record = null;
  }

  /** Closes all but the first `depth` open brackets. */
  private close(depth: number): void {
    while (this.open.length > depth) {
      const { kind, isList } = this.open.pop()!;
      if (kind === '{') this.objects.pop();
      if (isList) this.inList = false;
    }
  }

  private again(chunk: string, begin: number, reason: string, doomed?: ReadonlySet<number>): string | null {
    this.record!.push(chunk.slice(begin));
    return this.break(reason, doomed);
  }

  /** Gives up the open record. @returns the text from the next line that looks like the beginning of a record */
  private break(reason: string, doomed?: ReadonlySet<number>): string | null {
    const text = this.record!.join('');
    this.record = null;
    this.inString = false;
    this.escaped = false;
    this.string = null;
    // If the record is too long, objects that began in its second half may still end in time.
    const end = this.recordAt + text.length - (reason === 'too long' ? this.options.longest / 2 : 0);
    this.doomed =
      doomed ?? new Set(this.objects.map(({ at }) => at).filter((at) => at > this.recordAt && at < end));
    this.close(this.recordDepth);
    this.line = this.recordLine;
    const from = text.search(/\n/);
    const next = from < 0 ? -1 : this.beginning(text, from + 1);
    const broken = next < 0 ? text : text.slice(0, next);
    this.options.onBroken(broken, this.recordLine, reason);
    this.line += count(broken);
    if (next >= 0) return text.slice(next);
    const last = text.lastIndexOf('\n');
    // The line on which this record began must not count as the beginning of another.
    this.skipping = last < 0 ? BEGUN : text.slice(last + 1);
    return null;
  }

  /** Skips text after a broken record up to a line that begins another. */
  private skip(chunk: string): string | null {
    const text = this.skipping + chunk;
    const next = this.beginning(text, 0);
    if (next >= 0) {
      this.line += count(text.slice(0, next));
      this.skipping = null;
      return text.slice(next);
    }
    const last = text.lastIndexOf('\n') + 1;
    this.line += count(text.slice(0, last));
    this.skipping = text.length - last > LONGEST_INDENT ? BEGUN : text.slice(last);
    return null;
  }

  /** Position of the brace on the first line that begins a record, indented no more than the broken one; −1 if there is none. */
  private beginning(text: string, from: number): number {
    const pattern = /^([ \t]*)(?:[\]}]*,[ \t]*)?\{/gm;
    pattern.lastIndex = from;
    for (let match = pattern.exec(text); match; match = pattern.exec(text))
      if (match[1]!.length <= this.indent) {
        this.lineIndent = match[1]!.length;
        return match.index + match[0].length - 1;
      }
    return -1;
  }
}

function count(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
