/** The public types of `isotheme/map`. */
import type { PaperHead, ThemeMap } from '../../pipeline/map/index.ts';

/** How a mounted map looks. */
export interface MountOptions {
  /** Colour scheme; "system" follows the reader's setting. Default "system". */
  scheme?: 'system' | 'light' | 'dark';
  /** What the colour of a point shows. Default "theme". */
  colourBy?: 'theme' | 'year';
  /** Name for screen readers. Default: the map's name and number of papers. */
  label?: string;
}

/** The events of a mounted map: papers by id, themes by name. */
export interface MapEvents {
  /** The selected papers (Shift and draw, or Shift and click), in the map's order. */
  select: readonly string[];
  /** The paper that was opened by a click; null when it was closed. */
  open: string | null;
  /** The paper under the pointer; null when it was left. */
  hover: string | null;
  /** The theme that was opened by a click on its name; null when it was closed. */
  theme: string | null;
}

/** A map in a page, as {@link MountMap} returns it. */
export interface MountedMap {
  /** The map without its vectors; if it has more than 10,000 papers and came from an address, also without abstracts. */
  readonly map: {
    readonly manifest: ThemeMap['manifest'];
    readonly papers: readonly (PaperHead & { abstract?: string })[];
  };
  /** Selects papers by id; unknown ids are ignored. @throws Error if `ids` is no list */
  select(ids: Iterable<string>): void;
  /** Opens a paper: it comes into view, with lines to its nearest papers. Null closes it. @throws RangeError if the map has no such paper */
  open(id: string | null): void;
  /** Opens a theme by name and flies to it. Null closes it. @throws RangeError if the map has no such theme */
  theme(name: string | null): void;
  /** Shows the whole map. */
  showAll(): void;
  /**
   * Calls `listener` after each change.
   * @returns a function that does what {@link MountedMap.off} does
   * @throws Error if there is no such event, or `listener` is no function
   */
  on<K extends keyof MapEvents>(event: K, listener: (value: MapEvents[K]) => void): () => void;
  /** Removes a listener. */
  off<K extends keyof MapEvents>(event: K, listener: (value: MapEvents[K]) => void): void;
  /** Removes the map from the page and releases all its memory. */
  destroy(): void;
}

/**
 * Mounts a map inside an element, in a shadow tree: the page's styles do not affect the map, nor the map's the page. The
 * map fills the element, which gets a height of 480 pixels if it has none. It requests nothing but the map's own files.
 *
 * @param element any element that can hold a shadow tree, such as a `<div>`
 * @param map a map in memory (`buildMap`, `decodeMap`), or the address of its folder or of its `map.json`
 * @throws Error with one sentence and a `code`: "invalid-argument", "unknown-option" or "invalid-option" for a wrong
 *   call, "invalid-map" if a file of the map is missing or damaged
 * @example
 * const mounted = await mountMap(document.querySelector('#map'), 'maps/spring/', { scheme: 'dark' });
 * mounted.on('open', (id) => console.log(id));
 */
export type MountMap = (
  element: HTMLElement,
  map: ThemeMap | string | URL,
  options?: MountOptions,
) => Promise<MountedMap>;
