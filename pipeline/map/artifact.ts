/**
 * write, the pure half: a map in memory to the files of its folder and back. Where the files go is another matter
 * (node/files/map-folder.ts, the page's download).
 */
import {
  abstractBytes,
  abstractOrder,
  CHUNK_PAPERS,
  decodeAbstracts,
  describeAbstracts,
  encodeAbstracts,
  joinBytes,
} from './abstracts.ts';
import { refuseBroken } from './check.ts';
import { holdAgainst, parseJson, sha256Hex } from './checked-bytes.ts';
import { codesBytes, decodeCodes, encodeCodes, type VectorCodes } from './codes.ts';
import { brokenFile } from './error.ts';
import { type PaperHead, parsePapers, withAbstract } from './papers.ts';
import {
  type ArrayEntry,
  type ArrayName,
  arrayBytes,
  arrayShapes,
  decodeArray,
  LARGE_VERSION,
  LARGEST_MANIFEST,
  LARGEST_PAPERS,
  type LargeParts,
  MAP_VERSION,
  type Manifest,
  parseManifest,
  type ThemeMap,
} from './schema.ts';

/**
 * A map of more papers is written so that a page need not read all of it: abstracts in chunks, vectors in eight bits
 * besides.
 */
export const MOST_WHOLE = 10_000;

/** One file of a map's folder. */
export interface MapFile {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** A map whose arrays have no files yet. What its manifest says of `large` and of the version is made anew. */
export interface MapDraft {
  manifest: Omit<Manifest, 'arrays' | 'papers'>;
  papers: ThemeMap['papers'];
  arrays: ThemeMap['arrays'];
}

/**
 * The finished map: each array gets its entry in the manifest. A file's name carries the beginning of its hash, so that
 * a new build never writes over a file that a reader of the old map still wants, and caches can keep it for ever.
 * @param sizes `mostWhole`: papers up to which one file holds all of them with their abstracts; `every`: papers of a
 * chunk of abstracts beyond that
 */
export async function finishMap(
  draft: MapDraft,
  { mostWhole = MOST_WHOLE, every = CHUNK_PAPERS } = {},
): Promise<ThemeMap> {
  const { papers, arrays } = draft;
  const k = papers.length > 0 ? arrays.neighbours.length / papers.length : 0;
  const shape = arrayShapes(papers.length, k, draft.manifest.settings.model.dimension);
  const entries: Partial<Record<ArrayName, ArrayEntry>> = {};
  for (const name of Object.keys(shape) as ArrayName[]) {
    const hash = await sha256Hex(bytesOf(arrays[name]));
    const float = arrays[name] instanceof Float32Array;
    entries[name] = {
      file: `${name}-${hash.slice(0, 8)}.${float ? 'f32' : 'i32'}`,
      dtype: float ? 'float32' : 'int32',
      shape: shape[name],
      sha256: hash,
    } as ArrayEntry;
  }
  const { large: _, ...rest } = draft.manifest;
  const large = papers.length > mostWhole ? await describeLarge(draft, shape.vectors, every) : undefined;
  const manifest: Manifest = {
    ...rest,
    version: large ? LARGE_VERSION : MAP_VERSION,
    arrays: entries as Manifest['arrays'],
    papers: await describePapers(large ? papers.map(headOf) : papers),
    ...(large && { large }),
  };
  return { manifest, papers, arrays };
}

/** A large map in the form of small ones, for a page that carries all of it; a small one as it is. */
export async function wholeMap(map: ThemeMap): Promise<ThemeMap> {
  const { large, ...rest } = map.manifest;
  if (!large) return map;
  return { ...map, manifest: { ...rest, version: MAP_VERSION, papers: await describePapers(map.papers) } };
}

async function describePapers(papers: readonly PaperHead[]): Promise<Manifest['papers']> {
  const sha256 = await sha256Hex(encodeJson(papers, 0));
  return { file: `papers-${sha256.slice(0, 8)}.json`, sha256 };
}

async function describeLarge(
  { papers, arrays }: MapDraft,
  shape: number[],
  every: number,
): Promise<LargeParts> {
  const codes = await sha256Hex(encodeCodes(arrays.vectors, arrays.mean));
  return {
    abstracts: await describeAbstracts(encodeAbstracts(papers, abstractOrder(arrays.theme), every), every),
    codes: { file: `codes-${codes.slice(0, 8)}.i8`, dtype: 'int8', shape, sha256: codes },
  };
}

const headOf = ({ abstract: _, ...head }: ThemeMap['papers'][number]): PaperHead => head;

/** The files of a finished map; `map.json` comes last, so that it is there only when all that it names is. */
export function encodeMap(map: ThemeMap): MapFile[] {
  const { manifest, papers, arrays } = map;
  const { large } = manifest;
  const files = (Object.keys(manifest.arrays) as ArrayName[]).map((name) => ({
    name: manifest.arrays[name].file,
    bytes: bytesOf(arrays[name]),
  }));
  if (large) {
    const chunks = encodeAbstracts(papers, abstractOrder(arrays.theme), large.abstracts.every);
    files.push(
      { name: large.abstracts.file, bytes: joinBytes(chunks) },
      { name: large.codes.file, bytes: encodeCodes(arrays.vectors, arrays.mean) },
    );
  }
  return [
    ...files,
    { name: manifest.papers.file, bytes: encodeJson(large ? papers.map(headOf) : papers, 0) },
    { name: 'map.json', bytes: encodeJson(manifest) },
  ];
}

/**
 * Gives the bytes of one file of a map; of a file that has more than `most` it need not read on, and may throw. It is
 * only asked for names that the schema allows: none has a separator or begins with a dot.
 */
export type ReadFile = (file: string, most: number) => Promise<Uint8Array>;

/**
 * Reads a map through `read`.
 * @throws MapError where a file does not hold what the manifest says: which file, what, what to do
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

/** The papers of a map, those of a large one without their abstracts. @throws MapError */
export async function decodePapers(
  read: ReadFile,
  { papers, source, large }: Manifest,
): Promise<(PaperHead & { abstract?: string })[]> {
  const bytes = await readChecked(read, papers, LARGEST_PAPERS);
  return parsePapers(parseJson(bytes, papers.file), source.papers, papers.file, large !== undefined);
}

/** The papers with their abstracts: of a large map, those are read. @throws MapError */
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

/** The vectors of a large map in eight bits. @throws MapError */
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
  // What a file system gives may be a view into a larger, shared buffer; a copy of its own then.
  const own = given.byteOffset === 0 && given.buffer.byteLength === given.byteLength;
  const bytes =
    own && given.buffer instanceof ArrayBuffer ? new Uint8Array(given.buffer) : new Uint8Array(given);
  await holdAgainst(sha256, bytes, file);
  return bytes;
}

function bytesOf(array: Float32Array | Int32Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(array.buffer as ArrayBuffer, array.byteOffset, array.byteLength);
}

function encodeJson(value: unknown, indent = 1): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${JSON.stringify(value, null, indent)}\n`);
}
