/** The page's side of the vector worker, which holds the vectors of the shown map. */
import type { LoadedMap } from '../../data/map-index.ts';
import type { Client } from '../worker/rpc.ts';
import { startVectors } from '../worker/workers.ts';
import type { VectorService, VectorSource } from './vector-service.ts';

export interface VectorClient {
  /**
   * The worker, once it holds the map's vectors; null if another map's vectors were requested in the meantime.
   * @throws Error with one sentence if they cannot be loaded; the next call tries again
   */
  load(map: LoadedMap): Promise<Client<VectorService> | null>;
}

/** Starts the worker on the first call of `load`. */
export function createVectorClient(): VectorClient {
  let client: Client<VectorService> | null = null;
  let loaded: { map: LoadedMap; ready: Promise<void> } | null = null;
  return {
    async load(map) {
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
    },
  };
}

/** Whether the map holds its vectors; a large map exported as one HTML file does not. */
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
