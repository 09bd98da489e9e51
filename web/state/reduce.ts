/** The effect of each action on the state. Pure, without the DOM. */
import type { MapSketch } from '../data/map-index.ts';
import { type Action, initialState, type State, type View } from './state.ts';

/** The state after an action; the same object if nothing changes. Indices that the map does not have are ignored. */
export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'maps':
      return { ...state, maps: action.maps };
    case 'status':
      return {
        ...state,
        status: action.status,
        ...(action.status.kind !== 'ready' && { sketch: null, map: null }),
      };
    case 'sketch':
      return atRest(state, action.sketch);
    case 'map': {
      const { map } = action;
      const sketched = state.map === null && state.sketch?.index === map.index;
      const begun = sketched ? state : atRest(state, map);
      return {
        ...begun,
        status: { kind: 'ready' },
        map,
        texts: { kind: map.abstracts.file ? 'off' : 'whole' },
      };
    }
    case 'view':
      return { ...state, view: action.view, seen: action.seen ?? state.seen };
    case 'fly':
      return { ...state, flyTo: { box: action.box, serial: (state.flyTo?.serial ?? 0) + 1 } };
    case 'showAll':
      return state.sketch ? { ...state, view: wholeMap(state.sketch) } : state;
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
        // An only child is shown as its parent.
        theme: action.theme === null ? null : state.sketch!.index.trails[action.theme]!.at(-1)!,
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
    case 'wantModel':
      if (!state.map || state.model.kind !== 'off') return state;
      return { ...state, model: { kind: 'loading', progress: 0 } };
    case 'model':
      return { ...state, model: action.model };
    case 'texts':
      return { ...state, texts: action.texts };
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
    case 'soft':
      return set(state, 'soft', action.soft);
    case 'make': {
      const { make } = action;
      if (make.kind !== 'tested') return { ...state, make };
      return {
        ...state,
        make,
        tested: new Map(state.tested).set(make.map, make.report),
        // The outcome of a test is shown at once.
        soft: state.soft || state.map?.name === make.map,
      };
    }
    case 'offer':
      return set(state, 'offered', action.file);
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

/** The state in which a map opens; what belongs to the page and not to the map stays. */
function atRest(state: State, sketch: MapSketch): State {
  return {
    ...initialState,
    maps: state.maps,
    status: state.status,
    model: state.model,
    reading: state.reading,
    panel: state.panel,
    scheme: state.scheme,
    query: state.query,
    make: state.make,
    offered: state.offered,
    kept: state.kept,
    tested: state.tested,
    soft: state.soft,
    notice: state.notice,
    sketch,
    view: wholeMap(sketch),
  };
}

function wholeMap(map: MapSketch): View {
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

function select(state: State, papers: Iterable<number>, mode: 'replace' | 'add' | 'toggle') {
  const next = new Set(mode === 'replace' ? [] : state.selection);
  for (const paper of papers) {
    if (!hasPaper(state, paper)) continue;
    if (mode === 'toggle' && next.has(paper)) next.delete(paper);
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
  return theme === null || (state.sketch !== null && Number.isInteger(theme) && theme in state.sketch.themes);
}
