/**
 * What the page knows at a moment, and what can happen to it. Types and the state at rest; free of the DOM.
 */
import type { Box } from '../../pipeline/map/index.ts';
import type { Stability } from '../../pipeline/stability/index.ts';
import type { LoadedMap, MapSketch } from '../data/map-index.ts';
import type { MakeStatus } from '../make/status.ts';
import type { KeptMap } from '../make/storage.ts';

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
  semanticRank?: number;
}

export interface SearchResults {
  /** The query these results answer; older answers are dropped by {@link reduce}. */
  query: string;
  /** Best first. */
  hits: readonly Hit[];
  /** Whether meaning took part, or keywords alone. */
  semantic: boolean;
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

/** The abstracts that keyword search looks through, beside titles, authors, venues and themes. */
export type TextsStatus =
  | { kind: 'whole' }
  /** They are read when somebody first searches. */
  | { kind: 'off' }
  | { kind: 'reading'; papers: number }
  /** One sentence; the rest is searched all the same. */
  | { kind: 'failed'; message: string };

/** What charts and lists narrow the map to. All given parts must hold; null or empty asks for nothing. */
export interface Filters {
  /** Papers of any of these themes. */
  themes: readonly number[];
  /** First and last year, both in. */
  years: readonly [number, number] | null;
  venues: readonly string[];
  /** Only papers that were placed on the finished map. */
  placed: boolean;
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
export type Panel = 'themes' | 'search' | 'reading' | 'charts' | 'make';
export type Scheme = 'system' | 'light' | 'dark';
/** What the colour of a point tells. */
export type ColourBy = 'theme' | 'year';
/** What a drag on the map does. */
export type Tool = 'pan' | 'lasso';

/** Where the map shall move; each request has its own number, so that the same place can be asked for twice. */
export interface FlyToTarget {
  box: Box;
  serial: number;
}

export interface State {
  maps: readonly MapEntry[];
  status: LoadStatus;
  /** What is drawn: from the moment that it can be, before the rest of the map is here. */
  sketch: MapSketch | null;
  /** The whole map; null until all of it is read. */
  map: LoadedMap | null;
  view: View;
  /** What of the layout is on the screen; null before the first picture. */
  seen: Box | null;
  flyTo: FlyToTarget | null;
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
  texts: TextsStatus;
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
  /** Whether papers that are unsure of their theme are drawn softly. */
  soft: boolean;
  /** Outcomes of this visit's stability tests, by map name. */
  tested: ReadonlyMap<string, Stability>;
  /** The making of a new map. */
  make: MakeStatus;
  /** A file that was dropped on the page, until the panel that makes maps takes it. */
  offered: File | null;
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
  | { type: 'sketch'; sketch: MapSketch }
  /** What was done with its sketch meanwhile stays. */
  | { type: 'map'; map: LoadedMap }
  /** `seen` comes from the map itself; without it the map moves to `view`. */
  | { type: 'view'; view: View; seen?: Box }
  | { type: 'fly'; box: Box }
  /** Moves the map so that all of it shows. */
  | { type: 'showAll' }
  | { type: 'tool'; tool: Tool }
  /** `mode` replace is the default. */
  | { type: 'select'; papers: Iterable<number>; mode?: 'replace' | 'add' | 'toggle' }
  | { type: 'focus'; paper: number | null }
  | { type: 'hover'; paper: number | null }
  | { type: 'theme'; theme: number | null }
  | { type: 'contrast'; theme: number | null }
  | { type: 'hoverTheme'; theme: number | null }
  | { type: 'query'; query: string }
  | { type: 'results'; results: SearchResults | null }
  /** Somebody is about to need the model: it begins to load where it is off. */
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
  /** Escape: takes back one thing, the most passing first. */
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
