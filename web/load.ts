/**
 * Reads maps into the page, from files beside it or from within the page itself (an exported map), and checks them
 * against the artifact's schema. Every error names the file and says what to do.
 */
import * as v from 'valibot';
import {
  type ArrayName,
  decodeArray,
  type Manifest,
  MapError,
  parseManifest,
  parsePapers,
} from '../pipeline/schema.ts';
import { indexMap, type LoadedMap } from './map-index.ts';
import type { MapEntry } from './store.ts';

/** Where files come from: paths are relative to the page, such as "maps/index.json". */
export interface Source {
  json(path: string): Promise<unknown>;
  bytes(path: string): Promise<ArrayBuffer>;
}

/** Files that a web host gives. */
export function hostedSource(base: string = document.baseURI): Source {
  const get = async (path: string): Promise<Response> => {
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
    return response;
  };
  return {
    json: async (path) => {
      const text = await (await get(path)).text();
      try {
        return JSON.parse(text);
      } catch {
        throw new MapError(`${path}: not JSON; build the map again.`);
      }
    },
    bytes: async (path) => (await get(path)).arrayBuffer(),
  };
}

/** Id of the element in which an exported page carries its files: JSON of path → value, or base64 text for arrays. */
export const embeddedId = 'isotheme-files';

/** The files that the page itself carries, or null where it carries none. */
export function embeddedSource(page: Document = document): Source | null {
  const element = page.getElementById(embeddedId);
  if (!element?.textContent) return null;
  const files = JSON.parse(element.textContent) as Record<string, unknown>;
  const find = (path: string): unknown => {
    if (!(path in files)) throw new MapError(`${path}: not in this page; export the map again.`);
    return files[path];
  };
  return {
    json: async (path) => find(path),
    bytes: async (path) => Uint8Array.from(atob(String(find(path))), (char) => char.charCodeAt(0)).buffer,
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

/** The maps there are. @throws MapError */
export async function loadIndex(source: Source): Promise<MapEntry[]> {
  const result = v.safeParse(indexSchema, await source.json('maps/index.json'));
  if (!result.success)
    throw new MapError(`maps/index.json: ${result.issues[0].message}; start the server again.`);
  return result.output.maps;
}

/**
 * One map, all but its vectors.
 * @param name a name out of {@link loadIndex}
 * @throws MapError where a file is missing, of another version or not as the manifest says
 */
export async function loadMap(source: Source, name: string): Promise<LoadedMap> {
  const folder = `maps/${encodeURIComponent(name)}`;
  const manifest = parseManifest(await source.json(`${folder}/map.json`), `${folder}/map.json`);
  const count = manifest.source.papers;
  const read = async <N extends ArrayName>(array: N, dtype: 'float32' | 'int32', width: number | null) => {
    const entry = manifest.arrays[array];
    const where = `${folder}/${entry.file}`;
    if (
      entry.dtype !== dtype ||
      (width !== null && (entry.shape[0] !== count || (entry.shape[1] ?? 1) !== width))
    )
      throw new MapError(
        `${where}: ${entry.dtype} [${entry.shape.join(', ')}] is not what "${array}" of ${count} papers should be; build the map again.`,
      );
    return decodeArray({ ...entry, file: where }, await source.bytes(where));
  };
  const k = manifest.arrays.neighbours.shape[1] ?? 0;
  const [papers, layout, theme, strength, second, neighbours, similarities] = await Promise.all([
    source
      .json(`${folder}/${manifest.papers.file}`)
      .then((value) => parsePapers(value, count, `${folder}/${manifest.papers.file}`)),
    read('layout', 'float32', 2) as Promise<Float32Array>,
    read('theme', 'int32', 1) as Promise<Int32Array>,
    read('strength', 'float32', 1) as Promise<Float32Array>,
    read('second', 'int32', 1) as Promise<Int32Array>,
    read('neighbours', 'int32', k) as Promise<Int32Array>,
    read('similarities', 'float32', k) as Promise<Float32Array>,
  ]);
  const { themes } = manifest;
  checkThemes(themes, `${folder}/map.json`);
  checkRange(theme, themes.length, `${folder}/${manifest.arrays.theme.file}`);
  checkRange(second, themes.length, `${folder}/${manifest.arrays.second.file}`);
  checkRange(neighbours, count, `${folder}/${manifest.arrays.neighbours.file}`);
  if (!layout.every(Number.isFinite))
    throw new MapError(
      `${folder}/${manifest.arrays.layout.file}: holds a place that is no number; build the map again.`,
    );

  const arrays = { layout, theme, strength, second, neighbours, similarities };
  let vectors: ReturnType<LoadedMap['loadVectors']> | null = null;
  return {
    name,
    manifest,
    themes,
    papers,
    arrays,
    index: indexMap(themes, papers, arrays),
    loadVectors: () => {
      vectors ??= readVectors(read, manifest).catch((error: unknown) => {
        vectors = null;
        throw error;
      });
      return vectors;
    },
  };
}

async function readVectors(
  read: (array: ArrayName, dtype: 'float32', width: number | null) => Promise<Float32Array | Int32Array>,
  manifest: Manifest,
): ReturnType<LoadedMap['loadVectors']> {
  const dimension = manifest.arrays.vectors.shape[1] ?? 0;
  const [vectors, mean] = await Promise.all([
    read('vectors', 'float32', dimension),
    read('mean', 'float32', null),
  ]);
  return { vectors: vectors as Float32Array, mean: mean as Float32Array, dimension };
}

function checkThemes(themes: Manifest['themes'], where: string): void {
  for (const [position, theme] of themes.entries()) {
    const parent = theme.parent === null ? null : themes[theme.parent];
    if (theme.id !== position || (parent === null ? theme.level !== 0 : parent?.level !== theme.level - 1))
      throw new MapError(`${where}: field "themes.${position}" is out of its order; build the map again.`);
  }
}

function checkRange(ids: Int32Array, below: number, where: string): void {
  if (!ids.every((id) => id >= -1 && id < below))
    throw new MapError(`${where}: names something the map does not have; build the map again.`);
}
