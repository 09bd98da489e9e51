/**
 * "More like these, but not like those" as a listener of the store: when the chosen papers change, their nearest
 * papers go into the store, where the lists and the lines on the map read them.
 */
import type { LoadedMap } from '../map-index.ts';
import type { Store } from '../store.ts';
import { centreVectors, moreLike } from './vectors.ts';

const SHOWN = 20;

const centred = new WeakMap<LoadedMap, Promise<Float32Array>>();

/** The map's vectors as papers are compared by: centred, `[N, D]`; made once. */
export function comparableVectors(map: LoadedMap): Promise<Float32Array> {
  let promise = centred.get(map);
  if (!promise) {
    promise = map.loadVectors().then(({ vectors, mean }) => centreVectors(vectors, mean));
    // A failed download can be tried again.
    promise.catch(() => centred.delete(map));
    centred.set(map, promise);
  }
  return promise;
}

/** Whether the map holds its vectors; one that was exported as a single large HTML file does not. */
export function hasVectors(map: LoadedMap): boolean {
  return map.manifest.arrays.vectors.shape[0] === map.papers.length;
}

const connected = new WeakSet<Store>();

/** Connects to a store, once. */
export function connectRelated(store: Store): void {
  if (connected.has(store)) return;
  connected.add(store);
  const update = async () => {
    const { map, like, unlike, focus } = store.get();
    // An open paper shows its own neighbours.
    if (!map || focus !== null) return;
    if (like.length === 0 || !hasVectors(map)) {
      if (store.get().related) store.dispatch({ type: 'related', related: null });
      return;
    }
    try {
      const vectors = await comparableVectors(map);
      const now = store.get();
      if (now.map !== map || now.like !== like || now.unlike !== unlike || now.focus !== null) return;
      const hits = moreLike(vectors, map.manifest.settings.model.dimension, like, unlike, SHOWN);
      store.dispatch({ type: 'related', related: { sources: like, hits } });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      store.dispatch({ type: 'notice', notice: `Similar papers could not be found: ${message}` });
    }
  };
  store.subscribe((state) => state.like, update);
  store.subscribe((state) => state.unlike, update);
  store.subscribe((state) => state.focus, update);
  void update();
}
