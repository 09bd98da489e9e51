import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UsageError, UserError } from '../../errors.ts';
import { exportHtml, type StandaloneAssets } from '../../export/html.ts';
import { EXPORT_FORMATS, type ExportFormat, exportMap as render } from '../../export.ts';
import { readMap } from '../map-files.ts';
import { WEB_ROOT } from '../version.ts';

const FORMATS: readonly (ExportFormat | 'html')[] = [...EXPORT_FORMATS, 'html'];

/** The dashboard as one script and one style, as the build leaves it. */
async function readAssets(): Promise<StandaloneAssets> {
  const file = path.join(WEB_ROOT, 'standalone.json');
  return JSON.parse(
    await readFile(file, 'utf8').catch(() => {
      throw new UserError('The dashboard is not built; run "npm run compile" in the package.');
    }),
  ) as StandaloneAssets;
}

/** `isotheme export`: to standard output, or whole into a file. */
export async function exportMap(folder: string, options: { format: string; out?: string }): Promise<void> {
  const format = FORMATS.find((known) => known === options.format);
  if (!format)
    throw new UsageError(`--format ${options.format}: not a format; use one of ${FORMATS.join(', ')}.`);
  const map = await readMap(folder);
  const text = format === 'html' ? exportHtml(map, await readAssets()) : render(map, format);
  if (options.out === undefined) process.stdout.write(text);
  else
    await writeFile(options.out, text).catch((error: NodeJS.ErrnoException) => {
      throw new UserError(`${options.out}: can't be written (${error.code}); name another file with -o.`);
    });
}
