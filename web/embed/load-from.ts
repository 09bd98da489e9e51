/** A map from any address. */

import { type FileHost, webFileHost } from '../data/file-host.ts';
import { loadMap } from '../data/load.ts';
import type { LoadedMap } from '../data/map-index.ts';

/** @param address of the map's folder, with or without its last slash, or of its `map.json`; relative to the page */
export async function loadFrom(address: string | URL): Promise<LoadedMap> {
  const url = new URL(address, document.baseURI);
  if (url.pathname.endsWith('/map.json')) url.pathname = url.pathname.slice(0, -'map.json'.length);
  else if (!url.pathname.endsWith('/')) url.pathname += '/';
  const name = decodeURIComponent(url.pathname.split('/').at(-2) ?? '') || 'map';
  const folder = webFileHost(url.href);
  // The dashboard's maps lie in a folder of maps; this one lies where it was said to.
  const prefix = `maps/${encodeURIComponent(name)}/`;
  const host: FileHost = (path, most, range) => folder(path.slice(prefix.length), most, range);
  return loadMap(host, name);
}
