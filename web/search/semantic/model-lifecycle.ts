/** The language model in use: loaded when it is first wanted, kept from map to map where it fits, closed where it fails. */
import type { LoadedMap } from '../../data/map-index.ts';
import type { Store } from '../../state/store.ts';
import { type SemanticSearch, startSemanticSearch, whyNoSemanticSearch } from './model-client.ts';
import type { VectorClient } from './vector-client.ts';

export interface ModelLifecycle {
  /** Null while there is none for the map that is shown. */
  current(): SemanticSearch | null;
  /** Loads the map's model, unless there is one or it is on its way; says so where it can't be. */
  load(): void;
  /** The store's map is another: the model is taken along where it fits. */
  followMap(): void;
  /** A model has failed over a question. Where it is still in use, it is so no more. */
  failed(model: SemanticSearch, error: unknown): void;
}

/** @param ready called when a model begins to answer */
export function createModelLifecycle(store: Store, vectors: VectorClient, ready: () => void): ModelLifecycle {
  let meaning: SemanticSearch | null = null;
  let starting: Promise<void> | null = null;

  function load(): void {
    const { map } = store.get();
    if (!map || meaning || starting) return;
    const reason = whyNoSemanticSearch(map);
    if (reason) {
      store.dispatch({ type: 'model', model: { kind: 'failed', message: reason } });
      return;
    }
    let shown = 0;
    const loading = startSemanticSearch(map, document.baseURI, vectors, (status) => {
      // A status a percent is enough: bytes come in hundreds of pieces.
      if (status.kind !== 'loading' || status.progress - shown < 0.01) return;
      shown = status.progress;
      store.dispatch({ type: 'model', model: status });
    });
    begin(loading.then(adopt));
  }

  /** Until a model is taken over, or can't be, no other is started. */
  function begin(adopting: Promise<void>): void {
    starting = adopting.catch(fail).finally(() => {
      starting = null;
    });
  }

  /** Makes a model that is loaded answer questions on the map that is shown by then, or closes it where it can't. */
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
    meaning = loaded;
    store.dispatch({ type: 'model', model: { kind: 'ready' } });
    ready();
  }

  function fail(error: unknown): void {
    meaning?.close();
    meaning = null;
    const message = error instanceof Error ? error.message : String(error);
    store.dispatch({ type: 'model', model: { kind: 'failed', message } });
  }

  return {
    current: () => meaning,
    load,
    followMap() {
      if (!store.get().map) return;
      const kept = meaning;
      meaning = null;
      if (kept) begin(adopt(kept));
      else if (!starting) store.dispatch({ type: 'model', model: { kind: 'off' } });
    },
    failed(model, error) {
      if (meaning === model) fail(error);
    },
  };
}
