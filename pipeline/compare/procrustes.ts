/** Superimposes one map on another: the rigid motion that brings shared papers closest to their old positions. */
import type { PaperPair } from './papers.ts';

/** x' = scale · (cos · x − sin · flip · y) + dx and so on: a rotation, perhaps a reflection, a scale and a shift. */
export interface Motion {
  /** Row-major 2 × 2. */
  matrix: readonly [number, number, number, number];
  shift: readonly [number, number];
}

const STILL: Motion = { matrix: [1, 0, 0, 1], shift: [0, 0] };

/**
 * Orthogonal Procrustes in the plane (Schönemann 1966), in closed form: the rotation or reflection, and the shift, that
 * bring `layoutB` closest to `layoutA` at the pairs in least squares.
 * @param layoutA `[N, 2]` @param layoutB `[M, 2]`
 * @param options `scale`: whether the size may change too
 * @returns the motion for all of `layoutB`; the identity without pairs, a shift alone for one
 */
export function procrustes(
  layoutA: Float32Array,
  layoutB: Float32Array,
  pairs: readonly PaperPair[],
  options: { scale?: boolean } = {},
): Motion {
  if (pairs.length === 0) return STILL;
  const centreA = centre(layoutA, pairs, 'a');
  const centreB = centre(layoutB, pairs, 'b');
  let xx = 0;
  let xy = 0;
  let yx = 0;
  let yy = 0;
  let size = 0;
  for (const { a, b } of pairs) {
    const ax = layoutA[2 * a]! - centreA[0];
    const ay = layoutA[2 * a + 1]! - centreA[1];
    const bx = layoutB[2 * b]! - centreB[0];
    const by = layoutB[2 * b + 1]! - centreB[1];
    xx += ax * bx;
    xy += ax * by;
    yx += ay * bx;
    yy += ay * by;
    size += bx * bx + by * by;
  }
  // The best rotation, and the best reflection; then the better of the two.
  const turned = Math.hypot(xx + yy, yx - xy);
  const mirrored = Math.hypot(xx - yy, yx + xy);
  const gain = Math.max(turned, mirrored);
  if (gain === 0) return { ...STILL, shift: [centreA[0] - centreB[0], centreA[1] - centreB[1]] };
  const scale = options.scale ? gain / size : 1;
  const [cos, sin] =
    turned >= mirrored
      ? [(xx + yy) / turned, (yx - xy) / turned]
      : [(xx - yy) / mirrored, (yx + xy) / mirrored];
  const flip = turned >= mirrored ? 1 : -1;
  const matrix = [scale * cos, -scale * flip * sin, scale * sin, scale * flip * cos] as const;
  return {
    matrix,
    shift: [
      centreA[0] - matrix[0] * centreB[0] - matrix[1] * centreB[1],
      centreA[1] - matrix[2] * centreB[0] - matrix[3] * centreB[1],
    ],
  };
}

/** @returns a moved copy of `layout` `[N, 2]` */
export function moved(layout: Float32Array, { matrix, shift }: Motion): Float32Array {
  const out = new Float32Array(layout.length);
  for (let i = 0; i < layout.length; i += 2) {
    const x = layout[i]!;
    const y = layout[i + 1]!;
    out[i] = matrix[0] * x + matrix[1] * y + shift[0];
    out[i + 1] = matrix[2] * x + matrix[3] * y + shift[1];
  }
  return out;
}

/** Root mean square distance of the papers from the middle of the map, a unit for distances on it. */
export function radius(layout: Float32Array): number {
  const count = layout.length / 2;
  if (count === 0) return 0;
  let mx = 0;
  let my = 0;
  for (let i = 0; i < layout.length; i += 2) {
    mx += layout[i]! / count;
    my += layout[i + 1]! / count;
  }
  let sum = 0;
  for (let i = 0; i < layout.length; i += 2) sum += (layout[i]! - mx) ** 2 + (layout[i + 1]! - my) ** 2;
  return Math.sqrt(sum / count);
}

function centre(layout: Float32Array, pairs: readonly PaperPair[], side: 'a' | 'b'): [number, number] {
  let x = 0;
  let y = 0;
  for (const pair of pairs) {
    x += layout[2 * pair[side]]! / pairs.length;
    y += layout[2 * pair[side] + 1]! / pairs.length;
  }
  return [x, y];
}
