/** export: a finished map, or some of its papers, as a file for other programs. */
import type { ThemeMap } from '../map/schema.ts';
import { UsageError } from '../util/errors.ts';
import { FORMATS_OF_PAPERS, PAPER_FORMATS, type PaperFormat } from './paper-formats.ts';
import { FORMATS, formatNamed, namesOf } from './registry.ts';

/** A format that {@link exportMap} writes. */
export type ExportFormat = keyof typeof FORMATS;

/** A file's content: text (UTF-8 when written), or bytes for Parquet. */
export type Exported<F extends ExportFormat> = Awaited<ReturnType<(typeof FORMATS)[F]['write']>>;

/** The formats that {@link exportMap} writes. */
export const EXPORT_FORMATS: readonly ExportFormat[] = namesOf(FORMATS);

/**
 * Writes a map in a format that other programs read.
 * @returns the whole file; the same map gives the same bytes
 * @throws UsageError if there is no such format
 * @example await writeFile('papers.csv', await exportMap(map, 'csv'));
 */
export async function exportMap<F extends ExportFormat>(map: ThemeMap, format: F): Promise<Exported<F>> {
  return (await FORMATS[formatNamed(FORMATS, format)].write(map)) as Exported<F>;
}

/**
 * Writes some papers of a map. Formats that list neighbours by id also list those outside the choice; graphs keep
 * links between chosen papers only.
 * @param papers indices, in the order in which they are written
 * @throws UsageError if there is no such format, or it is one of whole maps
 */
export async function exportPapers<F extends PaperFormat>(
  map: ThemeMap,
  papers: readonly number[],
  format: F,
): Promise<Exported<F>> {
  const name = formatNamed(FORMATS, format);
  if (!Object.hasOwn(FORMATS_OF_PAPERS, name))
    throw new UsageError(
      `${FORMATS[name].label} holds whole maps only; use one of ${PAPER_FORMATS.join(', ')}.`,
      {
        code: 'invalid-argument',
      },
    );
  return (await FORMATS_OF_PAPERS[format].write(map, { papers })) as Exported<F>;
}
