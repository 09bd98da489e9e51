import { writeFile } from 'node:fs/promises';
import { UsageError, UserError } from '../../errors.ts';
import { EXPORT_FORMATS, type ExportFormat, exportMap as render } from '../../export.ts';
import { readMap } from '../map-files.ts';

/** `isotheme export`: to standard output, or whole into a file. */
export async function exportMap(folder: string, options: { format: string; out?: string }): Promise<void> {
  const format = EXPORT_FORMATS.find((known) => known === options.format);
  if (!format)
    throw new UsageError(
      `--format ${options.format}: not a format; use one of ${EXPORT_FORMATS.join(', ')}.`,
    );
  const text = render(await readMap(folder), format satisfies ExportFormat);
  if (options.out === undefined) process.stdout.write(text);
  else
    await writeFile(options.out, text).catch((error: NodeJS.ErrnoException) => {
      throw new UserError(`${options.out}: can't be written (${error.code}); name another file with -o.`);
    });
}
