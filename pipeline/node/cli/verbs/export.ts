import path from 'node:path';
import { filled, whole } from '../../../build/options.ts';
// Not through the index, which loads the writers.
import { formatNamed, formatOfFile } from '../../../export/registry.ts';
import type { ThemeMap } from '../../../map/index.ts';
import { UsageError } from '../../../util/index.ts';
import {
  EXPORT_FORMATS,
  type ExportFormat,
  NODE_FORMATS,
  exportMap as write,
} from '../../export/registry.ts';
import { examples, mapArgument } from '../options.ts';
import { option, type Values, type Verb } from '../verb.ts';

const options = {
  format: option('--format <format>', 'what to write (default: by the ending of -o)', filled('a format')),
  out: option('-o, --out <file>', 'file to write (default: standard output)', filled('a file')),
  width: option('--width <pixels>', 'width of a PNG (default: 3508, A4 at 300 dots an inch)', whole(100)),
};

/** `isotheme export`: to standard output, or whole into a file. */
export const exporting: Verb = {
  name: 'export',
  summary: 'write a map for other programs',
  arguments: [mapArgument],
  options: { '': options },
  // The verb itself checks the word, since it also knows other names of the formats.
  offered: { format: EXPORT_FORMATS },
  after: `\nFormats:\n${EXPORT_FORMATS.map((name) => `  ${name.padEnd(10)} ${NODE_FORMATS[name].about}`).join('\n')}\n${examples(
    'isotheme export daily-papers-aug-19 -o papers.csv',
    'isotheme export daily-papers-aug-19 -o map.png --width 2000',
    'isotheme export daily-papers-aug-19 --format vosviewer -o vosviewer.json',
  )}`,
  run,
};

async function run(folder: string, { format: named, out, width }: Values<typeof options>): Promise<void> {
  const { readMap } = await import('../../files/map-folder.ts');
  const { writeWhole } = await import('../../files/write-file.ts');
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
  const { toMarkdown, toSvg } = await import('../../../export/index.ts');
  const { writeWhole } = await import('../../files/write-file.ts');
  const picture = `${path.basename(file).replace(/\.[^.]*$/, '')}.svg`;
  await writeWhole(path.join(path.dirname(file), picture), toSvg(map));
  await writeWhole(file, await toMarkdown(map, { picture }));
}
