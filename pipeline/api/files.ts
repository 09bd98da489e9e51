/** A map's files, and hand labels, with the arguments checked. */
import { decodeMap as decode, type ReadFile } from '../map/decode.ts';
import { encodeMap as encode, type MapFile } from '../map/encode.ts';
import type { ThemeMap } from '../map/schema.ts';
import { type Verification, verifyMap as verify } from '../map/verify.ts';
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
