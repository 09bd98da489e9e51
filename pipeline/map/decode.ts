/** The files of a map's folder → a map, each checked against the manifest. */
import { abstractBytes, decodeAbstracts } from './abstracts.ts';
import { checkSha256, parseJson } from './bytes.ts';
import { refuseBroken } from './check.ts';
import { codesBytes, decodeCodes, type VectorCodes } from './codes.ts';
import { brokenFile } from './error.ts';
import { type PaperHead, parsePapers, withAbstract } from './papers.ts';
import {
  type ArrayEntry,
  type ArrayName,
  arrayBytes,
  decodeArray,
  LARGEST_MANIFEST,
  LARGEST_PAPERS,
  type LargeParts,
  type Manifest,
  parseManifest,
  type ThemeMap,
} from './schema.ts';

/**
 * Reads one file of a map. It may throw for a file of more than `most` bytes. It is called only with names that the
 * schema allows: without separators, and not starting with a dot.
 */
export type ReadFile = (file: string, most: number) => Promise<Uint8Array>;

/**
 * Reads a map through `read`.
 * @throws MapError if a file does not hold what the manifest states: which file, what is wrong, what to do
 */
export async function decodeMap(read: ReadFile): Promise<ThemeMap> {
  const manifest = await decodeManifest(read);
  const heads = await decodePapers(read, manifest);
  const read32: Partial<Record<ArrayName, Float32Array | Int32Array>> = {};
  for (const name of Object.keys(manifest.arrays) as ArrayName[])
    read32[name] = await decodeEntry(read, manifest.arrays[name]);
  if (manifest.arrays.vectors.shape[0] !== manifest.source.papers)
    throw brokenFile('map.json', 'the map holds no vectors');
  const arrays = read32 as ThemeMap['arrays'];
  refuseBroken(manifest, arrays);
  return { manifest, papers: await withAbstracts(read, manifest, heads, arrays.theme), arrays };
}

/** `map.json` alone. @throws MapError */
export async function decodeManifest(read: ReadFile): Promise<Manifest> {
  const bytes = await read('map.json', LARGEST_MANIFEST);
  if (bytes.length > LARGEST_MANIFEST) throw brokenFile('map.json', `${bytes.length} bytes are no manifest`);
  return parseManifest(parseJson(bytes, 'map.json'));
}

/** The papers of a map; those of a large map without abstracts. @throws MapError */
export async function decodePapers(
  read: ReadFile,
  { papers, source, large }: Manifest,
): Promise<(PaperHead & { abstract?: string })[]> {
  const bytes = await readChecked(read, papers, LARGEST_PAPERS);
  return parsePapers(parseJson(bytes, papers.file), source.papers, papers.file, large !== undefined);
}

/** The papers with their abstracts, which are read if the map is large. @throws MapError */
export async function withAbstracts(
  read: ReadFile,
  { large }: Manifest,
  heads: readonly PaperHead[],
  theme: Int32Array,
): Promise<ThemeMap['papers']> {
  if (!large) return heads as ThemeMap['papers'];
  const bytes = await readChecked(read, large.abstracts, abstractBytes(large.abstracts));
  const abstracts = await decodeAbstracts(large.abstracts, bytes, theme);
  return heads.map((head, i) => withAbstract(head, abstracts[i]!));
}

/** The int8 codes of the vectors of a large map. @throws MapError */
export async function readCodes(read: ReadFile, codes: LargeParts['codes']): Promise<VectorCodes> {
  const bytes = await readChecked(read, codes, codesBytes(codes.shape));
  return decodeCodes(codes, bytes.buffer);
}

/** One array of a map. @throws MapError */
export async function decodeEntry(read: ReadFile, entry: ArrayEntry): Promise<Float32Array | Int32Array> {
  const bytes = await readChecked(read, entry, arrayBytes(entry));
  return decodeArray(entry, bytes.buffer);
}

async function readChecked(
  read: ReadFile,
  { file, sha256 }: { file: string; sha256: string },
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const given = await read(file, most);
  // A file system may return a view into a larger, shared buffer; then copy it.
  const own = given.byteOffset === 0 && given.buffer.byteLength === given.byteLength;
  const bytes =
    own && given.buffer instanceof ArrayBuffer ? new Uint8Array(given.buffer) : new Uint8Array(given);
  await checkSha256(sha256, bytes, file);
  return bytes;
}
