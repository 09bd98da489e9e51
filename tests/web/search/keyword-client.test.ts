/** The papers of the keyword worker while maps change faster than they are read, and after the worker broke. */
import { describe, expect, it } from 'vitest';
import type { LoadedMap } from '../../../web/data/map-index.ts';
import { createKeywordClient } from '../../../web/search/keyword/keyword-client.ts';
import { createKeywordService, type KeywordService } from '../../../web/search/keyword/keyword-service.ts';
import type { Client } from '../../../web/search/worker/rpc.ts';
import { createStore } from '../../../web/state/store.ts';
import { loadedMap } from '../../support/loaded-map.ts';
import { tinyMap } from '../../support/tiny-map.ts';

/** A map whose first two papers say the two words. */
function mapOf(...words: [string, string]): LoadedMap {
  const map = tinyMap();
  return loadedMap({
    ...map,
    papers: map.papers.map((paper, i) => ({
      ...paper,
      title: i < 2 ? words.join(' ') : `Paper ${i}`,
      abstract: '',
    })),
  });
}

/** A worker in this process: each call waits for its turn, `call:hold` for ever, and is written down. */
function setUp() {
  const calls: string[] = [];
  const waiting = new Map<string, () => void>();
  const held = new Set<string>();
  let broken = false;
  let started = 0;
  const start = (): Client<KeywordService> => {
    const service = createKeywordService();
    broken = false;
    started++;
    return {
      async call(method, argument) {
        calls.push(method);
        if (held.has(method)) await new Promise<void>((resolve) => waiting.set(method, resolve));
        else await new Promise((resolve) => setTimeout(resolve, 0));
        if (broken) throw new Error('its program could not be fetched; reload the page');
        // biome-ignore lint/suspicious/noExplicitAny: one method's argument for all
        return (service[method] as any)(argument, () => {});
      },
      isBroken: () => broken,
      close() {},
    };
  };
  const store = createStore();
  const client = createKeywordClient(store, start, () => {});
  return {
    store,
    client,
    calls,
    show(map: LoadedMap) {
      store.dispatch({ type: 'map', map });
      client.followMap();
    },
    hold: (method: keyof KeywordService) => held.add(method),
    release(method: keyof KeywordService) {
      held.delete(method);
      waiting.get(method)?.();
    },
    break: () => {
      broken = true;
    },
    started: () => started,
  };
}

describe('the keyword worker', () => {
  it('receives no abstracts of a map that was closed while its papers were being sent', async () => {
    const { store, client, calls, show, hold, release } = setUp();
    const large = mapOf('old', 'words');
    show({ ...large, abstracts: { ...large.abstracts, file: {} as never } });
    hold('add');
    store.dispatch({ type: 'query', query: 'words' });
    client.readAbstractsIfWanted();
    await expect.poll(() => calls).toContain('add');
    show(mapOf('gravity', 'waves'));
    release('add');
    await expect.poll(() => calls).toContain('count');
    expect(calls).not.toContain('addAbstracts');
  });

  it('counts the words of the shown map, even after a request for the map before', async () => {
    const { client, calls, show, hold, release } = setUp();
    hold('add');
    show(mapOf('old', 'words'));
    await expect.poll(() => calls).toContain('add');
    const stale = client.shared(0, [1]);
    show(mapOf('gravity', 'waves'));
    release('add');
    expect(await stale).toEqual([]);
    const [shared] = await client.shared(0, [1]);
    expect(shared!.map(({ text }) => text)).toEqual(['gravity waves']);
    expect(calls.filter((method) => method === 'count')).toHaveLength(1);
  });

  it('is replaced for the next map after it broke', async () => {
    const { store, client, show, started, ...worker } = setUp();
    show(mapOf('old', 'words'));
    worker.break();
    await expect
      .poll(() => store.get().notice)
      .toBe('Keyword search is off: its program could not be fetched; reload the page');
    show(mapOf('gravity', 'waves'));
    expect(started()).toBe(2);
    await expect.poll(() => client.search({ text: 'waves', allowed: null })).toHaveLength(2);
  });
});
