/** Points by the 2D canvas, for browsers without WebGL 2. Small points are squares: at that size nobody can tell. */
import type { PointBatch, PointRenderer, Screen } from './points.ts';

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
    const radius = styles[2 * i]!;
    if (x < -radius || y < -radius || x > screen.width + radius || y > screen.height + radius) continue;
    const ring = styles[2 * i + 1]!;
    const [r, g, b, a] = [colours[4 * i]!, colours[4 * i + 1]!, colours[4 * i + 2]!, colours[4 * i + 3]!];
    const key = ((r << 16) | (g << 8) | b) * 256 + a;
    if (key !== last) {
      context.fillStyle = context.strokeStyle = `rgb(${r} ${g} ${b} / ${a / 255})`;
      last = key;
    }
    if (radius < 2 && ring === 0) {
      context.fillRect(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8);
      continue;
    }
    context.beginPath();
    if (ring === 2) {
      context.lineWidth = 1.6;
      context.arc(x, y, radius - 0.8, 0, 2 * Math.PI);
      context.stroke();
      continue;
    }
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
    if (screen.outline > 0 || ring === 1) {
      context.lineWidth = ring === 1 ? 2 : 0.9;
      context.strokeStyle = ring === 1 ? mark : edge;
      if (ring === 1) {
        context.beginPath();
        context.arc(x, y, radius + 1.4, 0, 2 * Math.PI);
      }
      context.stroke();
      last = -1;
    }
  }
}
