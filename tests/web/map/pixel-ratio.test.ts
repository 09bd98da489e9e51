import { afterEach, expect, it, vi } from 'vitest';
import { onDensityChange } from '../../../web/map/pixel-ratio.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

it('onDensityChange reports each change of the pixel ratio until it is stopped', () => {
  const asked = new Map<string, Set<() => void>>();
  vi.stubGlobal('matchMedia', (query: string) => {
    const listeners = asked.get(query) ?? new Set();
    asked.set(query, listeners);
    return {
      addEventListener: (_type: string, listener: () => void, { once }: AddEventListenerOptions) =>
        once && listeners.add(listener),
      removeEventListener: (_type: string, listener: () => void) => listeners.delete(listener),
    };
  });
  /** Moves the window to a screen of this pixel ratio. */
  const move = (ratio: number) => {
    const old = [...(asked.get(`(resolution: ${devicePixelRatio}dppx)`) ?? [])];
    asked.clear();
    vi.stubGlobal('devicePixelRatio', ratio);
    for (const listener of old) listener();
  };
  vi.stubGlobal('devicePixelRatio', 1);
  const changed = vi.fn(() => devicePixelRatio);
  const end = onDensityChange(changed);
  for (const ratio of [2, 1.5, 1]) move(ratio);
  expect(changed.mock.results.map(({ value }) => value)).toEqual([2, 1.5, 1]);
  end();
  move(2);
  expect(changed).toHaveBeenCalledTimes(3);
});
