/**
 * write, the pure half: a map in memory to the files of its folder and back. Where the files go is another matter
 * (node/map-files.ts, the page's download).
 */
import {
  type ArrayEntry,
  type ArrayName,
  decodeArray,
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

/** Shapes by name, for N papers, k neighbours and D wide vectors. */
function shapes(papers: number, k: number, dimension: number): Record<ArrayName, number[]> {
  return {
    layout: [papers, 2],
    theme: [papers],
    strength: [papers],
    second: [papers],
    neighbours: [papers, k],
    similarities: [papers, k],
    vectors: [papers, dimension],
    mean: [dimension],
  };
}

/**
 * The finished map: each array gets its entry in the manifest. A file's name carries the beginning of its hash, so that
 * a new build never writes over a file that a reader of the old map still wants, and caches can keep it for ever.
 */
export async function finishMap(draft: MapDraft): Promise<ThemeMap> {
  const { papers, arrays } = draft;
  const k = papers.length > 0 ? arrays.neighbours.length / papers.length : 0;
  const shape = shapes(papers.length, k, draft.manifest.settings.model.dimension);
  const entries: Partial<Record<ArrayName, ArrayEntry>> = {};
  for (const name of Object.keys(shape) as ArrayName[]) {
    const hash = await sha256Hex(bytesOf(arrays[name]));
    const float = arrays[name] instanceof Float32Array;
    entries[name] = {
      file: `${name}-${hash.slice(0, 8)}.${float ? 'f32' : 'i32'}`,
      dtype: float ? 'float32' : 'int32',
      shape: shape[name],
      sha256: hash,
    };
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
 * Reads a map through `read`, which gets a file's name and gives its bytes.
 * @throws MapError where a file does not hold what the manifest says: which file, what, what to do
 */
export async function decodeMap(read: (file: string) => Promise<Uint8Array>): Promise<ThemeMap> {
  const manifest = parseManifest(parseJson(await read('map.json'), 'map.json'));
  const papersBytes = await readChecked(read, manifest.papers.file, manifest.papers.sha256);
  const papers = parsePapers(
    parseJson(papersBytes, manifest.papers.file),
    manifest.source.papers,
    manifest.papers.file,
  );
  const arrays: Partial<Record<ArrayName, Float32Array | Int32Array>> = {};
  for (const name of Object.keys(manifest.arrays) as ArrayName[]) {
    const entry = manifest.arrays[name];
    const bytes = await readChecked(read, entry.file, entry.sha256);
    arrays[name] = decodeArray(entry, bytes.buffer);
  }
  const map = { manifest, papers, arrays: arrays as ThemeMap['arrays'] };
  checkShapes(map);
  return map;
}

/** sha256 in lower-case hex. */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function checkShapes({ manifest, papers }: ThemeMap): void {
  const k = manifest.arrays.neighbours.shape[1] ?? 0;
  const wanted = shapes(papers.length, k, manifest.settings.model.dimension);
  for (const name of Object.keys(wanted) as ArrayName[]) {
    const shape = manifest.arrays[name].shape;
    if (shape.join() !== wanted[name].join())
      throw new MapError(
        `map.json: array "${name}" has shape [${shape.join(', ')}], expected [${wanted[name].join(', ')}]; build the map again.`,
      );
  }
}

async function readChecked(
  read: (file: string) => Promise<Uint8Array>,
  file: string,
  sha256: string,
): Promise<Uint8Array<ArrayBuffer>> {
  // A copy of its own: what a file system gives may be a view into a larger, shared buffer.
  const bytes = new Uint8Array(await read(file));
  if ((await sha256Hex(bytes)) !== sha256)
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
