/** Files dropped anywhere on the page open the panel "New", which makes a map of the first one. */
import '../../styles/file-drop.css';
import { useEffect, useState } from 'preact/hooks';
import type { Store } from '../../state/store.ts';
import { useStore } from '../../state/use-store.ts';

/** Names of files that a notice lists before it counts the rest. */
const NAMED = 3;
/** Milliseconds without a `dragover` after which a drag is over: browsers repeat it at least every 550 ms (HTML, 6.11.5). */
const LOST = 3000;

/** Accepts files anywhere on the page that the browser would otherwise open, and shows a sign while some are over it. */
export function FileDrop() {
  const store = useStore();
  const [over, setOver] = useState(false);
  useEffect(() => followDrag(setOver, (files) => offer(store, files)), [store]);
  return over ? (
    <div class="file-drop" aria-hidden="true">
      <p>Drop a file of papers to make a map of it</p>
    </div>
  ) : null;
}

/**
 * Follows drags of files over the page. Every listener is there from the beginning: one that were added together with the
 * sign could miss the event that ends the drag.
 * @returns a function that ends this
 */
function followDrag(onOver: (over: boolean) => void, onDrop: (files: File[]) => void): () => void {
  const ended = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const listen = <T extends keyof DocumentEventMap>(
    type: T,
    listener: (event: DocumentEventMap[T]) => void,
  ) => document.addEventListener(type, listener, { signal: ended.signal });
  const away = () => {
    clearTimeout(timer);
    onOver(false);
  };
  listen('dragover', (event) => {
    if (!isForPage(event)) return;
    event.preventDefault();
    event.dataTransfer!.dropEffect = 'copy';
    onOver(true);
    // An element that is removed under the pointer takes its `dragleave` with it.
    clearTimeout(timer);
    timer = setTimeout(away, LOST);
  });
  listen('dragleave', (event) => {
    // Otherwise the drag has only moved from one element to another.
    if (event.relatedTarget === null) away();
  });
  listen('drop', (event) => {
    away();
    if (!isForPage(event)) return;
    event.preventDefault();
    onDrop([...event.dataTransfer!.files]);
  });
  listen('dragend', away);
  // Not every browser reports a cancelled drag; no pointer moves during one.
  listen('pointermove', away);
  return () => {
    ended.abort();
    clearTimeout(timer);
  };
}

/** Text dragged into a field belongs to the field, and so do files dragged onto a file field. */
function isForPage({ defaultPrevented, target, dataTransfer }: DragEvent): boolean {
  const isFileField = target instanceof Element && target.matches('input[type="file"]');
  return !defaultPrevented && !isFileField && dataTransfer?.types.includes('Files') === true;
}

function offer(store: Store, [first, ...rest]: File[]): void {
  if (!first) return;
  const say = (notice: string) => store.dispatch({ type: 'notice', notice });
  if (!store.get().map) {
    say(`${first.name} was not taken: there is no map on the page yet; drop it again when there is one.`);
    return;
  }
  store.dispatch({ type: 'other', other: null });
  store.dispatch({ type: 'offer', file: first });
  store.dispatch({ type: 'panel', panel: 'make' });
  if (rest.length > 0) say(`A map is made of one file, ${first.name}; not taken: ${namesOf(rest)}.`);
}

function namesOf(files: readonly File[]): string {
  const names = files.slice(0, NAMED).map((file) => file.name);
  const more = files.length - names.length;
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
