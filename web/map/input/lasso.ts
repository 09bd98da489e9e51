/** The lasso: a line drawn around papers, with the lasso tool or while Shift is held. */
import { dragDisable, dragEnable, select } from 'd3';
import { clickDistance } from '../camera/motion.ts';

export interface Lasso {
  /** Whether a line is being drawn. */
  active(): boolean;
}

/**
 * @param surface element whose pointer events draw
 * @param parent receives the drawn line
 * @param wanted whether this press starts a line
 * @param done receives the closed line in pixels of the surface, and whether it adds to the selection
 */
export function createLasso(
  surface: HTMLElement,
  parent: SVGGElement,
  wanted: (event: PointerEvent) => boolean,
  done: (line: [number, number][], add: boolean) => void,
): Lasso {
  const path = select(parent).append('path').attr('class', 'lasso').attr('aria-hidden', 'true');
  let line: [number, number][] | null = null;
  let pointer = -1;
  const place = (event: PointerEvent): [number, number] => {
    const box = surface.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const end = (event: PointerEvent, keep: boolean) => {
    if (!line || event.pointerId !== pointer) return;
    const drawn = line;
    line = null;
    path.attr('d', null);
    const [[x0, y0] = [0, 0]] = drawn;
    const kept = keep && drawn.some(([x, y]) => Math.hypot(x - x0, y - y0) > clickDistance);
    // The surface captured the pointer and would receive a click where the line ends.
    dragEnable(window, kept);
    if (kept) done(drawn, event.shiftKey);
  };
  surface.addEventListener('pointerdown', (event) => {
    if (!event.isPrimary || event.button !== 0 || !wanted(event)) return;
    line = [place(event)];
    pointer = event.pointerId;
    surface.setPointerCapture(pointer);
    dragDisable(window);
  });
  surface.addEventListener('pointermove', (event) => {
    if (!line || event.pointerId !== pointer) return;
    line.push(place(event));
    path.attr('d', `M${line.map((point) => point.join(' ')).join('L')}Z`);
  });
  surface.addEventListener('pointerup', (event) => end(event, true));
  surface.addEventListener('pointercancel', (event) => end(event, false));
  return { active: () => line !== null };
}
