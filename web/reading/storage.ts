/** Stores the reading list in the browser, and takes over changes of other tabs. */
import type { Store } from '../state/store.ts';
import { parseList, type ReadingItem, serialiseList } from './list.ts';

/** Holds the version: a later format will not overwrite a list that an older page reads. */
const KEY = 'isotheme-reading-list-1';

/** The part of `localStorage` that is used; any call may throw. */
export interface Shelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** The stored list; empty if there is none or the browser denies access. */
export function loadList(shelf: Shelf | null): { items: ReadingItem[]; problems: string[] } {
  try {
    const kept = shelf?.getItem(KEY) ?? null;
    return kept === null ? { items: [], problems: [] } : parseList(kept);
  } catch {
    return {
      items: [],
      problems: [
        'The browser does not let this page store a reading list; export the list before you close the page.',
      ],
    };
  }
}

/** @returns null if stored, otherwise one sentence: why not, and what to do */
export function saveList(shelf: Shelf | null, items: readonly ReadingItem[]): string | null {
  if (!shelf)
    return 'The browser stores nothing for this page, so the reading list is lost when it is closed; export the list.';
  try {
    shelf.setItem(KEY, serialiseList(items));
    return null;
  } catch (error) {
    const full = error instanceof Error && /quota/i.test(error.name);
    return full
      ? 'The reading list was not stored: the storage of the browser is full; export the list and remove entries.'
      : 'The browser stores nothing for this page, so the reading list is lost when it is closed; export the list.';
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
