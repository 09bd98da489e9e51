/** The page's only store. Views read its state, dispatch actions and subscribe; they never call each other. */
import { reduce } from './reduce.ts';
import { type Action, initialState, type State } from './state.ts';

export interface Store {
  get(): State;
  dispatch(action: Action): void;
  /**
   * Calls `listener` with the new and the old value whenever the value that `pick` returns changes (Object.is).
   * @returns a function that ends the subscription
   */
  subscribe<T>(pick: (state: State) => T, listener: (now: T, before: T, state: State) => void): () => void;
}

/** Creates a store over {@link reduce}. An action that a listener dispatches waits until all listeners have run. */
export function createStore(first: State = initialState): Store {
  let state = first;
  const listeners = new Set<(before: State) => void>();
  const queue: Action[] = [];
  let running = false;
  return {
    get: () => state,
    dispatch(action) {
      queue.push(action);
      if (running) return;
      running = true;
      try {
        for (let next = queue.shift(); next; next = queue.shift()) {
          const before = state;
          state = reduce(state, next);
          if (state !== before) for (const listener of [...listeners]) listener(before);
        }
      } finally {
        queue.length = 0;
        running = false;
      }
    },
    subscribe(pick, listener) {
      let last = pick(state);
      const check = () => {
        const now = pick(state);
        if (Object.is(now, last)) return;
        const old = last;
        last = now;
        listener(now, old, state);
      };
      listeners.add(check);
      return () => listeners.delete(check);
    },
  };
}
