/** The page's only state. Views read it, send actions and subscribe; they never talk to each other. */
import { reduce } from './reduce.ts';
import { type Action, initialState, type State } from './state.ts';

export interface Store {
  get(): State;
  dispatch(action: Action): void;
  /**
   * Calls `listener` whenever what `pick` returns is another value (Object.is), with the new and the old.
   * @returns a function that ends the subscription
   */
  subscribe<T>(pick: (state: State) => T, listener: (now: T, before: T, state: State) => void): () => void;
}

/** A store over {@link reduce}. Actions sent by listeners are handled after the listeners of the running one. */
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
