import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reduce } from '../../../web/state/reduce.ts';
import { type Action, initialState, type State } from '../../../web/state/state.ts';
import { createStore } from '../../../web/state/store.ts';
import {
  actionsFor,
  connectUrl,
  decodeRanges,
  decodeState,
  encodeRanges,
  encodeState,
  paperActions,
} from '../../../web/state/url-state.ts';
import { loadedMap } from '../../support/loaded-map.ts';

const map = loadedMap();
const opened = reduce(initialState, { type: 'map', map });

function restored(hash: string): State {
  return actionsFor(decodeState(hash), map).reduce(reduce, opened);
}

describe('the state in the URL', () => {
  it('is the map’s name alone in the initial state', () => {
    expect(encodeState(opened)).toBe('map=tiny');
    expect(encodeState(initialState)).toBe('');
  });

  it('is decoded to all that was encoded', () => {
    const actions: Action[] = [
      { type: 'view', view: { x: 1.25, y: -0.5, k: 3.5 } },
      { type: 'theme', theme: 2 },
      { type: 'contrast', theme: 3 },
      { type: 'query', query: 'kv "cache" & <b>ü</b>' },
      { type: 'filters', filters: { themes: [0], years: [2023, 2024], venues: ['Conference on Caches'] } },
      { type: 'select', papers: [0, 1, 2, 5] },
      { type: 'panel', panel: 'charts' },
      { type: 'table', open: true },
      { type: 'scheme', scheme: 'dark' },
      { type: 'colourBy', colourBy: 'year' },
    ];
    const state = actions.reduce(reduce, opened);
    const again = restored(`#${encodeState(state)}`);
    for (const key of [
      'view',
      'theme',
      'contrast',
      'query',
      'filters',
      'selection',
      'panel',
      'table',
      'scheme',
      'colourBy',
    ] as const)
      expect(again[key], key).toEqual(state[key]);
    expect(encodeState(again)).toBe(encodeState(state));
  });

  it('names the open paper by its id', () => {
    const hash = encodeState(reduce(opened, { type: 'focus', paper: 3 }));
    expect(hash).toBe('map=tiny&paper=d');
    expect(restored(hash).focus).toBe(3);
  });

  it('is reset where a later hash omits a part', () => {
    const busy = [
      { type: 'focus', paper: 1 } as const,
      { type: 'query', query: 'x' } as const,
      { type: 'select', papers: [1] } as const,
    ].reduce<State>(reduce, opened);
    const back = actionsFor(decodeState('#map=tiny'), map).reduce(reduce, busy);
    expect(back).toMatchObject({ focus: null, query: '', theme: null, table: false });
    expect(back.selection.size).toBe(0);
  });

  it('keeps the reader’s scheme if the hash names none', () => {
    const dark = reduce(opened, { type: 'scheme', scheme: 'dark' });
    const schemeAt = (hash: string) => actionsFor(decodeState(hash), map).reduce(reduce, dark).scheme;
    expect(schemeAt('#map=tiny')).toBe('dark');
    expect(schemeAt('#map=tiny&scheme=light')).toBe('light');
  });

  it('opens the panel of new maps under the name that earlier links have for it', () => {
    expect(decodeState('#map=tiny&panel=make').panel).toBe('make');
    expect(decodeState('#map=tiny&panel=rebuild').panel).toBe('make');
  });

  it('opens the map, whatever nonsense the rest of the hash is', () => {
    const state = restored(
      '#map=tiny&at=1,x,3&paper=nobody&theme=99&vs=-1&only=a.b&years=soon&sel=9-3&scheme=pink&panel=x',
    );
    expect(encodeState(state)).toBe('map=tiny');
    expect(decodeState('')).toEqual({});
    expect(decodeState('#at=0,0,-4')).toEqual({});
  });

  it('omits a selection that would make the link too long to send', () => {
    const many = Array.from({ length: 3000 }, (_, i) => ({ ...map.papers[0]!, id: String(i) }));
    const large = { ...opened, map: { ...map, papers: many } };
    const state = reduce(large, { type: 'select', papers: many.map((_, i) => i).filter((i) => i % 2 === 0) });
    expect(state.selection.size).toBe(1500);
    expect(encodeState(state)).not.toContain('sel=');
  });
});

describe('ranges', () => {
  it('are short, sorted and without duplicates', () => {
    expect(encodeRanges([5, 3, 4, 12, 3])).toBe('3-5.12');
    expect(decodeRanges('3-5.12')).toEqual([3, 4, 5, 12]);
    expect(decodeRanges('')).toEqual([]);
  });

  it('never decode to more than a million numbers', () => {
    expect(decodeRanges('0-999999999')).toEqual([]);
    expect(decodeRanges('1.two.3')).toEqual([]);
  });
});

describe('steps of the history', () => {
  let written: string[];
  let back: (hash: string) => void;
  beforeEach(() => {
    vi.useFakeTimers();
    written = [];
    const location = { hash: '' };
    const write = (kind: string) => (_data: unknown, _title: string, hash: string) => {
      written.push(`${kind} ${hash}`);
      location.hash = hash;
    };
    vi.stubGlobal('location', location);
    vi.stubGlobal('history', { pushState: write('push'), replaceState: write('replace') });
    vi.stubGlobal('window', {
      addEventListener: (_type: string, listener: () => void) => {
        back = (hash) => {
          location.hash = hash;
          listener();
        };
      },
    });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  const other = { ...map, name: 'other' };

  /** A page whose maps load after a while. */
  function page() {
    const store = createStore();
    const load = async (shown: typeof map, hash: string) => {
      store.dispatch({ type: 'status', status: { kind: 'loading', what: shown.name } });
      await vi.advanceTimersByTimeAsync(500);
      for (const action of [{ type: 'map', map: shown } as const, ...paperActions(decodeState(hash), shown)])
        store.dispatch(action);
      await vi.advanceTimersByTimeAsync(0);
    };
    const asked: string[] = [];
    connectUrl(store, (wanted) => void asked.push(wanted.map ?? ''));
    return { store, load, asked, rest: () => vi.advanceTimersByTimeAsync(400) };
  }

  it('are not added while the map of an address loads, and one is added when the reader opens something', async () => {
    const { store, load, rest } = page();
    await load(map, '#paper=b');
    // Before the URL is written.
    store.dispatch({ type: 'focus', paper: 3 });
    await rest();
    store.dispatch({ type: 'focus', paper: null });
    await rest();
    expect(written).toEqual(['push #map=tiny&paper=d', 'push #map=tiny']);
  });

  it('stay as they are when the reader goes back to a map whose address was written differently', async () => {
    const { store, load, asked, rest } = page();
    await load(map, '');
    await rest();
    await load(other, '');
    await rest();
    expect(written).toEqual(['replace #map=tiny', 'push #map=other']);
    back('#paper=b&map=tiny');
    expect(asked).toEqual(['tiny']);
    await load(map, '#paper=b');
    await rest();
    expect(written.slice(2)).toEqual(['replace #map=tiny&paper=b']);
    store.dispatch({ type: 'focus', paper: null });
    await rest();
    expect(written.slice(3)).toEqual(['push #map=tiny']);
  });
});
