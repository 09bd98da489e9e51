/** Packs the folder of a map, as the command line reads it, into a zip file. */
import { type Zippable, zipSync } from 'fflate';
import type { ThemeMap } from '../../pipeline/map/index.ts';
import { encodeMap } from '../../pipeline/map/index.ts';

/** The earliest time that a zip file can hold; with a fixed time the same map gives the same bytes. */
const NO_TIME = new Date(1980, 0, 1);

/** @param folder the folder's name within the zip */
export function zipMap(map: ThemeMap, folder: string): Uint8Array<ArrayBuffer> {
  const files: Zippable = {};
  // Compression shrinks text to a third, and numbers hardly at all.
  for (const { name, bytes } of encodeMap(map))
    files[`${folder}/${name}`] = [bytes, { level: name.endsWith('.json') ? 6 : 0, mtime: NO_TIME }];
  return zipSync(files) as Uint8Array<ArrayBuffer>;
}
