/** The map's one zoom: by pointer, wheel and pinch (d3-zoom), and by animated moves to a view. */

import { easeCubicInOut, interpolateZoom, select, type ZoomTransform, zoom, zoomIdentity } from 'd3';
import type { Frame, Transform } from '../../../pipeline/draw/index.ts';
import type { View } from '../../state/state.ts';
import {
  clampZoom,
  farthest,
  nearest,
  reachable,
  roomAround,
  transformOf,
  unproject,
  viewOf,
} from './camera.ts';

/** Milliseconds of the longest and the shortest animated move. */
const LONGEST = 750;
const SHORTEST = 280;

const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
/** Whether the reader prefers no animation. */
export const still = (): boolean => reducedMotion.matches;

export interface MotionListener {
  moved(): void;
  /** The view has come to rest. */
  rested(): void;
}

export interface Motion {
  now(): Transform;
  flying(): boolean;
  /** Sets the one listener, which hears of each move from then on. */
  listen(listener: MotionListener): void;
  /** Fits the zoom to a new window and shows `view` in it. */
  reframe(frame: Frame, view: View): void;
  /** Moves smoothly; at once if the reader prefers no animation. */
  flyTo(view: View): void;
  /** Zooms around a pixel of the window. */
  zoomAround(px: number, py: number, factor: number): void;
  stop(): void;
}

/** Pixels that the pointer may move between press and release of a click. */
export const clickDistance = 4;

/** @param mayPan whether a drag with one finger or button moves the map now */
export function createMotion(root: HTMLElement, first: Frame, mayPan: () => boolean): Motion {
  let listener: MotionListener = { moved() {}, rested() {} };
  let frame = first;
  let t: Transform = { k: 1, x: 0, y: 0 };
  let begin = t;
  let animation = 0;
  let flying = false;

  const behaviour = zoom<HTMLElement, unknown>()
    .scaleExtent([farthest, nearest])
    .filter((event: Event) => {
      if (event.type === 'wheel') return true;
      if (event instanceof MouseEvent && (event.button !== 0 || event.shiftKey)) return false;
      const touches = 'touches' in event ? (event as TouchEvent).touches.length : 1;
      return mayPan() || touches > 1;
    })
    .clickDistance(clickDistance)
    .on('start', (event: { sourceEvent: Event | null }) => {
      if (event.sourceEvent) stop();
      begin = t;
    })
    .on('zoom', (event: { transform: ZoomTransform }) => {
      const { k, x, y } = event.transform;
      t = { k, x, y };
      // A press that hardly moves may still become a click on a label, which ".moving" would disable.
      if (k !== begin.k || Math.hypot(x - begin.x, y - begin.y) > clickDistance) root.classList.add('moving');
      listener.moved();
    })
    .on('end', () => {
      root.classList.remove('moving');
      if (!flying) listener.rested();
    });
  const surface = select(root).call(behaviour);
  // Double clicks have a handler of their own: on a paper they open it.
  surface.on('dblclick.zoom', null);

  function stop(): void {
    cancelAnimationFrame(animation);
    flying = false;
  }

  function jump(to: Transform): void {
    behaviour.transform(surface, zoomIdentity.translate(to.x, to.y).scale(to.k));
  }

  /** Follows the path of van Wijk and Nuij (2003), which looks smooth at any distance. */
  function flyTo(view: View): void {
    stop();
    const target = transformOf(frame, reachable(frame, view));
    if (still() || document.hidden) {
      jump(target);
      return;
    }
    const from = viewOf(frame, t);
    const to = viewOf(frame, target);
    const span = Math.min(frame.width, frame.height) / frame.scale;
    const path = interpolateZoom([from.x, from.y, span / from.k], [to.x, to.y, span / to.k]);
    const time = Math.max(SHORTEST, Math.min(LONGEST, path.duration * 0.7));
    const begun = performance.now();
    flying = true;
    const step = () => {
      const at = Math.min(1, (performance.now() - begun) / time);
      const [x, y, width] = path(easeCubicInOut(at));
      if (at === 1) flying = false;
      else animation = requestAnimationFrame(step);
      jump(at === 1 ? target : transformOf(frame, { x, y, k: span / width }));
    };
    animation = requestAnimationFrame(step);
  }

  return {
    now: () => t,
    flying: () => flying,
    listen(next) {
      listener = next;
    },
    reframe(next, view) {
      stop();
      frame = next;
      const room = roomAround(frame);
      behaviour
        .extent([
          [0, 0],
          [frame.width, frame.height],
        ])
        .translateExtent([
          [-room, -room],
          [frame.width + room, frame.height + room],
        ]);
      jump(transformOf(frame, reachable(frame, view)));
    },
    flyTo,
    zoomAround(px, py, factor) {
      const k = clampZoom(t.k * factor);
      const [x, y] = unproject(frame, t, px, py);
      const pixels = frame.scale * k;
      flyTo({ x: x - (px - frame.middleX) / pixels, y: y - (py - frame.middleY) / pixels, k });
    },
    stop,
  };
}
