import { describe, expect, it } from 'vitest';
import {
  diamondReach,
  type PointBatch,
  type Screen,
  styleSize,
} from '../../../web/map/points/point-batch.ts';
import { paintPoints } from '../../../web/map/points/points-canvas.ts';

type Rgba = [number, number, number, number];
interface Point {
  at: [number, number];
  colour?: Rgba;
  radius?: number;
  /** Ring, softness, diamond. */
  style?: [number, number, number];
}

const SIDE = 20;
const RED: Rgba = [200, 30, 10, 255];

function paint(points: readonly Point[], look: Partial<Screen> = {}) {
  const batch: PointBatch = {
    positions: Float32Array.from(points.flatMap(({ at }) => at)),
    colours: Uint8Array.from(points.flatMap(({ colour = RED }) => colour)),
    styles: Float32Array.from(points.flatMap(({ radius = 4, style = [0, 0, 0] }) => [radius, ...style])),
    order: Uint32Array.from(points.keys()),
  };
  expect(batch.styles).toHaveLength(styleSize * points.length);
  const screen: Screen = {
    ...{ scaleX: 1, scaleY: 1, shiftX: 0, shiftY: 0, width: SIDE, height: SIDE, ratio: 1 },
    ...{ edge: [255, 255, 255], mark: [0, 0, 255], outline: 0 },
    ...look,
  };
  const side = SIDE * screen.ratio;
  const data = new Uint8ClampedArray(side * side * 4);
  paintPoints(batch, screen, { width: side, height: side, data });
  const pixel = (x: number, y: number) => [...data.subarray(4 * (y * side + x), 4 * (y * side + x) + 4)];
  /** The covered area, in pixels of the raster. */
  const ink = () => data.reduce((sum, value, i) => (i % 4 === 3 ? sum + value / 255 : sum), 0);
  return { pixel, ink, data, side };
}

describe('points on the 2D canvas', () => {
  it('are discs with smooth rims and the area of their radius', () => {
    for (const radius of [1.15, 2.5, 6]) {
      const { ink, pixel } = paint([{ at: [10, 10], radius }]);
      expect(ink() / (Math.PI * radius ** 2)).toBeCloseTo(1, 1);
      expect(pixel(10, 10)).toEqual(radius > 2 ? RED : [...RED.slice(0, 3), expect.any(Number)]);
    }
    const { pixel, data } = paint([{ at: [10, 10], radius: 4 }]);
    expect(new Set([...data].filter((_, i) => i % 4 === 3)).size).toBeGreaterThan(4);
    // Symmetric, and nothing outside.
    expect([pixel(5, 10), pixel(14, 9), pixel(10, 14)].map((rgba) => rgba[3])).toEqual(
      new Array(3).fill(pixel(9, 5)[3]),
    );
    expect(pixel(15, 10)).toEqual([0, 0, 0, 0]);
  });

  it('are at their position in the view at each number of device pixels', () => {
    for (const ratio of [1, 2]) {
      const view = { scaleX: 2, scaleY: 3, shiftX: 4, shiftY: -2, ratio };
      const { pixel, ink } = paint([{ at: [3, 4], radius: 3 }], view);
      expect(pixel(10 * ratio, 10 * ratio)).toEqual(RED);
      expect(ink()).toBeCloseTo(Math.PI * (3 * ratio) ** 2, 0);
    }
  });

  it('are cut off at the sides of the canvas, and left out beyond them', () => {
    const half = paint([{ at: [0, 10], radius: 4 }]);
    expect(half.ink()).toBeCloseTo((Math.PI * 16) / 2, 0);
    expect(half.pixel(19, 9)).toEqual([0, 0, 0, 0]);
    const beyond: [number, number][] = [
      [-9, 5],
      [29, 5],
      [5, -9],
      [5, 29],
      [-9, -9],
    ];
    expect(paint(beyond.map((at) => ({ at, radius: 4 }))).ink()).toBe(0);
  });

  it('overlap in their order, each with its opacity', () => {
    const over = paint([
      { at: [10, 10], colour: [200, 0, 0, 255] },
      { at: [10, 10], colour: [0, 100, 0, 128] },
    ]);
    expect(over.pixel(10, 10)).toEqual([expect.closeTo(100, -0.4), expect.closeTo(50, -0.4), 0, 255]);
    const glass = paint([{ at: [10, 10], colour: [240, 120, 60, 64] }]);
    expect(glass.pixel(10, 10)).toEqual([240, 120, 60, 64].map((value) => expect.closeTo(value, -0.7)));
    const many = paint(new Array(40).fill({ at: [10, 10], colour: [240, 120, 60, 26] }));
    expect(many.pixel(10, 10)).toEqual([240, 120, 60, 251].map((value) => expect.closeTo(value, -0.8)));
  });

  it('are diamonds of the same area for placed papers', () => {
    const { pixel, ink } = paint([{ at: [10, 10], radius: 5, style: [0, 0, 1] }]);
    expect(ink() / (Math.PI * 25)).toBeCloseTo(1, 1);
    const tip = Math.floor(5 * diamondReach - 0.5);
    expect(pixel(10, 9 - tip)[3]).toBeGreaterThan(0);
    expect(pixel(14, 14)[3]).toBe(0);
  });

  it('have a rim in the colour of the edge, a ring in the colour of the mark, or are hollow', () => {
    const rim = paint([{ at: [10, 10], radius: 5 }], { outline: 1, edge: [0, 255, 0] });
    expect(rim.pixel(10, 10)).toEqual(RED);
    expect(rim.pixel(14, 10).slice(0, 2)).toEqual([expect.closeTo(0, -2), expect.closeTo(255, -2)]);
    const ring = paint([{ at: [10, 10], radius: 5, style: [1, 0, 0] }]);
    expect(ring.pixel(10, 10)).toEqual(RED);
    expect(ring.pixel(16, 10).slice(0, 3)).toEqual([0, 0, 255]);
    expect(ring.ink()).toBeGreaterThan(Math.PI * 6.5 ** 2);
    const hollow = paint([{ at: [10, 10], radius: 5, style: [2, 0, 0] }]);
    expect(hollow.pixel(10, 10)).toEqual([0, 0, 0, 0]);
    expect(hollow.pixel(14, 10).slice(0, 3)).toEqual(
      RED.slice(0, 3).map((value) => expect.closeTo(value, -0.7)),
    );
    expect(hollow.ink()).toBeCloseTo(Math.PI * (5 ** 2 - 3.4 ** 2), -1);
  });

  it('fade from the middle outwards, the more the softer they are', () => {
    const reach = (soft: number) => {
      const { pixel } = paint([{ at: [10, 10], radius: 5, style: [0, soft, 0] }]);
      return [10, 12, 14, 16, 17].map((x) => pixel(x, 10)[3]!);
    };
    const [sharp, soft] = [reach(0), reach(1)];
    expect(sharp.map((value) => value > 0)).toEqual([true, true, true, false, false]);
    expect(soft[0]).toBeLessThan(sharp[0]!);
    expect(soft[3]).toBeGreaterThan(0);
    expect([...soft].sort((a, b) => b - a)).toEqual(soft);
  });
});
