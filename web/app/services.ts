/** The services beside the state. main.tsx creates them once, and the context passes them to the components. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { createMake, type Make } from '../make/make.tsx';
import { createReadingList } from '../reading/storage.ts';
import { connectMoreLikeThese } from '../related/more-like-these.ts';
import { createSearch, type Search } from '../search/search-controller.ts';
import { createVectorClient, type VectorClient } from '../search/semantic/vector-client.ts';
import type { Store } from '../state/store.ts';

export interface Services {
  search: Search;
  vectors: VectorClient;
  /** Loads the browser's reading list into the store; later calls do nothing. */
  openReadingList: () => void;
  /** Null in a page that is one file. */
  make: Make | null;
}

export function createServices(store: Store): Services {
  const vectors = createVectorClient();
  connectMoreLikeThese(store, vectors);
  return {
    search: createSearch(store, vectors),
    vectors,
    openReadingList: createReadingList(store),
    make: createMake?.(store) ?? null,
  };
}

export const ServicesContext = createContext<Services | null>(null);

/** The page's services. @throws outside of `<ServicesContext.Provider>` */
export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (!services) throw new Error('useServices: no ServicesContext.Provider above this component');
  return services;
}
