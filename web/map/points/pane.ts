/**
 * A canvas that extends beyond the window by a rim. Panning only shifts it; it is drawn again when the rim is used up.
 * Drawing 100,000 points takes most of a frame without a GPU.
 */

/** Pixels beyond each side of the window for layers that are slow to draw. */
export const RIM = 128;

/** From a layer's own coordinates to pixels of the window: `coordinate * scale + shift`. */
export interface LayerTransform {
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

/** Draws the content that was loaded last. */
export interface Painter<Content, Look extends LayerTransform> {
  load(content: Content): void;
  draw(look: Look & CanvasSize): void;
  destroy(): void;
}

export interface Pane<Content, Look extends LayerTransform> {
  /** Fits the canvas to a window of this size, plus `rim` on each side; all in pixels. */
  resize(width: number, height: number, rim: number): void;
  load(content: Content): void;
  draw(look: Look): void;
  /** Replaces the canvas and the painter that draws on it. */
  replace(canvas: HTMLCanvasElement, painter: Painter<Content, Look>): void;
  /** Call when the view comes to rest: a shifted canvas, perhaps by fractions of a pixel, is drawn again in place. */
  rest(): void;
  destroy(): void;
}

/**
 * Creates a pane over a canvas.
 * @param finest largest number of device pixels per pixel; soft content needs only one
 */
export function createPane<Content, Look extends LayerTransform>(
  canvas: HTMLCanvasElement,
  painter: Painter<Content, Look>,
  finest = 2.5,
): Pane<Content, Look> {
  let size: CanvasSize = { width: 1, height: 1, ratio: 1 };
  let rim = 0;
  let content: Content | null = null;
  /** The transform and look that are painted, and those requested last. */
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
