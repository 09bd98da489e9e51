/** Bytes → text, chunk by chunk: finds the encoding and refuses binary files. */
import { UserError } from '../../util/errors.ts';
import { join, peek, sourceOf } from './source.ts';
import { unpack } from './unpack.ts';

/** First bytes of formats that people drop in by mistake, and how to fix those that can be fixed. */
const FOREIGN: readonly { magic: readonly number[]; what: string; fix?: string }[] = [
  { magic: [0x25, 0x50, 0x44, 0x46], what: 'a PDF' },
  {
    magic: [0x50, 0x4b, 0x03, 0x04],
    what: 'a ZIP archive or Office document',
    fix: 'unpack it, or save the list as text or CSV',
  },
  { magic: [0x42, 0x5a, 0x68], what: 'compressed with bzip2', fix: 'decompress it first (bunzip2)' },
  { magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a], what: 'compressed with xz', fix: 'decompress it first (unxz)' },
  { magic: [0x89, 0x50, 0x4e, 0x47], what: 'a PNG picture' },
  { magic: [0xff, 0xd8, 0xff], what: 'a JPEG picture' },
];

export interface DecodedText {
  chunks: AsyncGenerator<string>;
  /** A warning about the encoding, once all is read; null if there is none. */
  oddity(): string | null;
}

/**
 * Decodes UTF-8, or UTF-16 with a byte order mark, and drops the mark. If the first bytes beyond ASCII are not UTF-8 the
 * file is read as Windows-1252, the usual encoding of old exports; stray bytes later on become U+FFFD.
 * @param advice what to give instead of a file that cannot be read, such as "give JSONL or CSV"
 * @throws UserError if the input is binary
 */
export async function decodeText(
  bytes: AsyncIterable<Uint8Array>,
  fileName: string,
  advice: string,
): Promise<DecodedText> {
  const { head, all } = await peek(bytes, 65_536);
  for (const { magic, what, fix } of FOREIGN)
    if (magic.every((byte, i) => head[i] === byte))
      throw new UserError(`${fileName}: this is ${what}; ${fix ?? advice}.`);
  for (const [encoding, ...mark] of [
    ['utf-16le', 0xff, 0xfe],
    ['utf-16be', 0xfe, 0xff],
  ] as const)
    if (mark.every((byte, i) => head[i] === byte))
      return { chunks: decode(all, new TextDecoder(encoding)), oddity: () => null };
  if (looksBinary(head)) throw new UserError(`${fileName}: this is a binary file, not text; ${advice}.`);
  const decoder = new GuessingDecoder();
  return { chunks: decode(all, decoder), oddity: () => decoder.oddity() };
}

/** The whole text of a small input, decompressed. @param advice as for `decodeText` */
export async function readText(bytes: Uint8Array, fileName: string, advice: string): Promise<string> {
  const { all } = await unpack(sourceOf(bytes).stream(), fileName);
  let text = '';
  for await (const chunk of (await decodeText(all, fileName, advice)).chunks) text += chunk;
  if (!/\S/.test(text)) throw new UserError(`${fileName}: the file is empty; ${advice}.`);
  return text;
}

interface Decoder {
  decode(bytes?: Uint8Array, options?: { stream?: boolean }): string;
}

async function* decode(bytes: AsyncIterable<Uint8Array>, decoder: Decoder): AsyncGenerator<string> {
  for await (const chunk of bytes) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield text;
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}

/** 0x80 … 0x9F of Windows-1252, which Node 20 decodes as control characters. */
const WINDOWS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

class GuessingDecoder implements Decoder {
  private readonly utf8 = new TextDecoder('utf-8');
  private readonly old = new TextDecoder('latin1');
  private held: Uint8Array | null = null;
  private kind: 'ASCII so far' | 'UTF-8' | 'Windows-1252' = 'ASCII so far';
  private stray = 0;

  decode(bytes?: Uint8Array): string {
    if (bytes === undefined) {
      const last = this.held ? this.decodeSome(this.held) : '';
      return this.kind === 'Windows-1252' ? last : last + this.count(this.utf8.decode(), 0);
    }
    const some = this.held ? join([this.held, bytes]) : bytes;
    this.held = null;
    // Wait for the whole of the first character beyond ASCII.
    if (this.kind === 'ASCII so far' && !isAscii(some) && isAscii(some.subarray(0, -3))) {
      this.held = some;
      return '';
    }
    return this.decodeSome(some);
  }

  private decodeSome(bytes: Uint8Array): string {
    if (this.kind === 'ASCII so far' && !isAscii(bytes)) this.kind = this.guess(bytes);
    if (this.kind === 'Windows-1252')
      return this.old.decode(bytes).replace(/[\u0080-\u009f]/g, (byte) => WINDOWS[byte.charCodeAt(0) - 128]!);
    const text = this.utf8.decode(bytes, { stream: true });
    return text.includes('\ufffd') ? this.count(text, replacements(bytes)) : text;
  }

  oddity(): string | null {
    if (this.kind === 'Windows-1252')
      return 'not UTF-8; read as Windows-1252, so some characters may be wrong';
    return this.stray > 0
      ? `${this.stray} ${this.stray === 1 ? 'character is' : 'characters are'} not UTF-8, shown as "\ufffd"`
      : null;
  }

  /** Windows-1252 if fewer than half of the bytes beyond ASCII are valid UTF-8. */
  private guess(bytes: Uint8Array): 'UTF-8' | 'Windows-1252' {
    // With `stream`, a sequence that the chunk's end cuts off is not counted.
    const text = new TextDecoder('utf-8').decode(bytes, { stream: true });
    let good = 0;
    let bad = 0;
    for (const character of text)
      if (character === '\ufffd') bad++;
      else if (character > '\u007f') good++;
    return bad - replacements(bytes) > good ? 'Windows-1252' : 'UTF-8';
  }

  private count(text: string, honest: number): string {
    this.stray += Math.max(0, text.split('\ufffd').length - 1 - honest);
    return text;
  }
}

function isAscii(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! > 127) return false;
  return true;
}

/** How often U+FFFD is in the input itself. */
function replacements(bytes: Uint8Array): number {
  let count = 0;
  for (let i = bytes.indexOf(0xef); i >= 0; i = bytes.indexOf(0xef, i + 1))
    if (bytes[i + 1] === 0xbf && bytes[i + 2] === 0xbd) count++;
  return count;
}

/** Whether over 1 % of the bytes are control characters, more than a text has by accident. */
function looksBinary(head: Uint8Array): boolean {
  const end = Math.min(head.length, 65_536);
  let control = 0;
  for (let i = 0; i < end; i++) {
    const byte = head[i]!;
    if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127) control++;
  }
  return control > end / 100;
}
