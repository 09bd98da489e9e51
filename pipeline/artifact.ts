/**
 * write, the pure half: a map in memory to the files of its folder and back. Where the files go is another matter
 * (node/map-files.ts, the page's download).
 */
import { refuseBroken } from './check-map.ts';
import {
  type ArrayEntry,
  type ArrayName,
  arrayBytes,
  arrayShapes,
  decodeArray,
  LARGEST_MANIFEST,
  LARGEST_PAPERS,
  type Manifest,
  MapError,
  parseManifest,
  parsePapers,
  type ThemeMap,
} from './schema.ts';

/** One file of a map's folder. */
export interface MapFile {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** A map whose arrays have no files yet. */
export interface MapDraft {
  manifest: Omit<Manifest, 'arrays' | 'papers'>;
  papers: ThemeMap['papers'];
  arrays: ThemeMap['arrays'];
}

/**
 * The finished map: each array gets its entry in the manifest. A file's name carries the beginning of its hash, so that
 * a new build never writes over a file that a reader of the old map still wants, and caches can keep it for ever.
 */
export async function finishMap(draft: MapDraft): Promise<ThemeMap> {
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
  const papersHash = await sha256Hex(encodeJson(papers, 0));
  const manifest: Manifest = {
    ...draft.manifest,
    arrays: entries as Manifest['arrays'],
    papers: { file: `papers-${papersHash.slice(0, 8)}.json`, sha256: papersHash },
  };
  return { manifest, papers, arrays };
}

/** The files of a finished map; `map.json` comes last, so that it is there only when all that it names is. */
export function encodeMap(map: ThemeMap): MapFile[] {
  const { manifest, papers, arrays } = map;
  const files = (Object.keys(manifest.arrays) as ArrayName[]).map((name) => ({
    name: manifest.arrays[name].file,
    bytes: bytesOf(arrays[name]),
  }));
  return [
    ...files,
    { name: manifest.papers.file, bytes: encodeJson(papers, 0) },
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
  const papers = await decodePapers(read, manifest);
  const arrays: Partial<Record<ArrayName, Float32Array | Int32Array>> = {};
  for (const name of Object.keys(manifest.arrays) as ArrayName[])
    arrays[name] = await decodeEntry(read, manifest.arrays[name]);
  if (manifest.arrays.vectors.shape[0] !== manifest.source.papers)
    throw new MapError('map.json: the map holds no vectors; build the map again.');
  const map = { manifest, papers, arrays: arrays as ThemeMap['arrays'] };
  refuseBroken(manifest, map.arrays);
  return map;
}

/** `map.json` alone. @throws MapError */
export async function decodeManifest(read: ReadFile): Promise<Manifest> {
  const bytes = await read('map.json', LARGEST_MANIFEST);
  if (bytes.length > LARGEST_MANIFEST)
    throw new MapError(`map.json: ${bytes.length} bytes are no manifest; build the map again.`);
  return parseManifest(parseJson(bytes, 'map.json'));
}

/** The papers of a map. @throws MapError */
export async function decodePapers(
  read: ReadFile,
  { papers, source }: Manifest,
): Promise<ThemeMap['papers']> {
  const bytes = await readChecked(read, papers.file, papers.sha256, LARGEST_PAPERS);
  return parsePapers(parseJson(bytes, papers.file), source.papers, papers.file);
}

/** One array of a map. @throws MapError */
export async function decodeEntry(read: ReadFile, entry: ArrayEntry): Promise<Float32Array | Int32Array> {
  const bytes = await readChecked(read, entry.file, entry.sha256, arrayBytes(entry));
  return decodeArray(entry, bytes.buffer);
}

/** sha256 in lower-case hex. */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Where nothing can be hashed (a page that came over plain http from another machine), sizes and ranges are what is checked. */
async function readChecked(
  read: ReadFile,
  file: string,
  sha256: string,
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  // A copy of its own: what a file system gives may be a view into a larger, shared buffer.
  const bytes = new Uint8Array(await read(file, most));
  const hashes = globalThis.crypto?.subtle !== undefined;
  if (hashes && (await sha256Hex(bytes)) !== sha256)
    throw new MapError(`${file}: its sha256 is not the one in map.json; build the map again.`);
  return bytes;
}

function parseJson(bytes: Uint8Array, where: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new MapError(`${where}: not valid JSON; build the map again.`);
  }
}

function bytesOf(array: Float32Array | Int32Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(array.buffer as ArrayBuffer, array.byteOffset, array.byteLength);
}

function encodeJson(value: unknown, indent = 1): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${JSON.stringify(value, null, indent)}\n`);
}
