/** From the layout's units to pixels: a base that fits the whole layout into a window, then a zoom as in d3-zoom. */
import type { Box } from '../map/themes/theme-index.ts';

/** Pixels at each side of a window that something else covers. */
export interface Insets {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

/** A window onto a layout: where its middle lies, and how many pixels a unit has at k = 1. */
export interface Frame {
  width: number;
  height: number;
  /** Middle of the uncovered part, in pixels. */
  middleX: number;
  middleY: number;
  /** Middle of the layout. */
  layoutX: number;
  layoutY: number;
  /** Pixels per unit of the layout at k = 1. */
  scale: number;
}

/** A position is drawn at `base * k + x` and `base * k + y`, as in d3-zoom. */
export interface Transform {
  k: number;
  x: number;
  y: number;
}

/** Room for names around the outermost papers, as a share of the window. */
export const margin = 0.09;

/** The frame that shows all of `bounds` at k = 1. */
export function frameOf(bounds: Box, width: number, height: number, insets: Insets): Frame {
  const freeWidth = Math.max(width - insets.left - insets.right, 80);
  const freeHeight = Math.max(height - insets.top - insets.bottom, 80);
  const spanX = Math.max(bounds.x1 - bounds.x0, 1e-6);
  const spanY = Math.max(bounds.y1 - bounds.y0, 1e-6);
  const scale = Math.min((freeWidth * (1 - 2 * margin)) / spanX, (freeHeight * (1 - 2 * margin)) / spanY);
  return {
    width,
    height,
    middleX: insets.left + freeWidth / 2,
    middleY: insets.top + freeHeight / 2,
    layoutX: (bounds.x0 + bounds.x1) / 2,
    layoutY: (bounds.y0 + bounds.y1) / 2,
    scale,
  };
}

/** Pixels at k = 1, before the transform. */
export function baseX(frame: Frame, x: number): number {
  return frame.middleX + (x - frame.layoutX) * frame.scale;
}
export function baseY(frame: Frame, y: number): number {
  return frame.middleY + (y - frame.layoutY) * frame.scale;
}

/** Pixels of a position of the layout. */
export function project(frame: Frame, t: Transform, x: number, y: number): [number, number] {
  return [baseX(frame, x) * t.k + t.x, baseY(frame, y) * t.k + t.y];
}
