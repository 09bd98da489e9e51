/** Maps on disk and embedders, with the arguments checked. */
import { checkArgument, checkMap, checkOptions } from '../../api/index.ts';
import { filled } from '../../build/index.ts';
import type { Manifest, ThemeMap } from '../../map/index.ts';
import type { CachedEmbedder } from '../embed/cache/cached-embedder.ts';
import { createEmbedder as create, type EmbedderOptions } from '../embed/embedder.ts';
import { type Exported, type ExportFormat, exportMap as write } from '../export/registry.ts';
import * as folders from '../files/map-folder.ts';
import { embedderOptions, exportOptions } from './options.ts';

const folderName = filled('the folder of a map, or its name in data/maps');

/**
 * Reads a map, and checks every file of it.
 *
 * @example
 * ```ts
 * const map = await readMap('data/maps/papers');
 * ```
 * @param folder the map's folder, or its name in `data/maps`
 * @throws UserError if no map is there; MapError if a file of it is wrong; both name the file
 */
export async function readMap(folder: string): Promise<ThemeMap> {
  checkArgument('readMap', 'folder', folderName, folder);
  return folders.readMap(folder);
}

/**
 * Reads a map's manifest alone.
 *
 * @example
 * ```ts
 * const { themes } = await readManifest('data/maps/papers');
 * ```
 * @throws UserError, MapError as {@link readMap}
 */
export async function readManifest(folder: string): Promise<Manifest> {
  checkArgument('readManifest', 'folder', folderName, folder);
  return folders.readManifest(folder);
}

/**
 * Writes a map into a folder, so that readers see the old map or the new one. Only one process may do so at a time.
 *
 * @example
 * ```ts
 * await writeMap(map, 'data/maps/mine');
 * ```
 * @throws UserError if the folder holds something that is not a map, or can't be written to; what was there stays
 */
export async function writeMap(map: ThemeMap, folder: string): Promise<void> {
  checkMap('writeMap', 'map', map);
  checkArgument('writeMap', 'folder', filled('a folder'), folder);
  return folders.writeMap(map, folder);
}

/**
 * The embedder that `options` ask for. Its caches are asked before the model; where they have every text, the model is
 * not even looked for.
 *
 * @example
 * ```ts
 * const embedder = await createEmbedder({ model: 'Xenova/multilingual-e5-small', choice: { dtype: 'fp32' } });
 * ```
 * @throws UserError if an option is wrong, or the model can't be found
 */
export async function createEmbedder(options: EmbedderOptions = {}): Promise<CachedEmbedder> {
  checkOptions('createEmbedder', embedderOptions, options);
  return create(options);
}

/**
 * Writes a map in a format that other programs read.
 *
 * @example
 * ```ts
 * await writeFile('map.png', await exportMap(map, 'png', { width: 2000 }));
 * ```
 * @param options `width` of a PNG in pixels (default 3508, A4 at 300 dots an inch)
 * @returns the whole file; the same map gives the same bytes
 * @throws UserError if there is no such format, or "png" finds no package "sharp"
 */
export async function exportMap<F extends ExportFormat>(
  map: ThemeMap,
  format: F,
  options: { width?: number } = {},
): Promise<Exported<F>> {
  checkMap('exportMap', 'map', map);
  checkArgument('exportMap', 'format', filled('a format'), format);
  checkOptions('exportMap', exportOptions, options);
  return write(map, format, options);
}
