/**
 * Keeps the focus for readers who use keys: if the focused element is removed or disabled, the focus moves to its
 * replacement, else back to where it was before, and never to the start of the page.
 */
import type { Store } from '../state/store.ts';

/** Length of the trail of focused elements; more than a few are seldom removed at once. */
const REMEMBERED = 20;
/** The heading of the open paper or theme. */
const HEADING = '.detail h2';

/** Starts to keep the focus. @returns a function that stops it */
export function keepFocus(store: Store): () => void {
  const ended = new AbortController();
  const { signal } = ended;
  /** The focused elements, latest last. */
  let trail: HTMLElement[] = [];
  /** Whether the latest of them should still have the focus. */
  let held = false;
  /** The open heading at that time. */
  let heading: HTMLElement | null = null;
  let byKeys = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const lost = () => document.activeElement === null || document.activeElement === document.body;

  function goOn(): void {
    timer = undefined;
    const last = trail.at(-1);
    if (!last || !held || !byKeys || !lost()) return;
    // A disabled field of a form at work will be enabled again.
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
      // A click elsewhere gives up the focus; removal of the element does not.
      setTimeout(() => {
        if (target === trail.at(-1) && target.isConnected && !target.matches(':disabled') && lost())
          held = false;
      });
    },
    { signal },
  );
  document.addEventListener('keydown', () => (byKeys = true), { signal, capture: true });
  document.addEventListener('pointerdown', () => (byKeys = false), { signal, capture: true });
  // The panels draw in the microtasks after a change.
  const soon = () => (timer ??= setTimeout(goOn));
  document.addEventListener(
    'click',
    ({ detail }) => {
      // A click without a pointer comes from keys or a screen reader.
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
