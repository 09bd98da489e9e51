import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { frameOf, type Transform } from '../../../pipeline/draw/index.ts';
import type { Box } from '../../../pipeline/map/index.ts';
import type { LabelLayer } from '../../../web/map/labels/labels.ts';
import { loadedMap } from '../../support/loaded-map.ts';

beforeEach(() => {
  // Labels do not slide: the reader prefers no animation.
  vi.stubGlobal('matchMedia', () => ({ matches: true }));
});
afterEach(() => {
  vi.unstubAllGlobals();
});

async function naming(room: Box = { x0: 0, y0: 0, x1: 800, y1: 600 }) {
  const { createLabelTiming } = await import('../../../web/map/labels/label-timing.ts');
  const labels = { arrange: vi.fn(), place: vi.fn(), rest: vi.fn(), clear: vi.fn() };
  const map = loadedMap();
  const made = createLabelTiming(
    labels as unknown as LabelLayer,
    (text, size) => text.length * size,
    () => ({ window: { ...room }, obstacles: [] }),
  );
  const frame = frameOf(map.index.bounds, 800, 600, { top: 0, right: 0, bottom: 0, left: 0 });
  const emphasis = new Uint8Array(map.index.count).fill(1);
  const draw = (t: Transform, uncertain: ReadonlySet<number> = new Set()) =>
    made.draw({ map, frame, t, emphasis, radius: 3, uncertain });
  return { ...made, draw, labels, arranged: () => labels.arrange.mock.calls.length };
}

it('keeps the labels in place while the view moves a little, and places them again after a large move', async () => {
  const { draw, labels, arranged } = await naming();
  expect(draw({ k: 1, x: 0, y: 0 })).toBe(false);
  draw({ k: 1, x: 90, y: 0 });
  draw({ k: 1.05, x: 60, y: 0 });
  expect([arranged(), labels.place.mock.calls.length]).toEqual([1, 3]);
  draw({ k: 1, x: 100, y: 0 });
  expect(arranged()).toBe(2);
  draw({ k: 1.2, x: 100, y: 0 });
  expect(arranged()).toBe(3);
});

it('places the labels again when a panel has opened, and leaves them alone if nothing has changed', async () => {
  const room = { x0: 0, y0: 0, x1: 800, y1: 600 };
  const { draw, arranged, stale, clear } = await naming(room);
  const again = () => {
    stale();
    draw({ k: 1.2, x: 100, y: 0 });
    return arranged();
  };
  expect([again(), again()]).toEqual([1, 1]);
  room.x1 = 500;
  expect([again(), again()]).toEqual([2, 2]);
  clear();
  expect(again()).toBe(3);
});

it('places the labels once more when the view comes to rest, unless the view is the same as before', async () => {
  const { draw, labels, arranged, rest } = await naming();
  draw({ k: 1, x: 0, y: 0 });
  rest();
  draw({ k: 1, x: 3, y: 0 });
  expect([arranged(), labels.rest.mock.calls.length]).toEqual([1, 1]);
  draw({ k: 1, x: 50, y: 0 });
  expect(arranged()).toBe(1);
  rest();
  draw({ k: 1, x: 50, y: 0 });
  expect(arranged()).toBe(2);
  draw({ k: 1.05, x: 50, y: 0 });
  expect(arranged()).toBe(2);
  rest();
  draw({ k: 1.05, x: 50, y: 0 });
  expect(arranged()).toBe(3);
});
