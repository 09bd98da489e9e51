import { createContext } from 'preact';
import { useContext, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { State } from './state.ts';
import type { Store } from './store.ts';

export const StoreContext = createContext<Store | null>(null);

/** The page's store, for dispatching actions. @throws outside `<StoreContext.Provider>` */
export function useStore(): Store {
  const store = useContext(StoreContext);
  if (!store) throw new Error('useStore: no StoreContext.Provider above this component');
  return store;
}

/**
 * A part of the state. The component renders again when the value changes (Object.is), so `pick` should return a value
 * that the state holds, not a new object.
 * @example const focus = usePick((state) => state.focus);
 */
export function usePick<T>(pick: (state: State) => T): T {
  const store = useStore();
  const [, redraw] = useState({});
  const value = pick(store.get());
  // `pick` may close over props: the subscription always calls the latest one.
  const drawn = useRef({ pick, value });
  drawn.current = { pick, value };
  useLayoutEffect(() => {
    const check = () => {
      if (!Object.is(drawn.current.pick(store.get()), drawn.current.value)) redraw({});
    };
    // The state may have changed between rendering and subscribing.
    check();
    return store.subscribe((state) => state, check);
  }, [store]);
  return value;
}
