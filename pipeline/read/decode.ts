/** Bytes of an input file → its text: decompression, encodings, and refusal of what is not text. */
import { UserError } from '../errors.ts';

/** First bytes of formats that people drop in by mistake, and what to do about each. */
const FOREIGN: readonly { magic: readonly number[]; what: string; advice: string }[] = [
  { magic: [0x25, 0x50, 0x44, 0x46], what: 'a PDF', advice: 'give titles and abstracts as text or JSONL' },
  {
    magic: [0x50, 0x4b, 0x03, 0x04],
    what: 'a ZIP archive or Office document',
    advice: 'unpack it, or save the list as text or CSV',
  },
  {
    magic: [0x28, 0xb5, 0x2f, 0xfd],
    what: 'compressed with Zstandard',
    advice: 'decompress it first (zstd -d)',
  },
  { magic: [0x42, 0x5a, 0x68], what: 'compressed with bzip2', advice: 'decompress it first (bunzip2)' },
  {
    magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a],
    what: 'compressed with xz',
    advice: 'decompress it first (unxz)',
  },
  { magic: [0x50, 0x41, 0x52, 0x31], what: 'a Parquet file', advice: 'convert it to JSONL or CSV' },
  { magic: [0x89, 0x50, 0x4e, 0x47], what: 'a PNG picture', advice: 'give titles and abstracts as text' },
  { magic: [0xff, 0xd8, 0xff], what: 'a JPEG picture', advice: 'give titles and abstracts as text' },
];

const ACCEPTED = 'give a page of titles and abstracts, JSONL, JSON, CSV, TSV, BibTeX or RIS';

/** Largest text that is decoded: JavaScript strings end at about 2^29 characters. */
const MAX_BYTES = 500_000_000;

/** @returns the bytes, decompressed as often as they are gzip (twice at most). @throws UserError where it is broken */
export async function gunzip(bytes: Uint8Array, fileName: string): Promise<Uint8Array> {
  let plain = bytes;
  for (let depth = 0; depth < 2 && plain[0] === 0x1f && plain[1] === 0x8b; depth++) {
    try {
      plain = await inflate(plain, fileName);
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new UserError(
        `${fileName}: the gzip data is broken or cut off; copy or download the file again.`,
      );
    }
  }
  return plain;
}

async function inflate(bytes: Uint8Array, fileName: string): Promise<Uint8Array> {
  const compressed = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream();
  const reader = compressed.pipeThrough(new DecompressionStream('gzip')).getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    length += value.length;
    if (length > MAX_BYTES) {
      await reader.cancel();
      throw tooLarge(fileName);
    }
  }
  const plain = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    plain.set(chunk, offset);
    offset += chunk.length;
  }
  return plain;
}

/**
 * Text of a file in UTF-8, or UTF-16 with a byte order mark; bytes that are no UTF-8 are read as Windows-1252, the
 * usual encoding of old exports.
 * @returns the text without a byte order mark, and the encoding where it is not UTF-8
 * @throws UserError where the file is empty, binary or of a kind that is no text
 */
export function decodeText(bytes: Uint8Array, fileName: string): { text: string; encoding: string | null } {
  for (const { magic, what, advice } of FOREIGN)
    if (magic.every((byte, i) => bytes[i] === byte))
      throw new UserError(`${fileName}: this is ${what}; ${advice}.`);
  if (bytes.length > MAX_BYTES) throw tooLarge(fileName);
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return { text: new TextDecoder('utf-16le').decode(bytes), encoding: 'UTF-16' };
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return { text: new TextDecoder('utf-16be').decode(bytes), encoding: 'UTF-16' };
  if (looksBinary(bytes)) throw new UserError(`${fileName}: this is a binary file, not text; ${ACCEPTED}.`);
  let text: string;
  let encoding: string | null = null;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    text = new TextDecoder('windows-1252').decode(bytes);
    encoding = 'Windows-1252';
  }
  if (!/\S/.test(text)) throw new UserError(`${fileName}: the file is empty; ${ACCEPTED}.`);
  if (/^\s*<(?:!doctype\s+html|html|head|body)\b/i.test(text.slice(0, 1000)))
    throw new UserError(
      `${fileName}: this is an HTML page; save it as text (or copy what the browser shows into a .txt file).`,
    );
  return { text, encoding };
}

/** More control bytes than stray ones in a text: over 1 % of the first 64 KiB. */
function looksBinary(bytes: Uint8Array): boolean {
  const end = Math.min(bytes.length, 65_536);
  let control = 0;
  for (let i = 0; i < end; i++) {
    const byte = bytes[i]!;
    if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127) control++;
  }
  return control > end / 100;
}

function tooLarge(fileName: string): UserError {
  return new UserError(`${fileName}: more than 500 MB of text; split the file into smaller ones.`);
}
