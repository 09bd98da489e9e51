import { describe, expect, it } from 'vitest';
import { themePath } from '../../../pipeline/map/index.ts';
import { findPaper, neighboursOf } from '../../../web/data/map-index.ts';
import { contrastThemes, countInView, themeInView, themeNeighbours } from '../../../web/data/theme-facts.ts';
import { emphasisedThemes, emphasisOf, settledEmphasis } from '../../../web/map/points/emphasis.ts';
import { reduce } from '../../../web/state/reduce.ts';
import { awaitsAnswer, shownPapers } from '../../../web/state/selectors.ts';
import { type Action, initialState, type State } from '../../../web/state/state.ts';
import { createStore } from '../../../web/state/store.ts';
import { loadedMap } from '../../support/loaded-map.ts';

const map = loadedMap();
const opened = reduce(initialState, { type: 'map', map });
const stateAfter = (...actions: Action[]): State => actions.reduce(reduce, opened);

describe('a map whose papers are still loading', () => {
  const { papers: _, ...sketch } = map;
  const sketched = reduce(initialState, { type: 'sketch', sketch });
  const done = [
    { type: 'query', query: 'tokens' },
    { type: 'theme', theme: 2 },
  ] satisfies Action[];

  it('lets themes be opened, but no papers', () => {
    const state = reduce(done.reduce(reduce, sketched), { type: 'focus', paper: 2 });
    expect(state).toMatchObject({ map: null, theme: 2, focus: null, status: { kind: 'loading' } });
    expect([...emphasisOf(state)]).toEqual([1, 1, 0, 0, 0, 0, 0]);
  });

  it('keeps its state when its papers arrive, and nothing of another map’s state', () => {
    const mine = reduce(done.reduce(reduce, sketched), { type: 'map', map });
    expect(mine).toMatchObject({ map, sketch, theme: 2, query: 'tokens', status: { kind: 'ready' } });
    const other = loadedMap();
    const theirs = reduce(done.reduce(reduce, sketched), { type: 'map', map: other });
    expect(theirs).toMatchObject({ theme: null, query: 'tokens' });
    expect([theirs.map, theirs.sketch]).toEqual([other, other]);
  });

  it('is removed if its papers turn out to be broken', () => {
    const state = reduce(sketched, { type: 'status', status: { kind: 'failed', message: 'papers.json: …' } });
    expect(state).toMatchObject({ sketch: null, map: null });
  });
});

describe('the emphasis on the map', () => {
  it('includes the theme with which the open one is contrasted', () => {
    const open = stateAfter({ type: 'theme', theme: 2 });
    expect([...emphasisOf(open)]).toEqual([1, 1, 0, 0, 0, 0, 0]);
    const contrasted = reduce(open, { type: 'contrast', theme: 3 });
    expect([...emphasisOf(contrasted)]).toEqual([1, 1, 1, 1, 0, 0, 0]);
    expect([...emphasisOf(reduce(contrasted, { type: 'dismiss' }))]).toEqual([1, 1, 0, 0, 0, 0, 0]);
  });

  it('waits for the whole answer while semantic search is about to complete it', () => {
    const settled = settledEmphasis();
    const hits = (...papers: number[]) => papers.map((paper) => ({ paper, score: 1 }));
    const results = { query: 'tokens', terms: [] };
    const asked = stateAfter({ type: 'query', query: 'tokens' }, { type: 'model', model: { kind: 'ready' } });
    const before = settled(asked);
    const byWords = reduce(asked, {
      type: 'results',
      results: { ...results, hits: hits(1), semantic: false },
    });
    expect(settled(byWords)).toBe(before);
    const whole = reduce(byWords, {
      type: 'results',
      results: { ...results, hits: hits(1, 4), semantic: true },
    });
    expect([...settled(whole)]).toEqual([0, 1, 0, 0, 1, 0, 0]);
    const failed = reduce(byWords, { type: 'model', model: { kind: 'failed', message: 'no' } });
    expect([...settled(failed)]).toEqual([0, 1, 0, 0, 0, 0, 0]);
  });
});

describe('the model', () => {
  it('begins to load when it is wanted, if it is off and there is a map', () => {
    const wanted = stateAfter({ type: 'wantModel' });
    expect(wanted.model).toEqual({ kind: 'loading', progress: 0 });
    expect(reduce(initialState, { type: 'wantModel' })).toBe(initialState);
    for (const kind of ['loading', 'ready', 'failed'] as const) {
      const model = { kind, progress: 0.5, message: 'no' };
      const before = reduce(wanted, { type: 'model', model });
      expect(reduce(before, { type: 'wantModel' })).toBe(before);
    }
  });
});

describe('an answer', () => {
  it('is awaited after another key press, and while semantic search is about to complete a keyword answer', () => {
    const asked = stateAfter({ type: 'query', query: 'tokens' });
    expect(awaitsAnswer(asked)).toBe(false);
    const results = { query: 'tokens', hits: [], terms: [], semantic: false };
    const byWords = reduce(asked, { type: 'results', results });
    expect(awaitsAnswer(byWords)).toBe(false);
    expect(awaitsAnswer(reduce(byWords, { type: 'query', query: 'tokens of' }))).toBe(true);
    const ready = reduce(byWords, { type: 'model', model: { kind: 'ready' } });
    expect(awaitsAnswer(ready)).toBe(true);
    expect(awaitsAnswer(reduce(ready, { type: 'results', results: { ...results, semantic: true } }))).toBe(
      false,
    );
  });
});

describe('the index of a map', () => {
  it('knows members, children and paths of themes, and papers by id', () => {
    expect(map.index.levels).toBe(2);
    expect(map.index.byLevel).toEqual([
      [0, 1],
      [2, 3, 4],
    ]);
    expect(map.index.children[0]).toEqual([2, 3]);
    expect(map.index.paths[3]).toEqual([0, 3]);
    expect([...map.index.members[0]!]).toEqual([0, 1, 2, 3]);
    expect([...map.index.coarse]).toEqual([0, 0, 0, 0, 1, 1, -1]);
    expect(findPaper(map, 'c')).toBe(2);
    expect(themePath(map, 6)).toEqual([]);
    expect(themePath(map, 4).map((theme) => theme.name)).toEqual(['Vision', 'Image Tokens']);
  });

  it('returns the neighbours that the map holds, nearest first', () => {
    const near = neighboursOf(map, 0);
    expect(near.map((hit) => hit.paper)).toEqual([1, 2, 3]);
    expect(near[0]!.similarity).toBeCloseTo(Math.cos(0.2), 6);
  });
});

describe('reduce', () => {
  it('opens a map in its initial state and keeps the reader’s own settings', () => {
    const before: State = { ...stateAfter({ type: 'focus', paper: 2 }), scheme: 'dark', reading: [] };
    const state = reduce(before, { type: 'map', map });
    expect(state).toMatchObject({ focus: null, scheme: 'dark', status: { kind: 'ready' }, view: { k: 1 } });
    expect(state.view.x).toBeCloseTo(2.5);
  });

  it('ignores papers and themes that the map does not have', () => {
    expect(stateAfter({ type: 'focus', paper: 99 })).toBe(opened);
    expect(stateAfter({ type: 'theme', theme: -1 })).toBe(opened);
    expect(stateAfter({ type: 'hover', paper: 0.5 })).toBe(opened);
    expect([...stateAfter({ type: 'select', papers: [1, 99] }).selection]).toEqual([1]);
  });

  it('selects by replacing, adding and toggling', () => {
    const first = stateAfter({ type: 'select', papers: [1, 2] });
    const modes = (mode: 'add' | 'toggle', papers: number[]) =>
      [...reduce(first, { type: 'select', papers, mode }).selection].sort();
    expect(modes('add', [3])).toEqual([1, 2, 3]);
    expect(modes('toggle', [1, 3])).toEqual([2, 3]);
    expect([...reduce(first, { type: 'select', papers: [4] }).selection]).toEqual([4]);
  });

  it('keeps the selection over pan, zoom, search and opening a paper', () => {
    const state = stateAfter(
      { type: 'select', papers: [1, 2] },
      { type: 'view', view: { x: 0, y: 0, k: 5 } },
      { type: 'query', query: 'cache' },
      { type: 'focus', paper: 5 },
    );
    expect([...state.selection]).toEqual([1, 2]);
  });

  it('drops answers to an older query and clears results with the query', () => {
    const results = { query: 'kv', hits: [{ paper: 0, score: 1 }], semantic: false, terms: [] };
    expect(stateAfter({ type: 'query', query: 'kv c' }, { type: 'results', results }).results).toBeNull();
    const found = stateAfter({ type: 'query', query: 'kv' }, { type: 'results', results });
    expect(found.results).toBe(results);
    expect(reduce(found, { type: 'query', query: ' ' }).results).toBeNull();
  });

  it('opens the parent of an only child, which is the same theme', () => {
    expect(map.themes[4]).toMatchObject({ parent: 1 });
    expect(map.index.children[1]).toEqual([]);
    expect(stateAfter({ type: 'theme', theme: 4 }).theme).toBe(1);
    expect(stateAfter({ type: 'theme', theme: 3 }).theme).toBe(3);
  });

  it('never contrasts a theme with itself', () => {
    expect(stateAfter({ type: 'theme', theme: 2 }, { type: 'contrast', theme: 2 }).contrast).toBeNull();
    expect(stateAfter({ type: 'theme', theme: 2 }, { type: 'contrast', theme: 3 }).contrast).toBe(3);
  });

  it('undoes one thing at a time on Escape', () => {
    let state = stateAfter(
      { type: 'select', papers: [1] },
      { type: 'query', query: 'x' },
      { type: 'theme', theme: 2 },
      { type: 'focus', paper: 1 },
      { type: 'hover', paper: 3 },
    );
    const left: (keyof State)[] = ['hover', 'focus', 'theme'];
    for (const key of left) {
      expect(state[key]).not.toBeNull();
      state = reduce(state, { type: 'dismiss' });
      expect(state[key]).toBeNull();
    }
    state = reduce(state, { type: 'dismiss' });
    expect(state.selection.size).toBe(0);
    state = reduce(state, { type: 'dismiss' });
    expect(state.query).toBe('');
    expect(reduce(state, { type: 'dismiss' })).toBe(state);
  });
});

describe('the papers that stand out', () => {
  it('are all papers without a query and filters', () => {
    expect(shownPapers(opened)).toBeNull();
  });

  it('are those that the query found and every filter lets through', () => {
    const results = {
      query: 'q',
      hits: [4, 0, 2].map((paper) => ({ paper, score: 1 })),
      semantic: false,
      terms: [],
    };
    const state = stateAfter(
      { type: 'query', query: 'q' },
      { type: 'results', results },
      { type: 'filters', filters: { themes: [0] } },
    );
    expect([...shownPapers(state)!].sort()).toEqual([0, 2]);
    const year = reduce(state, { type: 'filters', filters: { years: [2024, 2024] } });
    expect([...shownPapers(year)!]).toEqual([0]);
  });

  it('stay plain while the rest is dimmed, and selected ones get a ring', () => {
    const state = stateAfter({ type: 'theme', theme: 3 }, { type: 'select', papers: [2, 5] });
    expect([...emphasisOf(state)]).toEqual([0, 0, 2, 1, 0, 0, 0]);
    const hovering = reduce(state, { type: 'hoverTheme', theme: 4 });
    expect([...emphasisOf(hovering)]).toEqual([0, 0, 0, 0, 1, 2, 0]);
    expect([...emphasisedThemes(hovering)!].sort()).toEqual([1, 4]);
    expect([...emphasisedThemes(stateAfter({ type: 'theme', theme: 0 }))!].sort()).toEqual([0, 2, 3]);
  });
});

describe('createStore', () => {
  it('calls a subscriber only when its part of the state changes', () => {
    const store = createStore(opened);
    const seen: unknown[] = [];
    const end = store.subscribe(
      (state) => state.focus,
      (now, before) => seen.push([now, before]),
    );
    store.dispatch({ type: 'hover', paper: 1 });
    store.dispatch({ type: 'focus', paper: 1 });
    store.dispatch({ type: 'focus', paper: 1 });
    end();
    store.dispatch({ type: 'focus', paper: 2 });
    expect(seen).toEqual([[1, null]]);
  });

  it('handles actions of listeners after the running action', () => {
    const store = createStore(opened);
    const seen: (number | null)[] = [];
    store.subscribe(
      (state) => state.focus,
      (paper) => paper === 1 && store.dispatch({ type: 'focus', paper: 2 }),
    );
    store.subscribe(
      (state) => state.focus,
      (paper) => seen.push(paper),
    );
    store.dispatch({ type: 'focus', paper: 1 });
    expect(seen).toEqual([1, 2]);
  });

  it('works on after a listener has thrown', () => {
    const store = createStore(opened);
    const end = store.subscribe(
      (state) => state.focus,
      () => {
        throw new Error('broken view');
      },
    );
    expect(() => store.dispatch({ type: 'focus', paper: 1 })).toThrow('broken view');
    end();
    store.dispatch({ type: 'focus', paper: 2 });
    expect(store.get().focus).toBe(2);
  });
});

describe('facts about themes', () => {
  it('counts the papers in view and names the theme that fills it', () => {
    expect([...countInView(map, null)]).toEqual([4, 2, 2, 2, 2]);
    const counts = countInView(map, { x0: -1, y0: -1, x1: 0.5, y1: 1 });
    expect([...counts]).toEqual([2, 0, 2, 0, 0]);
    expect(themeInView(map, counts)).toEqual([0, 2]);
    expect(themeInView(map, countInView(map, null))).toEqual([0]);
  });

  it('finds neighbouring themes of the same level by the papers’ links', () => {
    const near = themeNeighbours(map, 2);
    expect(near[0]!.theme).toBe(3);
    expect(near.every(({ theme }) => map.themes[theme]!.level === 1 && theme !== 2)).toBe(true);
    expect(near[0]!.share).toBeCloseTo(4 / 6);
  });

  it('contrasts two themes by the words that set them apart', async () => {
    const { onlyA, onlyB } = await contrastThemes(map, 2, 3);
    expect(onlyA[0]).toEqual({ word: 'cache', inA: 1, inB: 0 });
    expect(onlyB.map(({ word }) => word)).toContain('speculative decoding');
    expect(onlyA.some(({ word }) => /decoding/i.test(word))).toBe(false);
  });
});
