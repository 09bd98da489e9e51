/** Connects lasso, pointer and keys to the map, in the order in which they receive an event. */
import type { Frame } from '../../../pipeline/draw/index.ts';
import type { Store } from '../../state/store.ts';
import { unproject } from '../camera/camera.ts';
import type { Motion } from '../camera/motion.ts';
import { connectKeys } from './keys.ts';
import { createLasso } from './lasso.ts';
import type { Picker } from './pick.ts';
import { connectPointer } from './pointer.ts';

export interface InputTargets {
  store: Store;
  /** Receives the line of the lasso. */
  lines: SVGSVGElement;
  motion: Pick<Motion, 'now' | 'zoomAround'>;
  frame(): Frame;
  picker(): Picker | null;
  /** Radius of the points in pixels. */
  radius(): number;
  /** Marks the paper under the pointer, or reached by keys. */
  mark(paper: number | null): void;
  /** Brings a paper into view. */
  uncover(paper: number): void;
  /** Zooms around the middle of the window. */
  zoomBy(factor: number): void;
  showAll(): void;
}

export function connectInput(root: HTMLElement, targets: InputTargets): void {
  const { store, lines, motion, frame, picker, radius, mark, uncover, zoomBy, showAll } = targets;
  /** The position of the layout under a pixel. */
  const under = (px: number, py: number) => unproject(frame(), motion.now(), px, py);

  const lasso = createLasso(
    root,
    lines,
    (event) => event.shiftKey || store.get().tool === 'lasso',
    (line, add) => {
      const papers = picker()?.inside(line.map(([x, y]) => under(x, y))) ?? [];
      store.dispatch({ type: 'select', papers, mode: add ? 'add' : 'replace' });
      store.dispatch({ type: 'tool', tool: 'pan' });
    },
  );
  connectPointer(root, {
    store,
    paperNear: (px, py, pixels) =>
      picker()?.nearest(...under(px, py), (radius() + pixels) / (frame().scale * motion.now().k)) ?? null,
    hover: mark,
    zoomAround: motion.zoomAround,
    drawing: lasso.active,
  });
  connectKeys(root, {
    store,
    picker,
    centre: () => under(frame().middleX, frame().middleY),
    hover: (paper) => {
      mark(paper);
      uncover(paper);
    },
    zoomBy,
    showAll,
  });
}
