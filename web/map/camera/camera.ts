/**
 * Views of the map: from pixels back to layout units, and between d3-zoom's transform, which depends on the window, and
 * the store's {@link View}, which does not.
 */
import { baseX, baseY, type Frame, type Insets, type Transform } from '../../../pipeline/draw/index.ts';
import type { Box } from '../../../pipeline/map/index.ts';
import type { MapSketch } from '../../data/map-index.ts';
import type { View } from '../../state/state.ts';

/** The map on the screen, and the window onto it, as they are at the time of the call. */
export interface Scene {
  map(): MapSketch | null;
  frame(): Frame;
}

/** Whether the window is no wider than a phone. */
export function isNarrow(frame: Frame): boolean {
  return frame.width < 640;
}

/** From pixels to the position of the layout. */
export function unproject(frame: Frame, t: Transform, px: number, py: number): [number, number] {
  return [
    ((px - t.x) / t.k - frame.middleX) / frame.scale + frame.layoutX,
    ((py - t.y) / t.k - frame.middleY) / frame.scale + frame.layoutY,
  ];
}

/** The transform that shows a view's centre in the middle of the part that is not covered. */
export function transformOf(frame: Frame, view: View): Transform {
  return {
    k: view.k,
    x: frame.middleX - baseX(frame, view.x) * view.k,
    y: frame.middleY - baseY(frame, view.y) * view.k,
  };
}

/** How far the map may be moved beyond each side of the window, in pixels at k = 1. */
export function roomAround({ width, height }: Frame): number {
  return 0.75 * Math.max(width, height);
}

/** The least and the greatest magnification. */
export const farthest = 0.5;
export const nearest = 60;

export function clampZoom(k: number): number {
  return Math.min(nearest, Math.max(farthest, k));
}

/** The view within reach that is nearest to this one; a link may hold any. */
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

/** The part of the layout that is on the screen. */
export function visibleBox(frame: Frame, t: Transform): Box {
  const [x0, y0] = unproject(frame, t, 0, 0);
  const [x1, y1] = unproject(frame, t, frame.width, frame.height);
  return { x0, y0, x1, y1 };
}

/**
 * The view that shows a box with some room around it, in the part of the window that `insets` leave free.
 * @param most largest magnification, which decides for a box without size, such as a single paper
 * @param fill share of the free part that the box fills
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
