/** Tells the store where the map is, while it moves as well as when it rests. */
import type { Frame } from '../../../pipeline/draw/index.ts';
import type { MapSketch } from '../../data/map-index.ts';
import type { View } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { viewOf, visibleBox } from './camera.ts';
import type { Motion } from './motion.ts';

export interface ViewReport {
  /** The view moves: it is told after a while. */
  soon(): void;
  now(): void;
  /** Whether this view came from here: the map need not follow itself. */
  isOwn(view: View): boolean;
  stop(): void;
}

export interface ViewReportOptions {
  store: Store;
  motion: Pick<Motion, 'now'>;
  map(): MapSketch | null;
  frame(): Frame;
}

/** Milliseconds between two reports of a moving view. */
const reportTime = 160;

export function createViewReport({ store, motion, map, frame }: ViewReportOptions): ViewReport {
  let told: View | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function now(): void {
    clearTimeout(timer);
    timer = undefined;
    if (!map()) return;
    const view = viewOf(frame(), motion.now());
    // One object for one view: two for the same, on their way through the store, would chase each other for ever.
    if (!told || !sameView(told, view)) told = view;
    store.dispatch({ type: 'view', view: told, seen: visibleBox(frame(), motion.now()) });
  }

  return {
    soon() {
      timer ??= setTimeout(now, reportTime);
    },
    now,
    isOwn: (view) => view === told,
    stop: () => clearTimeout(timer),
  };
}

function sameView(a: View, b: View): boolean {
  const near = (p: number, q: number) => Math.abs(p - q) <= 1e-9 * (1 + Math.abs(p));
  return near(a.x, b.x) && near(a.y, b.y) && near(a.k, b.k);
}
