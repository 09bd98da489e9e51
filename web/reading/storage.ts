/** Keeps the reading list in the browser, and brings in what another tab of the page changes. */
import type { Store } from '../state/store.ts';
import { parseList, type ReadingItem, serialiseList } from './list.ts';

/** The version is in the key, so that a later form of the list does not overwrite what an older page reads. */
const KEY = 'isotheme-reading-list-1';

/** The part of `localStorage` that is used; a browser may refuse any of it. */
export interface Shelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** The list that is kept; empty where there is none or the browser refuses to say. */
export function loadList(shelf: Shelf | null): { items: ReadingItem[]; problems: string[] } {
  try {
    const kept = shelf?.getItem(KEY) ?? null;
    return kept === null ? { items: [], problems: [] } : parseList(kept);
  } catch {
    return { items: [], problems: ['The browser does not let this page keep a reading list.'] };
  }
}

/** @returns null when kept, else one sentence: why not and what to do */
export function saveList(shelf: Shelf | null, items: readonly ReadingItem[]): string | null {
  if (!shelf)
    return 'The reading list lasts until the page is closed: the browser keeps nothing for it. Export it.';
  try {
    shelf.setItem(KEY, serialiseList(items));
    return null;
  } catch (error) {
    const full = error instanceof Error && /quota/i.test(error.name);
    return full
      ? 'The reading list was not kept: the storage of the browser is full. Export the list and take entries out.'
      : 'The reading list lasts until the page is closed: the browser keeps nothing for it. Export it.';
  }
}

/**
 * Keeps the store's reading list in step with the browser's storage.
 * @returns a function that begins to do so; calls after the first do nothing
 */
export function createReadingList(store: Store): () => void {
  let open = false;
  return () => {
    if (!open) connectReading(store);
    open = true;
  };
}

function connectReading(store: Store): void {
  const shelf = browserShelf();
  const take = () => {
    const { items, problems } = loadList(shelf);
    if (items.length > 0 || store.get().reading.length > 0)
      store.dispatch({ type: 'reading', reading: items });
    if (problems[0]) store.dispatch({ type: 'notice', notice: problems[0] });
  };
  let fromOutside = true;
  take();
  fromOutside = false;
  store.subscribe(
    (state) => state.reading,
    (reading) => {
      if (fromOutside) return;
      const problem = saveList(shelf, reading as readonly ReadingItem[]);
      if (problem) store.dispatch({ type: 'notice', notice: problem });
    },
  );
  addEventListener('storage', (event) => {
    if (event.key !== KEY) return;
    fromOutside = true;
    take();
    fromOutside = false;
  });
}

function browserShelf(): Shelf | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
