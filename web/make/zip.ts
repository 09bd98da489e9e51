/** A map's folder as one zip file, which unpacks into what the command line reads. */
import { type Zippable, zipSync } from 'fflate';
import type { ThemeMap } from '../../pipeline/map/index.ts';
import { encodeMap } from '../../pipeline/map/index.ts';

/** The earliest time that a zip file can carry: the same map gives the same bytes. */
const NO_TIME = new Date(1980, 0, 1);

/** @param folder the folder's name within the zip */
export function zipMap(map: ThemeMap, folder: string): Uint8Array<ArrayBuffer> {
  const files: Zippable = {};
  // Numbers hardly shrink, text shrinks to a third.
  for (const { name, bytes } of encodeMap(map))
    files[`${folder}/${name}`] = [bytes, { level: name.endsWith('.json') ? 6 : 0, mtime: NO_TIME }];
  return zipSync(files) as Uint8Array<ArrayBuffer>;
}
