/**
 * Reads maps into the page, from files beside it or from within the page itself (an exported map), and checks them
 * against the artifact's schema. Every error names the file and says what to do.
 */
import * as v from 'valibot';
import { decodeEntry, decodeManifest, decodePapers, type ReadFile } from '../pipeline/artifact.ts';
import { refuseBroken } from '../pipeline/check-map.ts';
import { type ArrayName, type Manifest, MapError, type ThemeMap } from '../pipeline/schema.ts';
import { indexMap, type LoadedMap } from './map-index.ts';
import type { MapEntry } from './state.ts';

/** Gives a file whose path is relative to the page, such as "maps/index.json". @throws MapError, also beyond `most` bytes */
export type Source = (path: string, most: number) => Promise<Uint8Array<ArrayBuffer>>;

/** Files that a web host gives. */
export function hostedSource(base: string = document.baseURI): Source {
  return async (path, most) => {
    let response: Response;
    try {
      response = await fetch(new URL(path, base));
    } catch {
      throw new MapError(`${path}: no answer from the server; start it again with "npm start" and reload.`);
    }
    if (!response.ok)
      throw new MapError(
        `${path}: the server answered ${response.status}; build the map again, or serve the folder that holds it.`,
      );
    return readBody(response, path, most);
  };
}

async function readBody(response: Response, path: string, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = response.body!.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new MapError(`${path}: the connection ended in the middle; reload the page.`);
    });
    if (done) break;
    length += value.length;
    if (length > most) {
      void reader.cancel();
      throw new MapError(`${path}: more than the ${most} bytes it may have; build the map again.`);
    }
    parts.push(value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Id of the element in which an exported page carries its files: JSON of path → value, or base64 text for arrays. */
export const embeddedId = 'isotheme-files';

/** The files that the page itself carries, or null where it carries none. */
export function embeddedSource(page: Document = document): Source | null {
  const element = page.getElementById(embeddedId);
  if (!element?.textContent) return null;
  const files = JSON.parse(element.textContent) as Record<string, unknown>;
  return async (path) => {
    if (!Object.hasOwn(files, path)) throw new MapError(`${path}: not in this page; export the map again.`);
    const value = files[path];
    return typeof value === 'string'
      ? Uint8Array.from(atob(value), (char) => char.charCodeAt(0))
      : new TextEncoder().encode(`${JSON.stringify(value)}\n`);
  };
}

const indexSchema = v.object({
  maps: v.array(
    v.object({
      name: v.pipe(v.string(), v.regex(/^[^/\\]+$/, 'expected a folder name'), v.notValue('..')),
      papers: v.number(),
      themes: v.number(),
    }),
  ),
});
const LARGEST_INDEX = 16 << 20;

/** The maps there are. @throws MapError */
export async function loadIndex(source: Source): Promise<MapEntry[]> {
  const bytes = await source('maps/index.json', LARGEST_INDEX);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new MapError('maps/index.json: not valid JSON; start the server again.');
  }
  const result = v.safeParse(indexSchema, value);
  if (!result.success)
    throw new MapError(`maps/index.json: ${result.issues[0].message}; start the server again.`);
  return result.output.maps;
}

/** How often a map is read anew that is replaced while it is read: builds take longer than reading does. */
const TRIES = 3;

/**
 * One map, all but its vectors.
 * @param name a name out of {@link loadIndex}
 * @throws MapError where a file is missing, of another version or not as the manifest says
 */
export async function loadMap(source: Source, name: string): Promise<LoadedMap> {
  const folder = `maps/${encodeURIComponent(name)}/`;
  const read: ReadFile = (file, most) => source(`${folder}${file}`, most);
  for (let tried = 1; ; tried++) {
    const manifest = await named(folder, () => decodeManifest(read));
    try {
      return await named(folder, () => loadParts(read, folder, name, manifest));
    } catch (error) {
      if (tried === TRIES || !(await isReplaced(read, manifest))) throw error;
    }
  }
}

async function loadParts(
  read: ReadFile,
  folder: string,
  name: string,
  manifest: Manifest,
): Promise<LoadedMap> {
  const entry = <N extends ArrayName>(array: N) =>
    decodeEntry(read, manifest.arrays[array]) as Promise<ThemeMap['arrays'][N]>;
  const [papers, layout, theme, strength, second, neighbours, similarities] = await Promise.all([
    decodePapers(read, manifest),
    entry('layout'),
    entry('theme'),
    entry('strength'),
    entry('second'),
    entry('neighbours'),
    entry('similarities'),
  ]);
  const { themes } = manifest;
  const arrays = { layout, theme, strength, second, neighbours, similarities };
  refuseBroken(manifest, arrays);

  let vectors: ReturnType<LoadedMap['loadVectors']> | null = null;
  return {
    name,
    manifest,
    themes,
    papers,
    arrays,
    index: indexMap(themes, papers, arrays),
    loadVectors: () => {
      vectors ??= named(folder, () => readVectors(read, manifest)).catch((error: unknown) => {
        vectors = null;
        throw error;
      });
      return vectors;
    },
  };
}

async function readVectors(read: ReadFile, manifest: Manifest): ReturnType<LoadedMap['loadVectors']> {
  const dimension = manifest.settings.model.dimension;
  if (manifest.arrays.vectors.shape[0] !== manifest.source.papers)
    throw new MapError('map.json: the vectors are not in this page; open the map itself.');
  try {
    const [vectors, mean] = await Promise.all([
      decodeEntry(read, manifest.arrays.vectors) as Promise<Float32Array>,
      decodeEntry(read, manifest.arrays.mean) as Promise<Float32Array>,
    ]);
    refuseBroken(manifest, { vectors, mean });
    return { vectors, mean, dimension };
  } catch (error) {
    if (await isReplaced(read, manifest))
      throw new MapError('map.json: the map was built anew since this page opened it; reload the page.');
    throw error;
  }
}

/** Whether another map lies in the folder by now. */
async function isReplaced(read: ReadFile, manifest: Manifest): Promise<boolean> {
  const now = await decodeManifest(read).catch(() => null);
  return now !== null && JSON.stringify(now) !== JSON.stringify(manifest);
}

/** Puts the folder before the file that an error of the artifact names. */
async function named<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MapError && !error.message.startsWith(folder))
      throw new MapError(`${folder}${error.message}`);
    throw error;
  }
}
