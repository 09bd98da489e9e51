/** The page's side of the vector worker: one for the page, with the vectors of the map that is shown. */
import type { LoadedMap } from '../../data/map-index.ts';
import type { Client } from '../worker/rpc.ts';
import { startVectors } from '../worker/workers.ts';
import type { VectorService, VectorSource } from './vector-service.ts';

let client: Client<VectorService> | null = null;
let loaded: { map: LoadedMap; ready: Promise<void> } | null = null;

/**
 * The service, when it has the map's vectors; null where another map's were asked for meanwhile.
 * @throws Error with one sentence where they can't be had
 */
export async function vectorsOf(map: LoadedMap): Promise<Client<VectorService> | null> {
  if (client?.isBroken()) {
    client.close();
    client = null;
    loaded = null;
  }
  client ??= startVectors();
  const service = client;
  if (loaded?.map !== map) {
    const ready: Promise<void> = sourceOf(map).then(async (source) => {
      if (loaded?.ready === ready) await service.call('load', source);
    });
    loaded = { map, ready };
    // What failed can be tried again.
    ready.catch(() => {
      if (loaded?.ready === ready) loaded = null;
    });
  }
  const { ready } = loaded;
  const overtaken = () => loaded !== null && loaded.ready !== ready;
  try {
    await ready;
  } catch (error) {
    if (!overtaken()) throw error;
  }
  return overtaken() ? null : service;
}

/** Whether the map holds its vectors; one that was exported as a single large HTML file does not. */
export function hasVectors(map: LoadedMap): boolean {
  return map.manifest.arrays.vectors.shape[0] === map.papers.length;
}

async function sourceOf(map: LoadedMap): Promise<VectorSource> {
  if (map.codes) {
    const { entry, address, mean } = map.codes;
    return { entry, address, mean: await mean() };
  }
  const { vectors, mean } = await map.loadVectors();
  return { vectors, mean };
}
