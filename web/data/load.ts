/**
 * Loads maps into the page and checks them against the artifact's schema. Every error names the file and says what to
 * do.
 */
import * as v from 'valibot';
import {
  type ArrayName,
  abstractBytes,
  decodeEntry,
  decodeManifest,
  decodePapers,
  indexThemes,
  type Manifest,
  MapError,
  type PaperHead,
  type ReadFile,
  refuseBroken,
  type ThemeMap,
} from '../../pipeline/map/index.ts';
import type { MapEntry } from '../state/state.ts';
import { type Abstracts, chunkedAbstracts, wholeAbstracts } from './abstracts.ts';
import type { FileHost } from './file-host.ts';
import type { LoadedMap, MapSketch } from './map-index.ts';

const indexSchema = v.object({
  maps: v.array(
    v.object({
      name: v.pipe(v.string(), v.regex(/^(?!\.\.$)[^/\\]+$/, 'expected a folder name')),
      papers: v.number(),
      themes: v.number(),
    }),
  ),
});
const LARGEST_INDEX = 16 << 20;

/** Loads the list of maps. @throws MapError */
export async function loadIndex(host: FileHost): Promise<MapEntry[]> {
  const bytes = await host('maps/index.json', LARGEST_INDEX);
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

const folderOf = (name: string) => `maps/${encodeURIComponent(name)}/`;

/** Attempts to read a map that is replaced meanwhile. A few are enough: a build takes longer than reading its map. */
const TRIES = 3;

export interface LoadOptions {
  /** Receives the parts needed for a first draw; the rest of the map is read once the promise settles. */
  onSketch?: (sketch: MapSketch) => Promise<void>;
  /** Reads the papers of a large map in a worker. @param folder the map's address, with its last slash */
  readPapers?: ((folder: string, manifest: Manifest) => Promise<PaperHead[]>) | undefined;
}

/**
 * Loads one map, except for its vectors.
 * @param name a name from {@link loadIndex}
 * @throws MapError if a file is missing, has another version or contradicts the manifest
 */
export async function loadMap(host: FileHost, name: string, options: LoadOptions = {}): Promise<LoadedMap> {
  const folder = folderOf(name);
  const read: ReadFile = (file, most) => host(`${folder}${file}`, most);
  for (let tried = 1; ; tried++) {
    const manifest = await named(folder, () => decodeManifest(read));
    try {
      return await named(folder, () => loadParts(host, folder, name, manifest, options));
    } catch (error) {
      if (tried === TRIES || !(await isReplaced(read, manifest))) throw error;
    }
  }
}

async function loadParts(
  host: FileHost,
  folder: string,
  name: string,
  manifest: Manifest,
  { onSketch, readPapers }: LoadOptions,
): Promise<LoadedMap> {
  const read: ReadFile = (file, most) => host(`${folder}${file}`, most);
  const entry = <N extends ArrayName>(array: N) =>
    decodeEntry(read, manifest.arrays[array]) as Promise<ThemeMap['arrays'][N]>;
  const { themes, large } = manifest;
  const [layout, theme] = await Promise.all([entry('layout'), entry('theme')]);
  refuseBroken(manifest, { layout, theme });
  const index = indexThemes(themes, { layout, theme });
  await onSketch?.({ name, manifest, themes, arrays: { layout, theme }, index });
  const address = host.address?.(folder);
  const papersOf = (): ReturnType<typeof decodePapers> =>
    large && readPapers && address !== undefined
      ? readPapers(address, manifest)
      : decodePapers(read, manifest);
  const [papers, strength, second, neighbours, similarities] = await Promise.all([
    papersOf(),
    entry('strength'),
    entry('second'),
    entry('neighbours'),
    entry('similarities'),
  ]);
  refuseBroken(manifest, { strength, second, neighbours, similarities });

  /** Wraps reads that happen after the map is shown: the folder may hold another map by then. */
  const later = <T>(work: () => Promise<T>): Promise<T> =>
    named(folder, async () => {
      try {
        return await work();
      } catch (error) {
        if (await isReplaced(read, manifest))
          throw new MapError('map.json: the map was built again after this page opened it; reload the page.');
        throw error;
      }
    });
  const readMean = () => entry('mean');
  let vectors: ReturnType<LoadedMap['loadVectors']> | null = null;
  return {
    name,
    manifest,
    themes,
    papers,
    arrays: { layout, theme, strength, second, neighbours, similarities },
    index,
    abstracts: abstractsOf(host, folder, manifest, { papers, theme }, later),
    loadVectors: () => {
      // The vectors of a large map would fill the memory; each caller reads them again.
      if (large) return later(() => readVectors(read, manifest));
      vectors ??= later(() => readVectors(read, manifest)).catch((error: unknown) => {
        vectors = null;
        throw error;
      });
      return vectors;
    },
    codes:
      large && host.address
        ? {
            entry: large.codes,
            address: host.address(`${folder}${large.codes.file}`),
            mean: () => later(readMean),
          }
        : null,
  };
}

function abstractsOf(
  host: FileHost,
  folder: string,
  { large, source: { papers: count } }: Manifest,
  { papers, theme }: { papers: readonly { abstract?: string }[]; theme: Int32Array },
  later: <T>(work: () => Promise<T>) => Promise<T>,
): Abstracts {
  if (!large) return wholeAbstracts(papers as readonly { abstract: string }[]);
  const { abstracts } = large;
  const path = `${folder}${abstracts.file}`;
  const most = abstractBytes(abstracts);
  const chunked = chunkedAbstracts(abstracts, theme, count, {
    address: host.address?.(path) ?? null,
    read: (from, to) => host(path, most, { from, to }),
  });
  return { ...chunked, read: (some) => later(() => chunked.read(some)) };
}

async function readVectors(read: ReadFile, manifest: Manifest): ReturnType<LoadedMap['loadVectors']> {
  const dimension = manifest.settings.model.dimension;
  if (manifest.arrays.vectors.shape[0] !== manifest.source.papers)
    throw new MapError('map.json: the vectors are not in this page; open the map itself.');
  const [vectors, mean] = await Promise.all([
    decodeEntry(read, manifest.arrays.vectors) as Promise<Float32Array>,
    decodeEntry(read, manifest.arrays.mean) as Promise<Float32Array>,
  ]);
  refuseBroken(manifest, { vectors, mean });
  return { vectors, mean, dimension };
}

/** Whether the folder holds another map by now. */
async function isReplaced(read: ReadFile, manifest: Manifest): Promise<boolean> {
  const now = await decodeManifest(read).catch(() => null);
  return now !== null && JSON.stringify(now) !== JSON.stringify(manifest);
}

/** Prefixes an error of the artifact, which names a file, with that file's folder. */
async function named<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MapError && !error.message.startsWith(folder))
      throw new MapError(`${folder}${error.message}`);
    throw error;
  }
}
