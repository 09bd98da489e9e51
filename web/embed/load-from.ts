/** Loads a map from any address. */

import { type FileHost, webFileHost } from '../data/file-host.ts';
import { loadMap } from '../data/load.ts';
import type { LoadedMap } from '../data/map-index.ts';

/**
 * Loads a map from its address.
 * @param address of the map's folder, with or without the last slash, or of its `map.json`; relative to the page
 */
export async function loadFrom(address: string | URL): Promise<LoadedMap> {
  const url = new URL(address, document.baseURI);
  if (url.pathname.endsWith('/map.json')) url.pathname = url.pathname.slice(0, -'map.json'.length);
  else if (!url.pathname.endsWith('/')) url.pathname += '/';
  const name = decodeURIComponent(url.pathname.split('/').at(-2) ?? '') || 'map';
  const folder = webFileHost(url.href);
  // The page's paths begin with the folder of all maps; here the map's own folder is the base.
  const prefix = `maps/${encodeURIComponent(name)}/`;
  const host: FileHost = (path, most, range) => folder(path.slice(prefix.length), most, range);
  return loadMap(host, name);
}
