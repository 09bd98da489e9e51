/**
 * A canvas that reaches beyond the window by a rim: while the map is panned, what is drawn is shifted, and drawn anew only
 * where the rim ends. Drawing 100,000 points takes most of a frame where there is no GPU.
 */

/** Pixels beyond each side of the window that a layer is drawn for where drawing it is dear. */
export const RIM = 128;

/** Where a layer lies: pixels of the window are `place * scale + shift`. */
export interface Place {
  scaleX: number;
  scaleY: number;
  shiftX: number;
  shiftY: number;
}

/** Size of a canvas in pixels, and device pixels per pixel. */
export interface CanvasSize {
  width: number;
  height: number;
  ratio: number;
}

/** Draws what it was given last. */
export interface Painter<Content, Look extends Place> {
  load(content: Content): void;
  draw(look: Look & CanvasSize): void;
  destroy(): void;
}

export interface Pane<Content, Look extends Place> {
  /** Takes a window of this size, with so much beyond each side; all in pixels. */
  resize(width: number, height: number, rim: number): void;
  load(content: Content): void;
  draw(look: Look): void;
  /** Goes on with another canvas, in the place of this one, and what draws on it. */
  replace(canvas: HTMLCanvasElement, painter: Painter<Content, Look>): void;
  /** The view has come to rest: what was shifted, perhaps by parts of pixels, is drawn in its place next. */
  rest(): void;
  destroy(): void;
}

/** @param finest most device pixels per pixel: what is soft needs no more than one */
export function createPane<Content, Look extends Place>(
  canvas: HTMLCanvasElement,
  painter: Painter<Content, Look>,
  finest = 2.5,
): Pane<Content, Look> {
  let size: CanvasSize = { width: 1, height: 1, ratio: 1 };
  let rim = 0;
  let content: Content | null = null;
  /** What is painted, and what was asked for last. */
  let drawn: Look | null = null;
  let wanted: Look | null = null;
  let shifted = false;
  const shift = (dx: number, dy: number) => {
    shifted = dx !== 0 || dy !== 0;
    canvas.style.transform = `translate(${dx}px, ${dy}px)`;
  };
  const lay = () => {
    canvas.width = Math.round(size.width * size.ratio);
    canvas.height = Math.round(size.height * size.ratio);
    Object.assign(canvas.style, {
      left: `${-rim}px`,
      top: `${-rim}px`,
      width: `${size.width}px`,
      height: `${size.height}px`,
    });
    drawn = null;
  };
  const draw = (look: Look) => {
    wanted = look;
    if (drawn?.scaleX === look.scaleX) {
      const dx = look.shiftX - drawn.shiftX;
      const dy = look.shiftY - drawn.shiftY;
      if (Math.abs(dx) <= rim && Math.abs(dy) <= rim) {
        shift(dx, dy);
        return;
      }
    }
    painter.draw({ ...look, ...size, shiftX: look.shiftX + rim, shiftY: look.shiftY + rim });
    drawn = look;
    shift(0, 0);
  };
  return {
    resize(width, height, beyond) {
      rim = beyond;
      size = {
        width: width + 2 * rim,
        height: height + 2 * rim,
        ratio: Math.min(devicePixelRatio || 1, finest),
      };
      lay();
    },
    load(next) {
      content = next;
      painter.load(next);
      drawn = null;
    },
    draw,
    replace(nextCanvas, nextPainter) {
      canvas.replaceWith(nextCanvas);
      [canvas, painter] = [nextCanvas, nextPainter];
      lay();
      if (content) painter.load(content);
      if (wanted) draw(wanted);
    },
    rest() {
      if (shifted) drawn = null;
    },
    destroy: () => painter.destroy(),
  };
}
