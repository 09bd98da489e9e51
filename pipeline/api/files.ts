/** A map's files, exports and hand labels, with the arguments checked. */
import * as v from 'valibot';
import {
  type Exported,
  type ExportFormat,
  exportMap as write,
  exportPapers as writePapers,
} from '../export/export.ts';
import type { PaperFormat } from '../export/paper-formats.ts';
import { decodeMap as decode, type ReadFile } from '../map/decode.ts';
import { encodeMap as encode, type MapFile } from '../map/encode.ts';
import type { ThemeMap } from '../map/schema.ts';
import { type Verification, verifyMap as verify } from '../map/verify.ts';
import { type PaperKeywords, readKeywords as readWords } from '../read/keywords.ts';
import { readLabels as read } from '../read/labels.ts';
import { readingFile } from '../util/errors.ts';
import { checkArgument, checkMap } from './check.ts';
import { bytes as bytesSchema, name, readFunction } from './options.ts';

/**
 * The files of a map, `map.json` last: once it is there, all that it names is there.
 *
 * @example
 * ```ts
 * for (const { name, bytes } of encodeMap(map)) await upload(`maps/mine/${name}`, bytes);
 * ```
 * @throws UserError if it is not a map that could be read again
 */
export function encodeMap(map: ThemeMap): MapFile[] {
  checkMap('encodeMap', 'map', map);
  return encode(map);
}

/**
 * Reads a map through `read`.
 *
 * @example
 * ```ts
 * const map = await decodeMap(async (file) => new Uint8Array(await (await fetch(`maps/mine/${file}`)).arrayBuffer()));
 * ```
 * @throws MapError if a file does not hold what the manifest says: which file, what is wrong, what to do
 */
export async function decodeMap(readFile: ReadFile): Promise<ThemeMap> {
  checkArgument('decodeMap', 'readFile', readFunction, readFile);
  return decode(checkedReader('decodeMap', readFile));
}

/**
 * Reads all files of a map through `readFile` and finds every fault, whereas reading a map ends at the first.
 *
 * @example
 * ```ts
 * const { faults } = await verifyMap(readFile);
 * for (const { file, message } of faults) console.log(file, message);
 * ```
 */
export async function verifyMap(readFile: ReadFile): Promise<Verification> {
  checkArgument('verifyMap', 'readFile', readFunction, readFile);
  return verify(checkedReader('verifyMap', readFile));
}

const checkedReader =
  (verb: string, readFile: ReadFile): ReadFile =>
  async (file, most) => {
    const bytes = await readFile(file, most);
    checkArgument(verb, `readFile("${file}")`, bytesSchema, bytes);
    return bytes;
  };

/**
 * Writes a map in a format that other programs read.
 *
 * @example
 * ```ts
 * const csv = await exportMap(map, 'csv');
 * ```
 * @returns the whole file; the same map gives the same bytes
 * @throws UserError if there is no such format
 */
export async function exportMap<F extends ExportFormat>(map: ThemeMap, format: F): Promise<Exported<F>> {
  checkMap('exportMap', 'map', map);
  checkArgument('exportMap', 'format', name, format);
  return write(map, format);
}

/**
 * Writes some papers of a map. Formats that list neighbours by id also list those outside the choice; graphs keep links
 * between chosen papers only.
 *
 * @example
 * ```ts
 * const bibtex = await exportPapers(map, [4, 17], 'bibtex');
 * ```
 * @param papers positions in the map, in the order in which they are written
 * @throws UserError if there is no such format or paper, or the format is one of whole maps
 */
export async function exportPapers<F extends PaperFormat>(
  map: ThemeMap,
  papers: readonly number[],
  format: F,
): Promise<Exported<F>> {
  checkMap('exportPapers', 'map', map);
  const last = map.papers.length - 1;
  const wanted = `expected a list of positions in the map, 0 to ${last}`;
  const isPosition = (paper: unknown) =>
    Number.isInteger(paper) && Number(paper) >= 0 && Number(paper) <= last;
  const positions = v.custom((value) => Array.isArray(value) && value.every(isPosition), wanted);
  checkArgument('exportPapers', 'papers', positions, papers);
  checkArgument('exportPapers', 'format', name, format);
  return writePapers(map, papers, format);
}

/**
 * Reads hand labels: a JSON object a line with "id" and "label", also compressed.
 *
 * @example
 * ```ts
 * const labels = await readLabels(bytes, 'labels.jsonl');
 * ```
 * @returns label by paper id; a line without an id counts by its position ("0", "1", …), as `readPapers` counts papers
 * @throws UserError if a line is no JSON object, an id comes twice with two labels, or no line has a label
 */
export async function readLabels(bytes: Uint8Array, fileName = 'labels'): Promise<Map<string, string>> {
  checkArgument('readLabels', 'bytes', bytesSchema, bytes);
  checkArgument('readLabels', 'fileName', name, fileName);
  return readingFile(fileName, () => read(bytes, fileName));
}

/**
 * Reads authors' keywords: a JSON object a line with "title" and a list of "keywords", also compressed.
 *
 * @example
 * ```ts
 * const { levels } = evaluateNames(map, await readKeywords(bytes, 'papers.jsonl'));
 * ```
 * @returns a line each, in order
 * @throws UserError if a line is no JSON object, has no title or no proper list, or no line has keywords
 */
export async function readKeywords(bytes: Uint8Array, fileName = 'keywords'): Promise<PaperKeywords[]> {
  checkArgument('readKeywords', 'bytes', bytesSchema, bytes);
  checkArgument('readKeywords', 'fileName', name, fileName);
  return readingFile(fileName, () => readWords(bytes, fileName));
}
