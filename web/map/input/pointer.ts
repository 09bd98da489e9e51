/** Mouse and touch on the map: hover, open, select, zoom in by a double click. */
import type { Store } from '../../state/store.ts';

/** Pixels by which mouse and finger may miss a point, beyond its radius. */
const reach = { mouse: 9, touch: 22 };

export interface PointerTargets {
  store: Store;
  /** The paper nearest to a pixel of the window, at most `pixels` beyond a point's radius. */
  paperNear(px: number, py: number, pixels: number): number | null;
  hover(paper: number | null): void;
  zoomAround(px: number, py: number, factor: number): void;
  /** Whether a lasso is being drawn, which suppresses the rest. */
  drawing(): boolean;
}

export function connectPointer(root: HTMLElement, targets: PointerTargets): void {
  const { store, paperNear, hover, zoomAround, drawing } = targets;

  function place(event: MouseEvent): [number, number] {
    const box = root.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  function paperAt(event: MouseEvent): number | null {
    const touch = event instanceof PointerEvent && event.pointerType !== 'mouse';
    return paperNear(...place(event), touch ? reach.touch : reach.mouse);
  }

  root.addEventListener('pointermove', (event) => {
    if (event.pointerType !== 'mouse' || event.buttons !== 0 || drawing()) return;
    if (event.target instanceof SVGTextContentElement) return;
    hover(paperAt(event));
  });
  root.addEventListener('pointerleave', () => hover(null));
  root.addEventListener('click', (event) => {
    if (event.defaultPrevented) return;
    const { focus, theme } = store.get();
    const paper = paperAt(event);
    if (event.shiftKey || event.ctrlKey || event.metaKey) {
      if (paper !== null) store.dispatch({ type: 'select', papers: [paper], mode: 'toggle' });
    } else if (paper !== null) store.dispatch({ type: 'focus', paper });
    else if (focus !== null) store.dispatch({ type: 'focus', paper: null });
    else if (theme !== null) store.dispatch({ type: 'theme', theme: null });
  });
  root.addEventListener('dblclick', (event) => {
    if (paperAt(event) === null) zoomAround(...place(event), event.shiftKey ? 0.5 : 2);
  });
}
