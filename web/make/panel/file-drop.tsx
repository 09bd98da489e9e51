/** Files dropped anywhere on the page: they open the panel "New", which makes a map of the first one. */
import '../../styles/file-drop.css';
import { useEffect, useState } from 'preact/hooks';
import type { Store } from '../../state/store.ts';
import { useStore } from '../../state/use-store.ts';

/** Names of files that a notice says before it counts the rest. */
const NAMED = 3;

/** Takes files for the whole page, where a browser would leave it for them, and shows while one is over it. */
export function FileDrop() {
  const store = useStore();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const ended = new AbortController();
    const listen = (type: 'dragover' | 'dragleave' | 'drop', heard: (event: DragEvent) => void) =>
      document.addEventListener(
        type,
        (event) => {
          // Text that is dragged into a field goes there, and a field of files takes its own.
          const own = event.defaultPrevented || isFileField(event.target);
          if (!own && event.dataTransfer?.types.includes('Files')) heard(event);
        },
        { signal: ended.signal },
      );
    listen('dragover', (event) => {
      event.preventDefault();
      event.dataTransfer!.dropEffect = 'copy';
      setOver(true);
    });
    // Out of one element and into another is not out of the page.
    listen('dragleave', (event) => event.relatedTarget === null && setOver(false));
    listen('drop', (event) => {
      event.preventDefault();
      setOver(false);
      offer(store, [...event.dataTransfer!.files]);
    });
    return () => ended.abort();
  }, [store]);
  useEffect(() => {
    // Not every browser tells that a drag was called off; while there is one, no pointer moves.
    const away = () => setOver(false);
    if (over) document.addEventListener('pointermove', away);
    return () => document.removeEventListener('pointermove', away);
  }, [over]);
  return over ? (
    <div class="file-drop" aria-hidden="true">
      <p>Drop a file of papers to make a map of it</p>
    </div>
  ) : null;
}

function isFileField(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches('input[type="file"]');
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
  store.dispatch({ type: 'panel', panel: 'rebuild' });
  if (rest.length > 0) say(`A map is made of one file, ${first.name}; not taken: ${namesOf(rest)}.`);
}

function namesOf(files: readonly File[]): string {
  const names = files.slice(0, NAMED).map((file) => file.name);
  const more = files.length - names.length;
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
