/** The text of an input, read once: in chunks, line by line, or as a whole. */
import { UserError } from '../../util/errors.ts';

/** Longest record (line, row, entry, list element) in characters: one that is never closed must end somewhere. */
export const LONGEST_RECORD = 16_000_000;
/** Longest text of a format that is read as a whole: JavaScript's strings have at most about 2^29 characters. */
const LONGEST_TEXT = 500_000_000;
const LONGEST_HEAD = 1_000_000;

export interface InputLine {
  /** 1-based. */
  number: number;
  /** Without its line break; only the beginning of a line that is too long. */
  text: string;
  tooLong: boolean;
}

/** Whether the text contains the whole first line that is not blank. */
function hasLine(head: string): boolean {
  const start = head.search(/\S/);
  return start >= 0 && (head.includes('\n', start) || head.includes('\r', start));
}

export class TextInput {
  readonly fileName: string;
  /** The beginning, up to at least the end of the first line that is not blank, or a million characters. */
  readonly head: string;
  private readonly rest: AsyncIterator<string>;

  private constructor(fileName: string, head: string, rest: AsyncIterator<string>) {
    this.fileName = fileName;
    this.head = head;
    this.rest = rest;
  }

  static async open(chunks: AsyncIterable<string>, fileName: string): Promise<TextInput> {
    const rest = chunks[Symbol.asyncIterator]();
    let head = '';
    while (head.length < 65_536 || (!hasLine(head) && head.length < LONGEST_HEAD)) {
      const { done, value } = await rest.next();
      if (done) break;
      head += value;
    }
    return new TextInput(fileName, head, rest);
  }

  async *chunks(): AsyncGenerator<string> {
    yield this.head;
    for (;;) {
      const { done, value } = await this.rest.next();
      if (done) return;
      yield value;
    }
  }

  /** Lines end with LF, CR LF or CR. */
  async *lines(): AsyncGenerator<InputLine> {
    let number = 1;
    let parts: string[] = [];
    let length = 0;
    let afterReturn = false;
    const line = (end: string): InputLine => {
      const tooLong = length + end.length > LONGEST_RECORD;
      const text = tooLong ? `${parts.join('')}${end}`.slice(0, 200) : `${parts.join('')}${end}`;
      parts = [];
      length = 0;
      return { number: number++, text, tooLong };
    };
    for await (let chunk of this.chunks()) {
      if (afterReturn && chunk.startsWith('\n')) chunk = chunk.slice(1);
      afterReturn = false;
      if (chunk === '') continue;
      afterReturn = chunk.endsWith('\r');
      const pieces = chunk.split(/\r\n|\n|\r/);
      for (let i = 0; i < pieces.length - 1; i++) yield line(pieces[i]!);
      const last = pieces.at(-1)!;
      if (length <= LONGEST_RECORD) parts.push(last);
      length += last.length;
    }
    if (length > 0) yield line('');
  }

  /** @throws UserError if it is too long for a string */
  async whole(): Promise<string> {
    let text = '';
    for await (const chunk of this.chunks()) {
      text += chunk;
      if (text.length > LONGEST_TEXT)
        throw new UserError(
          `${this.fileName}: more than 500 MB in a format that is read as a whole; split the file, or give JSONL.`,
        );
    }
    return text;
  }
}
