/** Listeners that several panels share. */

/** Calls `show` while the pointer or the focus is on an element: its paper or theme stands out on the map. */
export function hoverListeners(show: (on: boolean) => void) {
  return {
    onPointerEnter: () => show(true),
    onPointerLeave: () => show(false),
    onFocus: () => show(true),
    onBlur: () => show(false),
  };
}

/** Arrow keys, Home and End move the focus among the elements of a list that match `selector`. */
export function arrowKeys(event: KeyboardEvent, selector: string): void {
  const step = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
  if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  const items = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>(selector)];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const next = items[Math.max(0, Math.min(items.length - 1, at + step))];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
