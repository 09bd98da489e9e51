import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  exportHtml,
  FORMAT_NAMES,
  FORMATS,
  type FormatName,
  formatOfFile,
  likelyFormat,
  exportMap as render,
  type StandaloneAssets,
  toMarkdown,
  toSvg,
} from '../../../export/index.ts';
import type { ThemeMap } from '../../../map/index.ts';
import { UsageError, UserError } from '../../../util/index.ts';
import { readMap } from '../../files/map-folder.ts';
import { writeWhole } from '../../files/write-file.ts';
import { WEB_ROOT } from '../../process/version.ts';

export interface ExportOptions {
  /** Default: by the ending of `out`. */
  format?: string;
  out?: string;
  /** Pixels of a PNG. */
  width?: number;
}

/** A4 across at 300 dots an inch. */
const PNG_WIDTH = 3508;

/** `isotheme export`: to standard output, or whole into a file. */
export async function exportMap(folder: string, options: ExportOptions): Promise<void> {
  const format = formatOf(options);
  if (options.width !== undefined && format !== 'png')
    throw new UsageError('--width is for --format png; the other formats have no pixels.');
  if ('binary' in FORMATS[format] && options.out === undefined && process.stdout.isTTY)
    throw new UsageError(`${format} is not text for a terminal; name a file with -o.`);
  const map = await readMap(folder);
  if (format === 'markdown' && options.out !== undefined) return writeReport(map, options.out);
  const content = await contentOf(map, format, options.width ?? PNG_WIDTH);
  if (options.out === undefined) process.stdout.write(content);
  else await writeWhole(options.out, content);
}

function formatOf({ format, out }: ExportOptions): FormatName {
  const known = FORMAT_NAMES.join(', ');
  if (format === undefined) {
    const found = out === undefined ? undefined : formatOfFile(out);
    if (found) return found;
    throw new UsageError(`Name a format with --format, or a file with its ending by -o: ${known}.`);
  }
  const named = FORMAT_NAMES.find((name) => name === format);
  if (named) return named;
  const likely = likelyFormat(format);
  throw new UsageError(
    `--format ${format}: not a format; ${likely ? `did you mean ${likely}? All: ` : 'use one of '}${known}.`,
  );
}

async function contentOf(map: ThemeMap, format: FormatName, width: number): Promise<string | Uint8Array> {
  if (format === 'html') return exportHtml(map, await readAssets());
  if (format === 'png') return (await import('../../export/png.ts')).renderPng(toSvg(map), width);
  return render(map, format);
}

/** The report, and the picture that it shows beside it. */
async function writeReport(map: ThemeMap, file: string): Promise<void> {
  const picture = `${path.basename(file).replace(/\.[^.]*$/, '')}.svg`;
  await writeWhole(path.join(path.dirname(file), picture), toSvg(map));
  await writeWhole(file, toMarkdown(map, { picture }));
}

/** The dashboard as one script and one style, as the build leaves it. */
async function readAssets(): Promise<StandaloneAssets> {
  const file = path.join(WEB_ROOT, 'standalone.json');
  return JSON.parse(
    await readFile(file, 'utf8').catch(() => {
      throw new UserError('The dashboard is not built; run "npm run compile" in the package.');
    }),
  ) as StandaloneAssets;
}
