/**
 * SVG → PNG with sharp (librsvg). Letters are drawn with Inter, which comes with the package, so that a machine without
 * fonts draws the same picture; only letters that Inter lacks (Chinese, Arabic, …) come from the machine's fonts.
 */
import { rmSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inflateSync } from 'node:zlib';
import { UserError } from '../../util/index.ts';

const SCRIPTS = ['latin', 'latin-ext', 'greek', 'cyrillic', 'vietnamese'];
const WEIGHTS = [400, 500, 600, 700];

/**
 * Draws an SVG document as a PNG.
 * @param width pixels of the picture; its height follows
 * @throws UserError if sharp is not installed or cannot be loaded
 */
export async function renderPng(svg: string, width: number): Promise<Uint8Array<ArrayBuffer>> {
  fonts ??= provideFonts();
  await fonts;
  const { default: sharp } = await import('sharp').catch(() => {
    throw new UserError('PNG needs the package "sharp"; run "npm install sharp", or export svg instead.');
  });
  const natural = Number(/^<svg [^>]*?width="(\d+)"/.exec(svg)?.[1]);
  // By default librsvg draws at 72 dots an inch.
  const picture = sharp(Buffer.from(svg), { density: (72 * width) / natural, limitInputPixels: false });
  return new Uint8Array(await picture.resize({ width }).png({ compressionLevel: 9 }).toBuffer());
}

let fonts: Promise<void> | undefined;

/** fontconfig reads its settings once a process and the files when it draws, so the folder stays until the end. */
async function provideFonts(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'isotheme-fonts-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await unpackFonts(folder);
  process.env.FONTCONFIG_FILE = path.join(folder, 'fonts.conf');
  process.env.PANGOCAIRO_BACKEND = 'fontconfig';
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
      // The font files name these two weights as families of their own.
      ...['Inter Medium', 'Inter SemiBold'].map(
        (family) =>
          `<match target="scan"><test name="family"><string>${family}</string></test><edit name="family" mode="assign"><string>Inter</string></edit></match>`,
      ),
      '</fontconfig>',
    ].join('\n'),
  );
}

/** WOFF 1 (W3C, 2012) → the sfnt in it: the 20-byte entries of its table directory become 16-byte ones. */
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
