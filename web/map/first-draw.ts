/** The first draw of a map: points and labels with the next frame, areas once these are visible, then what is invisible. */
import type { LoadedMap, MapSketch } from '../data/map-index.ts';
import type { Store } from '../state/store.ts';
import { afterFrame } from './after-frame.ts';

export interface FirstDraw {
  /** Removes the map on the screen and starts to draw another. */
  show(next: MapSketch | null): void;
  /** Call when the rest of the map is loaded: titles, years, and what panels show. */
  complete(whole: LoadedMap | null): void;
  stop(): void;
}

/** The steps in their order. */
export interface FirstDrawSteps {
  store: Store;
  /** The map on the screen. */
  map(): MapSketch | null;
  clear(): void;
  /** Draws points and labels. */
  begin(map: MapSketch): void;
  /** Draws the areas of themes. */
  addAreas(map: MapSketch): void;
  /** Prepares what is not drawn. */
  prepare(): void;
  complete(whole: LoadedMap): void;
}

export function createFirstDraw(steps: FirstDrawSteps): FirstDraw {
  const { store, map } = steps;
  let beginning = 0;

  async function begin(shown: MapSketch): Promise<void> {
    const isShown = () => map()?.index === shown.index;
    steps.begin(shown);
    await afterFrame();
    if (!isShown()) return;
    steps.addAreas(shown);
    await afterFrame();
    if (isShown()) steps.prepare();
  }

  return {
    // In the next frame all panels have reacted to the store, so it is known what they cover.
    show(next) {
      cancelAnimationFrame(beginning);
      steps.clear();
      if (next) beginning = requestAnimationFrame(() => void begin(store.get().map ?? next));
    },
    complete(whole) {
      const shown = map();
      if (whole && shown !== whole && shown?.index === whole.index) steps.complete(whole);
    },
    stop: () => cancelAnimationFrame(beginning),
  };
}
