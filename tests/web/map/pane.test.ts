import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPane } from '../../../web/map/points/pane.ts';
import { emptyBatch, type PointLook, pointRim, type Screen } from '../../../web/map/points/point-batch.ts';

beforeEach(() => {
  vi.stubGlobal('devicePixelRatio', 2);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

function pane(count: number) {
  const canvas = { style: {} as CSSStyleDeclaration, width: 0, height: 0 };
  const draw = vi.fn<(screen: Screen) => void>();
  const made = createPane(canvas as HTMLCanvasElement, {
    load: () => {},
    draw,
    destroy: () => {},
  });
  made.resize(800, 600, pointRim(count));
  return { ...made, canvas, draw, pan: (x: number, y = 0, scale = 1) => made.draw(look(x, y, scale)) };
}
const look = (shiftX: number, shiftY: number, scale: number): PointLook => ({
  scaleX: scale,
  scaleY: scale,
  shiftX,
  shiftY,
  edge: [0, 0, 0],
  mark: [0, 0, 0],
  outline: 0,
});

describe('the canvas of the points', () => {
  it('is as large as the window for few points, and drawn at each move', () => {
    const { canvas, draw, pan } = pane(100);
    for (const x of [0, 1, 2]) pan(x);
    expect([canvas.width, canvas.height]).toEqual([1600, 1200]);
    expect(draw.mock.calls.map(([screen]) => screen.shiftX)).toEqual([0, 1, 2]);
  });

  it('extends beyond the window for many points, and is shifted until its rim is used up', () => {
    const { canvas, draw, pan } = pane(100_000);
    pan(10);
    const { width, height, shiftX, shiftY } = draw.mock.calls[0]![0];
    const rim = shiftX - 10;
    expect([rim > 0, shiftY, width, height]).toEqual([true, rim, 800 + 2 * rim, 600 + 2 * rim]);
    expect([canvas.style.left, canvas.width]).toEqual([`${-rim}px`, 2 * width]);
    pan(10 + rim, -rim);
    expect(canvas.style.transform).toBe(`translate(${rim}px, ${-rim}px)`);
    expect(draw).toHaveBeenCalledTimes(1);
    pan(11 + rim);
    expect(draw).toHaveBeenCalledTimes(2);
    expect(canvas.style.transform).toBe('translate(0px, 0px)');
  });

  it('is drawn again at another magnification, with other points, and when the view comes to rest', () => {
    const { draw, pan, load, rest } = pane(100_000);
    pan(0);
    pan(0, 0, 1.01);
    expect(draw).toHaveBeenCalledTimes(2);
    load(emptyBatch);
    pan(0, 0, 1.01);
    expect(draw).toHaveBeenCalledTimes(3);
    rest();
    pan(0, 0, 1.01);
    expect(draw).toHaveBeenCalledTimes(3);
    pan(0.5, 0, 1.01);
    rest();
    pan(0.5, 0, 1.01);
    expect(draw).toHaveBeenCalledTimes(4);
  });

  it('hands its place in the page, its points and its transform to a replacing canvas', () => {
    const { canvas, pan, load, replace } = pane(100_000);
    load(emptyBatch);
    pan(3);
    const other = { style: {} as CSSStyleDeclaration, width: 0, height: 0 };
    const next = { load: vi.fn(), draw: vi.fn<(screen: Screen) => void>(), destroy: () => {} };
    const replaceWith = vi.fn();
    Object.assign(canvas, { replaceWith });
    replace(other as HTMLCanvasElement, next);
    expect(replaceWith).toHaveBeenCalledWith(other);
    expect(next.load).toHaveBeenCalledWith(emptyBatch);
    expect([other.width, other.style]).toEqual([canvas.width, canvas.style]);
    expect(next.draw.mock.calls[0]![0].shiftX - pointRim(100_000)).toBe(3);
    pan(5);
    expect(other.style.transform).toBe('translate(2px, 0px)');
  });
});
