/** Points by the 2D canvas, for browsers without WebGL 2. Small points are squares: at that size nobody can tell. */
import {
  diamondReach,
  type PointBatch,
  type PointRenderer,
  type Screen,
  softFade,
  softReach,
  styleSize,
} from './point-batch.ts';

export function createCanvasRenderer(canvas: HTMLCanvasElement): PointRenderer {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('points-canvas: the browser has no 2D canvas');
  let batch: PointBatch | null = null;
  return {
    kind: 'canvas',
    load(next) {
      batch = next;
    },
    draw(screen) {
      context.setTransform(screen.ratio, 0, 0, screen.ratio, 0, 0);
      context.clearRect(0, 0, screen.width, screen.height);
      if (batch) drawBatch(context, batch, screen);
    },
    destroy() {},
  };
}

function drawBatch(context: CanvasRenderingContext2D, batch: PointBatch, screen: Screen): void {
  const { positions, colours, styles, order } = batch;
  const edge = `rgb(${screen.edge.join(' ')})`;
  const mark = `rgb(${screen.mark.join(' ')})`;
  let last = -1;
  for (const i of order) {
    const x = positions[2 * i]! * screen.scaleX + screen.shiftX;
    const y = positions[2 * i + 1]! * screen.scaleY + screen.shiftY;
    const radius = styles[styleSize * i]!;
    if (x < -radius || y < -radius || x > screen.width + radius || y > screen.height + radius) continue;
    const ring = styles[styleSize * i + 1]!;
    const soft = styles[styleSize * i + 2]!;
    const diamond = styles[styleSize * i + 3] === 1;
    const [r, g, b, a] = [colours[4 * i]!, colours[4 * i + 1]!, colours[4 * i + 2]!, colours[4 * i + 3]!];
    const key = ((r << 16) | (g << 8) | b) * 256 + a;
    if (key !== last) {
      context.fillStyle = context.strokeStyle = `rgb(${r} ${g} ${b} / ${a / 255})`;
      last = key;
    }
    if (radius < 2 && ring === 0) {
      context.globalAlpha = 1 - softFade * soft;
      context.fillRect(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8);
      context.globalAlpha = 1;
      continue;
    }
    if (ring === 2) {
      context.lineWidth = 1.6;
      trace(context, x, y, radius - 0.8, diamond);
      context.stroke();
      continue;
    }
    if (soft > 0) {
      // A wide faint one under a narrow one stands for the haze that the shader draws.
      context.globalAlpha = 0.4;
      trace(context, x, y, radius * (1 + softReach * soft), diamond);
      context.fill();
      context.globalAlpha = 1 - softFade * soft;
    }
    trace(context, x, y, radius * (1 - 0.4 * soft), diamond);
    context.fill();
    context.globalAlpha = 1;
    if (ring !== 1 && (screen.outline === 0 || soft > 0)) continue;
    context.lineWidth = ring === 1 ? 2 : 0.9;
    context.strokeStyle = ring === 1 ? mark : edge;
    if (ring === 1) trace(context, x, y, radius + 1.4, diamond);
    context.stroke();
    last = -1;
  }
}

/** The outline of a disc, or of a diamond of the same area. */
function trace(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  diamond: boolean,
): void {
  context.beginPath();
  if (!diamond) {
    context.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  const reach = radius * diamondReach;
  context.moveTo(x, y - reach);
  context.lineTo(x + reach, y);
  context.lineTo(x, y + reach);
  context.lineTo(x - reach, y);
  context.closePath();
}
