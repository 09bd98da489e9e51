/**
 * The page's only state. Views read it, send actions and subscribe; they never talk to each other. `reduce` is pure
 * and free of the DOM: what each action does can be read and tested here.
 */
import type { Box, LoadedMap } from './map-index.ts';
import type { RebuildStatus } from './rebuild/status.ts';
import type { KeptMap } from './rebuild/storage.ts';

/** One line of `maps/index.json`. */
export interface MapEntry {
  name: string;
  papers: number;
  themes: number;
}

export type LoadStatus =
  | { kind: 'loading'; what: string }
  | { kind: 'ready' }
  /** There are no maps. */
  | { kind: 'empty' }
  /** `message` names the file, what is wrong and what to do. */
  | { kind: 'failed'; message: string };

/** The part of the map on the screen: its centre in the layout's units, and the magnification (1 shows the whole map). */
export interface View {
  x: number;
  y: number;
  k: number;
}

export interface Hit {
  paper: number;
  /** Larger is better; only the order within one list counts. */
  score: number;
  /** Ranks (from 0) in the lists that were fused; absent where the list does not hold the paper. */
  keywordRank?: number;
  meaningRank?: number;
}

export interface SearchResults {
  /** The query these results answer; older answers are dropped by {@link reduce}. */
  query: string;
  /** Best first. */
  hits: readonly Hit[];
  /** Whether meaning took part, or keywords alone. */
  meaning: boolean;
  /** Terms to mark in texts. */
  terms: readonly string[];
}

/** The model in the browser: off until a first query wants it. */
export type ModelStatus =
  | { kind: 'off' }
  /** 0 … 1 of the bytes. */
  | { kind: 'loading'; progress: number }
  | { kind: 'ready' }
  /** One sentence; keyword search goes on. */
  | { kind: 'failed'; message: string };

/** What charts and lists narrow the map to. All given parts must hold; null or empty asks for nothing. */
export interface Filters {
  /** Papers of any of these themes. */
  themes: readonly number[];
  /** First and last year, both in. */
  years: readonly [number, number] | null;
  venues: readonly string[];
}

/** Papers related to one or several others, with lines on the map from `sources` to `hits`. */
export interface Related {
  sources: readonly number[];
  hits: readonly { paper: number; similarity: number }[];
}

export interface ReadingEntry {
  /** Map and paper id, which stay when the page is loaded again. */
  map: string;
  id: string;
  title: string;
  note: string;
}

/** What the side column (on a phone: the sheet) shows. */
export type Panel = 'themes' | 'search' | 'reading' | 'charts' | 'rebuild';
export type Scheme = 'system' | 'light' | 'dark';
/** What the colour of a point tells. */
export type ColourBy = 'theme' | 'year';
/** What a drag on the map does. */
export type Tool = 'pan' | 'lasso';

/** Where the map shall move; each request has its own number, so that the same place can be asked for twice. */
export interface Flight {
  box: Box;
  serial: number;
}

export interface State {
  maps: readonly MapEntry[];
  status: LoadStatus;
  map: LoadedMap | null;
  view: View;
  /** What of the layout is on the screen; null before the first picture. */
  seen: Box | null;
  flight: Flight | null;
  tool: Tool;
  /** Chosen papers, by lasso, shift-click, theme or list. Survives pan, zoom and search. */
  selection: ReadonlySet<number>;
  /** The paper that is open. */
  focus: number | null;
  /** The paper under the pointer, or the keyboard's. */
  hover: number | null;
  /** The theme that is open: its card shows where no paper is open. */
  theme: number | null;
  /** The theme that `theme` is contrasted with. */
  contrast: number | null;
  hoverTheme: number | null;
  query: string;
  results: SearchResults | null;
  model: ModelStatus;
  filters: Filters;
  /** "More like these" and "but not like those": paper indices. */
  like: readonly number[];
  unlike: readonly number[];
  /** What the map draws lines to. Null: the open paper's own neighbours. */
  related: Related | null;
  reading: readonly ReadingEntry[];
  panel: Panel;
  /** Whether the table of selected (or found, or all) papers is open. */
  table: boolean;
  /** On a phone: whether the sheet covers the lower half of the map. */
  sheet: boolean;
  scheme: Scheme;
  colourBy: ColourBy;
  /** The making of a new map. */
  rebuild: RebuildStatus;
  /** Maps that this browser keeps; null before they are known. */
  kept: readonly KeptMap[] | null;
  /** The map that the shown one is compared with: its view is open. */
  other: LoadedMap | null;
  /** Said to screen readers and shown for a moment. */
  notice: string | null;
}

export type Action =
  | { type: 'maps'; maps: readonly MapEntry[] }
  | { type: 'status'; status: LoadStatus }
  | { type: 'map'; map: LoadedMap }
  /** `seen` comes from the map itself; without it the map moves to `view`. */
  | { type: 'view'; view: View; seen?: Box }
  | { type: 'fly'; box: Box }
  /** Moves the map so that all of it shows. */
  | { type: 'showAll' }
  | { type: 'tool'; tool: Tool }
  /** `mode` replace is the default. */
  | { type: 'select'; papers: Iterable<number>; mode?: 'replace' | 'add' | 'remove' | 'toggle' }
  | { type: 'focus'; paper: number | null }
  | { type: 'hover'; paper: number | null }
  | { type: 'theme'; theme: number | null }
  | { type: 'contrast'; theme: number | null }
  | { type: 'hoverTheme'; theme: number | null }
  | { type: 'query'; query: string }
  | { type: 'results'; results: SearchResults | null }
  | { type: 'model'; model: ModelStatus }
  | { type: 'filters'; filters: Partial<Filters> }
  | { type: 'like'; like?: readonly number[]; unlike?: readonly number[] }
  | { type: 'related'; related: Related | null }
  | { type: 'reading'; reading: readonly ReadingEntry[] }
  | { type: 'panel'; panel: Panel }
  | { type: 'table'; open: boolean }
  | { type: 'sheet'; open: boolean }
  | { type: 'scheme'; scheme: Scheme }
  | { type: 'colourBy'; colourBy: ColourBy }
  | { type: 'rebuild'; rebuild: RebuildStatus }
  | { type: 'kept'; kept: readonly KeptMap[] }
  | { type: 'other'; other: LoadedMap | null }
  | { type: 'notice'; notice: string | null }
  /** Escape: takes back one thing, the most passing first. */
  | { type: 'dismiss' };

export const noFilters: Filters = { themes: [], years: null, venues: [] };

export const initialState: State = {
  maps: [],
  status: { kind: 'loading', what: 'the list of maps' },
  map: null,
  view: { x: 0, y: 0, k: 1 },
  seen: null,
  flight: null,
  tool: 'pan',
  selection: new Set(),
  focus: null,
  hover: null,
  theme: null,
  contrast: null,
  hoverTheme: null,
  query: '',
  results: null,
  model: { kind: 'off' },
  filters: noFilters,
  like: [],
  unlike: [],
  related: null,
  reading: [],
  panel: 'themes',
  table: false,
  sheet: false,
  scheme: 'system',
  colourBy: 'theme',
  rebuild: { kind: 'idle' },
  kept: null,
  other: null,
  notice: null,
};

/** The state after an action. Returns the same object where nothing changes; indices the map does not have are ignored. */
export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'maps':
      return { ...state, maps: action.maps };
    case 'status':
      return { ...state, status: action.status, map: action.status.kind === 'ready' ? state.map : null };
    case 'map':
      return {
        ...initialState,
        maps: state.maps,
        model: state.model,
        reading: state.reading,
        panel: state.panel,
        scheme: state.scheme,
        query: state.query,
        rebuild: state.rebuild,
        kept: state.kept,
        status: { kind: 'ready' },
        map: action.map,
        view: wholeMap(action.map),
      };
    case 'view':
      return { ...state, view: action.view, seen: action.seen ?? state.seen };
    case 'fly':
      return { ...state, flight: { box: action.box, serial: (state.flight?.serial ?? 0) + 1 } };
    case 'showAll':
      return state.map ? { ...state, view: wholeMap(state.map) } : state;
    case 'tool':
      return set(state, 'tool', action.tool);
    case 'select':
      return { ...state, selection: select(state, action.papers, action.mode ?? 'replace') };
    case 'focus': {
      if (!hasPaper(state, action.paper) || state.focus === action.paper) return state;
      return { ...state, focus: action.paper, related: null, sheet: action.paper !== null || state.sheet };
    }
    case 'hover':
      return hasPaper(state, action.paper) ? set(state, 'hover', action.paper) : state;
    case 'theme':
      if (!hasTheme(state, action.theme)) return state;
      return {
        ...state,
        theme: action.theme,
        contrast: null,
        focus: null,
        related: null,
        sheet: action.theme !== null || state.sheet,
      };
    case 'contrast':
      return hasTheme(state, action.theme) && action.theme !== state.theme
        ? set(state, 'contrast', action.theme)
        : state;
    case 'hoverTheme':
      return hasTheme(state, action.theme) ? set(state, 'hoverTheme', action.theme) : state;
    case 'query':
      if (action.query === state.query) return state;
      return { ...state, query: action.query, results: action.query.trim() === '' ? null : state.results };
    case 'results':
      return action.results && action.results.query !== state.query
        ? state
        : { ...state, results: action.results };
    case 'model':
      return { ...state, model: action.model };
    case 'filters':
      return { ...state, filters: { ...state.filters, ...action.filters } };
    case 'like':
      return { ...state, like: action.like ?? state.like, unlike: action.unlike ?? state.unlike };
    case 'related':
      return { ...state, related: action.related };
    case 'reading':
      return { ...state, reading: action.reading };
    case 'panel':
      return { ...state, panel: action.panel, sheet: true };
    case 'table':
      return set(state, 'table', action.open);
    case 'sheet':
      return set(state, 'sheet', action.open);
    case 'scheme':
      return set(state, 'scheme', action.scheme);
    case 'colourBy':
      return set(state, 'colourBy', action.colourBy);
    case 'rebuild':
      return { ...state, rebuild: action.rebuild };
    case 'kept':
      return { ...state, kept: action.kept };
    case 'other':
      return set(state, 'other', action.other);
    case 'notice':
      return set(state, 'notice', action.notice);
    case 'dismiss':
      return dismiss(state);
  }
}

function wholeMap(map: LoadedMap): View {
  const { x0, y0, x1, y1 } = map.index.bounds;
  return { x: (x0 + x1) / 2, y: (y0 + y1) / 2, k: 1 };
}

function dismiss(state: State): State {
  if (state.other !== null) return { ...state, other: null };
  if (state.hover !== null) return { ...state, hover: null };
  if (state.tool === 'lasso') return { ...state, tool: 'pan' };
  if (state.focus !== null) return { ...state, focus: null, related: null };
  if (state.contrast !== null) return { ...state, contrast: null };
  if (state.theme !== null) return { ...state, theme: null };
  if (state.table) return { ...state, table: false };
  if (state.selection.size > 0) return { ...state, selection: new Set() };
  if (state.query !== '') return { ...state, query: '', results: null };
  return state;
}

function select(state: State, papers: Iterable<number>, mode: 'replace' | 'add' | 'remove' | 'toggle') {
  const next = new Set(mode === 'replace' ? [] : state.selection);
  for (const paper of papers) {
    if (!hasPaper(state, paper)) continue;
    if (mode === 'remove' || (mode === 'toggle' && next.has(paper))) next.delete(paper);
    else next.add(paper);
  }
  return next;
}

function set<K extends keyof State>(state: State, key: K, value: State[K]): State {
  return Object.is(state[key], value) ? state : { ...state, [key]: value };
}

function hasPaper(state: State, paper: number | null): boolean {
  return paper === null || (state.map !== null && Number.isInteger(paper) && paper in state.map.papers);
}

function hasTheme(state: State, theme: number | null): boolean {
  return theme === null || (state.map !== null && Number.isInteger(theme) && theme in state.map.themes);
}

/** Year of a paper's date, or null. */
export function yearOf(date: string | undefined): number | null {
  const year = Number(date?.slice(0, 4));
  return date && date.length >= 4 && Number.isInteger(year) ? year : null;
}

/** Whether a paper passes the filters. */
export function passes(state: Pick<State, 'map' | 'filters'>, paper: number): boolean {
  const { map, filters } = state;
  if (!map) return false;
  if (filters.themes.length > 0) {
    const path = map.index.paths[map.arrays.theme[paper]!] ?? [];
    if (!filters.themes.some((theme) => path.includes(theme))) return false;
  }
  if (filters.years) {
    const year = yearOf(map.papers[paper]!.date);
    if (year === null || year < filters.years[0] || year > filters.years[1]) return false;
  }
  return filters.venues.length === 0 || filters.venues.includes(map.papers[paper]!.venue ?? '');
}

export function hasFilters(filters: Filters): boolean {
  return filters.themes.length > 0 || filters.years !== null || filters.venues.length > 0;
}

/**
 * The papers that stand out while the rest is kept in grey: found by the query and passing the filters.
 * @returns null where neither a query nor a filter is set: then all papers stand out
 */
export const shownPapers = memo(
  (state: State) => [state.map, state.results, state.filters],
  (state: State): ReadonlySet<number> | null => {
    if (!state.map || (!state.results && !hasFilters(state.filters))) return null;
    const candidates = state.results?.hits.map((hit) => hit.paper) ?? state.map.papers.keys();
    const shown = new Set<number>();
    for (const paper of candidates) if (passes(state, paper)) shown.add(paper);
    return shown;
  },
);

/** The papers a list or an export is about: the selection, else what is shown, else all; in the map's order. */
export const listedPapers = memo(
  (state: State) => [state.map, state.selection, shownPapers(state)],
  (state: State): readonly number[] => {
    if (!state.map) return [];
    const some = state.selection.size > 0 ? state.selection : shownPapers(state);
    return some ? [...some].sort((a, b) => a - b) : [...state.map.papers.keys()];
  },
);

/** Keeps the last answer as long as the inputs are the same objects. */
export function memo<R>(
  inputs: (state: State) => unknown[],
  compute: (state: State) => R,
): (state: State) => R {
  let last: { inputs: unknown[]; answer: R } | null = null;
  return (state) => {
    const now = inputs(state);
    if (!last || now.some((input, i) => !Object.is(input, last!.inputs[i])))
      last = { inputs: now, answer: compute(state) };
    return last.answer;
  };
}

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
