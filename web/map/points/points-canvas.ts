/**
 * Draws points pixel by pixel on a 2D canvas, for browsers without a GPU, where emulated WebGL takes several times as
 * long. They look like those of points-gl.ts.
 */
import {
  diamondReach,
  filled,
  hollow,
  hollowLine,
  type PointBatch,
  type PointRenderer,
  rimLine,
  ringed,
  ringFrom,
  ringTo,
  type Screen,
  softCore,
  softFade,
  softReach,
  styleSize,
} from './point-batch.ts';

export function createCanvasRenderer(canvas: HTMLCanvasElement): PointRenderer {
  // "willReadFrequently" puts the canvas into main memory, where writing single pixels is fast too.
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('points-canvas: the browser has no 2D canvas');
  let batch: PointBatch | null = null;
  let image: ImageData | null = null;
  return {
    kind: 'canvas',
    load(next) {
      batch = next;
    },
    draw(screen) {
      const { width, height } = canvas;
      if (image?.width !== width || image.height !== height) image = new ImageData(width, height);
      else image.data.fill(0);
      if (batch) paintPoints(batch, screen, image);
      context.putImageData(image, 0, 0);
    },
    destroy() {},
  };
}

/** `[height, width, 4]` sRGB and opacity, as in an ImageData. */
export interface Raster {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

/** Paints all points of a batch into an empty raster of the screen's size, in the batch's order. */
export function paintPoints(
  { positions, colours, styles, order }: PointBatch,
  screen: Screen,
  { width, height, data }: Raster,
): void {
  // One word a pixel. While points overlap, colours are premultiplied by their opacity, as on a GPU.
  const pixels = new Int32Array(data.buffer, data.byteOffset, width * height);
  const target = { pixels, width, height };
  const across = width / screen.width;
  const down = height / screen.height;
  // One object for all points: a map has up to 100,000 of them in each frame.
  const point: Point = {
    x: 0,
    y: 0,
    radius: 0,
    ring: filled,
    soft: 0,
    diamond: false,
    reach: 0,
    colour: 0,
    opacity: 0,
  };
  for (let drawn = 0; drawn < order.length; drawn++) {
    const i = order[drawn]!;
    const at = styleSize * i;
    point.x = (positions[2 * i]! * screen.scaleX + screen.shiftX) * across;
    point.y = (positions[2 * i + 1]! * screen.scaleY + screen.shiftY) * down;
    point.radius = styles[at]! * screen.ratio;
    point.ring = styles[at + 1]!;
    point.soft = styles[at + 2]!;
    point.diamond = styles[at + 3] === 1;
    point.reach = reachOf(point, screen.ratio);
    point.colour = wordOf(colours[4 * i]!, colours[4 * i + 1]!, colours[4 * i + 2]!);
    point.opacity = colours[4 * i + 3]! / 255;
    if (point.ring === filled && point.soft === 0 && screen.outline === 0) paintPlain(target, point);
    else paintShaped(target, point, screen);
  }
  separateOpacity(pixels);
}

interface Target {
  /** `[height, width]`, one word a pixel. */
  pixels: Int32Array;
  width: number;
  height: number;
}

interface Point {
  /** In pixels of the raster, like all lengths below. */
  x: number;
  y: number;
  radius: number;
  ring: number;
  soft: number;
  diamond: boolean;
  /** Half the side of the square that contains all of it. */
  reach: number;
  /** An opaque pixel of its colour. */
  colour: number;
  opacity: number;
}

function reachOf({ radius, ring, soft, diamond }: Point, ratio: number): number {
  const outermost = ring === ringed ? radius + ringTo * ratio : radius;
  const rim = Math.max(outermost, radius * (1 + softReach * soft)) + 0.5;
  return diamond ? rim * diamondReach : rim;
}

/** An opaque colour as a pixel. All machines that run browsers store the lowest byte first. */
function wordOf(red: number, green: number, blue: number): number {
  return red | (green << 8) | (blue << 16) | (255 << 24);
}

/** Blends `share` / 256 of a colour over a pixel, two channels in each multiplication. */
function blend(below: number, colour: number, share: number): number {
  const rest = 256 - share;
  const even = (Math.imul(colour & 0xff00ff, share) + Math.imul(below & 0xff00ff, rest) + 0x800080) >>> 8;
  const odd =
    Math.imul((colour >>> 8) & 0xff00ff, share) + Math.imul((below >>> 8) & 0xff00ff, rest) + 0x800080;
  return (even & 0xff00ff) | (odd & 0xff00ff00);
}

/** Paints a disc or diamond of one colour: most points of a large map. */
function paintPlain(
  { pixels, width, height }: Target,
  { x, y, radius, diamond, reach, colour, opacity }: Point,
): void {
  const whole = Math.round(256 * opacity);
  const inner = Math.max(0, radius - 0.5) ** 2;
  const outer = (radius + 0.5) ** 2;
  const left = Math.max(0, Math.ceil(x - reach - 0.5));
  const right = Math.min(width, Math.ceil(x + reach - 0.5));
  const bottom = Math.min(height, Math.ceil(y + reach - 0.5));
  for (let row = Math.max(0, Math.ceil(y - reach - 0.5)); row < bottom; row++) {
    const dy = row + 0.5 - y;
    for (let column = left, p = row * width + left; column < right; column++, p++) {
      const dx = column + 0.5 - x;
      const squared = diamond ? ((Math.abs(dx) + Math.abs(dy)) / diamondReach) ** 2 : dx * dx + dy * dy;
      if (squared >= outer) continue;
      const share =
        squared <= inner ? whole : (256 * opacity * (radius + 0.5 - Math.sqrt(squared)) + 0.5) | 0;
      pixels[p] = blend(pixels[p]!, colour, share);
    }
  }
}

/** Paints any point: with a rim or a ring, hollow, or soft. */
function paintShaped(
  { pixels, width, height }: Target,
  { x, y, radius, ring, soft, diamond, reach, colour, opacity }: Point,
  { ratio, outline, edge: [r, g, b], mark }: Screen,
): void {
  const edge = wordOf(r, g, b);
  const around = wordOf(mark[0], mark[1], mark[2]);
  const left = Math.max(0, Math.ceil(x - reach - 0.5));
  const right = Math.min(width, Math.ceil(x + reach - 0.5));
  const bottom = Math.min(height, Math.ceil(y + reach - 0.5));
  for (let row = Math.max(0, Math.ceil(y - reach - 0.5)); row < bottom; row++)
    for (let column = left; column < right; column++) {
      const dx = Math.abs(column + 0.5 - x);
      const dy = Math.abs(row + 0.5 - y);
      const away = diamond ? (dx + dy) / diamondReach : Math.hypot(dx, dy);
      let share = opacity * unit(radius + 0.5 - away);
      let body = colour;
      if (ring === hollow) share *= unit(away - (radius - hollowLine * ratio) + 0.5);
      else {
        if (soft > 0) share = opacity * hazeOf(away, radius, soft) * (1 - softFade * soft);
        const rim = (1 - soft) * outline * unit(away - (radius - rimLine * ratio) + 0.5);
        if (rim > 0) body = blend(colour, edge, Math.round(256 * rim));
      }
      const p = row * width + column;
      pixels[p] = blend(pixels[p]!, body, Math.round(256 * share));
      if (ring !== ringed) continue;
      const outer =
        unit(radius + ringTo * ratio + 0.5 - away) * unit(away - (radius + ringFrom * ratio) + 0.5);
      pixels[p] = blend(pixels[p]!, around, Math.round(256 * outer));
    }
}

const unit = (value: number) => Math.min(1, Math.max(0, value));

/** Opacity of a soft point: from 1 in its middle down to 0 at its rim. */
function hazeOf(away: number, radius: number, soft: number): number {
  const from = radius * (1 - softCore * soft);
  const to = radius * (1 + softReach * soft);
  const t = unit((away - from) / (to - from));
  return 1 - t * t * (3 - 2 * t);
}

/** Turns premultiplied colours into plain ones. */
function separateOpacity(pixels: Int32Array): void {
  for (let p = 0; p < pixels.length; p++) {
    const pixel = pixels[p]!;
    const opacity = pixel >>> 24;
    if (opacity === 0 || opacity === 255) continue;
    const share = 255 / opacity;
    const red = Math.min(255, (pixel & 255) * share + 0.5);
    const green = Math.min(255, ((pixel >>> 8) & 255) * share + 0.5);
    const blue = Math.min(255, ((pixel >>> 16) & 255) * share + 0.5);
    pixels[p] = red | (green << 8) | (blue << 16) | (opacity << 24);
  }
}
