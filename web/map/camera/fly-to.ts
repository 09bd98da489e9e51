/** Fly-to: the map moves to what was opened, out from under panels, or back to the whole. */

import { type Insets, margin, project } from '../../../pipeline/draw/index.ts';
import type { Box } from '../../../pipeline/map/index.ts';
import type { Store } from '../../state/store.ts';
import { isNarrow, type Scene, unproject, viewOfBox } from './camera.ts';
import type { Motion } from './motion.ts';

export interface FlyTo {
  /** Flies to a box once the panels that open with it are in place. */
  go(box: Box | null): void;
  /** Call when a panel opens or closes: {@link FlyTo.settle} once it is in place. */
  settleSoon(): void;
  /** Flies to the requested box; without one, keeps the whole map or the open paper clear of panels. */
  settle(): void;
  /** Brings a paper into view that a panel hides or that is off the screen. */
  uncover(paper: number): void;
  showAll(): void;
  stop(): void;
}

export interface FlyToOptions extends Scene {
  store: Store;
  motion: Motion;
  /** Pixels that panels cover now. */
  covered(): Insets;
  /** Called when the panels are in place. */
  settled(): void;
}

/** Milliseconds of a phone's sheet sliding in, as in styles/frame.css. */
const SHEET_TIME = 240;
/** Milliseconds until a panel is in the page: one frame. */
const PANEL_TIME = 16;
/** Pixels that an uncovered paper is away from panels and the window's sides. */
const EDGE = 40;
/** The magnification of a single paper, unless the map is magnified more already, and the largest for several papers. */
const SINGLE_ZOOM = 3;
const MOST_ZOOM = 12;

export function createFlyTo({ store, motion, map, frame, covered, settled }: FlyToOptions): FlyTo {
  /** The box that was requested; null once the map flies to it. */
  let destination: Box | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const narrow = () => isNarrow(frame());

  function flyToBox(box: Box): void {
    const alone = box.x0 === box.x1 && box.y0 === box.y1;
    motion.flyTo(
      viewOfBox(frame(), box, covered(), alone ? Math.max(motion.now().k, SINGLE_ZOOM) : MOST_ZOOM),
    );
  }

  function settleSoon(): void {
    clearTimeout(timer);
    timer = setTimeout(settle, narrow() ? SHEET_TIME : PANEL_TIME);
  }

  function settle(): void {
    const shown = map();
    if (!shown) return;
    settled();
    const box = destination;
    destination = null;
    const { focus, theme, sheet } = store.get();
    const { k } = motion.now();
    const open = focus !== null || theme !== null || (narrow() && sheet);
    if (box) flyToBox(box);
    else if (motion.flying()) return;
    else if (narrow() && focus !== null) uncover(focus);
    else if (open && Math.abs(k - 1) < 0.01)
      motion.flyTo(viewOfBox(frame(), shown.index.bounds, covered(), 1, 1 - 2 * margin));
    else if (!open && k < 0.99) showAll();
    else if (focus !== null) uncover(focus);
  }

  function uncover(paper: number): void {
    const shown = map();
    if (!shown) return;
    const { width, height } = frame();
    const { layout } = shown.arrays;
    const [x, y] = project(frame(), motion.now(), layout[2 * paper]!, layout[2 * paper + 1]!);
    const hidden = covered();
    const free =
      x > hidden.left + EDGE &&
      x < width - hidden.right - EDGE &&
      y > hidden.top + EDGE &&
      y < height - hidden.bottom - EDGE;
    if (free) return;
    const [px, py] = unproject(frame(), motion.now(), x, y);
    motion.flyTo(viewOfBox(frame(), { x0: px, x1: px, y0: py, y1: py }, hidden, motion.now().k));
  }

  function showAll(): void {
    if (map()) motion.flyTo({ x: frame().layoutX, y: frame().layoutY, k: 1 });
  }

  return {
    go(box) {
      destination = box;
      settleSoon();
    },
    settleSoon,
    settle,
    uncover,
    showAll,
    stop: () => clearTimeout(timer),
  };
}
