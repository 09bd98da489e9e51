/**
 * "More like these, but not like those" as a listener of the store: when the chosen papers change, their nearest
 * papers go into the store, where the lists and the lines on the map read them.
 */
import { hasVectors, vectorsOf } from '../search/meaning/vector-client.ts';
import type { Store } from '../state/store.ts';

const SHOWN = 20;

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
      const vectors = await vectorsOf(map);
      if (!vectors) return;
      const hits = await vectors.call('like', { like, unlike, k: SHOWN });
      const now = store.get();
      if (now.map !== map || now.like !== like || now.unlike !== unlike || now.focus !== null) return;
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
