/** When names get new places: not at every frame, or they would never stand still. */
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
import { quiet } from '../points/emphasis.ts';
import { labelCandidates, mostTitles } from './label-candidates.ts';
import type { LabelLayer } from './labels.ts';

/** Names get new places when the magnification has changed by this factor, or the view has moved by this share. */
const zoomStep = 1.1;
const moveStep = 0.16;
/** A view that has moved by fewer pixels, or been magnified by less, is where it was. */
const same = { pixels: 4, ratio: 0.01 };
const slideTime = 260;
/** Pixels between names and the rim of the window. */
const edge = 8;

export interface NamingFrame {
  map: MapSketch;
  frame: Frame;
  t: Transform;
  /** As `emphasis` gives them. */
  levels: Uint8Array;
  /** Of the points, in pixels. */
  radius: number;
}

export interface Naming {
  /** Moves the names with the view, after new places where it is time. @returns whether they are still sliding */
  draw(frame: NamingFrame): boolean;
  /** Asks for new places at the next frame. */
  stale(): void;
  /** The view has come to rest: names get their last places in it, unless it is where they have got them. */
  rest(): void;
  clear(): void;
}

/** @param room where names may stand, and what in it is taken */
export function createNaming(
  labels: LabelLayer,
  measure: Measure,
  room: () => { window: Box; taken: Box[] },
): Naming {
  let arranged: Transform | null = null;
  /** What the names asked for that have got their places. */
  let last: { of: ThemeIndex; asked: string } | null = null;
  let slideFrom = -Infinity;
  let resting = false;
  let spread: { of: ThemeIndex; values: Float32Array } | null = null;

  function arrange({ map, frame, t, levels, radius }: NamingFrame): void {
    const points = placesOf(map, frame, t);
    const inView: number[] = [];
    for (let paper = 0; paper < points.length / 2 && inView.length <= mostTitles; paper++) {
      const [x, y] = [points[2 * paper]!, points[2 * paper + 1]!];
      if (x > 0 && y > 0 && x < frame.width && y < frame.height) inView.push(paper);
    }
    if (spread?.of !== map.index) spread = { of: map.index, values: themeSpread(map) };
    const wishes = labelCandidates({
      map,
      frame,
      t,
      measure,
      narrow: isNarrow(frame),
      spread: spread.values,
      inView: inView.length <= mostTitles ? inView : null,
      standOut: levels.includes(quiet) ? levels : null,
      pointRadius: radius,
    });
    const { window, taken } = room();
    const inner = { x0: window.x0 + edge, y0: window.y0 + edge, x1: window.x1 - edge, y1: window.y1 - edge };
    arranged = { ...t };
    // Much that may move names doesn't: most panels, most answers. To find their places takes most of a frame.
    const asked = JSON.stringify([wishes, inner, taken]);
    if (last?.of === map.index && last.asked === asked) return;
    last = { of: map.index, asked };
    const slides = labels.arrange(wishes, inner, points, taken);
    slideFrom = slides ? performance.now() : -Infinity;
  }

  return {
    draw(frame) {
      if (!arranged || isAway(frame, arranged, resting)) arrange(frame);
      resting = false;
      const slide = still() ? 1 : Math.min(1, (performance.now() - slideFrom) / slideTime);
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

/** Whether the view is so far from where names got their places that they need others. */
function isAway({ frame, t }: NamingFrame, arranged: Transform, resting: boolean): boolean {
  const ratio = t.k / arranged.k;
  const step = resting ? 1 + same.ratio : zoomStep;
  if (ratio > step || ratio < 1 / step) return true;
  const [px, py] = project(frame, t, ...unproject(frame, arranged, frame.middleX, frame.middleY));
  const moved = Math.hypot(px - frame.middleX, py - frame.middleY);
  return moved > (resting ? same.pixels : moveStep * Math.min(frame.width, frame.height));
}

/** Pixels of all papers `[N, 2]`. */
function placesOf(map: MapSketch, frame: Frame, t: Transform): Float32Array {
  const { layout } = map.arrays;
  const [shiftX, shiftY] = project(frame, t, 0, 0);
  const scale = frame.scale * t.k;
  const places = new Float32Array(layout.length);
  for (let i = 0; i < layout.length; i += 2) {
    places[i] = layout[i]! * scale + shiftX;
    places[i + 1] = layout[i + 1]! * scale + shiftY;
  }
  return places;
}
