import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Stability } from '../../pipeline/stability/types.ts';
import { createMakeSession } from '../../web/make/session.ts';
import { createStore } from '../../web/state/store.ts';
import { loadedMap } from '../support/loaded-map.ts';
import { tinyMap } from '../support/tiny-map.ts';

afterEach(() => vi.unstubAllGlobals());

const report: Stability = {
  runs: 2,
  ari: null,
  themes: [],
  papers: [],
  summary: 'All themes come back.',
};

/** Stands in for the worker, which ends when the test says so. */
function slowTest(): () => Promise<void> {
  const questions: ((answer: unknown) => void)[] = [];
  vi.stubGlobal(
    'Worker',
    class {
      onmessage: ((event: { data: unknown }) => void) | null = null;
      postMessage({ call }: { call: number }) {
        questions.push((answer) => this.onmessage?.({ data: { call, answer } }));
      }
      terminate() {}
    },
  );
  return async () => {
    await vi.waitFor(() => expect(questions).toHaveLength(1));
    questions[0]!(report);
  };
}

describe('a stability test', () => {
  const begin = () => {
    const end = slowTest();
    const store = createStore();
    store.dispatch({ type: 'map', map: loadedMap() });
    const tested = createMakeSession(store).stability();
    return { store, tested, end };
  };

  it('reports on the map on which it was started, even if another map is shown when it ends', async () => {
    const { store, tested, end } = begin();
    const other = tinyMap();
    other.manifest.name = 'other';
    store.dispatch({ type: 'map', map: loadedMap(other) });
    await end();
    await tested;
    expect(store.get().make).toEqual({ kind: 'tested', map: 'tiny', report });
    expect([...store.get().tested.keys()]).toEqual(['tiny']);
    expect(store.get().soft).toBe(false);
  });

  it('ends normally while another map is loading', async () => {
    const { store, tested, end } = begin();
    store.dispatch({ type: 'status', status: { kind: 'loading', what: 'the map' } });
    await end();
    await tested;
    expect(store.get()).toMatchObject({ map: null, make: { kind: 'tested', map: 'tiny' } });
  });
});
