/** Where the map goes by itself: to what was opened, out from under panels, back to the whole. */
import { type Frame, type Insets, margin, project } from '../../../pipeline/draw/index.ts';
import type { Box } from '../../../pipeline/map/index.ts';
import type { MapSketch } from '../../data/map-index.ts';
import type { Store } from '../../state/store.ts';
import { isNarrow, unproject, viewOfBox } from './camera.ts';
import type { Motion } from './motion.ts';

export interface Travel {
  /** Goes to a box as soon as the panels that open with it stand. */
  go(box: Box | null): void;
  /** A panel opens or closes: once it stands, what matters is brought into the open. */
  settleSoon(): void;
  /** The same at once. */
  settle(): void;
  /** A paper that a panel hides, or that is off the screen, comes into the open. */
  uncover(paper: number): void;
  showAll(): void;
  stop(): void;
}

export interface TravelOptions {
  store: Store;
  motion: Motion;
  map(): MapSketch | null;
  frame(): Frame;
  /** Pixels covered now. */
  covered(): Insets;
  /** Called when it is known what the panels cover. */
  settled(): void;
}

/** Milliseconds in which a phone's sheet comes up, as in styles/frame.css. */
const sheetTime = 240;
/** Room in pixels that an uncovered paper has at least. */
const edge = 40;

export function createTravel({ store, motion, map, frame, covered, settled }: TravelOptions): Travel {
  /** Where the map was asked to go, until it sets out. */
  let destination: Box | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const narrow = () => isNarrow(frame());

  function flyToBox(box: Box): void {
    const alone = box.x0 === box.x1 && box.y0 === box.y1;
    motion.flyTo(viewOfBox(frame(), box, covered(), alone ? Math.max(motion.now().k, 3) : 12));
  }

  /** A panel that opens must stand before it is known what it covers. */
  function settleSoon(): void {
    clearTimeout(timer);
    timer = setTimeout(settle, narrow() ? sheetTime : 16);
  }

  /** Goes where it was asked to go; else panels that open and close leave the whole map, or the open paper, in view. */
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
      x > hidden.left + edge &&
      x < width - hidden.right - edge &&
      y > hidden.top + edge &&
      y < height - hidden.bottom - edge;
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
