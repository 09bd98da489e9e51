/**
 * From the layout's units to pixels and back. The map's own zoom is d3-zoom's transform over a base that fits the whole
 * layout into the part of the window that no panel covers; the store's {@link View} is independent of the window.
 */
import { baseX, baseY, type Frame, type Insets, type Transform } from '../../../pipeline/draw/index.ts';
import type { Box } from '../../../pipeline/map/index.ts';
import type { View } from '../../state/state.ts';

/** Whether there is no more than a phone's width. */
export function isNarrow(frame: Frame): boolean {
  return frame.width < 640;
}

/** The place of the layout under a pixel. */
export function unproject(frame: Frame, t: Transform, px: number, py: number): [number, number] {
  return [
    ((px - t.x) / t.k - frame.middleX) / frame.scale + frame.layoutX,
    ((py - t.y) / t.k - frame.middleY) / frame.scale + frame.layoutY,
  ];
}

/** The transform that puts a view's centre in the middle of what is not covered. */
export function transformOf(frame: Frame, view: View): Transform {
  return {
    k: view.k,
    x: frame.middleX - baseX(frame, view.x) * view.k,
    y: frame.middleY - baseY(frame, view.y) * view.k,
  };
}

/** Pixels beyond each side of the window, at k = 1, that the map may be moved to. */
export function roomAround({ width, height }: Frame): number {
  return 0.75 * Math.max(width, height);
}

/** The magnifications between which the map may be zoomed. */
export const farthest = 0.5;
export const nearest = 60;

export function clampZoom(k: number): number {
  return Math.min(nearest, Math.max(farthest, k));
}

/** The nearest view that the map may show: links may ask for any. */
export function reachable(frame: Frame, { x, y, k }: View): View {
  const room = roomAround(frame);
  const clamp = (value: number, middle: number, base: number, size: number) => {
    const lowest = middle - (base + room) / frame.scale;
    return Math.min(Math.max(value, lowest), lowest + (size + 2 * room) / frame.scale);
  };
  return {
    x: clamp(x, frame.layoutX, frame.middleX, frame.width),
    y: clamp(y, frame.layoutY, frame.middleY, frame.height),
    k: clampZoom(k),
  };
}

export function viewOf(frame: Frame, t: Transform): View {
  const [x, y] = unproject(frame, t, frame.middleX, frame.middleY);
  return { x, y, k: t.k };
}

/** What of the layout is on the screen. */
export function visibleBox(frame: Frame, t: Transform): Box {
  const [x0, y0] = unproject(frame, t, 0, 0);
  const [x1, y1] = unproject(frame, t, frame.width, frame.height);
  return { x0, y0, x1, y1 };
}

/**
 * The view that shows a box with some room around it, in what `insets` leave free.
 * @param most largest magnification; a single paper would have no end
 * @param fill share of the free part that the box takes
 */
export function viewOfBox(frame: Frame, box: Box, insets: Insets, most: number, fill = 0.64): View {
  const freeWidth = Math.max(frame.width - insets.left - insets.right, 80);
  const freeHeight = Math.max(frame.height - insets.top - insets.bottom, 80);
  const k = Math.min(
    (freeWidth * fill) / Math.max((box.x1 - box.x0) * frame.scale, 1e-6),
    (freeHeight * fill) / Math.max((box.y1 - box.y0) * frame.scale, 1e-6),
    most,
  );
  const shiftX = insets.left + freeWidth / 2 - frame.middleX;
  const shiftY = insets.top + freeHeight / 2 - frame.middleY;
  return {
    x: (box.x0 + box.x1) / 2 - shiftX / (frame.scale * k),
    y: (box.y0 + box.y1) / 2 - shiftY / (frame.scale * k),
    k,
  };
}
