/** When labels are placed again: not in every frame, or they would never stand still. */

import { easeCubicInOut } from 'd3';
import {
  type Frame,
  type Measure,
  project,
  type Transform,
  themeSpread,
} from '../../../pipeline/draw/index.ts';
import type { Box, ThemeIndex } from '../../../pipeline/map/index.ts';
import type { MapSketch } from '../../data/map-index.ts';
import { isNarrow, unproject } from '../camera/camera.ts';
import { still } from '../camera/motion.ts';
import { labelCandidates, MOST_TITLES } from './label-candidates.ts';
import type { LabelLayer } from './labels.ts';

/** While the view moves: labels are placed again after a zoom by this factor, or a move by this share of the window. */
const ZOOM_STEP = 1.1;
const MOVE_STEP = 0.16;
/** At rest: they are placed again unless the view is this close, in pixels and zoom, to where they were placed last. */
const SAME_VIEW = { pixels: 4, ratio: 0.01 };
/** Milliseconds in which labels slide to their new positions. */
const SLIDE_TIME = 260;
/** Pixels between labels and the sides of the window. */
const EDGE = 8;

export interface LabelFrame {
  map: MapSketch;
  frame: Frame;
  t: Transform;
  /** `[N]` from `emphasisOf`. */
  emphasis: Uint8Array;
  /** Radius of the points in pixels. */
  radius: number;
  /** Themes whose names are marked as uncertain. */
  uncertain: ReadonlySet<number>;
}

export interface LabelTiming {
  /** Moves the labels with the view, and places them again if it is time. @returns whether they are still sliding */
  draw(frame: LabelFrame): boolean;
  /** Places labels again with the next frame. */
  stale(): void;
  /** Call when the view comes to rest: labels are placed again with the next frame, unless the view is the same. */
  rest(): void;
  clear(): void;
}

/** @param room the part of the window in which labels may stand, and the obstacles in it */
export function createLabelTiming(
  labels: LabelLayer,
  measure: Measure,
  room: () => { window: Box; obstacles: Box[] },
): LabelTiming {
  let arranged: Transform | null = null;
  /** The input of the last placement. */
  let last: { of: ThemeIndex; input: string } | null = null;
  let slideFrom = -Infinity;
  let resting = false;
  let spread: { of: ThemeIndex; values: Float32Array } | null = null;

  function arrange({ map, frame, t, emphasis, radius, uncertain }: LabelFrame): void {
    const points = pixelsOf(map, frame, t);
    const inView: number[] = [];
    for (let paper = 0; paper < points.length / 2 && inView.length <= MOST_TITLES; paper++) {
      const [x, y] = [points[2 * paper]!, points[2 * paper + 1]!];
      if (x > 0 && y > 0 && x < frame.width && y < frame.height) inView.push(paper);
    }
    if (spread?.of !== map.index) spread = { of: map.index, values: themeSpread(map) };
    const candidates = labelCandidates({
      map,
      frame,
      t,
      measure,
      narrow: isNarrow(frame),
      spread: spread.values,
      inView: inView.length <= MOST_TITLES ? inView : null,
      emphasis,
      pointRadius: radius,
      uncertain,
    });
    const { window, obstacles } = room();
    const inner = { x0: window.x0 + EDGE, y0: window.y0 + EDGE, x1: window.x1 - EDGE, y1: window.y1 - EDGE };
    arranged = { ...t };
    // Placing takes most of a frame, and most panels and answers leave its input as it was.
    const input = JSON.stringify([candidates, inner, obstacles]);
    if (last?.of === map.index && last.input === input) return;
    last = { of: map.index, input };
    const slides = labels.arrange(candidates, inner, points, obstacles);
    slideFrom = slides ? performance.now() : -Infinity;
  }

  return {
    draw(frame) {
      if (!arranged || isAway(frame, arranged, resting)) arrange(frame);
      resting = false;
      const slide = still() ? 1 : Math.min(1, (performance.now() - slideFrom) / SLIDE_TIME);
      labels.place(frame.frame, frame.t, easeCubicInOut(slide));
      return slide < 1;
    },
    stale() {
      arranged = null;
    },
    rest() {
      resting = true;
      labels.rest();
    },
    clear() {
      last = null;
      labels.clear();
    },
  };
}

/** Whether the view is so far from where labels were placed that they must be placed again. */
function isAway({ frame, t }: LabelFrame, arranged: Transform, resting: boolean): boolean {
  const ratio = t.k / arranged.k;
  const step = resting ? 1 + SAME_VIEW.ratio : ZOOM_STEP;
  if (ratio > step || ratio < 1 / step) return true;
  const [px, py] = project(frame, t, ...unproject(frame, arranged, frame.middleX, frame.middleY));
  const moved = Math.hypot(px - frame.middleX, py - frame.middleY);
  return moved > (resting ? SAME_VIEW.pixels : MOVE_STEP * Math.min(frame.width, frame.height));
}

/** `[N, 2]` pixels of all papers. */
function pixelsOf(map: MapSketch, frame: Frame, t: Transform): Float32Array {
  const { layout } = map.arrays;
  const [shiftX, shiftY] = project(frame, t, 0, 0);
  const scale = frame.scale * t.k;
  const pixels = new Float32Array(layout.length);
  for (let i = 0; i < layout.length; i += 2) {
    pixels[i] = layout[i]! * scale + shiftX;
    pixels[i + 1] = layout[i + 1]! * scale + shiftY;
  }
  return pixels;
}
