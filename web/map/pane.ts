/**
 * The canvas of the points. Drawing 100,000 of them takes most of a frame where there is no GPU, so it reaches beyond the
 * window by a rim: while the map is panned, what is drawn is shifted, and drawn anew only where the rim ends.
 */
import type { PointBatch, PointRenderer, Screen } from './point-batch.ts';

/** Papers from which on drawing is dear, and the pixels beyond each side of the window that are drawn then. */
const MANY = 10_000;
const RIM = 128;

/** Where the points lie and how they look, but for the window. */
export type Look = Omit<Screen, 'width' | 'height' | 'ratio'>;

export interface Pane {
  /** Takes a window of this size, in pixels, for so many points. */
  resize(width: number, height: number, count: number): void;
  load(batch: PointBatch): void;
  draw(look: Look): void;
  /** The view has come to rest: what was shifted, perhaps by parts of pixels, is drawn in its place next. */
  rest(): void;
  destroy(): void;
}

export function createPane(canvas: HTMLCanvasElement, renderer: PointRenderer): Pane {
  let size = { width: 1, height: 1, ratio: 1 };
  let rim = 0;
  let drawn: Look | null = null;
  let shifted = false;
  const shift = (dx: number, dy: number) => {
    shifted = dx !== 0 || dy !== 0;
    canvas.style.transform = `translate(${dx}px, ${dy}px)`;
  };
  return {
    resize(width, height, count) {
      rim = count > MANY ? RIM : 0;
      size = {
        width: width + 2 * rim,
        height: height + 2 * rim,
        ratio: Math.min(devicePixelRatio || 1, 2.5),
      };
      canvas.width = Math.round(size.width * size.ratio);
      canvas.height = Math.round(size.height * size.ratio);
      Object.assign(canvas.style, {
        left: `${-rim}px`,
        top: `${-rim}px`,
        width: `${size.width}px`,
        height: `${size.height}px`,
      });
      drawn = null;
    },
    load(batch) {
      renderer.load(batch);
      drawn = null;
    },
    draw(look) {
      if (drawn?.scaleX === look.scaleX) {
        const dx = look.shiftX - drawn.shiftX;
        const dy = look.shiftY - drawn.shiftY;
        if (Math.abs(dx) <= rim && Math.abs(dy) <= rim) {
          shift(dx, dy);
          return;
        }
      }
      renderer.draw({ ...look, ...size, shiftX: look.shiftX + rim, shiftY: look.shiftY + rim });
      drawn = look;
      shift(0, 0);
    },
    rest() {
      if (shifted) drawn = null;
    },
    destroy: () => renderer.destroy(),
  };
}
