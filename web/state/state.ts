/**
 * The page's state and the actions on it: types and the initial state, without the DOM.
 */
import type { Box } from '../../pipeline/map/index.ts';
import type { Stability } from '../../pipeline/stability/index.ts';
import type { LoadedMap, MapSketch } from '../data/map-index.ts';
import type { MakeStatus } from '../make/status.ts';
import type { KeptMap } from '../make/storage.ts';

/** An entry of `maps/index.json`. */
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

/** The part of the map on the screen: its centre in layout units, and the magnification (1 shows the whole map). */
export interface View {
  x: number;
  y: number;
  k: number;
}

export interface Hit {
  paper: number;
  /** Larger is better; only the order within one list counts. */
  score: number;
  /** Ranks from 0 in the two lists of a hybrid search; absent if the list does not contain the paper. */
  keywordRank?: number;
  semanticRank?: number;
}

export interface SearchResults {
  /** The query that these results answer; {@link reduce} drops answers to older queries. */
  query: string;
  /** Best first. */
  hits: readonly Hit[];
  /** Whether meaning took part, or keywords alone. */
  semantic: boolean;
  /** Terms to highlight in texts. */
  terms: readonly string[];
}

/** The model in the browser: off until the first query that needs it. */
export type ModelStatus =
  | { kind: 'off' }
  /** Share of the bytes that are loaded, 0 … 1. */
  | { kind: 'loading'; progress: number }
  | { kind: 'ready' }
  /** One sentence; keyword search goes on. */
  | { kind: 'failed'; message: string };

/** The abstracts for keyword search, which also searches titles, authors, venues and themes. */
export type TextsStatus =
  | { kind: 'whole' }
  /** They are read with the first search. */
  | { kind: 'off' }
  | { kind: 'reading'; papers: number }
  /** One sentence; the rest is searched nevertheless. */
  | { kind: 'failed'; message: string };

/** Filters set by charts and lists. A paper must pass all of them; null and empty ones let everything pass. */
export interface Filters {
  /** Papers of any of these themes. */
  themes: readonly number[];
  /** First and last year, inclusive. */
  years: readonly [number, number] | null;
  venues: readonly string[];
  /** Only papers that were placed on the finished map. */
  placed: boolean;
}

/** Papers related to one or more others; the map draws lines from `sources` to `hits`. */
export interface Related {
  sources: readonly number[];
  hits: readonly { paper: number; similarity: number }[];
}

export interface ReadingEntry {
  /** Map and paper id, which stay the same when the page is loaded again. */
  map: string;
  id: string;
  title: string;
  note: string;
}

/** The panel in the side column; on a phone, in the sheet. */
export type Panel = 'themes' | 'search' | 'reading' | 'charts' | 'make';
export type Scheme = 'system' | 'light' | 'dark';
/** What the colour of a point shows. */
export type ColourBy = 'theme' | 'year';
/** What a drag on the map does. */
export type Tool = 'pan' | 'lasso';

/** Where the map should fly. Each request has a number of its own, so that the same box can be requested twice. */
export interface FlyToTarget {
  box: Box;
  serial: number;
}

export interface State {
  maps: readonly MapEntry[];
  status: LoadStatus;
  /** The part of the map that is drawn first, before the rest is loaded; then the whole map. */
  sketch: MapSketch | null;
  /** The whole map; null until it is loaded. */
  map: LoadedMap | null;
  view: View;
  /** The part of the layout on the screen; null before the first draw. */
  seen: Box | null;
  flyTo: FlyToTarget | null;
  tool: Tool;
  /** Papers selected by lasso, Shift-click, theme or list; kept over pan, zoom and search. */
  selection: ReadonlySet<number>;
  /** The open paper. */
  focus: number | null;
  /** The paper under the pointer, or reached by keys. */
  hover: number | null;
  /** The open theme; its card shows while no paper is open. */
  theme: number | null;
  /** The theme with which `theme` is contrasted. */
  contrast: number | null;
  hoverTheme: number | null;
  query: string;
  results: SearchResults | null;
  model: ModelStatus;
  texts: TextsStatus;
  filters: Filters;
  /** "More like these" and "but not like those": paper indices. */
  like: readonly number[];
  unlike: readonly number[];
  /** The papers to which the map draws lines. Null: the open paper's neighbours. */
  related: Related | null;
  reading: readonly ReadingEntry[];
  panel: Panel;
  /** Whether the table of selected (or found, or all) papers is open. */
  table: boolean;
  /** On a phone, whether the sheet covers the lower half of the map. */
  sheet: boolean;
  scheme: Scheme;
  colourBy: ColourBy;
  /** Whether papers of unstable themes are drawn softly. */
  soft: boolean;
  /** Outcomes of this visit's stability tests, by map name. */
  tested: ReadonlyMap<string, Stability>;
  /** The build of a new map. */
  make: MakeStatus;
  /** A file that was dropped on the page, until the panel of new maps takes it. */
  offered: File | null;
  /** Maps kept in this browser; null until they are known. */
  kept: readonly KeptMap[] | null;
  /** The map with which the shown one is compared, while the comparison is open. */
  other: LoadedMap | null;
  /** A sentence for screen readers, also shown for a moment. */
  notice: string | null;
}

export type Action =
  | { type: 'maps'; maps: readonly MapEntry[] }
  | { type: 'status'; status: LoadStatus }
  | { type: 'sketch'; sketch: MapSketch }
  /** Changes since the map's sketch are kept. */
  | { type: 'map'; map: LoadedMap }
  /** The map itself dispatches it with `seen`; without `seen` the map flies to `view`. */
  | { type: 'view'; view: View; seen?: Box }
  | { type: 'fly'; box: Box }
  /** Flies to the whole map. */
  | { type: 'showAll' }
  | { type: 'tool'; tool: Tool }
  /** The default `mode` is "replace". */
  | { type: 'select'; papers: Iterable<number>; mode?: 'replace' | 'add' | 'toggle' }
  | { type: 'focus'; paper: number | null }
  | { type: 'hover'; paper: number | null }
  | { type: 'theme'; theme: number | null }
  | { type: 'contrast'; theme: number | null }
  | { type: 'hoverTheme'; theme: number | null }
  | { type: 'query'; query: string }
  | { type: 'results'; results: SearchResults | null }
  /** The model will be needed soon: it starts to load if it is off. */
  | { type: 'wantModel' }
  | { type: 'model'; model: ModelStatus }
  | { type: 'texts'; texts: TextsStatus }
  | { type: 'filters'; filters: Partial<Filters> }
  | { type: 'like'; like?: readonly number[]; unlike?: readonly number[] }
  | { type: 'related'; related: Related | null }
  | { type: 'reading'; reading: readonly ReadingEntry[] }
  | { type: 'panel'; panel: Panel }
  | { type: 'table'; open: boolean }
  | { type: 'sheet'; open: boolean }
  | { type: 'scheme'; scheme: Scheme }
  | { type: 'colourBy'; colourBy: ColourBy }
  | { type: 'soft'; soft: boolean }
  | { type: 'make'; make: MakeStatus }
  | { type: 'offer'; file: File | null }
  | { type: 'kept'; kept: readonly KeptMap[] }
  | { type: 'other'; other: LoadedMap | null }
  | { type: 'notice'; notice: string | null }
  /** Escape: undoes one thing, the most transient first. */
  | { type: 'dismiss' };

export const noFilters: Filters = { themes: [], years: null, venues: [], placed: false };

export const initialState: State = {
  maps: [],
  status: { kind: 'loading', what: 'the list of maps' },
  sketch: null,
  map: null,
  view: { x: 0, y: 0, k: 1 },
  seen: null,
  flyTo: null,
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
  texts: { kind: 'whole' },
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
  soft: false,
  tested: new Map(),
  make: { kind: 'idle' },
  offered: null,
  kept: null,
  other: null,
  notice: null,
};
