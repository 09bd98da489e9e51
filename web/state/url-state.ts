/**
 * The URL's hash holds the part of the state that a link should share: map, view, open paper and theme, query, filters,
 * selection, colours. Encoding and decoding are pure; `connectUrl` connects them to the browser's history.
 */
import { findPaper, type LoadedMap, type MapSketch } from '../data/map-index.ts';
import { placedCount } from '../data/placed.ts';
import { type Action, type ColourBy, noFilters, type Panel, type Scheme, type State } from './state.ts';
import type { Store } from './store.ts';

/** A decoded hash; absent parts are as on a fresh page. */
export interface UrlState {
  map?: string;
  view?: { x: number; y: number; k: number };
  /** Id of the open paper. */
  paper?: string;
  theme?: number;
  contrast?: number;
  query?: string;
  filters?: { themes?: number[]; years?: [number, number]; venues?: string[]; placed?: boolean };
  /** Paper indices, ascending. */
  selection?: number[];
  panel?: Panel;
  table?: boolean;
  scheme?: Scheme;
  colourBy?: ColourBy;
  soft?: boolean;
}

/** Some logs and chat programs cut longer links, so a longer hash omits the selection. */
const longestHash = 6000;

const panels: readonly Panel[] = ['themes', 'search', 'reading', 'charts', 'make'];

/** Encodes a state as a hash without "#"; '' without a map. */
export function encodeState(state: State): string {
  const { map } = state;
  if (!map) return '';
  const parts = new URLSearchParams();
  parts.set('map', map.name);
  if (!atRest(state)) {
    const { x, y, k } = state.view;
    parts.set('at', [short(x), short(y), short(k)].join(','));
  }
  if (state.focus !== null) parts.set('paper', map.papers[state.focus]!.id);
  if (state.theme !== null) parts.set('theme', String(state.theme));
  if (state.contrast !== null) parts.set('vs', String(state.contrast));
  if (state.query.trim() !== '') parts.set('q', state.query);
  const { themes, years, venues, placed } = state.filters;
  if (themes.length > 0) parts.set('only', themes.join('.'));
  if (years) parts.set('years', years.join('-'));
  for (const venue of venues) parts.append('venue', venue);
  if (placed) parts.set('new', '1');
  if (state.panel !== 'themes') parts.set('panel', state.panel);
  if (state.table) parts.set('table', '1');
  if (state.scheme !== 'system') parts.set('scheme', state.scheme);
  if (state.colourBy !== 'theme') parts.set('colour', state.colourBy);
  if (state.soft) parts.set('soft', '1');
  if (state.selection.size > 0) {
    const ranges = encodeRanges([...state.selection]);
    if (ranges.length + parts.toString().length <= longestHash) parts.set('sel', ranges);
  }
  return parts.toString();
}

/** Decodes a hash. Invalid parts are left out: an old or broken link still opens the map. */
export function decodeState(hash: string): UrlState {
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  const found: UrlState = {};
  const text = (key: string) => parts.get(key) ?? undefined;
  const integer = (value: string | undefined) => (/^\d{1,9}$/.test(value ?? '') ? Number(value) : undefined);
  const assign = <K extends keyof UrlState>(key: K, value: UrlState[K] | undefined) => {
    if (value !== undefined) found[key] = value;
  };
  assign('map', text('map'));
  const at = text('at')?.split(',').map(Number);
  if (at?.length === 3 && at.every(Number.isFinite) && at[2]! > 0)
    found.view = { x: at[0]!, y: at[1]!, k: at[2]! };
  assign('paper', text('paper'));
  assign('theme', integer(text('theme')));
  assign('contrast', integer(text('vs')));
  assign('query', text('q'));
  const filters: NonNullable<UrlState['filters']> = {};
  const only = text('only')?.split('.').map(integer);
  if (only?.every((theme) => theme !== undefined)) filters.themes = only as number[];
  const years = /^(\d{1,4})-(\d{1,4})$/.exec(text('years') ?? '');
  if (years) filters.years = [Number(years[1]), Number(years[2])];
  const venues = parts.getAll('venue');
  if (venues.length > 0) filters.venues = venues;
  if (parts.get('new') === '1') filters.placed = true;
  if (Object.keys(filters).length > 0) found.filters = filters;
  assign(
    'panel',
    panels.find((panel) => panel === (text('panel') === 'rebuild' ? 'make' : text('panel'))),
  );
  if (text('table') === '1') found.table = true;
  assign(
    'scheme',
    (['light', 'dark'] as const).find((scheme) => scheme === text('scheme')),
  );
  if (text('colour') === 'year') found.colourBy = 'year';
  if (text('soft') === '1') found.soft = true;
  const selection = decodeRanges(text('sel') ?? '');
  if (selection.length > 0) found.selection = selection;
  return found;
}

/**
 * The actions that bring a state with a map to what a hash describes. Parts that the hash omits are reset, except for the
 * scheme, which is the reader's and not the map's.
 */
export function actionsFor(wanted: UrlState, map: LoadedMap): Action[] {
  return [...sketchActions(wanted, map), ...paperActions(wanted, map)];
}

/** The actions that need only the sketch of the map. */
export function sketchActions(wanted: UrlState, map: MapSketch): Action[] {
  const { x0, y0, x1, y1 } = map.index.bounds;
  const theme = wanted.theme !== undefined && wanted.theme in map.themes ? wanted.theme : null;
  const actions: Action[] = [
    ...(wanted.scheme ? [{ type: 'scheme', scheme: wanted.scheme } as const] : []),
    { type: 'colourBy', colourBy: wanted.colourBy ?? 'theme' },
    { type: 'soft', soft: wanted.soft ?? false },
    { type: 'query', query: wanted.query ?? '' },
    {
      type: 'filters',
      filters: {
        themes: (wanted.filters?.themes ?? noFilters.themes).filter((id) => id in map.themes),
        years: wanted.filters?.years ?? null,
        venues: wanted.filters?.venues ?? [],
        placed: (wanted.filters?.placed ?? false) && placedCount(map) > 0,
      },
    },
    { type: 'theme', theme },
  ];
  if (theme !== null && wanted.contrast !== undefined)
    actions.push({ type: 'contrast', theme: wanted.contrast });
  actions.push(
    { type: 'panel', panel: wanted.panel ?? 'themes' },
    { type: 'sheet', open: theme !== null || wanted.panel !== undefined },
    { type: 'table', open: wanted.table ?? false },
    { type: 'view', view: wanted.view ?? { x: (x0 + x1) / 2, y: (y0 + y1) / 2, k: 1 } },
  );
  return actions;
}

/** The actions that need its papers. */
export function paperActions({ paper, selection = [] }: UrlState, map: LoadedMap): Action[] {
  const open = paper === undefined ? undefined : findPaper(map, paper);
  return [
    { type: 'select', papers: selection },
    { type: 'focus', paper: open ?? null },
  ];
}

/** "3-7.12" for 3, 4, 5, 6, 7 and 12. */
export function encodeRanges(numbers: readonly number[]): string {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const ranges: string[] = [];
  for (let i = 0; i < sorted.length; i++) {
    const first = sorted[i]!;
    while (sorted[i + 1] === sorted[i]! + 1) i++;
    const last = sorted[i]!;
    ranges.push(first === last ? String(first) : `${first}-${last}`);
  }
  return ranges.join('.');
}

/** Decodes {@link encodeRanges}; an empty list if the text is invalid or holds more than a million numbers. */
export function decodeRanges(text: string): number[] {
  const numbers: number[] = [];
  for (const part of text === '' ? [] : text.split('.')) {
    const match = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(part);
    if (!match) return [];
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    if (last < first || numbers.length + last - first > 1e6) return [];
    for (let number = first; number <= last; number++) numbers.push(number);
  }
  return numbers;
}

function atRest({ map, view }: State): boolean {
  const { x0, y0, x1, y1 } = map!.index.bounds;
  const span = Math.max(x1 - x0, y1 - y0);
  return (
    Math.abs(view.k - 1) < 1e-3 &&
    Math.abs(view.x - (x0 + x1) / 2) < 1e-3 * span &&
    Math.abs(view.y - (y0 + y1) / 2) < 1e-3 * span
  );
}

function short(value: number): string {
  return String(Number(value.toPrecision(5)));
}

/**
 * Writes the state to the URL, and reads it back when the reader goes back or follows a link. Opening a paper, theme or
 * map and changing the query add a step to the history; moving the map changes the last step.
 * @param open loads another map and applies the rest of the hash
 */
export function connectUrl(store: Store, open: (wanted: UrlState) => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let steps = stepKey(store.get());
  /** While a hash is applied, the state follows the URL and is not written to it. */
  let applying = false;
  /** While the map of a hash is loading, changes add no step. */
  let loading = true;
  const write = () => {
    timer = undefined;
    const state = store.get();
    if (!state.map || applying || loading) return;
    const hash = `#${encodeState(state)}`;
    const key = stepKey(state);
    if (hash !== location.hash) history[key === steps ? 'replaceState' : 'pushState'](null, '', hash);
    steps = key;
  };
  store.subscribe(encodeState, () => {
    if (applying) return;
    // Typing should be one step, and browsers refuse more than a hundred changes in half a minute.
    timer ??= setTimeout(write, 350);
  });
  store.subscribe(
    (state) => state.map,
    (map) => {
      if (!map || !loading) return;
      // The link's actions on papers follow in the same task.
      queueMicrotask(() => {
        loading = false;
        steps = stepKey(store.get());
      });
    },
  );
  window.addEventListener('popstate', () => {
    clearTimeout(timer);
    timer = undefined;
    applying = true;
    const wanted = decodeState(location.hash);
    const { map } = store.get();
    if (map && (wanted.map ?? map.name) === map.name)
      for (const action of actionsFor(wanted, map)) store.dispatch(action);
    else {
      loading = true;
      open(wanted);
    }
    applying = false;
    steps = stepKey(store.get());
  });
}

function stepKey({ map, focus, theme, query, contrast }: State): string {
  return JSON.stringify([map?.name, focus, theme, query.trim(), contrast]);
}
