/** Reports the view to the store, while the map moves and when it rests. */
import type { View } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { type Scene, viewOf, visibleBox } from './camera.ts';
import type { Motion } from './motion.ts';

export interface ViewReport {
  /** Reports a moving view, after a while. */
  soon(): void;
  now(): void;
  /** Whether the map itself reported this view and so need not fly to it. */
  isOwn(view: View): boolean;
  stop(): void;
}

export interface ViewReportOptions extends Scene {
  store: Store;
  motion: Pick<Motion, 'now'>;
}

/** Milliseconds between two reports of a moving view. */
const REPORT_TIME = 160;

export function createViewReport({ store, motion, map, frame }: ViewReportOptions): ViewReport {
  let reported: View | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function now(): void {
    clearTimeout(timer);
    timer = undefined;
    if (!map()) return;
    const view = viewOf(frame(), motion.now());
    // Equal views share one object: two of them would follow each other through the store without end.
    if (!reported || !sameView(reported, view)) reported = view;
    store.dispatch({ type: 'view', view: reported, seen: visibleBox(frame(), motion.now()) });
  }

  return {
    soon() {
      timer ??= setTimeout(now, REPORT_TIME);
    },
    now,
    isOwn: (view) => view === reported,
    stop: () => clearTimeout(timer),
  };
}

function sameView(a: View, b: View): boolean {
  const near = (p: number, q: number) => Math.abs(p - q) <= 1e-9 * (1 + Math.abs(p));
  return near(a.x, b.x) && near(a.y, b.y) && near(a.k, b.k);
}
