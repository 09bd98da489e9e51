/** What `isotheme/map` gives to a page that is not ours. */
import type { PaperHead, ThemeMap } from '../../pipeline/map/index.ts';

/** How a mounted map shows. */
export interface MountOptions {
  /** Colours. Default "system". */
  scheme?: 'system' | 'light' | 'dark';
  /** What the colour of a point tells. Default "theme". */
  colourBy?: 'theme' | 'year';
  /** Name for screen readers. Default: the map's name and number of papers. */
  label?: string;
}

/** What a mounted map tells: papers by their ids, themes by their names. */
export interface MapEvents {
  /** The chosen papers (Shift and draw, or Shift and click), in the map's order. */
  select: readonly string[];
  /** The paper that was opened by a click, null when it was closed. */
  open: string | null;
  /** The paper under the pointer. */
  hover: string | null;
  /** The theme that was opened by a click on its name, null when it was closed. */
  theme: string | null;
}

/** A map that is mounted in a page. */
export interface MountedMap {
  /** The map that is shown, without its vectors; from an address and of more than 10,000 papers, without abstracts. */
  readonly map: {
    readonly manifest: ThemeMap['manifest'];
    readonly papers: readonly (PaperHead & { abstract?: string })[];
  };
  /** Chooses papers by their ids; ids that the map does not have are passed over. */
  select(ids: Iterable<string>): void;
  /** Opens a paper: lines go to its nearest papers, and it comes into view. Null closes it. */
  open(id: string | null): void;
  /** Opens a theme by its name and moves there. Null closes it. @throws RangeError where no theme is called so */
  theme(name: string | null): void;
  /** Shows the whole map again. */
  showAll(): void;
  /** Calls `listener` after each change. @returns a function that ends it, as `off` does */
  on<K extends keyof MapEvents>(event: K, listener: (value: MapEvents[K]) => void): () => void;
  /** Ends what `on` began. */
  off<K extends keyof MapEvents>(event: K, listener: (value: MapEvents[K]) => void): void;
  /** Takes the map out of the page and lets go of everything that it holds. */
  destroy(): void;
}

/**
 * Mounts a map inside an element, in a shadow tree of its own: styles of the page do not reach in, nor its own out. It
 * is as large as the element, which gets a height of 480 pixels where it has none. It asks for nothing but the map's own files.
 *
 * @param map a map in memory (`buildMap`, `decodeMap`), or the address of its folder or of its `map.json`
 * @throws Error with one sentence where a file of the map is missing or not as it should be
 */
export type MountMap = (
  element: HTMLElement,
  map: ThemeMap | string | URL,
  options?: MountOptions,
) => Promise<MountedMap>;
