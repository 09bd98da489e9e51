/** The whole map as one HTML file. */
import { exportHtml, type StandaloneAssets } from '../../pipeline/export/index.ts';
import type { LoadedMap } from '../data/map-index.ts';
import { wholePapers } from '../data/theme-map.ts';
import { hasVectors } from '../search/semantic/vector-client.ts';

/** @throws Error if the dashboard in one piece cannot be fetched */
export async function wholePage(map: LoadedMap): Promise<string> {
  const response = await fetch(new URL('standalone.json', document.baseURI));
  if (!response.ok)
    throw new Error(`standalone.json: the server answered ${response.status}; build the dashboard again`);
  const assets = (await response.json()) as StandaloneAssets;
  const none = new Float32Array(0);
  // The vectors of a large map would be left out of the file.
  const { vectors, mean } =
    hasVectors(map) && !map.codes ? await map.loadVectors() : { vectors: none, mean: none };
  return exportHtml(
    { manifest: map.manifest, papers: await wholePapers(map), arrays: { ...map.arrays, vectors, mean } },
    assets,
  );
}
