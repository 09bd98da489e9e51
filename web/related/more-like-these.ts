/**
 * "More like these, but not like those": whenever the chosen papers change, the papers nearest to them go into the store,
 * from which the lists and the lines on the map read them.
 */
import { messageOf } from '../app/message-of.ts';
import { hasVectors, type VectorClient } from '../search/semantic/vector-client.ts';
import type { Store } from '../state/store.ts';

const SHOWN = 20;

export function connectMoreLikeThese(store: Store, vectors: VectorClient): void {
  const update = async () => {
    const { map, like, unlike, focus } = store.get();
    // An open paper shows its own neighbours.
    if (!map || focus !== null) return;
    if (like.length === 0 || !hasVectors(map)) {
      if (store.get().related) store.dispatch({ type: 'related', related: null });
      return;
    }
    try {
      const service = await vectors.load(map);
      if (!service) return;
      const hits = await service.call('moreLikeThese', { like, unlike, k: SHOWN });
      const now = store.get();
      if (now.map !== map || now.like !== like || now.unlike !== unlike || now.focus !== null) return;
      store.dispatch({ type: 'related', related: { sources: like, hits } });
    } catch (error) {
      store.dispatch({ type: 'notice', notice: `Similar papers could not be found: ${messageOf(error)}` });
    }
  };
  store.subscribe((state) => state.like, update);
  store.subscribe((state) => state.unlike, update);
  store.subscribe((state) => state.focus, update);
}
