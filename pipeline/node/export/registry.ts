/** The export formats in Node: those of the library, and two that need files of the package. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { StandaloneAssets } from '../../export/index.ts';
// Not through the index, which loads all writers: the command line reads this table at each start.
import { FORMATS, type Format, formatNamed, namesOf, type WriteOptions } from '../../export/registry.ts';
import type { ThemeMap } from '../../map/index.ts';
import { UserError } from '../../util/index.ts';
import { WEB_ROOT } from '../process/version.ts';

/** A4 across at 300 dots an inch. */
const PNG_WIDTH = 3508;

export const NODE_FORMATS = {
  ...FORMATS,
  png: {
    label: 'PNG',
    about: 'the picture in pixels',
    extensions: ['png'],
    mime: 'image/png',
    aliases: ['jpg', 'jpeg'],
    binary: true,
    write: async (map, { width = PNG_WIDTH } = {}) =>
      (await import('./png.ts')).renderPng(await FORMATS.svg.write(map), width),
  },
  html: {
    label: 'HTML',
    about: 'the dashboard with its map in one file',
    extensions: ['html', 'htm'],
    mime: 'text/html',
    write: async (map) => (await import('../../export/index.ts')).exportHtml(map, await readAssets()),
  },
} as const satisfies Record<string, Format>;

/** A format that {@link exportMap} writes in Node. */
export type ExportFormat = keyof typeof NODE_FORMATS;

/** A file's content: text (UTF-8 when written), or bytes for Parquet and PNG. */
export type Exported<F extends ExportFormat> = Awaited<ReturnType<(typeof NODE_FORMATS)[F]['write']>>;

/** The formats that {@link exportMap} writes. */
export const EXPORT_FORMATS: readonly ExportFormat[] = namesOf(NODE_FORMATS);

/**
 * Writes a map in a format that other programs read.
 * @param options `width` of a PNG in pixels (default 3508, A4 at 300 dots an inch)
 * @returns the whole file; the same map gives the same bytes
 * @throws UsageError if there is no such format
 * @throws UserError if "png" finds no package "sharp"
 * @example await writeFile('map.png', await exportMap(map, 'png', { width: 2000 }));
 */
export async function exportMap<F extends ExportFormat>(
  map: ThemeMap,
  format: F,
  options: Pick<WriteOptions, 'width'> = {},
): Promise<Exported<F>> {
  return (await NODE_FORMATS[formatNamed(NODE_FORMATS, format)].write(map, options)) as Exported<F>;
}

/** The dashboard as one script and one style, as the build writes it. */
async function readAssets(): Promise<StandaloneAssets> {
  const file = path.join(WEB_ROOT, 'standalone.json');
  return JSON.parse(
    await readFile(file, 'utf8').catch(() => {
      throw new UserError('The dashboard is not built; run "npm run compile" in the package.');
    }),
  ) as StandaloneAssets;
}
