/**
 * SVG → PNG with sharp (librsvg). Letters are drawn with Inter, which comes with the package, so that a machine without
 * fonts draws the same picture; only letters that Inter lacks (Chinese, Arabic, …) are looked for in the machine's fonts.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inflateSync } from 'node:zlib';
import { UserError } from '../../util/index.ts';

const SCRIPTS = ['latin', 'latin-ext', 'greek', 'cyrillic', 'vietnamese'];
const WEIGHTS = [400, 600, 700];

/**
 * @param width pixels of the picture; its height follows
 * @throws UserError where sharp is not installed or can't be loaded
 */
export async function renderPng(svg: string, width: number): Promise<Uint8Array> {
  const fonts = await mkdtemp(path.join(tmpdir(), 'isotheme-fonts-'));
  try {
    await unpackFonts(fonts);
    // Read by fontconfig once, when the library first draws text.
    process.env.FONTCONFIG_FILE = path.join(fonts, 'fonts.conf');
    process.env.PANGOCAIRO_BACKEND = 'fontconfig';
    const { default: sharp } = await import('sharp').catch(() => {
      throw new UserError('PNG needs the package "sharp"; run "npm install sharp", or export svg instead.');
    });
    const natural = Number(/^<svg [^>]*?width="(\d+)"/.exec(svg)?.[1]);
    // librsvg draws at 72 dots an inch unless told otherwise.
    const picture = sharp(Buffer.from(svg), { density: (72 * width) / natural, limitInputPixels: false });
    return await picture.resize({ width }).png({ compressionLevel: 9 }).toBuffer();
  } finally {
    await rm(fonts, { recursive: true, force: true });
  }
}

async function unpackFonts(folder: string): Promise<void> {
  const files = path.join(path.dirname(createRequire(import.meta.url).resolve('@fontsource/inter')), 'files');
  for (const script of SCRIPTS)
    for (const weight of WEIGHTS) {
      const woff = await readFile(path.join(files, `inter-${script}-${weight}-normal.woff`));
      await writeFile(path.join(folder, `${script}-${weight}.ttf`), unpackWoff(woff));
    }
  await writeFile(
    path.join(folder, 'fonts.conf'),
    [
      '<?xml version="1.0"?>',
      '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
      '<fontconfig>',
      `<dir>${folder}</dir>`,
      `<cachedir>${folder}</cachedir>`,
      '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>',
      '</fontconfig>',
    ].join('\n'),
  );
}

/** WOFF 1 (W3C, 2012) → the sfnt in it: a table of contents of 20 bytes an entry becomes one of 16. */
function unpackWoff(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12);
  const head = Buffer.alloc(12 + 16 * count);
  const power = Math.floor(Math.log2(count));
  woff.copy(head, 0, 4, 8);
  head.writeUInt16BE(count, 4);
  head.writeUInt16BE(16 * 2 ** power, 6);
  head.writeUInt16BE(power, 8);
  head.writeUInt16BE(16 * (count - 2 ** power), 10);
  const parts: Uint8Array[] = [head];
  let at = head.length;
  for (let i = 0; i < count; i++) {
    const entry = 44 + 20 * i;
    const offset = woff.readUInt32BE(entry + 4);
    const packed = woff.subarray(offset, offset + woff.readUInt32BE(entry + 8));
    const length = woff.readUInt32BE(entry + 12);
    const table = packed.length < length ? inflateSync(packed) : packed;
    woff.copy(head, 12 + 16 * i, entry, entry + 4);
    head.writeUInt32BE(woff.readUInt32BE(entry + 16), 16 + 16 * i);
    head.writeUInt32BE(at, 20 + 16 * i);
    head.writeUInt32BE(length, 24 + 16 * i);
    const padding = Buffer.alloc((4 - (length % 4)) % 4);
    parts.push(table, padding);
    at += length + padding.length;
  }
  return Buffer.concat(parts);
}
