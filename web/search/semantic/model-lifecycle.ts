/** The language model in use: loaded on first use, kept for the next map if that has the same model, closed on failure. */
import { messageOf } from '../../app/message-of.ts';
import type { LoadedMap } from '../../data/map-index.ts';
import type { Store } from '../../state/store.ts';
import { type SemanticSearch, startSemanticSearch, whyNoSemanticSearch } from './model-client.ts';
import type { VectorClient } from './vector-client.ts';

export interface ModelLifecycle {
  /** The search with the shown map's model; null while that is not loaded. */
  current(): SemanticSearch | null;
  /** Loads the map's model unless it is loaded or loading; the status says why if that is impossible. */
  load(): void;
  /** Call when the store's map has changed: the model stays if it fits the map. */
  followMap(): void;
  /** Call when a model throws while answering; if it is still current it is closed. */
  failed(model: SemanticSearch, error: unknown): void;
}

/** @param onReady called when a model can answer questions on the shown map */
export function createModelLifecycle(
  store: Store,
  vectors: VectorClient,
  onReady: () => void,
): ModelLifecycle {
  let search: SemanticSearch | null = null;
  let starting: Promise<void> | null = null;

  function load(): void {
    const { map } = store.get();
    if (!map || search || starting) return;
    const reason = whyNoSemanticSearch(map);
    if (reason) {
      store.dispatch({ type: 'model', model: { kind: 'failed', message: reason } });
      return;
    }
    let reported = 0;
    const loading = startSemanticSearch(map, document.baseURI, vectors, (status) => {
      // One update per percent: bytes arrive in hundreds of pieces.
      if (status.kind !== 'loading' || status.progress - reported < 0.01) return;
      reported = status.progress;
      store.dispatch({ type: 'model', model: status });
    });
    begin(loading.then(adopt));
  }

  /** No other model is started until this one is adopted or has failed. */
  function begin(adopting: Promise<void>): void {
    starting = adopting.catch(fail).finally(() => {
      starting = null;
    });
  }

  /** Uses a loaded model for the map that is shown by then, or closes it if it does not fit. */
  async function adopt(loaded: SemanticSearch): Promise<void> {
    let map: LoadedMap | null;
    do {
      map = store.get().map;
      if (!map || whyNoSemanticSearch(map) || map.manifest.settings.model.id !== loaded.modelId) {
        loaded.close();
        store.dispatch({ type: 'model', model: { kind: 'off' } });
        return;
      }
      try {
        await loaded.setMap(map);
      } catch (error) {
        loaded.close();
        throw error;
      }
    } while (store.get().map !== map);
    search = loaded;
    store.dispatch({ type: 'model', model: { kind: 'ready' } });
    onReady();
  }

  function fail(error: unknown): void {
    search?.close();
    search = null;
    store.dispatch({ type: 'model', model: { kind: 'failed', message: messageOf(error) } });
  }

  return {
    current: () => search,
    load,
    followMap() {
      if (!store.get().map) return;
      const kept = search;
      search = null;
      if (kept) begin(adopt(kept));
      else if (!starting) store.dispatch({ type: 'model', model: { kind: 'off' } });
    },
    failed(model, error) {
      if (search === model) fail(error);
    },
  };
}
