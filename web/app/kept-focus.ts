/**
 * Keeps the place of those who work by keys: where the element with the focus goes or is switched off, the focus goes on to
 * what came in its place, else back to where it was before, and never to the page's beginning.
 */
import type { Store } from '../state/store.ts';

/** Elements that are remembered; more than a few of them are seldom gone at once. */
const REMEMBERED = 20;
/** The heading of the paper or theme that is open. */
const HEADING = '.detail h2';

/** Follows the focus of the page. @returns a function that ends this */
export function keepFocus(store: Store): () => void {
  const ended = new AbortController();
  const { signal } = ended;
  /** What had the focus, latest last. */
  let trail: HTMLElement[] = [];
  /** Whether the latest of them still would have it. */
  let held = false;
  /** The open heading when it came to have it. */
  let heading: HTMLElement | null = null;
  let byKeys = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const lost = () => document.activeElement === null || document.activeElement === document.body;

  function goOn(): void {
    timer = undefined;
    const last = trail.at(-1);
    if (!last || !held || !byKeys || !lost()) return;
    // It is to come back: a form at work.
    if (last.isConnected && last.matches(':disabled')) return;
    const opened = document.querySelector<HTMLElement>(HEADING);
    if (opened && opened !== heading) opened.tabIndex = -1;
    const places = [
      last.id === '' ? null : document.getElementById(last.id),
      opened === heading ? null : opened,
      ...trail.filter((element) => element.isConnected).reverse(),
      document.querySelector<HTMLElement>('.map'),
    ];
    for (const place of places) {
      place?.focus();
      if (!lost()) return;
    }
  }

  document.addEventListener(
    'focusin',
    ({ target }) => {
      if (!(target instanceof HTMLElement)) return;
      trail = [...trail.filter((element) => element !== target && element.isConnected), target].slice(
        -REMEMBERED,
      );
      held = true;
      heading = document.querySelector(HEADING);
    },
    { signal },
  );
  document.addEventListener(
    'focusout',
    ({ target, relatedTarget }) => {
      if (relatedTarget !== null || !(target instanceof HTMLElement)) return;
      // Whoever clicks beside it lets go of it; what is taken away is let go of by nobody.
      setTimeout(() => {
        if (target === trail.at(-1) && target.isConnected && !target.matches(':disabled') && lost())
          held = false;
      });
    },
    { signal },
  );
  document.addEventListener('keydown', () => (byKeys = true), { signal, capture: true });
  document.addEventListener('pointerdown', () => (byKeys = false), { signal, capture: true });
  // The panels draw themselves in the microtasks after a change.
  const soon = () => (timer ??= setTimeout(goOn));
  document.addEventListener(
    'click',
    ({ detail }) => {
      // What a screen reader presses has no pointer either.
      if (detail === 0) byKeys = true;
      soon();
    },
    { signal },
  );
  const end = store.subscribe((state) => state, soon);
  return () => {
    ended.abort();
    end();
    clearTimeout(timer);
  };
}
