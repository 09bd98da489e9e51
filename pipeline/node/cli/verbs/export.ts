import path from 'node:path';
import { formatNamed, formatOfFile, toMarkdown, toSvg } from '../../../export/index.ts';
import type { ThemeMap } from '../../../map/index.ts';
import { UsageError } from '../../../util/index.ts';
import {
  EXPORT_FORMATS,
  type ExportFormat,
  NODE_FORMATS,
  exportMap as write,
} from '../../export/registry.ts';
import { readMap } from '../../files/map-folder.ts';
import { writeWhole } from '../../files/write-file.ts';

export interface ExportOptions {
  /** Default: by the ending of `out`. */
  format?: string;
  out?: string;
  /** Pixels of a PNG. */
  width?: number;
}

/** `isotheme export`: to standard output, or whole into a file. */
export async function exportMap(folder: string, { format: named, out, width }: ExportOptions): Promise<void> {
  const format = formatOf(named, out);
  if (width !== undefined && format !== 'png')
    throw new UsageError('--width is for --format png; the other formats have no pixels.');
  if ('binary' in NODE_FORMATS[format] && out === undefined && process.stdout.isTTY)
    throw new UsageError(`${format} is not text for a terminal; name a file with -o.`);
  const map = await readMap(folder);
  if (format === 'markdown' && out !== undefined) return writeReport(map, out);
  const content = await write(map, format, width === undefined ? {} : { width });
  if (out === undefined) process.stdout.write(content);
  else await writeWhole(out, content);
}

function formatOf(named: string | undefined, out: string | undefined): ExportFormat {
  if (named !== undefined) return formatNamed(NODE_FORMATS, named);
  const found = out === undefined ? undefined : formatOfFile(NODE_FORMATS, out);
  if (found) return found;
  throw new UsageError(
    `Name a format with --format, or a file with its ending by -o: ${EXPORT_FORMATS.join(', ')}.`,
  );
}

/** The report, and the picture that it shows beside it. */
async function writeReport(map: ThemeMap, file: string): Promise<void> {
  const picture = `${path.basename(file).replace(/\.[^.]*$/, '')}.svg`;
  await writeWhole(path.join(path.dirname(file), picture), toSvg(map));
  await writeWhole(file, toMarkdown(map, { picture }));
}
